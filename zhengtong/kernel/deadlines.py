"""Counting a limit from a day to its end, in every unit, and saying why (期限计算).

Which law applies, what stops the clock and what lengthens it is decided by the domains; here a
limit, a first day and the days that do not count are given.
"""

import calendar as gregorian
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhengtong.kernel.calendars import DayKind, WorkCalendar
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.periods import ONE_DAY, Period
from zhengtong.kernel.working_hours import DEFAULT_WORKING_HOURS, WorkingHours, add_working_time


class LimitNeedsTime(DomainError):
    """A limit in hours runs from a time of day, not from a date (按小时计的时限须有时刻)."""

    code = "limit_needs_time"
    clause = "《民法典》第二百零一条第二款"


class DayReason(StrEnum):
    """Why a day counted or not (计与不计的缘由)."""

    WORKDAY = "workday"
    MAKEUP_WORKDAY = "makeup_workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUSPENDED = "suspended"
    CALENDAR_DAY = "calendar_day"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        match self:
            case DayReason.SUSPENDED:
                return "暂停计时"
            case DayReason.CALENDAR_DAY:
                return "自然日"
            case _:
                return DayKind(self.value).label


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day between start and end, and whether it counted (逐日说明).

    Args:
        name: of the festival or make-up day, where it has one.
    """

    date: dt.date
    counted: bool
    reason: DayReason
    name: str = ""


@dataclass(frozen=True, slots=True)
class LimitEnd:
    """Where a limit ends (期限终点).

    Args:
        reached_on: the day on which the number was reached.
        due_on: the last day; later than `reached_on` where that was a rest day.
    """

    reached_on: dt.date
    due_on: dt.date


def due_on(
    *,
    started_on: dt.date,
    limit: TimeLimit,
    calendar: WorkCalendar,
    excluded: Sequence[Period] = (),
) -> dt.date:
    """Return the last day of a limit that began on `started_on` (期限届满日).

    Arguments, errors and sources are those of `end_of_limit`.
    """
    return end_of_limit(
        started_on=started_on, limit=limit, calendar=calendar, excluded=excluded
    ).due_on


def end_of_limit(
    *,
    started_on: dt.date,
    limit: TimeLimit,
    calendar: WorkCalendar,
    excluded: Sequence[Period] = (),
) -> LimitEnd:
    """Return where a limit that began on `started_on` ends (期限终点).

    The day of the event is day zero. Working days: rest days and excluded days are skipped.
    Calendar days: excluded days are skipped. Months and years: the corresponding day, or the last
    of the month; the number of excluded days is added at the end. What is not counted in working
    days and is reached on a rest day ends on the next working day. On the spot ends the same day.

    Args:
        excluded: whole days that do not count, in any order; they may overlap. Those after the
            limit is reached change nothing.

    Raises:
        OutsideCalendar: the start or the answer lies in a year that is not loaded.
        LimitNeedsTime: the limit is in hours; ask `due_at`.

    Source:
        《行政许可法》（2019年修正）第八十二条: 期限以工作日计算, 不含法定节假日.
        《民法典》第二百零一条第一款: 开始的当日不计入.
        第二百零二条: 到期月的对应日为期间的最后一日, 没有对应日的, 月末日为期间的最后一日.
        第二百零三条第一款: 期间的最后一日是法定休假日的, 以法定休假日结束的次日为最后一日.
    """
    calendar.require_year(started_on.year)
    stopped = merged(excluded)
    match limit.unit:
        case LimitUnit.HOUR:
            raise LimitNeedsTime("按小时计算的时限须给出起算的日期和时刻，不能只给日期")
        case LimitUnit.ON_THE_SPOT:
            return LimitEnd(started_on, started_on)
        case LimitUnit.WORKDAY:
            reached_on = _nth_working_day(started_on, limit.count, calendar, stopped)
            return LimitEnd(reached_on, reached_on)
        case LimitUnit.DAY:
            reached_on = _nth_day(started_on, limit.count, stopped)
        case LimitUnit.MONTH:
            reached_on = _after_months(started_on, limit.count, calendar, stopped)
        case _:  # years
            reached_on = _after_months(started_on, limit.count * 12, calendar, stopped)
    return LimitEnd(reached_on, calendar.off_rest_day(reached_on))


def due_at(
    *,
    started_at: dt.datetime,
    limit: TimeLimit,
    calendar: WorkCalendar,
    hours: WorkingHours = DEFAULT_WORKING_HOURS,
    excluded: Sequence[Period] = (),
) -> dt.datetime:
    """Return the last moment of a limit in hours of working time (期限届满时刻).

    Raises:
        OutsideCalendar: the start or the answer lies in a year that is not loaded.

    Source:
        《民法典》第二百零一条第二款: 按照小时计算期间的, 自法律规定或者当事人约定的时间开始计算.
        That the hours counted are those of working days is the platform's reading, not the law's.
    """
    if limit.unit is not LimitUnit.HOUR:
        raise ValueError("due_at counts hours; ask due_on for whole days")
    return add_working_time(
        started_at=started_at,
        length=dt.timedelta(hours=limit.count),
        calendar=calendar,
        hours=hours,
        excluded=merged(excluded),
    )


def explain(
    *,
    started_on: dt.date,
    end: LimitEnd,
    unit: LimitUnit,
    calendar: WorkCalendar,
    excluded: Sequence[Period] = (),
) -> tuple[CountedDay, ...]:
    """Return each day from the one after the start to the last, and why it counted (逐日说明).

    In working days and hours a day counts when people work on it. In calendar units every day
    counts that is not excluded; where the number is reached on a rest day, the rest days until the
    next working day are named and that day counts in their place, so the last day always counts.

    Args:
        end: what `end_of_limit` answered, or any day up to which an open clock is shown.

    Raises:
        OutsideCalendar: a day lies in a year that is not loaded.
    """
    stopped = merged(excluded)
    by_working_days = unit in (LimitUnit.WORKDAY, LimitUnit.HOUR)
    days: list[CountedDay] = []
    day = started_on + ONE_DAY
    while day <= end.due_on:
        kind = calendar.day_kind(day)
        is_moved = end.reached_on <= day and end.reached_on < end.due_on
        if _is_in(day, stopped) and not is_moved:
            counted, reason = False, DayReason.SUSPENDED
        elif by_working_days or (is_moved and day < end.due_on):
            counted, reason = kind.is_working, DayReason(kind.value)
        else:
            counted, reason = True, DayReason.CALENDAR_DAY
        days.append(CountedDay(day, counted, reason, calendar.day_name(day)))
        day += ONE_DAY
    return tuple(days)


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the same days as periods in order that do not touch (合并期间)."""
    result: list[Period] = []
    for period in sorted(periods, key=lambda period: period.first_day):
        if result and period.first_day <= result[-1].last_day + ONE_DAY:
            last_day = max(result[-1].last_day, period.last_day)
            result[-1] = Period(result[-1].first_day, last_day)
        else:
            result.append(period)
    return tuple(result)


