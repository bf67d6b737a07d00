"""Writes of the domain of cases, one file an act (办件操作)."""
