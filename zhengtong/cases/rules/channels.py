"""Ways in which an application comes in (申报来源)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Channel(StrEnum):
    """Where the application was made (申报来源)."""

    WINDOW = "window"
    PC = "pc"
    MOBILE = "mobile"
    KIOSK = "kiosk"
    EXPRESS = "express"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return CHANNEL_LABELS[self]


# Source: glossary 办理形式: 1 窗口, 2 网上, 3 移动端, 4 快递, 9 其他.
CHANNEL_LABELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.WINDOW: "窗口",
        Channel.PC: "网上",
        Channel.MOBILE: "移动端",
        Channel.KIOSK: "自助终端",
        Channel.EXPRESS: "快递",
        Channel.OTHER: "其他",
    }
)
