"""The entries behind a count, a page at a time (数字背后的条目)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from zhengtong.indicators.queries.entries import days_in, standing_entries
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.periods import Period

PAGE = 500


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
    rows = standing_entries(region_code, days_in(period), kinds, position).filter(
        organisation_code__in=organisation_codes, item_type__in=item_types
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


def all_traced_entries(**asked: Any) -> Iterator[TracedEntry]:
    """Yield every entry behind a count; the arguments are those of `traced_entries`."""
    after = None
    while page := traced_entries(**asked, after=after):
        yield from page
        after = (page[-1].occurred_at, page[-1].key)


def late_subjects(
    *,
    region_code: str,
    period: Period,
    kinds: Collection[str],
    position: int,
    organisation_codes: Collection[str],
) -> int:
    """Return how many cases among those counted were entered late (补录件数).

    A case counts once, whether its acceptance, its completion or both came late.
    """
    rows = standing_entries(region_code, days_in(period), kinds, position).filter(
        organisation_code__in=organisation_codes, origin=Origin.BACK_ENTRY.value
    )
    return int(rows.aggregate(total=Count("subject", distinct=True))["total"])
