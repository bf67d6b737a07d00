"""Pages of the workplace that belong to no single domain."""
