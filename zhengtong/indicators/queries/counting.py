"""Counts by day: fast from totals, exact from the ledger, both the same.

Every count says up to which ledger position it holds. Counts of several periods that belong
together (a month and the year so far) are taken at one position.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, Max, Min, Q, QuerySet, Sum

from zhengtong.foundation.statements import Statement
from zhengtong.indicators.models import DailyTotal, DirtyDay, TotalsHead
from zhengtong.indicators.queries.entries import days_in, standing_entries
from zhengtong.kernel.periods import ONE_DAY, Period

READ_ATTEMPTS = 20


class CountKey(NamedTuple):
    """What a count belongs to."""

    organisation_code: str
    item_type: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of a period up to a ledger position."""

    position: int
    by_key: Counter[CountKey]


def counts(*, region_code: str, period: Period, kinds: Collection[str]) -> Counts:
    """Return the counts of a period up to the position that the totals reach."""
    return counts_of_periods(region_code=region_code, periods=[period], kinds=kinds)[0]


def counts_of_periods(
    *, region_code: str, periods: Sequence[Period], kinds: Collection[str]
) -> list[Counts]:
    """Return the counts of each period, all of them up to the same position.

    Days that are behind (the open day, days with late entries not yet worked in) are
    counted from the ledger up to the position that the totals reach. Where the totals change
    under the reader again and again, everything is counted from the ledger: slower, the same.
    """
    span = _days_in_any(periods)
    for _ in range(READ_ATTEMPTS):
        before = _head(region_code)
        dirty = set(
            DirtyDay.objects.filter(span, region_code=region_code).values_list("day", flat=True)
        )
        found = _from_totals(region_code, periods, kinds, dirty)
        if dirty:
            late = _from_ledger(region_code, Q(day__in=dirty), periods, kinds, before.position)
            for total, more in zip(found, late, strict=True):
                total.update(more)
        if _head(region_code).version == before.version:
            return [Counts(position=before.position, by_key=+total) for total in found]
    return counts_of_periods_at(
        region_code=region_code, periods=periods, kinds=kinds, position=_head(region_code).position
    )


def counts_at(*, region_code: str, period: Period, kinds: Collection[str], position: int) -> Counts:
    """Return the counts of a period as they stood at a ledger position, from the ledger alone."""
    return counts_of_periods_at(
        region_code=region_code, periods=[period], kinds=kinds, position=position
    )[0]


def counts_of_periods_at(
    *, region_code: str, periods: Sequence[Period], kinds: Collection[str], position: int
) -> list[Counts]:
    """Return the counts of each period as they stood at a position, from the ledger alone."""
    days = _days_in_any(periods)
    found = _from_ledger(region_code, days, periods, kinds, position)
    return [Counts(position=position, by_key=+counted) for counted in found]


def counted_days(*, region_code: str) -> Period | None:
    """Return the period from the first to the last day that has counts, None where none has."""
    ends = [
        rows.filter(region_code=region_code).aggregate(first=Min("day"), last=Max("day"))
        for rows in (DailyTotal.objects, DirtyDay.objects)
    ]
    known = [end for end in ends if end["first"] is not None]
    if not known:
        return None
    return Period(min(end["first"] for end in known), max(end["last"] for end in known))


def _head(region_code: str) -> TotalsHead:
    return _HEAD.first(region_code=region_code) or TotalsHead(region_code=region_code)


_HEAD = Statement(
    lambda region_code: TotalsHead.objects.filter(region_code=region_code), region_code=str
)


def _days_in_any(periods: Sequence[Period]) -> Q:
    """Return the condition that a day lies in one of the periods; days between are not read."""
    joined: list[Period] = []
    for period in sorted(periods, key=lambda one: one.first_day):
        if joined and period.first_day <= joined[-1].last_day + ONE_DAY:
            last_day = max(joined[-1].last_day, period.last_day)
            joined[-1] = Period(joined[-1].first_day, last_day)
        else:
            joined.append(period)
    return reduce(or_, map(days_in, joined))


def _from_totals(
    region_code: str, periods: Sequence[Period], kinds: Collection[str], dirty: Collection[date]
) -> list[Counter[CountKey]]:
    # All kinds are read and the wanted ones kept: there are few, and a search in the index for
    # each of them takes longer than the rest.
    rows = DailyTotal.objects.filter(_days_in_any(periods), region_code=region_code)
    return _by_period(rows.exclude(day__in=dirty), Sum, "count", periods, kinds)


def _from_ledger(
    region_code: str, days: Q, periods: Sequence[Period], kinds: Collection[str], position: int
) -> list[Counter[CountKey]]:
    entries = standing_entries(region_code, days, kinds, position)
    return _by_period(entries, Count, "id", periods, kinds)


def _by_period(
    rows: QuerySet[Any],
    total: type[Aggregate],
    column: str,
    periods: Sequence[Period],
    kinds: Collection[str],
) -> list[Counter[CountKey]]:
    """Sum rows by key for every period, in one query with one level of grouping."""
    sums = {f"in_{n}": total(column, filter=days_in(period)) for n, period in enumerate(periods)}
    found: list[Counter[CountKey]] = [Counter() for _ in periods]
    grouped = rows.order_by().values_list("organisation_code", "item_type", "kind")
    for organisation, item_type, kind, *numbers in grouped.annotate(**sums):
        if kind not in kinds:
            continue
        key = CountKey(organisation, item_type, kind)
        for counter, number in zip(found, numbers, strict=True):
            if number:
                counter[key] = number
    return found


DayKey = tuple[date, str, str, str]


def count_days(
    *, region_code: str, days: Collection[date], kinds: Collection[str], position: int
) -> Counter[DayKey]:
    """Count the entries that stand at a position, by day, from the ledger."""
    rows = standing_entries(region_code, Q(day__in=days), kinds, position)
    grouped = rows.order_by().values_list("day", "organisation_code", "item_type", "kind")
    return Counter({tuple(key): total for *key, total in grouped.annotate(total=Count("id"))})
