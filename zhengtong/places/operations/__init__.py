"""Writes of places: regions, organisations, calendar."""
