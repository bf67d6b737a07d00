"""What saving a row of a list came to; loaders count by it (保存结果)."""

from enum import StrEnum


class Saved(StrEnum):
    """What became of the row (保存结果)."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