def working_days_counted(
    *,
    after: dt.date,
    until: dt.date,
    calendar: WorkCalendar,
    excluded: Sequence[Period] = (),
) -> int:
    """Count working days later than `after` up to `until` that are not excluded (计入的工作日数).

    Raises:
        OutsideCalendar: a day in between lies in a year that is not loaded.
    """
    return calendar.working_days_between(after, until) - sum(
        calendar.working_days_between(piece.first_day - ONE_DAY, piece.last_day)
        for piece in _inside(after, until, merged(excluded))
    )


def days_counted(*, after: dt.date, until: dt.date, excluded: Sequence[Period] = ()) -> int:
    """Count calendar days later than `after` up to `until` not excluded (计入的自然日数)."""
    return max((until - after).days, 0) - sum(
        piece.length_days() for piece in _inside(after, until, merged(excluded))
    )


def _nth_working_day(
    start: dt.date, count: int, calendar: WorkCalendar, stopped: Sequence[Period]
) -> dt.date:
    cursor, left = start, count
    for period in stopped:
        # An excluded period only delays, so an answer outside the calendar is outside either way.
        answer = calendar.add_working_days(cursor, left)
        if answer < period.first_day:
            return answer
        left -= calendar.working_days_between(cursor, period.first_day - ONE_DAY)
        cursor = max(cursor, period.last_day)
    return calendar.add_working_days(cursor, left)


def _nth_day(start: dt.date, count: int, stopped: Sequence[Period]) -> dt.date:
    cursor, left = start, count
    for period in stopped:
        answer = cursor + dt.timedelta(days=left)
        if answer < period.first_day:
            return answer
        left -= max((period.first_day - ONE_DAY - cursor).days, 0)
        cursor = max(cursor, period.last_day)
    return cursor + dt.timedelta(days=left)


def _after_months(
    start: dt.date, months: int, calendar: WorkCalendar, stopped: Sequence[Period]
) -> dt.date:
    year, month_index = divmod(start.year * 12 + start.month - 1 + months, 12)
    calendar.require_year(year)
    last_of_month = gregorian.monthrange(year, month_index + 1)[1]
    answer = dt.date(year, month_index + 1, min(start.day, last_of_month))
    lost_days = sum(piece.length_days() for piece in _inside(start, answer, stopped))
    return _nth_day(answer, lost_days, stopped) if lost_days else answer


def _inside(after: dt.date, until: dt.date, stopped: Sequence[Period]) -> Iterator[Period]:
    """Yield the pieces of `stopped` later than `after` and not later than `until`."""
    for period in stopped:
        first_day, last_day = max(period.first_day, after + ONE_DAY), min(period.last_day, until)
        if first_day <= last_day:
            yield Period(first_day, last_day)


def _is_in(day: dt.date, stopped: Sequence[Period]) -> bool:
    return any(day in period for period in stopped)
