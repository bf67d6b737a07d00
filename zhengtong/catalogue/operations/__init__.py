"""Writes of the catalogue, one file an act."""
