"""Delivery: handlers follow the ledger by position, at least once, each subject in order."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhengtong.foundation.cross_region import cross_region_report
from zhengtong.foundation.events import Event, Subscription, event_class, subscriptions
from zhengtong.foundation.ledger.lease_holders import has_died, let_go, new_holder
from zhengtong.foundation.ledger.models import Entry, FollowerCursor, ParkedSubject, Position
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin

PAGE = 500
ATTEMPTS = 3
LEASE = timedelta(minutes=2)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """An entry with its position."""

    position: int
    entry: Entry

    def event(self) -> Event | None:
        """Return the event that the entry carries; none for a kind that no code knows."""
        kind = event_class(self.entry.kind)
        if kind is None:
            return None
        return kind.from_payload(json.loads(self.entry.body)["payload"])


def entries_after(*, region_code: str, position: int, limit: int) -> list[Numbered]:
    """Return the next entries of a region in order of position."""
    places = dict(
        Position.objects.filter(region_code=region_code, position__gt=position)
        .order_by("position")
        .values_list("id", "position")[:limit]
    )
    entries = Entry.objects.filter(region_code=region_code, id__in=list(places))
    rows = [Numbered(position=places[entry.id], entry=entry) for entry in entries]
    return sorted(rows, key=lambda row: row.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How many calls were made, and whether no handler was left to another process."""

    calls: int
    is_complete: bool


def deliver_pending(*, region_code: str, now: datetime) -> Delivered:
    """Let every handler catch up in a region.

    A handler that is being served by another process is left to it. An event whose handler
    fails several times parks its subject for that handler, and the rest goes on.
    """
    calls = [
        _catch_up(subscription, region_code=region_code, now=now)
        for subscription in subscriptions()
    ]
    return Delivered(calls=sum(made or 0 for made in calls), is_complete=None not in calls)


def _catch_up(subscription: Subscription, *, region_code: str, now: datetime) -> int | None:
    """Return the calls made; None when another process holds the handler."""
    cursor = _lease(subscription.key, region_code=region_code, now=now)
    if cursor is None:
        return None
    try:
        return _deliver(subscription, cursor, now=now)
    finally:
        _release(cursor)


def _deliver(subscription: Subscription, cursor: FollowerCursor, *, now: datetime) -> int | None:
    """Call the handler for all that is new; None when another process took the handler over."""
    calls, region_code = 0, cursor.region_code
    renew_at = timezone.now() + LEASE / 2
    parked = set(
        ParkedSubject.objects.filter(region_code=region_code, handler=subscription.key).values_list(
            "subject", flat=True
        )
    )
    while page := entries_after(region_code=region_code, position=cursor.position, limit=PAGE):
        for numbered in page:
            if numbered.entry.subject not in parked and _serves(subscription, numbered.entry):
                calls += 1
                if not _call(subscription, numbered, now=now):
                    parked.add(numbered.entry.subject)
            cursor.position = numbered.position
            if numbered is page[-1] or timezone.now() >= renew_at:
                if not _hold(cursor):
                    return None
                renew_at = timezone.now() + LEASE / 2
    return calls


def _hold(cursor: FollowerCursor) -> bool:
    """Move the cursor on and renew the lease; False when another process has taken it over."""
    held = FollowerCursor.objects.filter(pk=cursor.pk, leased_by=cursor.leased_by)
    return bool(held.update(position=cursor.position, leased_until=timezone.now() + LEASE))


def _release(cursor: FollowerCursor) -> None:
    """Give the cursor back where it stands, also after a failure in the middle of a page."""
    let_go(cursor.leased_by)  # first: the row may be out of reach
    held = FollowerCursor.objects.filter(pk=cursor.pk, leased_by=cursor.leased_by)
    held.update(position=cursor.position, leased_by="", leased_until=None)


def _lease(handler: str, *, region_code: str, now: datetime) -> FollowerCursor | None:
    """Take the cursor, unless it is held; each lease has a name of its own, also in a process."""
    FollowerCursor.objects.bulk_create(
        [FollowerCursor(handler=handler, region_code=region_code)], ignore_conflicts=True
    )
    rows = FollowerCursor.objects.filter(handler=handler, region_code=region_code)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    holder = rows.values_list("leased_by", flat=True).first()
    if holder and has_died(holder):
        free |= Q(leased_by=holder)
    me = new_holder()
    cursor = None
    try:
        if rows.filter(free).update(leased_by=me, leased_until=timezone.now() + LEASE):
            cursor = rows.filter(leased_by=me).first()
    finally:
        if cursor is None:  # also where the answer was lost: the row may say that we hold it
            let_go(me)
    return cursor


def _serves(subscription: Subscription, entry: Entry) -> bool:
    return entry.kind in subscription.kinds and Origin(entry.origin) in subscription.origins


def _call(subscription: Subscription, numbered: Numbered, *, now: datetime) -> bool:
    """Call the handler up to `ATTEMPTS` times; park the subject when it keeps failing."""
    for _ in range(ATTEMPTS):
        try:
            subscription.handle(numbered.event())
            return True
        except Exception as error:  # noqa: BLE001  the edge of delivery: the rest must go on
            log.error(
                "handler %s failed on %s: %s\n%s",
                subscription.key,
                numbered.entry.subject,
                type(error).__name__,
                "".join(format_tb(error.__traceback__)),
            )
            # A database's own message may hold personal values: only refusals keep theirs.
            said = f": {error}" if isinstance(error, DomainError) else ""
            reason = f"{type(error).__name__}{said}"
    with transaction.atomic():
        ParkedSubject.objects.bulk_create(
            [
                ParkedSubject(
                    region_code=numbered.entry.region_code,
                    handler=subscription.key,
                    subject=numbered.entry.subject,
                    position=numbered.position,
                    error=reason,
                    parked_at=now,
                )
            ],
            ignore_conflicts=True,
        )
    return False


def parked_subjects() -> list[ParkedSubject]:
    """Return what is parked in all regions, oldest first; for `doctor` (跨区域报告)."""
    with cross_region_report("parked_subjects"):
        return list(ParkedSubject.objects.order_by("parked_at"))


def retry_parked(*, now: datetime) -> Iterator[tuple[ParkedSubject, bool]]:
    """Replay each parked subject from where it failed; yield it and whether it came through.

    The handler is leased meanwhile, and the subject stays parked until all of its entries came
    through: killed in the middle, it is replayed again.
    """
    by_key = {subscription.key: subscription for subscription in subscriptions()}
    for row in parked_subjects():
        subscription = by_key.get(row.handler)
        if subscription is None:
            yield row, False
            continue
        cursor = _lease(row.handler, region_code=row.region_code, now=now)
        if cursor is None:
            yield row, False
            continue
        try:
            came_through = _replay(row, subscription, cursor, now=now)
            if came_through:
                ParkedSubject.objects.filter(region_code=row.region_code, id=row.id).delete()
        finally:
            _release(cursor)
        yield row, came_through


def _replay(
    row: ParkedSubject, subscription: Subscription, cursor: FollowerCursor, *, now: datetime
) -> bool:
    entries = Entry.objects.filter(region_code=row.region_code, subject=row.subject)
    places = dict(
        Position.objects.filter(
            region_code=row.region_code,
            id__in=entries.values("id"),
            position__gte=row.position,
            position__lte=cursor.position,
        ).values_list("id", "position")
    )
    for entry in entries.filter(id__in=list(places)).order_by("subject_no"):
        numbered = Numbered(position=places[entry.id], entry=entry)
        if _serves(subscription, entry) and not _call(subscription, numbered, now=now):
            return False
    return True
