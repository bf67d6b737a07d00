"""Numbers of persons and bodies: reading, checking, refusing (证件号码与机构代码).

Whether the region inside a number exists is not asked here: regions change, and real numbers keep
the code of the day they were given.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import ric
from stdnum.cn import uscc as credit_code

from zhengtong.kernel.errors import DomainError

_CITIZEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_CITIZEN_15 = re.compile(r"[1-9][0-9]{14}")
# GB 32100-2015 leaves out I, O, S, V and Z; the region in places 3–8 is digits.
_USCC = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES_AND_DASHES = re.compile(r"[\s\-‐‑–—−·]")


class CodeRefused(DomainError):
    """A number is malformed or fails its check character (号码有误)."""

    code = "code_refused"


class Strictness(StrEnum):
    """Whether a failed check character refuses a credit code (校验严格程度).

    Some early real codes fail the check, so a source may be read leniently.
    """

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code as read (统一社会信用代码).

    Args:
        checks: whether the check character is right; False only in lenient reading.
    """

    text: str
    checks: bool

    @property
    def region_code(self) -> str:
        """Return the region in which the body was registered, as of that day (登记地区划)."""
        return self.text[2:8]

    @property
    def organisation_part(self) -> str:
        """Return the nine-character organisation code inside (主体标识码)."""
        return self.text[8:17]


def normalised(text: str) -> str:
    """Return a typed number in half width and capitals, without spaces and dashes (规范写法)."""
    return _SPACES_AND_DASHES.sub("", text.translate(_FULL_WIDTH)).upper()


def parse_citizen_number(text: str) -> str:
    """Read a citizen number of 18 characters, or an old one of 15, and return 18 (公民身份号码).

    Raises:
        CodeRefused: wrong length or characters, impossible birth date, or wrong check character.

    Source:
        GB 11643-1999: 6 region, 8 birth date, 3 sequence, check by ISO 7064 MOD 11-2; numbers of 15
        digits lack the century and the check and are of the twentieth.
    """
    number = normalised(text)
    if _CITIZEN_15.fullmatch(number):
        number = f"{number[:6]}19{number[6:]}"
        number += ric.calc_check_digit(number + "0")
    if not _CITIZEN.fullmatch(number):
        raise CodeRefused("身份证号码应为 18 位，前 17 位是数字，末位是数字或 X")
    if _birth_date(number) is None:
        raise CodeRefused("身份证号码中的出生日期不存在")
    if ric.calc_check_digit(number) != number[-1]:
        raise CodeRefused("身份证号码的校验位不对，请核对是否写错")
    return number


def born_on(citizen_number: str) -> dt.date:
    """Return the birth date in a number that was read here (出生日期).

    Raises:
        CodeRefused: the number holds no date.
    """
    birth_date = _birth_date(citizen_number)
    if birth_date is None:
        raise CodeRefused("身份证号码中的出生日期不存在")
    return birth_date


def parse_credit_code(text: str, *, strictness: Strictness = Strictness.STRICT) -> CreditCode:
    """Read a unified social credit code (统一社会信用代码).

    Raises:
        CodeRefused: wrong length or characters, in either mode; wrong check character when strict.

    Source:
        GB 32100-2015: weight 3^(i−1) mod 31 over 17 characters of 31 symbols.
    """
    number = normalised(text)
    if not _USCC.fullmatch(number):
        raise CodeRefused(
            "统一社会信用代码应为 18 位，第 3—8 位是数字，"
            "其余是数字或大写字母（不用 I、O、S、V、Z）"
        )
    checks = credit_code.calc_check_digit(number[:17]) == number[17]
    if not checks and strictness is Strictness.STRICT:
        raise CodeRefused("统一社会信用代码的校验位不对，请核对是否写错")
    return CreditCode(number, checks)


def parse_organisation_code(text: str) -> str:
    """Read an old organisation code and return its nine characters (组织机构代码).

    Raises:
        CodeRefused: wrong length, characters or check character.

    Source:
        GB 11714-1997: weights 3 7 9 10 5 8 4 2, letters from A=10; 11 − Σ mod 11, 10 is X, 11 is 0.
    """
    number = normalised(text)
    if not _ORGANISATION.fullmatch(number):
        raise CodeRefused("组织机构代码应为 8 位数字或大写字母加 1 位校验码")
    if organisation_check(number[:8]) != number[8]:
        raise CodeRefused("组织机构代码的校验位不对，请核对是否写错")
    return number


def organisation_check(body: str) -> str:
    """Return the check character of the first eight characters (组织机构代码校验码)."""
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[(11 - total % 11) % 11]


def _birth_date(number: str) -> dt.date | None:
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
