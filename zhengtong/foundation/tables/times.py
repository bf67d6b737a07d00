"""From the text of a cell to a date or a moment, in the forms people write (日期时间解析)."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from zhengtong.foundation.tables.cells import half_width, shown
from zhengtong.foundation.tables.parsers import CellRefused

CHINA = "Asia/Shanghai"

_DAY = (
    r"(?:(?P<y1>\d{4})(?P<m1>\d{2})(?P<d1>\d{2})"
    r"|(?P<y2>\d{4})(?P<sign>[-/.])(?P<m2>\d{1,2})(?P=sign)(?P<d2>\d{1,2})"
    r"|(?P<y3>\d{4})年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日)"
)
_TIME = (
    r"(?:(?P<h1>\d{1,2}):(?P<i1>\d{2})(?::(?P<s1>\d{2})(?:\.\d{1,9})?)?"
    r"|(?P<h2>\d{2})(?P<i2>\d{2})(?P<s2>\d{2})?"
    r"|(?P<h3>\d{1,2})[时点](?:(?P<i3>\d{1,2})分(?:(?P<s3>\d{1,2})秒)?)?)"
)
_MOMENT = re.compile(rf"{_DAY}(?:[ T]*{_TIME}(?P<zone>Z|[+-]\d{{2}}:?\d{{2}})?)?", re.ASCII)
# How programs write a moment; what the calendar does not have is left to the long way round.
_ISO = re.compile(r"(?:19|2\d)\d\d-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?", re.ASCII)
_SERIAL = re.compile(r"[34]\d{4}(\.\d+)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def day() -> Callable[[str], date]:
    """Make a parser for a date, also with a time of 00:00 (日期).

    Forms: 2018-02-26, 2018/2/26, 2018.2.26, 20180226, 2018年2月26日, and date cells.
    """

    def parse(cell: str) -> date:
        day_read, time_read = _read(cell, "日期，例如 2018-02-26")
        if time_read != time.min:
            raise CellRefused(f"“{shown(cell)}”应只填日期，不填时间")
        return day_read

    return parse


def moment(*, zone: str = CHINA) -> Callable[[str], datetime]:
    """Make a parser for an aware moment; a date alone is the beginning of its day (时间).

    Forms: those of `day`, then 10:30, 10:30:00, 103000 or 10时30分, also ISO 8601 with an offset.

    Args:
        zone: the clock of a cell without an offset.
    """
    local = ZoneInfo(zone)

    def parse(cell: str) -> datetime:
        if _ISO.fullmatch(cell):
            with suppress(ValueError):
                found = datetime.fromisoformat(cell)
                return found.astimezone(local) if found.tzinfo else found.replace(tzinfo=local)
        day_read, time_read = _read(cell, "时间，例如 2018-02-26 10:30")
        clock = local if time_read.tzinfo is None else time_read.tzinfo
        return datetime.combine(day_read, time_read, clock).astimezone(local)

    return parse


def _read(cell: str, wanted: str) -> tuple[date, time]:
    plain = half_width(cell)
    found = _MOMENT.fullmatch(plain)
    if found is None:
        if _SERIAL.fullmatch(plain):
            raise CellRefused(
                f"“{shown(cell)}”像是 Excel 的日期序号，请把单元格设为日期格式；应为{wanted}"
            )
        raise CellRefused(f"“{shown(cell)}”不是{wanted}")
    part = found.groupdict()
    year, month, day_of_month, hour, minute, second = (
        int(part[f"{name}1"] or part[f"{name}2"] or part[f"{name}3"] or 0) for name in "ymdhis"
    )
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellRefused(f"“{shown(cell)}”的年份不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间")
    try:
        zone = _offset(part["zone"])
        return date(year, month, day_of_month), time(hour, minute, second, tzinfo=zone)
    except ValueError:
        raise CellRefused(f"“{shown(cell)}”不是存在的日期或时间") from None


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
