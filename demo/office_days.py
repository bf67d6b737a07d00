"""Working days and office minutes of the two months (工作日与上班时间)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from demo.sources import calendar_days
from zhengtong.kernel.local_time import CHINA_TIME

OFFICE_MINUTES = 420  # 09:00–12:00 and 13:00–17:00
_MORNING_MINUTES = 180
_MORNING_OPENS = time(9, 0)
_AFTERNOON_OPENS = time(13, 0)


def working_days(*, year: int, month: int) -> tuple[date, ...]:
    """Return the working days of a month by the platform's calendar (某月工作日)."""
    return tuple(day for day in _all_working_days() if (day.year, day.month) == (year, month))


def office_moment(*, day: date, minute: int, second: int) -> datetime:
    """Return the clock time of the n-th office minute of a day (上班时间第n分钟).

    Args:
        minute: 0 is 09:00, 180 is 13:00; below `OFFICE_MINUTES`.
    """
    if not 0 <= minute < OFFICE_MINUTES:
        raise ValueError(f"minute {minute} lies outside office hours")
    if minute < _MORNING_MINUTES:
        opens, offset = _MORNING_OPENS, minute
    else:
        opens, offset = _AFTERNOON_OPENS, minute - _MORNING_MINUTES
    return datetime.combine(day, opens, CHINA_TIME) + timedelta(minutes=offset, seconds=second)


def _all_working_days() -> Iterator[date]:
    for row in calendar_days():
        if row["is_working_day"] == "1":
            yield date.fromisoformat(row["date"])
