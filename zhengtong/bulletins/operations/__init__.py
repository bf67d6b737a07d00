"""Writes of the bulletins domain: freezing, errata, withdrawal."""
