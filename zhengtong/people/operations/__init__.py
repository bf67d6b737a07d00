"""Writes of people: one file an act."""
