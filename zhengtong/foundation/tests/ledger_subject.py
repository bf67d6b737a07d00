"""Notes and their acts, for tests of the ledger alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act, counted_entries
from zhengtong.foundation.tests.notebook.models import Note, NoteAct
from zhengtong.kernel.origins import Origin

REGION = "510703"
NOON = datetime(2018, 2, 28, 4, 0, tzinfo=UTC)
CLERK = Actor(kind=ActorKind.STAFF, code="S01", organisation_code="D01")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A note was written."""

    name: ClassVar[str] = "notebook.written"
    region_code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteVoided(Event):
    """A note was voided; what it had counted is taken back."""

    name: ClassVar[str] = "notebook.voided"
    region_code: str


def write_note(
    *,
    number: int,
    again: Note | None = None,
    region_code: str = REGION,
    at: datetime = NOON,
    origin: Origin = Origin.LIVE,
    takes_back: Sequence[UUID] = (),
) -> tuple[Note, NoteAct]:
    """Write a new note, or change one, in one act."""
    with transaction.atomic():
        note = again or Note(region_code=region_code, number=number)
        note.text = f"第{number}号"
        act = NoteAct(note_id=note.id, action="write")
        commit_act(
            note,
            changed=("text",),
            act=act,
            event=NoteWritten(region_code=region_code, text=note.text),
            by=CLERK,
            occurred_at=at,
            recorded_at=at,
            origin=origin,
            takes_back=takes_back,
        )
    return note, act


def void(note: Note, *, at: datetime = NOON, entries: Sequence[UUID] | None = None) -> None:
    """Take entries of a note back, all that count if not said, by an act that counts nowhere."""
    with transaction.atomic():
        commit_act(
            note,
            changed=("text",),
            act=None,
            event=NoteVoided(region_code=note.region_code),
            by=CLERK,
            occurred_at=at,
            recorded_at=at,
            takes_back=counted_entries(note) if entries is None else entries,
        )


def lock_note(number: int) -> Note:
    """Return a note, locked until the transaction ends."""
    return Note.objects.select_for_update().get(region_code=REGION, number=number)


def append_entries(
    count: int, *, start: int = 1, again: Note | None = None
) -> list[tuple[Note, NoteAct]]:
    """Write `count` notes numbered from `start`, or one more act on an existing note."""
    return [write_note(number=start + step, again=again) for step in range(count)]
