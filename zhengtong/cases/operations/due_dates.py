"""Due moments of open cases are made again from their facts (重算期限)."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhengtong.cases.models import Case, CorrectionNotice
from zhengtong.cases.operations.projections import CLOCK_FIELDS, next_due_at, project_clocks
from zhengtong.cases.queries.clocks import ClockRecords, clock_records_of
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.states import CLOCK_STOPPED, ON_THE_CLOCK, CaseState
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.places.queries import regions_with_organisations, work_calendar

BATCH = 200
ON_CLOCKS = ON_THE_CLOCK | CLOCK_STOPPED
# Closed cases and clocks that ended with the completion keep what they had.
WITH_DUE = ON_CLOCKS | {CaseState.RECEIVED, CaseState.CORRECTION_NOTICED, CaseState.TO_DELIVER}
PROJECTED = (*CLOCK_FIELDS, "correction_due_at", "due_at")


@dataclass(slots=True, kw_only=True)
class Recomputed:
    """What a run came to (重算结果).

    Args:
        refused: number and reason of cases whose dates cannot be computed now; they keep what
            they had.
    """

    checked: int = 0
    changed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def recompute_open_cases(*, region_code: str = "", is_trial: bool = False) -> Recomputed:
    """Make the due moments of open cases again, after a new notice or to check them (重算期限).

    Facts, acts and the ledger stay as they are. Each batch is a transaction of its own.

    Args:
        region_code: one region; empty for all.
        is_trial: count what would change and write nothing.
    """
    done = Recomputed()
    for code in [region_code] if region_code else regions_with_organisations():
        for ids in _open_ids(code):
            _recompute(code, ids, done, is_trial=is_trial)
    return done


def _open_ids(region_code: str) -> Iterator[list[uuid.UUID]]:
    states = sorted(state.value for state in WITH_DUE)
    rows = Case.objects.filter(region_code=region_code, state__in=states).order_by("id")
    last: uuid.UUID | None = None
    while True:
        page = rows if last is None else rows.filter(id__gt=last)
        ids = list(page.values_list("id", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


@transaction.atomic
def _recompute(
    region_code: str, ids: Sequence[uuid.UUID], done: Recomputed, *, is_trial: bool
) -> None:
    rows = Case.objects.select_for_update().filter(region_code=region_code, id__in=ids)
    cases = list(rows.order_by("id"))
    records = clock_records_of(region_code=region_code, cases=cases)
    notices = dict(
        CorrectionNotice.objects.filter(region_code=region_code, case_id__in=ids).values_list(
            "case_id", "noticed_at"
        )
    )
    calendar = work_calendar(region_code)
    for case in cases:
        done.checked += 1
        before = _projected(case)
        try:
            _project(case, records[case.id], notices.get(case.id), calendar)
        except DomainError as refusal:
            done.refused.append((case.number, refusal.message))
            continue
        if _projected(case) == before:
            continue
        done.changed += 1
        if not is_trial:
            Case.objects.filter(region_code=region_code, id=case.id).update(**_projected(case))


def _project(
    case: Case, records: ClockRecords, noticed_at: dt.datetime | None, calendar: WorkCalendar
) -> None:
    state = CaseState(case.state)
    if state in ON_CLOCKS:
        project_clocks(case, records=records, calendar=calendar)
    if state is CaseState.CORRECTION_NOTICED and noticed_at is not None:
        last_day = due_on(
            started_on=local_day(noticed_at),
            limit=terms_of(case).correction_limit,
            calendar=calendar,
        )
        case.correction_due_at = end_of_day(last_day)
    case.due_at = next_due_at(case, calendar=calendar)


def _projected(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in PROJECTED}
