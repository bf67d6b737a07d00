"""Both clocks of cases, from their recorded facts (办件时钟)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhengtong.cases.models import Case
from zhengtong.cases.models import Extension as ExtensionRow
from zhengtong.cases.models import Suspension as SuspensionRow
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.deadlines import (
    CaseClocks,
    ClockFacts,
    Extension,
    Suspension,
    case_clocks,
)
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.places.queries import work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecords:
    """What was recorded of a case that its clocks depend on (计时记录)."""

    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    extends_promise: bool = True


@dataclass(slots=True)
class _Found:
    suspensions: list[Suspension] = field(default_factory=list)
    extension: ExtensionRow | None = None


def clocks_of(
    case: Case, *, records: ClockRecords, calendar: WorkCalendar | None = None
) -> CaseClocks | None:
    """Return both clocks of a case, None before acceptance (办件时钟).

    Raises:
        OutsideCalendar: acceptance or a due day lies in a year that is not loaded.
    """
    if case.accepted_at is None:
        return None
    return case_clocks(
        terms=terms_of(case).clock_terms(extends_promise=records.extends_promise),
        facts=ClockFacts(
            accepted_on=local_day(case.accepted_at),
            accepted_at=case.accepted_at,
            suspensions=records.suspensions,
            extension=records.extension,
        ),
        calendar=calendar or work_calendar(case.region_code),
    )


def clock_records(case: Case) -> ClockRecords:
    """Return the suspensions and the extension of one case (计时记录)."""
    return clock_records_of(region_code=case.region_code, cases=[case])[case.id]


def clock_records_of(*, region_code: str, cases: Iterable[Case]) -> dict[object, ClockRecords]:
    """Return the same for many cases of a region by case id, in two queries."""
    found: dict[object, _Found] = defaultdict(_Found)
    ids = [case.id for case in cases]
    suspensions = SuspensionRow.objects.filter(region_code=region_code, case_id__in=ids)
    for row in suspensions.order_by("started_on", "id"):
        found[row.case_id].suspensions.append(
            Suspension(SpecialProcedure(row.kind), row.started_on, row.ended_on)
        )
    for extension in ExtensionRow.objects.filter(region_code=region_code, case_id__in=ids):
        found[extension.case_id].extension = extension
    return {case_id: _records(found[case_id]) for case_id in ids}


def _records(found: _Found) -> ClockRecords:
    row = found.extension
    return ClockRecords(
        suspensions=tuple(found.suspensions),
        extension=Extension(row.count, row.basis) if row else None,
        extends_promise=row.extends_promise if row else True,
    )
