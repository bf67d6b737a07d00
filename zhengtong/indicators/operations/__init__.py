"""Writes of the indicators domain: totals that follow the ledger, targets and bases."""
