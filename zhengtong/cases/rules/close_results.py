"""How a case ended, whatever kind of life it had (办结结果)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CloseResult(StrEnum):
    """How a case ended (办结结果)."""

    GRANTED = "granted"
    DENIED = "denied"
    VOIDED = "voided"
    DELETED = "deleted"
    RELAYED = "relayed"
    RETURNED = "returned"
    NOT_ACCEPTED = "not_accepted"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return CLOSE_RESULT_LABELS[self]


CLOSE_RESULT_LABELS: Mapping[CloseResult, str] = MappingProxyType(
    {
        CloseResult.GRANTED: "准予办结",
        CloseResult.DENIED: "不予办结",
        CloseResult.VOIDED: "作废办结",
        CloseResult.DELETED: "删除办结",
        CloseResult.RELAYED: "转报办结",
        CloseResult.RETURNED: "退件办结",
        CloseResult.NOT_ACCEPTED: "不予受理办结",
    }
)
