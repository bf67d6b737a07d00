"""The ledger: one append-only table that is audit trail, event source and basis of every figure."""
