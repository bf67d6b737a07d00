"""Who applies, and whether his number can be one (申请人及证件)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.codes import Strictness, parse_citizen_number, parse_credit_code
from zhengtong.kernel.errors import DomainError

CITIZEN_NUMBER = "111"
CREDIT_CODE = "001"


class ApplicantKind(StrEnum):
    """What kind of person or body applies (申请人类型)."""

    NATURAL = "natural"
    LEGAL = "legal"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[ApplicantKind, str] = MappingProxyType(
    {
        ApplicantKind.NATURAL: "自然人",
        ApplicantKind.LEGAL: "法人",
        ApplicantKind.OTHER: "其他组织",
    }
)
# Source: GA/T 2000.156 证件种类代码; GB/T 36903-2018 持证主体代码类型 for bodies.
ID_TYPE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        CITIZEN_NUMBER: "居民身份证",
        CREDIT_CODE: "统一社会信用代码",
        "113": "户口簿",
        "114": "军官证",
        "414": "普通护照",
        "511": "台湾居民来往大陆通行证",
        "516": "港澳居民来往内地通行证",
        "553": "外国人永久居留身份证",
        "099": "其他法人或组织证件",
        "990": "其他个人证件",
    }
)


class ApplicantRefused(DomainError):
    """Name, kind of paper or number of a person cannot be right (申请人信息有误)."""

    code: ClassVar[str] = "applicant_refused"


def read_id_number(*, id_type: str, number: str, strictness: Strictness = Strictness.STRICT) -> str:
    """Return the number of a person's or body's paper as it is kept (读证件号码).

    Args:
        strictness: whether a credit code must pass its check; some early real ones do not.

    Raises:
        ApplicantRefused: unknown kind of paper, or no number.
        CodeRefused: a citizen number or credit code that cannot be one.
    """
    if id_type not in ID_TYPE_LABELS:
        raise ApplicantRefused(f"没有代码为“{id_type}”的证件类型")
    if id_type == CITIZEN_NUMBER:
        return parse_citizen_number(number)
    if id_type == CREDIT_CODE:
        return parse_credit_code(number, strictness=strictness).text
    if not number.strip():
        raise ApplicantRefused(f"请填写{ID_TYPE_LABELS[id_type]}号码")
    return number.strip()


def check_applicant(*, kind: ApplicantKind, name: str, legal_representative: str) -> None:
    """Refuse an applicant without name, and a legal person without representative (检查申请人).

    Raises:
        ApplicantRefused: one of them is lacking.
    """
    if not name.strip():
        raise ApplicantRefused("请填写申请人名称")
    if kind is ApplicantKind.LEGAL and not legal_representative.strip():
        raise ApplicantRefused("申请人是法人的，请填写法定代表人")
