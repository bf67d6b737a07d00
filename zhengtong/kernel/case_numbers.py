"""The 18-digit case number that is key and address of a case (办件编号)."""

import datetime as dt
import re
from dataclasses import dataclass

from zhengtong.kernel.check_digits import has_mod_11_10, mod_11_10_check
from zhengtong.kernel.errors import DomainError

MAX_SERIAL = 99_999
LENGTH = 18

_NUMBER = re.compile(r"[1-9][0-9]{17}")
_REGION = re.compile(r"[1-9][0-9]{5}")


class CaseNumberRefused(DomainError):
    """The text is no case number, or its check digit is wrong (办件编号有误)."""

    code = "case_number_refused"


class CaseNumbersUsedUp(DomainError):
    """A region has given out all numbers of a day (当日编号用尽)."""

    code = "case_numbers_used_up"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number in its parts: region, day, serial, check digit (办件编号)."""

    region_code: str
    day: dt.date
    serial: int

    def __str__(self) -> str:
        body = f"{self.region_code}{self.day:%y%m%d}{self.serial:05d}"
        return body + mod_11_10_check(body)


def make_case_number(*, region_code: str, day: dt.date, serial: int) -> str:
    """Return the case number of a serial that was reserved for a region and day (编号).

    Args:
        region_code: six digits of the body responsible.
        day: the day on which the case arose, from 2000 to 2099.
        serial: 1 to 99999.

    Raises:
        CaseNumbersUsedUp: the serial is beyond five digits.
    """
    if not _REGION.fullmatch(region_code):
        raise ValueError("a region code has six digits")
    if not 2000 <= day.year <= 2099:
        raise ValueError("the number keeps two digits of the year")
    if serial < 1:
        raise ValueError("serials begin at 1")
    if serial > MAX_SERIAL:
        raise CaseNumbersUsedUp(f"{region_code} 在 {day} 的办件编号已用完（每日 {MAX_SERIAL} 个）")
    return str(CaseNumber(region_code, day, serial))


def parse_case_number(text: str) -> CaseNumber:
    """Read a case number and take it apart (读办件编号).

    Raises:
        CaseNumberRefused: wrong length, date or check digit.
    """
    number = text.strip()
    if not _NUMBER.fullmatch(number):
        raise CaseNumberRefused("办件编号应为 18 位数字")
    if not has_mod_11_10(number):
        raise CaseNumberRefused("办件编号的校验位不对，请核对是否写错")
    try:
        day = dt.date(2000 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        raise CaseNumberRefused("办件编号中的日期不存在") from None
    serial = int(number[12:17])
    if serial == 0:
        raise CaseNumberRefused("办件编号中的流水号不能为 0")
    return CaseNumber(number[:6], day, serial)
