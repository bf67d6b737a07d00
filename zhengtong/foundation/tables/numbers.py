"""What a spreadsheet number means: digits as typed, or a date (数值单元格)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite

_EXACT_BELOW = 1e15  # a spreadsheet keeps fifteen digits
_SECONDS_A_DAY = 86_400
_LAST_SERIAL = 2_958_466  # 9999-12-31 is day 2958465
_NO_SUCH_DAY = 60  # 1900-02-29, which the format counts although it never was

# Built-in number formats that show a date or a time; 27-36 and 50-58 are those of Chinese
# editions (ISO/IEC 29500-1, 18.8.30).
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_ZERO_FILL = re.compile(r"0{2,64}")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a cell shows its number (数字格式).

    Args:
        zero_fill: digits shown at least, with leading zeros; 0 for as they come.
    """

    is_date: bool = False
    zero_fill: int = 0


GENERAL = NumberFormat()


def number_format(format_id: int, format_code: str) -> NumberFormat:
    """Return what a number format of the style sheet shows (识别数字格式).

    Args:
        format_code: empty for a built-in format.
    """
    if not format_code:
        return NumberFormat(is_date=format_id in _BUILT_IN_DATES)
    if _ZERO_FILL.fullmatch(format_code):
        return NumberFormat(zero_fill=len(format_code))
    signs = _NOT_FORMAT.sub("", format_code.partition(";")[0]).lower()
    return NumberFormat(is_date=any(sign in signs.replace("general", "") for sign in "ymdhs"))


def number_text(raw: str, shown_as: NumberFormat, *, from_1904: bool) -> tuple[str, str]:
    """Return a number as its reader sees it, and what is wrong with it or "" (数值转文本).

    Args:
        raw: as stored in the sheet, such as "5.1070319900101101E+17".
        from_1904: the workbook counts days from 1904.
    """
    try:
        number = float(raw)
    except ValueError:
        return raw, "单元格的数值已损坏，请重新填写"
    if not isfinite(number):
        return raw, "单元格的数值已损坏，请重新填写"
    if shown_as.is_date:
        return _date_text(number, from_1904=from_1904)
    if abs(number) >= _EXACT_BELOW:
        scientific = f"{Decimal(raw):.5E}"
        return scientific, (
            f"“{scientific}”存成了数值，Excel 只保留前 15 位，末尾数字已丢失；"
            "请把该列设为文本格式，重新填写原来的数字"
        )
    if number == int(number):
        return str(int(number)).zfill(shown_as.zero_fill), ""
    return f"{Decimal(f'{number:.15g}'):f}", ""


def _date_text(serial: float, *, from_1904: bool) -> tuple[str, str]:
    """Turn days since the workbook's beginning into a date, a moment, or a time of day."""
    seconds = round(serial * _SECONDS_A_DAY)
    days, seconds_of_day = divmod(seconds, _SECONDS_A_DAY)
    if not 0 <= days < _LAST_SERIAL or (days == _NO_SUCH_DAY and not from_1904):
        return f"{Decimal(repr(serial)):f}", "单元格不是有效的日期，请重新填写"
    clock = str(timedelta(seconds=seconds_of_day)).zfill(8)
    if days == 0 and seconds_of_day and not from_1904:
        return clock, ""
    if from_1904:
        first = date(1904, 1, 1)
    else:
        first = date(1899, 12, 31) if days < _NO_SUCH_DAY else date(1899, 12, 30)
    try:
        day = first + timedelta(days=days)
    except OverflowError:
        return f"{Decimal(repr(serial)):f}", "单元格不是有效的日期，请重新填写"
    return (f"{day} {clock}" if seconds_of_day else str(day)), ""
