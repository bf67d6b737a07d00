"""What follows from duties and periods alone. Pure."""
