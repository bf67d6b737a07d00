"""Invented people and firms whose codes pass the checks and belong to nobody (演示申请人).

Persons are all born on 1900-01-01 in a district that exists since 1992; firms carry an
organisation code that begins with YY and telephone numbers that begin with 164, series that are
not in use as far as we know.
"""

from dataclasses import dataclass

from stdnum.cn import ric, uscc

from demo.sources import REGION_CODE
from zhengtong.kernel.codes import organisation_check

PERSONS = 400
FIRMS = 1200
_PERSON_PREFIX = f"{REGION_CODE}19000101"
_FIRM_PREFIX = f"91{REGION_CODE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applied (申请人).

    `id_type` is the code of the holder's number: 111 citizen number, 001 credit code.

    Source: GB/T 36903-2018 持证主体代码类型.
    """

    kind: str
    name: str
    id_type: str
    id_number: str
    mobile: str


def person(number: int) -> Applicant:
    """Return the n-th invented person, 1 to 999 (自然人)."""
    return Applicant(
        kind="natural",
        name=f"演示申请人{number:03d}",
        id_type="111",
        id_number=invented_id_number(number),
        mobile=f"1640000{number:04d}",
    )


def invented_id_number(number: int) -> str:
    """Return the n-th invented citizen number, 1 to 999 (虚构的公民身份号码)."""
    body = f"{_PERSON_PREFIX}{number:03d}"
    # python-stdnum expects the place of the check digit to be filled.
    return body + ric.calc_check_digit(f"{body}0")


def firm(number: int) -> Applicant:
    """Return the n-th invented firm, 1 to 9999 (法人)."""
    organisation = f"YY{number:06d}"
    body = f"{_FIRM_PREFIX}{organisation}{organisation_check(organisation)}"
    return Applicant(
        kind="legal",
        name=f"演示企业{number:04d}有限公司",
        id_type="001",
        id_number=body + uscc.calc_check_digit(body),
        mobile=f"1640001{number:04d}",
    )
