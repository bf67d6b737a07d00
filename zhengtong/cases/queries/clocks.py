"""Both clocks of cases, from their recorded facts (办件时钟)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from zhengtong.cases.models import Case
from zhengtong.cases.models import Extension as ExtensionRow
from zhengtong.cases.models import Suspension as SuspensionRow
from zhengtong.cases.queries.items import limit_of, listed_procedures_of
from zhengtong.cases.rules.deadlines import (
    CaseClocks,
    ClockFacts,
    ClockTerms,
    Extension,
    Suspension,
    case_clocks,
)
from zhengtong.foundation.statements import ListOf, Statement
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.places.queries import work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRecords:
    """What was recorded of a case that its clocks depend on (计时记录)."""

    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    extends_promise: bool = True


class ClockColumns(Protocol):
    """What the clocks of a case are computed from, beside its records (计时所需的列)."""

    @property
    def region_code(self) -> str: ...
    @property
    def item_type(self) -> str: ...
    @property
    def is_joint(self) -> bool: ...
    @property
    def statutory_limit(self) -> int | None: ...
    @property
    def statutory_limit_unit(self) -> str: ...
    @property
    def promised_limit(self) -> int | None: ...
    @property
    def promised_limit_unit(self) -> str: ...
    @property
    def listed_procedures(self) -> str: ...
    @property
    def accepted_at(self) -> dt.datetime | None: ...


NO_RECORDS = ClockRecords()


def clocks_of(
    case: ClockColumns, *, records: ClockRecords, calendar: WorkCalendar | None = None
) -> CaseClocks | None:
    """Return both clocks of a case, None before acceptance (办件时钟).

    Raises:
        OutsideCalendar: acceptance or a due day lies in a year that is not loaded.
    """
    if case.accepted_at is None:
        return None
    terms = ClockTerms(
        item_type=ItemType(case.item_type),
        statutory_limit=limit_of(case.statutory_limit, case.statutory_limit_unit),
        promised_limit=limit_of(case.promised_limit, case.promised_limit_unit),
        is_joint=case.is_joint,
        listed_procedures=listed_procedures_of(case.listed_procedures),
        extends_promise=records.extends_promise,
    )
    facts = ClockFacts(
        accepted_on=local_day(case.accepted_at),
        accepted_at=case.accepted_at if counts_hours(case) else None,
        suspensions=records.suspensions,
        extension=records.extension,
    )
    return case_clocks(
        terms=terms, facts=facts, calendar=calendar or work_calendar(case.region_code)
    )


def counts_hours(case: ClockColumns) -> bool:
    """Tell whether a limit of a case depends on the time of day of its acceptance (按小时计)."""
    return LimitUnit.HOUR in (case.statutory_limit_unit, case.promised_limit_unit)


def clock_records(case: Case) -> ClockRecords:
    """Return the suspensions and the extension of one case (计时记录)."""
    return clock_records_of(region_code=case.region_code, cases=[case])[case.id]


def clock_records_of(*, region_code: str, cases: Iterable[Case]) -> dict[uuid.UUID, ClockRecords]:
    """Return the same for many cases of a region by case id, in two queries."""
    ids = [case.id for case in cases]
    found = clock_records_by_id(region_code=region_code, case_ids=ids)
    return {case_id: found.get(case_id, NO_RECORDS) for case_id in ids}


def clock_records_by_id(
    *, region_code: str, case_ids: list[uuid.UUID]
) -> dict[uuid.UUID, ClockRecords]:
    """Return the records of those of some cases that have any, in two queries (计时记录)."""
    if not case_ids:
        return {}
    asked: dict[str, Any] = {"region_code": region_code, "case_ids": case_ids}
    suspensions: dict[uuid.UUID, list[Suspension]] = defaultdict(list)
    for case_id, kind, started_on, ended_on in _SUSPENSIONS.all(**asked):
        suspensions[case_id].append(Suspension(SpecialProcedure(kind), started_on, ended_on))
    extensions = {case_id: more for case_id, *more in _EXTENSIONS.all(**asked)}
    return {
        case_id: _records(suspensions.get(case_id, ()), extensions.get(case_id))
        for case_id in suspensions.keys() | extensions.keys()
    }


_SUSPENSIONS = Statement(
    lambda region_code, case_ids: (
        SuspensionRow.objects.filter(region_code=region_code, case_id__any_of=case_ids)
        .order_by("started_on", "id")
        .values_list("case_id", "kind", "started_on", "ended_on")
    ),
    region_code=str,
    case_ids=ListOf(uuid.UUID),
)
_EXTENSIONS = Statement(
    lambda region_code, case_ids: (
        ExtensionRow.objects.filter(region_code=region_code, case_id__any_of=case_ids)
        .order_by()
        .values_list("case_id", "count", "basis", "extends_promise")
    ),
    region_code=str,
    case_ids=ListOf(uuid.UUID),
)


def _records(suspensions: Iterable[Suspension], extension: Sequence[Any] | None) -> ClockRecords:
    if extension is None:
        return ClockRecords(suspensions=tuple(suspensions))
    count, basis, extends_promise = extension
    return ClockRecords(
        suspensions=tuple(suspensions),
        extension=Extension(count, basis),
        extends_promise=extends_promise,
    )
