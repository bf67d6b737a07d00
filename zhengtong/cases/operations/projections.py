"""Due moments kept with a case so that lists can be ordered by them (期限投影).

Nothing here is a fact: `rebuild-due-dates` makes all of it again from the facts.
"""

import datetime as dt

from zhengtong.cases.models import Case
from zhengtong.cases.queries.clocks import ClockRecords, clocks_of
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.deadlines import LawClock, law_due_on
from zhengtong.cases.rules.states import CLOCK_STOPPED, ON_THE_CLOCK, CaseState
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.item_types import EX_OFFICIO
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.places.queries import work_calendar

CLOCK_FIELDS = ("statutory_due_at", "promised_due_at", "due_is_provisional")


def project_clocks(
    case: Case, *, records: ClockRecords, calendar: WorkCalendar | None = None
) -> None:
    """Write the due moments of both clocks into the case (推算到期).

    A paused clock has no due moment; nor has a promise that an organ makes to nobody (依职权).

    Raises:
        OutsideCalendar: a due day lies in a year that is not loaded.
    """
    clocks = clocks_of(case, records=records, calendar=calendar)
    running = [
        clock
        for clock in ((clocks.statutory, clocks.promised) if clocks else ())
        if clock is not None
    ]
    case.statutory_due_at = clocks.statutory.due_at if clocks and clocks.statutory else None
    case.promised_due_at = clocks.promised.due_at if clocks and clocks.promised else None
    if case.item_type in EX_OFFICIO:
        case.promised_due_at = None
    case.due_is_provisional = any(clock.is_provisional for clock in running)


def next_due_at(case: Case, *, calendar: WorkCalendar | None = None) -> dt.datetime | None:
    """Return the moment by which the next act is due, None where nothing is due (下一到期).

    Received, or corrected in full: end of the five days. Noticed: end of the correction period.
    On the clock: the promise, else the law. Result ready: end of the delivery period.
    """
    complete_at = complete_since(case)
    if complete_at is not None:
        last_day = law_due_on(
            clock=LawClock.CORRECTION_NOTICE,
            started_on=local_day(complete_at),
            calendar=calendar or work_calendar(case.region_code),
        )
        return end_of_day(last_day)
    state = CaseState(case.state)
    match state:
        case CaseState.CORRECTION_NOTICED:
            return case.correction_due_at
        case CaseState.TO_DELIVER if case.decided_at is not None:
            return end_of_day(_delivery_due_on(case, calendar))
    if state in ON_THE_CLOCK | CLOCK_STOPPED:
        return case.promised_due_at or case.statutory_due_at
    return None


def complete_since(case: Case) -> dt.datetime | None:
    """Return since when the organ has all that it asked for and owes an answer (材料齐备时间).

    None in any state but those two, and while a correction is awaited. Of a case that another
    system handles nobody here knows whether it was answered: its silence is none (art. 32).
    """
    if case.source:
        return None
    match case.state:
        case CaseState.RECEIVED:
            return case.received_at
        case CaseState.CORRECTION_NOTICED:
            return case.corrected_at
    return None


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """Return the local day of a due moment, None where there is none (到期日)."""
    return local_day(moment) if moment else None


def _delivery_due_on(case: Case, calendar: WorkCalendar | None) -> dt.date:
    """Return the last day for delivery, counted from the decision: art. 44 (送达期限)."""
    assert case.decided_at is not None
    return due_on(
        started_on=local_day(case.decided_at),
        limit=terms_of(case).delivery_limit,
        calendar=calendar or work_calendar(case.region_code),
    )
