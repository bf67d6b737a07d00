"""Reads of the domain of cases; plain values only (办件查询)."""
