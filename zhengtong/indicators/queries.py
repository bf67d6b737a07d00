"""Counts by day and their entries: fast from totals, exact from the ledger, both the same.

Every count says up to which ledger position it holds.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from zhengtong.foundation.ledger.models import Entry, Position, Retraction
from zhengtong.indicators.models import DailyTotal, DirtyDay, TotalsHead
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import Period

READ_ATTEMPTS = 20
PAGE = 500


class FiguresInMotion(DomainError):
    """The totals changed under the reader again and again."""

    code: ClassVar[str] = "figures_in_motion"


@dataclass(frozen=True, slots=True, order=True)
class CountKey:
    """What a count belongs to."""

    organisation_code: str
    item_type: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of a period up to a ledger position."""

    position: int
    by_key: Counter[CountKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEntry:
    """One entry behind a figure; `subject` is a business key such as `case:<number>`."""

    subject: str
    organisation_code: str
    item_type: str
    kind: str
    origin: str
    occurred_at: datetime
    recorded_at: datetime
    key: str


def counts(*, region_code: str, period: Period, kinds: Collection[str]) -> Counts:
    """Return the counts of a period up to the position that the totals reach.

    Days that are behind (the open day, days with late entries not yet worked in) are
    counted from the ledger up to the same position.

    Raises:
        FiguresInMotion: no quiet moment was found.
    """
    for _ in range(READ_ATTEMPTS):
        before = _head(region_code)
        dirty = set(
            DirtyDay.objects.filter(
                region_code=region_code, day__range=(period.first_day, period.last_day)
            ).values_list("day", flat=True)
        )
        totals = _from_totals(region_code, period, kinds, dirty)
        totals.update(_from_ledger(region_code, Q(day__in=dirty), kinds, before.position))
        if _head(region_code).version == before.version:
            return Counts(position=before.position, by_key=+totals)
    raise FiguresInMotion("统计数据正在更新，请稍后再试")


def counts_at(*, region_code: str, period: Period, kinds: Collection[str], position: int) -> Counts:
    """Return the counts of a period as they stood at a ledger position, from the ledger alone."""
    days = Q(day__range=(period.first_day, period.last_day))
    return Counts(position=position, by_key=+_from_ledger(region_code, days, kinds, position))


def traced_entries(
    *,
    region_code: str,
    period: Period,
    kinds: Collection[str],
    position: int,
    organisation_codes: Collection[str],
    item_types: Collection[str],
    after: tuple[datetime, str] | None = None,
    limit: int = PAGE,
) -> list[TracedEntry]:
    """Return the entries that a count counts, a page at a time, by (time, id).

    Args:
        after: `(occurred_at, key)` of the last entry of the page before.
    """
    taken_back = Retraction.objects.filter(
        _reached(position, of="entry_id"),
        region_code=region_code,
        subject=OuterRef("subject"),
        kind=OuterRef("kind"),
        day=OuterRef("day"),
    )
    rows = Entry.objects.filter(
        ~Exists(taken_back),
        _reached(position, of="id"),
        region_code=region_code,
        day__range=(period.first_day, period.last_day),
        kind__in=kinds,
        organisation_code__in=organisation_codes,
        item_type__in=item_types,
    )
    if after is not None:
        moment, key = after
        rows = rows.filter(Q(occurred_at__gt=moment) | Q(occurred_at=moment, id__gt=key))
    return [
        TracedEntry(
            subject=row.subject,
            organisation_code=row.organisation_code,
            item_type=row.item_type,
            kind=row.kind,
            origin=row.origin,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            key=str(row.id),
        )
        for row in rows.defer("body").order_by("occurred_at", "id")[:limit]
    ]


def all_traced_entries(**asked: object) -> Iterator[TracedEntry]:
    """Yield every entry behind a count; the arguments are those of `traced_entries`."""
    after = None
    while page := traced_entries(**asked, after=after):  # type: ignore[arg-type]
        yield from page
        after = (page[-1].occurred_at, page[-1].key)


def late_count(*, region_code: str, period: Period, kinds: Collection[str], position: int) -> int:
    """Return how many of the counted entries were entered late (补录)."""
    days = Q(day__range=(period.first_day, period.last_day), origin="back_entry")
    return sum(_from_ledger(region_code, days, kinds, position).values())


def _head(region_code: str) -> TotalsHead:
    return TotalsHead.objects.filter(region_code=region_code).first() or TotalsHead(
        region_code=region_code
    )


def _from_totals(
    region_code: str, period: Period, kinds: Collection[str], dirty: Collection[date]
) -> Counter[CountKey]:
    rows = (
        DailyTotal.objects.filter(
            region_code=region_code,
            day__range=(period.first_day, period.last_day),
            kind__in=kinds,
        )
        .exclude(day__in=dirty)
        .order_by()
        .values_list("organisation_code", "item_type", "kind")
        .annotate(total=Sum("count"))
    )
    return Counter({CountKey(*key): total for *key, total in rows})


def _from_ledger(
    region_code: str, days: Q, kinds: Collection[str], position: int
) -> Counter[CountKey]:
    return Counter(
        {
            CountKey(organisation, item_type, kind): number
            for (_, organisation, item_type, kind), number in count_days(
                region_code=region_code, days=days, kinds=kinds, position=position, by_day=False
            ).items()
        }
    )


DayKey = tuple[date | None, str, str, str]


def count_days(
    *, region_code: str, days: Q, kinds: Collection[str], position: int, by_day: bool = True
) -> Counter[DayKey]:
    """Count entries from the ledger, less what was taken back, up to a position.

    Args:
        days: a condition on `day`, and on `origin` where wanted.
        by_day: keep the days apart; otherwise the first part of the key is None.
    """
    entries = Entry.objects.filter(
        days, _reached(position, of="id"), region_code=region_code, kind__in=kinds
    )
    taken = Retraction.objects.filter(
        days, _reached(position, of="entry_id"), region_code=region_code, kind__in=kinds
    )
    counted = _grouped(entries, by_day=by_day)
    counted.subtract(_grouped(taken, by_day=by_day))
    return counted


def _reached(position: int, *, of: str) -> Exists:
    return Exists(
        Position.objects.filter(
            region_code=OuterRef("region_code"), id=OuterRef(of), position__lte=position
        )
    )


def _grouped(rows: QuerySet[Entry] | QuerySet[Retraction], *, by_day: bool) -> Counter[DayKey]:
    columns = ["organisation_code", "item_type", "kind"]
    if by_day:
        columns.insert(0, "day")
    grouped = rows.order_by().values_list(*columns).annotate(total=Count("id"))
    if by_day:
        return Counter({(day, *key): total for day, *key, total in grouped})
    return Counter({(None, *key): total for *key, total in grouped})
