"""Copies of rows that the product made, so that no column is left behind (复制行)."""

from typing import Any

from zhengtong.foundation.ids import new_id


def copy_row(row: Any, **changes: Any) -> Any:
    """Return an unsaved copy of a row under a new id (复制一行)."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields
    }
    return type(row)(**{**fields, "id": new_id(), **changes})
