"""Reads of bulletins: gathered at a ledger position, frozen, traced, verified; plain values."""
