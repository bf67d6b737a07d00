"""The result reaches the applicant, and that can be proved (送达)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError

EXPRESS_NUMBER = re.compile(r"[0-9A-Za-z]{8,30}")


class DeliveryWay(StrEnum):
    """How a result was handed over (送达方式)."""

    SIGNED = "signed"
    EXPRESS = "express"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return WAY_LABELS[self]


WAY_LABELS: Mapping[DeliveryWay, str] = MappingProxyType(
    {
        DeliveryWay.SIGNED: "当面签收",
        DeliveryWay.EXPRESS: "邮政快递",
        DeliveryWay.ELECTRONIC: "电子送达",
    }
)
PROOFS: Mapping[DeliveryWay, str] = MappingProxyType(
    {
        DeliveryWay.SIGNED: "签收人姓名",
        DeliveryWay.EXPRESS: "快递单号",
        DeliveryWay.ELECTRONIC: "电子送达凭证号",
    }
)


class DeliveryUnproved(DomainError):
    """A delivery without its proof (送达没有凭证)."""

    code: ClassVar[str] = "delivery_unproved"
    clause: ClassVar[str] = "《行政许可法》第四十四条"


def check_delivery(*, way: DeliveryWay, proof: str) -> None:
    """Refuse a delivery that cannot be proved (检查送达凭证).

    Args:
        proof: who signed, the express number, or the receipt of the electronic delivery.

    Raises:
        DeliveryUnproved: the proof is lacking, or is no express number.

    Source:
        《行政许可法》（2019年修正）第四十四条:
        自作出决定之日起十日内向申请人颁发、送达行政许可证件.
    """
    if not proof.strip():
        raise DeliveryUnproved(f"{way.label}应填写{PROOFS[way]}")
    if way is DeliveryWay.EXPRESS and not EXPRESS_NUMBER.fullmatch(proof.strip()):
        raise DeliveryUnproved("快递单号应为 8 至 30 位字母或数字")
