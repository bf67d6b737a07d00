"""Working time inside a working day, for limits in hours and averages below a day (工作时间)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import CHINA_TIME, local
from zhengtong.kernel.periods import ONE_DAY, Period

NO_TIME = dt.timedelta(0)


class WorkingHoursRefused(DomainError):
    """The sessions of a day overlap, run backwards or are none (工作时间不成立)."""

    code = "working_hours_refused"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The sessions of a working day in local time, in order (每日工作时间).

    They are data because halls differ. The default is one session of eight hours, the length
    that a working day has wherever a fraction of it is printed.

    Raises:
        WorkingHoursRefused: the sessions overlap, run backwards or are none.
    """

    sessions: tuple[tuple[dt.time, dt.time], ...] = ((dt.time(9), dt.time(17)),)

    def __post_init__(self) -> None:
        bounds = [bound for session in self.sessions for bound in session]
        if not bounds or any(later <= earlier for earlier, later in pairwise(bounds)):
            raise WorkingHoursRefused(
                "工作时间应按先后排列，每段的结束晚于开始，各段不相接、不重叠"
            )

    def length(self) -> dt.timedelta:
        """Return the length of a full working day (一个工作日的长度)."""
        return sum(
            (
                dt.datetime.combine(dt.date.min, closes) - dt.datetime.combine(dt.date.min, opens)
                for opens, closes in self.sessions
            ),
            start=NO_TIME,
        )

    def on(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return the sessions as moments of `day` (当日各段)."""
        return [
            (
                dt.datetime.combine(day, opens, CHINA_TIME),
                dt.datetime.combine(day, closes, CHINA_TIME),
            )
            for opens, closes in self.sessions
        ]


DEFAULT_WORKING_HOURS = WorkingHours()


def add_working_time(
    *,
    started_at: dt.datetime,
    length: dt.timedelta,
    calendar: WorkCalendar,
    hours: WorkingHours = DEFAULT_WORKING_HOURS,
    excluded: Iterable[Period] = (),
) -> dt.datetime:
    """Return the moment at which `length` of working time has passed (顺数工作时间).

    Unlike days, hours run from the moment itself, so the first day counts from then on.

    Args:
        length: longer than nothing.
        excluded: whole days that do not count.

    Raises:
        OutsideCalendar: the answer lies in a year that is not loaded.

    Source:
        《民法典》第二百零一条第二款: 按照小时计算期间的, 自法律规定或者当事人约定的时间开始计算.
    """
    if length <= NO_TIME:
        raise ValueError("a length of working time is positive")
    start, left, stopped = local(started_at), length, tuple(excluded)
    day = start.date()
    while True:
        if calendar.is_working_day(day) and not any(day in period for period in stopped):
            for opens, closes in hours.on(day):
                begin = max(opens, start)
                if closes > begin and closes - begin >= left:
                    return begin + left
                left -= max(closes - begin, NO_TIME)
        day += ONE_DAY


def working_time_between(
    *,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    calendar: WorkCalendar,
    hours: WorkingHours = DEFAULT_WORKING_HOURS,
    excluded: Iterable[Period] = (),
) -> dt.timedelta:
    """Return the working time from one moment to another (其间工作时间).

    Nothing when the second moment is not later than the first.

    Raises:
        OutsideCalendar: a day in between lies in a year that is not loaded.
    """
    start, end, stopped = local(started_at), local(ended_at), tuple(excluded)
    total, day = NO_TIME, start.date()
    while day <= end.date():
        if calendar.is_working_day(day) and not any(day in period for period in stopped):
            for opens, closes in hours.on(day):
                total += max(min(closes, end) - max(opens, start), NO_TIME)
        day += ONE_DAY
    return total
