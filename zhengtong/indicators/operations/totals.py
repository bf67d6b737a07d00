"""Totals follow the ledger: positions make days dirty, dirty days are counted again whole."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import F

from zhengtong.foundation.indicators import counted_kinds
from zhengtong.foundation.ledger.models import (
    Entry,
    Position,
    QueuedEntry,
    RegionHead,
    Retraction,
)
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.statements import Statement
from zhengtong.indicators.models import DailyTotal, DirtyDay, TotalsHead
from zhengtong.indicators.queries import count_days

DAYS_AT_ONCE = 31


def bring_up_to_date(*, region_code: str, today: date) -> int:
    """Number what is queued and let the totals reach it; return the position reached.

    Safe to call from many processes at once and to kill at any moment: what was marked is
    counted from the ledger until it has been counted again. Takes no lock where nothing is
    behind.
    """
    if _QUEUED.all(region_code=region_code):
        number_pending(region_code=region_code)
    position = _reach_last_position(region_code)
    while _closed_dirty_days(region_code, before=today) and _rebuild_some_days(
        region_code, before=today
    ):
        pass
    return position


def rebuild_totals(*, region_code: str, today: date) -> int:
    """Throw the totals of a region away and count them again; return the days counted.

    Figures stay right meanwhile: every day is counted from the ledger until its turn.
    """
    number_pending(region_code=region_code)
    with transaction.atomic():
        head = _lock(region_code)
        DailyTotal.objects.filter(region_code=region_code).delete()
        DirtyDay.objects.filter(region_code=region_code).delete()
        head.position = 0
        _save(head)
        _mark_dirty_days(region_code, last=_last_position(region_code))
    bring_up_to_date(region_code=region_code, today=today)
    return DailyTotal.objects.filter(region_code=region_code).values("day").distinct().count()


def _reach_last_position(region_code: str) -> int:
    last = _last_position(region_code)
    found = _REACHED.first(region_code=region_code)
    reached: int = found[0] if found else 0
    return reached if last <= reached else _mark_dirty_days(region_code, last=last)


def _last_position(region_code: str) -> int:
    found = _LAST.first(region_code=region_code)
    return found[0] if found else 0


_LAST = Statement(
    lambda region_code: RegionHead.objects.filter(region_code=region_code).values_list(
        "last_position"
    ),
    region_code=str,
)
_REACHED = Statement(
    lambda region_code: TotalsHead.objects.filter(region_code=region_code).values_list("position"),
    region_code=str,
)
_QUEUED = Statement(
    lambda region_code: QueuedEntry.objects.filter(region_code=region_code).values_list("id")[:1],
    region_code=str,
)
_CLOSED_DIRTY = Statement(
    lambda region_code, before: (
        DirtyDay.objects.filter(region_code=region_code, day__lt=before)
        .order_by("day")
        .values_list("day")[:DAYS_AT_ONCE]
    ),
    region_code=str,
    before=date,
)


@transaction.atomic
def _mark_dirty_days(region_code: str, *, last: int) -> int:
    """Mark every day that the entries after the reached position touch, up to `last`."""
    head = _lock(region_code)
    if last <= head.position:
        return head.position
    fresh = Position.objects.filter(
        region_code=region_code, position__gt=head.position, position__lte=last
    ).values("id")
    taken = Retraction.objects.filter(region_code=region_code, entry_id__in=fresh).values("id")
    counted = Entry.objects.filter(region_code=region_code, kind__in=counted_kinds()).order_by()
    days = {
        *counted.filter(id__in=fresh).values_list("day", flat=True).distinct(),
        *counted.filter(id__in=taken).values_list("day", flat=True).distinct(),
    }
    DirtyDay.objects.bulk_create(
        [DirtyDay(region_code=region_code, day=day) for day in sorted(days)],
        ignore_conflicts=True,
    )
    head.position = last
    _save(head)
    return last


@transaction.atomic
def _rebuild_some_days(region_code: str, *, before: date) -> bool:
    """Count some dirty days again, all of them closed ones; say whether there were any."""
    head = _lock(region_code)
    days = _closed_dirty_days(region_code, before=before)
    if not days:
        return False
    _recount(region_code, days, position=head.position)
    DirtyDay.objects.filter(region_code=region_code, day__in=days).delete()
    _save(head)
    return True


def _closed_dirty_days(region_code: str, *, before: date) -> list[date]:
    return [day for (day,) in _CLOSED_DIRTY.all(region_code=region_code, before=before)]


def _recount(region_code: str, days: Collection[date], *, position: int) -> None:
    DailyTotal.objects.filter(region_code=region_code, day__in=days).delete()
    counted = count_days(
        region_code=region_code, days=days, kinds=counted_kinds(), position=position
    )
    DailyTotal.objects.bulk_create(
        [
            DailyTotal(
                region_code=region_code,
                day=day,
                organisation_code=organisation,
                item_type=item_type,
                kind=kind,
                count=number,
            )
            for (day, organisation, item_type, kind), number in counted.items()
        ]
    )


def _lock(region_code: str) -> TotalsHead:
    TotalsHead.objects.bulk_create([TotalsHead(region_code=region_code)], ignore_conflicts=True)
    return TotalsHead.objects.select_for_update().get(region_code=region_code)


def _save(head: TotalsHead) -> None:
    TotalsHead.objects.filter(region_code=head.region_code).update(
        position=head.position, version=F("version") + 1
    )
