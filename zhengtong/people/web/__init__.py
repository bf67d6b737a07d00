"""Pages of people: signing in and out."""
