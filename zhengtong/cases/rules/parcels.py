"""Papers that come and go by express (快递)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError

WAYBILL = re.compile(r"[0-9A-Z]{8,30}")


class Direction(StrEnum):
    """Whether a parcel came in or went out (收寄方向)."""

    INWARD = "in"
    OUTWARD = "out"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return DIRECTION_LABELS[self]


DIRECTION_LABELS: Mapping[Direction, str] = MappingProxyType(
    {Direction.INWARD: "收到", Direction.OUTWARD: "寄出"}
)


class ParcelRefused(DomainError):
    """A parcel without waybill, contents or receiver (快递登记不全)."""

    code: ClassVar[str] = "parcel_refused"


class WaybillUsed(DomainError):
    """The waybill belongs to another parcel of the region (运单号已经用过)."""

    code: ClassVar[str] = "waybill_used"


def read_waybill(text: str) -> str:
    """Return a waybill as it is kept: letters and digits, capitals (读运单号).

    Raises:
        ParcelRefused: it cannot be one.
    """
    waybill = re.sub(r"[\s\-]", "", text).upper()
    if not WAYBILL.fullmatch(waybill):
        raise ParcelRefused("快递单号应为 8 至 30 位字母或数字")
    return waybill


def check_parcel(*, contents: str, receiver: str, proof: str) -> None:
    """Refuse a parcel that nobody could prove afterwards (检查快递登记).

    Args:
        contents: what was in it.
        receiver: who received it, or is to.
        proof: the posting or signing slip.

    Raises:
        ParcelRefused: one of them is lacking.
    """
    if not contents.strip():
        raise ParcelRefused("请写明快递内是什么材料")
    if not receiver.strip():
        raise ParcelRefused("请填写收件人")
    if not proof.strip():
        raise ParcelRefused("请登记寄件或签收的凭证")
