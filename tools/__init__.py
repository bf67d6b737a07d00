"""What `make` runs: small scripts that need nothing but Python's standard library."""
