"""Certificate types: their code, their validity rule, and what makes them ready (证照类型)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError

_CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")


class CertificateTypeRefused(DomainError):
    """The data of a certificate type cannot be right (证照类型有误)."""

    code: ClassVar[str] = "certificate_type_refused"


class ValidityRule(StrEnum):
    """How long certificates of a type hold (有效期类型)."""

    LONG = "long"
    FIXED = "fixed"
    UNTIL = "until"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return VALIDITY_LABELS[self]


class TypeState(StrEnum):
    """Whether certificates of a type may be issued (证照类型状态)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ABOLISHED = "abolished"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return STATE_LABELS[self]


class HolderKind(StrEnum):
    """Who holds certificates of a type (持证主体类别)."""

    NATURAL = "natural"
    LEGAL = "legal"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return HOLDER_LABELS[self]


class FaceFieldType(StrEnum):
    """What a field on the face holds (照面项类型)."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    IMAGE = "image"


VALIDITY_LABELS: Mapping[ValidityRule, str] = MappingProxyType(
    {
        ValidityRule.LONG: "长期有效",
        ValidityRule.FIXED: "固定期限",
        ValidityRule.UNTIL: "至指定日期",
    }
)
STATE_LABELS: Mapping[TypeState, str] = MappingProxyType(
    {
        TypeState.ACTIVE: "在用",
        TypeState.SUSPENDED: "暂停",
        TypeState.ABOLISHED: "废止",
    }
)
HOLDER_LABELS: Mapping[HolderKind, str] = MappingProxyType(
    {HolderKind.NATURAL: "自然人", HolderKind.LEGAL: "法人", HolderKind.OTHER: "其他"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceField:
    """One field printed on the face (照面项)."""

    name: str
    key: str
    type: FaceFieldType = FaceFieldType.TEXT
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether certificates of a type can be issued, and if not why (就绪情况)."""

    ready: bool
    reason_zh: str = ""


def check_type_code(code: str) -> str:
    """Return a certificate type code as it is kept (证照类型代码).

    Raises:
        CertificateTypeRefused: not the owner's credit code and three digits.

    Source:
        GB/T 36903-2018: 定义机构统一社会信用代码 18 位 + 3 位顺序号. The check character of the
        credit code is not asked: published types carry codes that fail it.
    """
    kept = code.strip().upper()
    if not _CODE.fullmatch(kept):
        raise CertificateTypeRefused("证照类型代码应为 18 位信用代码加 3 位数字，共 21 位")
    return kept


def check_validity(*, rule: ValidityRule | None, months: int | None) -> None:
    """Refuse a fixed validity without its length, and a length without fixed validity.

    Raises:
        CertificateTypeRefused: the two do not go together.
    """
    if rule is ValidityRule.FIXED and not months:
        raise CertificateTypeRefused("固定期限的证照应写明有效月数")
    if rule is not ValidityRule.FIXED and months:
        raise CertificateTypeRefused("只有固定期限的证照才写有效月数")


def readiness_of(
    *,
    state: TypeState,
    template_name: str,
    face_fields: Sequence[FaceField],
    validity_rule: ValidityRule | None,
) -> Readiness:
    """Tell whether a type can be issued: in use, with template, face and validity (就绪情况)."""
    lacking = []
    if state is not TypeState.ACTIVE:
        lacking.append(f"类型已{state.label}")
    if not template_name.strip():
        lacking.append("没有证照模板")
    if not face_fields:
        lacking.append("没有定义照面项")
    if validity_rule is None:
        lacking.append("没有有效期规定")
    return Readiness(ready=not lacking, reason_zh="、".join(lacking))
