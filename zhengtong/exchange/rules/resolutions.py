"""What a person may decide about a contradiction (矛盾的处理)."""

from enum import StrEnum


class Resolution(StrEnum):
    """How a contradiction was settled (处理方式).

    KEEP: what is on record stands; the row stays out. FOLLOW: later versions are held against
    what the source says now; the case keeps what it has, and is put right by its own acts.
    """

    KEEP = "keep"
    FOLLOW = "follow"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return "维持原记录" if self is Resolution.KEEP else "以后按来源新说法比对"
