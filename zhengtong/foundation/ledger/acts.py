"""`commit_act`: the changed row, the act, the entry and the queue row, in one write.

They are one statement on PostgreSQL; see `foundation.one_write`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Exists, OuterRef

from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_statement, new_row, update_statement
from zhengtong.foundation.events import Event
from zhengtong.foundation.ids import new_id
from zhengtong.foundation.indicators import counted_kinds
from zhengtong.foundation.ledger.canonical import canonical_moment, canonical_text, text_hash
from zhengtong.foundation.ledger.models import (
    Entry,
    LedgerAct,
    LedgerSubject,
    QueuedEntry,
    Retraction,
)
from zhengtong.foundation.one_write import write_together
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin


class RowVanished(RuntimeError):
    """The row to change was not there: it was not locked, or its region is wrong."""


def commit_act(
    row: LedgerSubject,
    *,
    changed: Sequence[str],
    act: LedgerAct | None,
    event: Event,
    by: Actor,
    occurred_at: datetime,
    recorded_at: datetime,
    origin: Origin = Origin.LIVE,
    takes_back: Sequence[UUID] = (),
) -> Entry:
    """Write one act: the row's changed fields, the act, its ledger entry and the queue row.

    Call it once in an operation's transaction, with the row locked (or new: then it is
    inserted whole). The entry carries business keys only.

    Args:
        changed: names of the fields to write; ignored for a new row.
        occurred_at: real time of the act, aware.
        recorded_at: time of entry, aware; equal to `occurred_at` for live acts.
        takes_back: ids of the earlier entries that no longer count (void, delete).

    Raises:
        RowVanished: no row was changed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("commit_act belongs inside the operation's transaction")
    row.entry_count += 1
    entry = build_entry(
        row,
        event=event,
        by=by,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        origin=origin,
        takes_back=takes_back,
    )
    written: list[models.Model] = [entry, queue_row(entry), *_retractions(entry, takes_back)]
    if act is not None:
        _fill_act(act, entry=entry, by=by)
        written.insert(0, act)
    write_row = (
        insert_statement(row)
        if row._state.adding
        else update_statement(row, (*changed, "entry_count"))
    )
    if write_together([write_row, *map(insert_statement, written)]) != 1:
        raise RowVanished("no row was changed")
    for one in (row, *written):
        one._state.adding = False
    return entry


def _fill_act(act: LedgerAct, *, entry: Entry, by: Actor) -> None:
    act.region_code = entry.region_code
    act.act_no = entry.subject_no
    act.actor_kind = by.kind.value
    act.actor_code = by.code
    act.actor_organisation = by.organisation_code
    act.origin = entry.origin
    act.occurred_at = entry.occurred_at
    act.recorded_at = entry.recorded_at


def build_entry(
    row: LedgerSubject,
    *,
    event: Event,
    by: Actor,
    occurred_at: datetime,
    recorded_at: datetime,
    origin: Origin,
    takes_back: Sequence[UUID] = (),
) -> Entry:
    """Return the unsaved entry of an act; `row.entry_count` is its number in the subject.

    What the act takes back stands in the entry's text, so that the chain covers it.
    """
    entry = new_row(
        Entry,
        region_code=row.region_code,
        id=new_id(),
        organisation_code=row.ledger_organisation,
        kind=event.name,
        subject=row.ledger_subject,
        subject_no=row.entry_count,
        item_type=row.ledger_item_type,
        actor=f"{by.kind.value}:{by.code}",
        channel=row.ledger_channel,
        origin=origin.value,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        day=local_day(occurred_at),
    )
    content = {**entry_columns(entry), "payload": event.payload()}
    if takes_back:
        content["takes_back"] = [str(taken) for taken in takes_back]
    entry.body = canonical_text(content)
    return entry


def entry_columns(entry: Entry) -> dict[str, Any]:
    """Return the columns of an entry as they stand in its canonical text."""
    return {
        "region_code": entry.region_code,
        "id": str(entry.id),
        "organisation_code": entry.organisation_code,
        "kind": entry.kind,
        "subject": entry.subject,
        "subject_no": entry.subject_no,
        "item_type": entry.item_type,
        "actor": entry.actor,
        "channel": entry.channel,
        "origin": entry.origin,
        "occurred_at": canonical_moment(entry.occurred_at),
        "recorded_at": canonical_moment(entry.recorded_at),
        "day": entry.day.isoformat(),
    }


def queue_row(entry: Entry) -> QueuedEntry:
    """Return the unsaved queue row by which an entry waits for its position."""
    return new_row(
        QueuedEntry,
        region_code=entry.region_code,
        id=entry.id,
        subject=entry.subject,
        subject_no=entry.subject_no,
        entry_hash=text_hash(entry.body),
    )


def _retractions(entry: Entry, takes_back: Sequence[UUID]) -> list[Retraction]:
    """Return the unsaved rows by which an entry's act takes earlier entries back."""
    return [
        Retraction(region_code=entry.region_code, id=taken, entry_id=entry.id)
        for taken in takes_back
    ]


def counted_entries(row: LedgerSubject) -> list[UUID]:
    """Return the entries by which a subject counts in the figures now: what a void takes back."""
    taken = Retraction.objects.filter(region_code=row.region_code, id=OuterRef("id"))
    entries = Entry.objects.filter(
        ~Exists(taken),
        region_code=row.region_code,
        subject=row.ledger_subject,
        kind__in=counted_kinds(),
    )
    return list(entries.order_by("subject_no").values_list("id", flat=True))
