"""Delivery: every handler catches up, a failing subject is parked, the rest goes on."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from zhengtong.foundation import events
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger import delivery
from zhengtong.foundation.ledger.delivery import deliver_pending, parked_subjects, retry_parked
from zhengtong.foundation.ledger.models import FollowerCursor
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.tests.ledger_subject import REGION, NoteWritten, write_note
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin

NOW = datetime(2018, 2, 28, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class NotTaken(DomainError):
    code = "not_taken"


class Killed(BaseException):
    """What a process that is killed in a handler leaves behind."""


class Inbox:
    """A handler that keeps what it was told and refuses some texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.refused: set[str] = set()

    def __call__(self, event: NoteWritten) -> None:
        if event.text in self.refused:
            raise NotTaken(f"cannot take {event.text}")
        self.texts.append(event.text)


@pytest.fixture
def inbox(monkeypatch):
    monkeypatch.setattr(events, "_SUBSCRIPTIONS", {})
    inbox = Inbox()

    def take(event: NoteWritten) -> None:
        inbox(event)

    events.subscribe(NoteWritten)(take)
    return inbox


def deliver(now: datetime = NOW) -> int:
    number_pending(region_code=REGION)
    return deliver_pending(region_code=REGION, now=now).calls


def test_it_delivers_in_order_and_once(inbox):
    for number in (1, 2, 3):
        write_note(number=number)
    assert deliver() == 3
    assert deliver() == 0
    assert inbox.texts == ["第1号", "第2号", "第3号"]


def test_it_serves_live_and_synced_entries_only(inbox):
    write_note(number=1, origin=Origin.IMPORT)
    write_note(number=2, origin=Origin.BACK_ENTRY)
    write_note(number=3, origin=Origin.SYNCED)
    deliver()
    assert inbox.texts == ["第3号"]


def test_it_parks_a_failing_subject_and_goes_on(inbox):
    inbox.refused.add("第1号")
    note, _ = write_note(number=1)
    write_note(number=2)
    deliver()
    write_note(number=9, again=note)
    deliver()
    assert inbox.texts == ["第2号"]
    assert [(row.subject, row.position) for row in parked_subjects()] == [(f"note:{REGION}-1", 1)]
    assert parked_subjects()[0].error == "NotTaken: cannot take 第1号"


def test_it_replays_a_parked_subject_from_where_it_failed(inbox):
    inbox.refused.add("第1号")
    note, _ = write_note(number=1)
    deliver()
    write_note(number=9, again=note)
    deliver()
    inbox.refused.clear()
    assert [came_through for _, came_through in retry_parked(now=NOW)] == [True]
    assert inbox.texts == ["第1号", "第9号"]
    assert parked_subjects() == []


def test_it_keeps_a_subject_parked_when_the_replay_is_killed(inbox, monkeypatch):
    inbox.refused.add("第1号")
    write_note(number=1)
    deliver()

    def killed(subscription, numbered, *, now):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_call", killed)
        with pytest.raises(Killed):
            list(retry_parked(now=NOW))
    inbox.refused.clear()
    later = NOW + timedelta(hours=1)
    assert [came_through for _, came_through in retry_parked(now=later)] == [True]
    assert inbox.texts == ["第1号"]


def test_it_does_not_replay_while_another_process_holds_the_handler(inbox):
    inbox.refused.add("第1号")
    write_note(number=1)
    deliver()
    inbox.refused.clear()
    FollowerCursor.objects.update(leased_by="elsewhere:1", leased_until=NOW + timedelta(hours=1))
    assert [came_through for _, came_through in retry_parked(now=NOW)] == [False]
    assert len(parked_subjects()) == 1


def test_it_keeps_no_message_that_is_not_a_refusal(inbox, monkeypatch):
    subscription = events.subscriptions()[0]
    broken = replace(subscription, handle=lambda event: int("张三的号码"))
    monkeypatch.setattr(events, "_SUBSCRIPTIONS", {broken.key: broken})
    write_note(number=1)
    deliver()
    assert parked_subjects()[0].error == "ValueError"


def test_it_parks_again_what_still_fails(inbox):
    inbox.refused.add("第1号")
    write_note(number=1)
    deliver()
    assert [came_through for _, came_through in retry_parked(now=NOW)] == [False]
    assert len(parked_subjects()) == 1


def test_it_leaves_a_handler_to_the_process_that_holds_it(inbox):
    write_note(number=1)
    number_pending(region_code=REGION)
    FollowerCursor.objects.create(
        handler=events.subscriptions()[0].key,
        region_code=REGION,
        leased_by="elsewhere:1",
        leased_until=NOW + timedelta(seconds=30),
    )
    assert deliver() == 0
    assert deliver(now=NOW + timedelta(minutes=1)) == 1


def test_a_lease_is_held_against_the_same_process_too(inbox):
    write_note(number=1)
    number_pending(region_code=REGION)
    key = events.subscriptions()[0].key
    held = delivery._lease(key, region_code=REGION, now=NOW)
    assert held is not None
    assert delivery._lease(key, region_code=REGION, now=NOW) is None
    delivery._release(held)
    assert deliver() == 1


def test_a_killed_delivery_goes_on_where_it_stood(inbox, monkeypatch):
    for number in (1, 2, 3):
        write_note(number=number)
    number_pending(region_code=REGION)
    call = delivery._call

    def killed_at_two(subscription, numbered, *, now):
        if numbered.position == 2:
            raise Killed
        return call(subscription, numbered, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_call", killed_at_two)
        with pytest.raises(Killed):
            deliver()
    assert deliver() == 2
    assert inbox.texts == ["第1号", "第2号", "第3号"]


def test_it_parks_an_event_that_cannot_be_rebuilt(inbox, monkeypatch):
    write_note(number=1)
    monkeypatch.setattr(NoteWritten, "from_payload", classmethod(lambda cls, payload: cls()))
    deliver()
    assert parked_subjects()[0].error == "TypeError"


def test_it_rebuilds_the_event_with_its_types():
    assert NoteWritten.from_payload({"region_code": REGION, "text": "x", "new": 1}) == NoteWritten(
        region_code=REGION, text="x"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Event):
    """An event with every kind of field that a payload may hold."""

    name: ClassVar[str] = "notebook.dated"
    on: date
    until: date | None
    at: datetime | None
    quoted: "date | None"
    codes: tuple[str, ...]
    text: str | None


def test_it_gives_dates_and_moments_back_as_what_they_were():
    event = Dated(
        on=date(2018, 2, 28), until=date(2018, 3, 1), at=NOW, quoted=date(2018, 3, 2),
        codes=("a", "b"), text="2018-02-28",
    )  # fmt: skip
    assert Dated.from_payload(json.loads(json.dumps(event.payload()))) == event
    empty = Dated(on=date(2018, 2, 28), until=None, at=None, quoted=None, codes=(), text=None)
    assert Dated.from_payload(json.loads(json.dumps(empty.payload()))) == empty
