"""Both clocks of a case as they stand at a moment, day by day (办件期限情况)."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Protocol

from zhengtong.cases.queries.clocks import (
    ClockColumns,
    ClockRecords,
    clock_records,
    clocks_of,
    counts_hours,
)
from zhengtong.cases.queries.lookup import find_case
from zhengtong.cases.rules.deadlines import CaseClocks, Extension, Suspension
from zhengtong.cases.rules.states import CLOSED, EX_OFFICIO_STATES
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.clocks import Clock, Standing
from zhengtong.kernel.deadlines import CountedDay, LimitEnd, explain
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import EX_OFFICIO
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import ONE_DAY, Period
from zhengtong.places.queries import work_calendar


class TimedCase(ClockColumns, Protocol):
    """What tells besides where the clocks of a case stand (计时情况所需的列)."""

    @property
    def state(self) -> str: ...
    @property
    def decided_at(self) -> dt.datetime | None: ...
    @property
    def completed_at(self) -> dt.datetime | None: ...
    @property
    def last_act_at(self) -> dt.datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """One clock of a case at a moment (时钟情况).

    Args:
        limit: with the extension in it.
        due_on: None while the clock is paused; likewise `due_at` and the provisional mark.
        standing: at the end where the case has ended, else now.
        clock: what ran, for who wants each day.
        asked_on: the day of the end or of today, up to which a paused clock is shown.
    """

    limit: TimeLimit
    due_on: dt.date | None
    due_at: dt.datetime | None
    is_provisional: bool
    standing: Standing
    clock: Clock
    asked_on: dt.date

    @property
    def last_day(self) -> dt.date:
        """Return the due day; while the clock is paused the day asked about (最后一日)."""
        if self.clock.paused_on is None:
            return self.clock.end.due_on
        return max(self.asked_on, self.clock.paused_on)

    @property
    def days(self) -> tuple[CountedDay, ...]:
        """Return each day from the one after acceptance to the last one (逐日说明)."""
        return self.clock.explain(until=self.asked_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDays:
    """The clocks of a case with what stopped and lengthened them (办件期限).

    Args:
        accepted_at: None before acceptance: then there are no clocks.
        ended_at: when the handling ended, None while the clocks go on.
        statutory: None where no law sets a limit.
        promised: None where the item promises nothing of its own.
        passed: the working days since acceptance up to today or the end, oldest first; False
            for one on which a procedure stopped the clock.
        not_stopping: procedures that are shown and stop nothing.
        is_today_working: today is a working day.
        is_filed: the organ began the case itself, by a filing.
        fault: why the clocks cannot be computed: a year is not loaded; empty otherwise.
    """

    accepted_at: dt.datetime | None
    ended_at: dt.datetime | None
    statutory: ClockState | None = None
    promised: ClockState | None = None
    passed: tuple[bool, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    not_stopping: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    is_today_working: bool = True
    is_filed: bool = False
    fault: str = ""

    @property
    def start_word(self) -> str:
        """Return by what the clocks were started (起算)."""
        return "立案" if self.is_filed else "受理"

    @property
    def is_provisional(self) -> bool:
        """Tell whether a due day rests on holidays not yet announced (是否暂定)."""
        return any(clock.is_provisional for clock in (self.promised, self.statutory) if clock)

    @property
    def latest(self) -> ClockState | None:
        """Return the clock that ends last, the statutory one if they are equal (较长的时钟)."""
        both = [clock for clock in (self.statutory, self.promised) if clock is not None]
        return max(both, key=lambda state: state.last_day, default=None)


def clock_days(*, case_number: str, now: dt.datetime) -> CaseDays:
    """Return both clocks of a case day by day (逐日说明).

    Raises:
        CaseNumberRefused, CaseUnknown: there is no such case.
        DomainError: the clocks cannot be computed, for a year is not loaded.
    """
    case = find_case(case_number)
    records, calendar = clock_records(case), work_calendar(case.region_code)
    return _computed(case, records=records, calendar=calendar, now=now)


def case_days(
    case: TimedCase, *, records: ClockRecords, calendar: WorkCalendar, now: dt.datetime
) -> CaseDays:
    """Return the same of a case at hand, with `fault` where it cannot be computed (办件期限)."""
    try:
        return _computed(case, records=records, calendar=calendar, now=now)
    except DomainError as refusal:
        return CaseDays(
            accepted_at=case.accepted_at, ended_at=ended_at(case), fault=refusal.message
        )


class DaysOfMany:
    """The same of case after case; what many have in common is computed once (多件的办件期限).

    Most cases of a page share their limits, and were accepted on one of a few days.
    """

    def __init__(self, *, calendar: WorkCalendar, now: dt.datetime) -> None:
        self._calendar = calendar
        self._now = now
        self._found: dict[object, CaseDays] = {}

    def of(self, case: TimedCase, *, records: ClockRecords) -> CaseDays:
        """Return the clocks of a case (办件期限)."""
        if case.accepted_at is None:
            return CaseDays(accepted_at=None, ended_at=ended_at(case))
        key = (
            case.item_type,
            case.is_joint,
            case.statutory_limit,
            case.statutory_limit_unit,
            case.promised_limit,
            case.promised_limit_unit,
            case.listed_procedures,
            case.accepted_at if counts_hours(case) else local_day(case.accepted_at),
            ended_at(case),
            records,
        )
        found = self._found.get(key)
        if found is None:
            found = case_days(case, records=records, calendar=self._calendar, now=self._now)
            self._found[key] = found
        return replace(found, accepted_at=case.accepted_at)


def ended_at(case: TimedCase) -> dt.datetime | None:
    """Return when the handling ended, None while it goes on (办理结束时间).

    What an organ does without application has its limit for the decision: the clock ends there,
    and carrying it out has none (《行政处罚法》第六十条: 自立案之日起九十日内作出行政处罚决定).
    """
    if case.state in EX_OFFICIO_STATES and case.decided_at is not None:
        return case.decided_at
    is_closed = case.state in CLOSED
    return case.completed_at or (case.last_act_at if is_closed else None)


def _computed(
    case: TimedCase, *, records: ClockRecords, calendar: WorkCalendar, now: dt.datetime
) -> CaseDays:
    clocks = clocks_of(case, records=records, calendar=calendar)
    end = ended_at(case)
    if clocks is None:
        return CaseDays(accepted_at=None, ended_at=end)
    until = end or now
    has_promise = case.promised_limit is not None
    return CaseDays(
        accepted_at=case.accepted_at,
        ended_at=end,
        statutory=_state(clocks.statutory, at=until),
        promised=_state(clocks.promised, at=until) if has_promise else None,
        passed=_passed(clocks, last_day=local_day(until)),
        suspensions=records.suspensions,
        not_stopping=clocks.not_stopping,
        extension=records.extension,
        is_today_working=calendar.is_working_day(local_day(now)),
        is_filed=case.item_type in EX_OFFICIO,
    )


def _state(clock: Clock | None, *, at: dt.datetime) -> ClockState | None:
    if clock is None:
        return None
    return ClockState(
        limit=clock.limit,
        due_on=clock.due_on,
        due_at=clock.due_at,
        is_provisional=clock.is_provisional,
        standing=clock.standing(now=at),
        clock=clock,
        asked_on=local_day(at),
    )


def _passed(clocks: CaseClocks, *, last_day: dt.date) -> tuple[bool, ...]:
    """Say of each working day gone whether it counted; past the due day all of them do."""
    clock = clocks.statutory or clocks.promised
    if clock is None or last_day <= clock.started_on:
        return ()
    if clock.paused_on is None:
        shown_until = min(last_day, clock.end.due_on)
        stopped = [stop for stop in clock.excluded if stop.first_day <= clock.end.due_on]
    else:
        shown_until = last_day
        stopped = list(clock.excluded)
        if last_day > clock.paused_on:
            stopped.append(Period(clock.paused_on + ONE_DAY, last_day))
    overdue = clock.calendar.working_days_between(shown_until, last_day)
    if not stopped:
        counted = clock.calendar.working_days_between(clock.started_on, shown_until)
        return (True,) * (counted + overdue)
    days = explain(
        started_on=clock.started_on,
        end=LimitEnd(shown_until, shown_until),
        unit=LimitUnit.WORKDAY,
        calendar=clock.calendar,
        excluded=stopped,
    )
    working = [day.counted for day in days if clock.calendar.is_working_day(day.date)]
    return (*working, *[True] * overdue)
