"""Plumbing on Django that every domain stands on: ledger, permissions, vault, files, shell."""
