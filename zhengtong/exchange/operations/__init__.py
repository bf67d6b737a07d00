"""Writes of the exchange: sources, pages of imports, contradictions."""
