"""Entries as they stood at a ledger position; what every figure and every trace is made of."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengtong.foundation.ledger.models import Entry, Position, Retraction
from zhengtong.kernel.periods import Period


def standing_entries(
    region_code: str, days: Q, kinds: Collection[str], position: int
) -> QuerySet[Entry]:
    """Return the entries that count at a position: reached by it and not taken back by then."""
    taken_back = Retraction.objects.filter(
        _reached(position, of="entry_id"), region_code=region_code, id=OuterRef("id")
    )
    return Entry.objects.filter(
        ~Exists(taken_back),
        _reached(position, of="id"),
        days,
        region_code=region_code,
        kind__in=kinds,
    )


def _reached(position: int, *, of: str) -> Exists:
    """Return the condition that the entry named by the column `of` had a place by `position`."""
    return Exists(
        Position.objects.filter(
            region_code=OuterRef("region_code"), id=OuterRef(of), position__lte=position
        )
    )


def days_in(period: Period) -> Q:
    """Return the condition that the reporting day lies in a period."""
    return Q(day__range=(period.first_day, period.last_day))
