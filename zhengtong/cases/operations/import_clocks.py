"""Due moments of imported cases, computed once for each item and day (批量推算期限).

Records of other systems carry neither suspensions nor extensions, so limits and days decide alone.
"""

import datetime as dt
from dataclasses import dataclass, field

from zhengtong.cases.models import Case
from zhengtong.cases.rules.deadlines import ClockFacts, case_clocks
from zhengtong.cases.rules.states import ON_THE_CLOCK, CaseState
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.item_types import EX_OFFICIO
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.places.queries import work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDues:
    """When both clocks of a case end (两个时钟的到期)."""

    statutory: dt.datetime | None
    promised: dt.datetime | None
    is_provisional: bool


@dataclass(slots=True)
class ImportClocks:
    """The clocks of one batch; what was computed once is kept for it (批量时钟).

    Items share their limits, so a batch has few clocks, however many items it speaks of.
    """

    region_code: str
    calendar: WorkCalendar = field(init=False)
    _clocks: dict[tuple[object, ...], ClockDues] = field(default_factory=dict)
    _days: dict[tuple[object, dt.date], dt.datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calendar = work_calendar(self.region_code)

    def dues(self, terms: ItemTerms, *, accepted_at: dt.datetime) -> ClockDues:
        """Return when the clocks of a case accepted at a moment end.

        Raises:
            OutsideCalendar: a day lies in a year that is not loaded.
        """
        limits = [limit for limit in (terms.statutory_limit, terms.promised_limit) if limit]
        by_hour = any(limit.unit is LimitUnit.HOUR for limit in limits)
        key = (terms.clock_terms(), accepted_at if by_hour else local_day(accepted_at))
        if key not in self._clocks:
            self._clocks[key] = self._computed(terms, accepted_at)
        return self._clocks[key]

    def next_due_at(
        self,
        case: Case,
        *,
        state: CaseState,
        decided_at: dt.datetime | None,
        dues: ClockDues | None,
    ) -> dt.datetime | None:
        """Return by when the next act is due in the state a record leads to; see `projections`.

        What is received there owes no answer here: whether it was given, only the source knows.
        """
        if state is CaseState.TO_DELIVER and decided_at is not None:
            limit = TimeLimit(case.delivery_limit, LimitUnit(case.delivery_limit_unit))
            return self._delivery_due_at(limit, local_day(decided_at))
        if state in ON_THE_CLOCK:
            if dues is not None:
                return dues.promised or dues.statutory
            return case.promised_due_at or case.statutory_due_at
        return None

    def _computed(self, terms: ItemTerms, accepted_at: dt.datetime) -> ClockDues:
        clocks = case_clocks(
            terms=terms.clock_terms(),
            facts=ClockFacts(accepted_on=local_day(accepted_at), accepted_at=accepted_at),
            calendar=self.calendar,
        )
        running = [clock for clock in (clocks.statutory, clocks.promised) if clock is not None]
        return ClockDues(
            statutory=clocks.statutory.due_at if clocks.statutory else None,
            promised=clocks.promised.due_at
            if clocks.promised and terms.item_type not in EX_OFFICIO
            else None,
            is_provisional=any(clock.is_provisional for clock in running),
        )

    def _delivery_due_at(self, limit: TimeLimit, decided_on: dt.date) -> dt.datetime:
        key = (limit, decided_on)
        if key not in self._days:
            last_day = due_on(started_on=decided_on, limit=limit, calendar=self.calendar)
            self._days[key] = end_of_day(last_day)
        return self._days[key]
