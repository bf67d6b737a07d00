"""A limit that runs, pauses and ends, and where it stands at a moment (时钟)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.deadlines import (
    CountedDay,
    LimitEnd,
    LimitNeedsTime,
    days_counted,
    due_at,
    end_of_limit,
    explain,
    merged,
    working_days_counted,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import end_of_day, local, local_day
from zhengtong.kernel.periods import ONE_DAY, Period
from zhengtong.kernel.working_hours import (
    DEFAULT_WORKING_HOURS,
    WorkingHours,
    working_time_between,
)

ONE_HOUR = dt.timedelta(hours=1)


class PauseRefused(DomainError):
    """A pause ends before it begins (暂停的结束早于开始)."""

    code = "pause_refused"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stands still, from the day after its start (暂停计时).

    Args:
        ended_on: the last day that does not count; None while it is open.

    Raises:
        PauseRefused: it ends before it begins.
    """

    started_on: dt.date
    ended_on: dt.date | None

    def __post_init__(self) -> None:
        if self.ended_on is not None and self.ended_on < self.started_on:
            raise PauseRefused(f"暂停的结束日 {self.ended_on} 早于开始日 {self.started_on}")

    def excluded(self) -> Period | None:
        """Return the days that do not count, or None when there are none or it is open (不计日)."""
        if self.ended_on is None or self.ended_on == self.started_on:
            return None
        return Period(self.started_on + ONE_DAY, self.ended_on)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How much of a limit is left (剩余时间).

    Args:
        unit: workday, day or hour; months and years are shown as calendar days. A started hour
            counts as an hour.
    """

    count: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a clock stands at a moment; derived, never stored (计时情况).

    Args:
        used_working_days: counted so far, today included, up to the due day.
        remaining_working_days: still to come after today, up to the due day; None while a limit
            in calendar units or hours is paused.
        overdue_working_days: working days after the due day, today included.
        left: the same as the limit counts. Up to the due day while it runs; while it is paused,
            what is left of the number, since no one knows whether it will end on a rest day.
    """

    used_working_days: int
    remaining_working_days: int | None
    overdue_working_days: int
    left: TimeLeft
    is_overdue: bool
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A limit that began on a day, with the days that do not count (时钟). Make it by `run_clock`.

    Args:
        started_at: known for limits in hours, else None.
        excluded: closed periods in order that do not touch.
        paused_on: the day on which a procedure began that has not ended; the due day is then not
            known. None while the clock runs.
        end: where the limit ends, or would end had it not been paused.
    """

    started_on: dt.date
    started_at: dt.datetime | None
    limit: TimeLimit
    excluded: tuple[Period, ...]
    paused_on: dt.date | None
    end: LimitEnd
    ends_at: dt.datetime
    calendar: WorkCalendar
    hours: WorkingHours

    @property
    def due_on(self) -> dt.date | None:
        """Return the last day, or None while the clock is paused (届满日)."""
        return self.end.due_on if self.paused_on is None else None

    @property
    def due_at(self) -> dt.datetime | None:
        """Return the last moment, or None while the clock is paused (届满时刻).

        A limit in days ends with the last second of its last local day: the laws on
        administrative time count days and not hours of the day.
        """
        return self.ends_at if self.paused_on is None else None

    @property
    def is_provisional(self) -> bool:
        """Tell whether the due day rests on holidays not yet announced (是否暂按推算)."""
        return self.paused_on is None and self.calendar.is_provisional(self.end.due_on)

    def explain(self, *, until: dt.date | None = None) -> tuple[CountedDay, ...]:
        """Return each day from the one after the start and why it counted (逐日说明).

        Args:
            until: the last day shown while the clock is paused; the pause's first day by default.
        """
        if self.paused_on is None:
            shown, excluded = self.end, self.excluded
        else:
            last_day = max(until or self.paused_on, self.paused_on)
            shown, excluded = LimitEnd(last_day, last_day), self._with_pause(last_day)
        return explain(
            started_on=self.started_on,
            end=shown,
            unit=self.limit.unit,
            calendar=self.calendar,
            excluded=excluded,
        )

    def standing(self, *, now: dt.datetime) -> Standing:
        """Return what is used, left and overdue at `now` (计时情况).

        Raises:
            OutsideCalendar: `now` lies in a year that is not loaded.
        """
        today = max(local_day(now), self.started_on)
        if self.paused_on is not None:
            return self._standing_paused(min(today, max(self.paused_on, self.started_on)), now)
        due_on = self.end.due_on
        is_overdue = local(now) > self.ends_at
        return Standing(
            used_working_days=self._working_days(self.started_on, min(today, due_on)),
            remaining_working_days=self._working_days(today, due_on),
            overdue_working_days=self.calendar.working_days_between(due_on, today),
            left=self._left(today, now, due_on),
            is_overdue=is_overdue,
            is_paused=False,
        )

    def _standing_paused(self, today: dt.date, now: dt.datetime) -> Standing:
        left = self._left(today, min(local(now), end_of_day(today)), self.end.reached_on)
        return Standing(
            used_working_days=self._working_days(self.started_on, today),
            remaining_working_days=left.count if left.unit is LimitUnit.WORKDAY else None,
            overdue_working_days=0,
            left=left,
            is_overdue=False,
            is_paused=True,
        )

    def _left(self, today: dt.date, now: dt.datetime, ends_on: dt.date) -> TimeLeft:
        match self.limit.unit:
            case LimitUnit.HOUR:
                time = working_time_between(
                    started_at=now,
                    ended_at=self.ends_at,
                    calendar=self.calendar,
                    hours=self.hours,
                    excluded=self.excluded,
                )
                return TimeLeft(-(-time // ONE_HOUR), LimitUnit.HOUR)
            case LimitUnit.WORKDAY | LimitUnit.ON_THE_SPOT:
                return TimeLeft(self._working_days(today, ends_on), LimitUnit.WORKDAY)
            case _:
                count = days_counted(after=today, until=ends_on, excluded=self.excluded)
                return TimeLeft(count, LimitUnit.DAY)

    def _working_days(self, after: dt.date, until: dt.date) -> int:
        return working_days_counted(
            after=after, until=until, calendar=self.calendar, excluded=self.excluded
        )

    def _with_pause(self, last_day: dt.date) -> tuple[Period, ...]:
        paused_on = self.paused_on
        if paused_on is None or last_day <= paused_on:
            return self.excluded
        return merged((*self.excluded, Period(paused_on + ONE_DAY, last_day)))


def run_clock(
    *,
    limit: TimeLimit,
    started_on: dt.date,
    calendar: WorkCalendar,
    started_at: dt.datetime | None = None,
    pauses: Iterable[Pause] = (),
    hours: WorkingHours = DEFAULT_WORKING_HOURS,
) -> Clock:
    """Start a limit and lay the pauses over it (起算).

    A pause that begins when the limit is already reached changes nothing, so it cannot cure what is
    overdue; an open one before that leaves the due day unknown.

    Args:
        started_at: the moment of the start; needed by a limit in hours alone.

    Raises:
        OutsideCalendar: the start or the end lies in a year that is not loaded.
        LimitNeedsTime: the limit is in hours and `started_at` is not given.
    """
    stops = tuple(pauses)
    excluded = merged(days for pause in stops if (days := pause.excluded()) is not None)
    if limit.unit is LimitUnit.HOUR:
        if started_at is None:
            raise LimitNeedsTime("按小时计算的时限须给出起算的日期和时刻，不能只给日期")
        calendar.require_year(started_on.year)
        ends_at = due_at(
            started_at=started_at, limit=limit, calendar=calendar, hours=hours, excluded=excluded
        )
        end = LimitEnd(ends_at.date(), ends_at.date())
    else:
        end = end_of_limit(started_on=started_on, limit=limit, calendar=calendar, excluded=excluded)
        ends_at = end_of_day(end.due_on)
    return Clock(
        started_on=started_on,
        started_at=started_at,
        limit=limit,
        excluded=excluded,
        paused_on=_paused_on(started_on, end, stops),
        end=end,
        ends_at=ends_at,
        calendar=calendar,
        hours=hours,
    )


def _paused_on(started_on: dt.date, end: LimitEnd, pauses: Sequence[Pause]) -> dt.date | None:
    open_since = [pause.started_on for pause in pauses if pause.ended_on is None]
    if not open_since or max(min(open_since), started_on) >= end.reached_on:
        return None
    return min(open_since)
