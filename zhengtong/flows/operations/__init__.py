"""Writes of flows, one file an act (流程操作)."""
