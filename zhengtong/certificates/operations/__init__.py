"""Writes of certificate types (证照类型操作)."""
