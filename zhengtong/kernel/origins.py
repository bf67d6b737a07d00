"""How a fact came into the platform (数据来源方式)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Origin(StrEnum):
    """Whether a fact was recorded while it happened or later (来源方式).

    `SYNCED` rows come from a registered source inside its agreed lag and are not late entries.
    """

    LIVE = "live"
    SYNCED = "synced"
    BACK_ENTRY = "back_entry"
    IMPORT = "import"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return ORIGIN_LABELS[self]


ORIGIN_LABELS: Mapping[Origin, str] = MappingProxyType(
    {
        Origin.LIVE: "实时办理",
        Origin.SYNCED: "系统对接",
        Origin.BACK_ENTRY: "补录",
        Origin.IMPORT: "历史导入",
    }
)

# Handlers serve these two unless they say more: history issues no certificate and asks no rating.
SERVED_BY_DEFAULT: frozenset[Origin] = frozenset({Origin.LIVE, Origin.SYNCED})
