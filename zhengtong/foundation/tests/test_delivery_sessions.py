"""Delivery by several workers at once while sessions write; workers die and are overtaken."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.utils import timezone

from zhengtong.foundation import events
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger import delivery
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.ledger.delivery import deliver_pending
from zhengtong.foundation.ledger.models import FollowerCursor, QueuedEntry, RegionHead
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.tests.ledger_subject import CLERK, REGION, append_entries, lock_note
from zhengtong.people.tests.sessions import in_sessions

NOON = datetime(2018, 2, 28, 4, 0, tzinfo=UTC)
SUBJECTS = range(1, 7)
PATIENCE_SECONDS = 12
Turn = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold(Event):
    """A note had its next turn."""

    name: ClassVar[str] = "notebook.told"
    number: int
    turn: int


class Killed(BaseException):
    """What a process that is killed in a handler leaves behind."""


class RolledBack(Exception):
    """What ends a transaction that is not to be."""


@dataclass(slots=True)
class Office:
    """Writers, workers and two handlers that keep what they were told."""

    steps: int
    deaths: float
    writing: int
    committed: Counter[int] = field(default_factory=Counter)
    calls: dict[str, list[Turn]] = field(default_factory=lambda: {"first": [], "second": []})
    lock: threading.Lock = field(default_factory=threading.Lock)
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def handlers(self) -> None:
        @events.subscribe(NoteTold)
        def first(event: NoteTold) -> None:
            self._take("first", event)

        @events.subscribe(NoteTold)
        def second(event: NoteTold) -> None:
            self._take("second", event)

    def _take(self, handler: str, event: NoteTold) -> None:
        with self.lock:
            self.calls[handler].append((event.number, event.turn))
            dies = self.chance.random() < self.deaths
        time.sleep(0.001)
        if dies:
            raise Killed

    def write(self, writer: int) -> None:
        chance = random.Random(writer)
        try:
            for _ in range(self.steps):
                self._act(chance)
        finally:
            with self.lock:
                self.writing -= 1

    def _act(self, chance: random.Random) -> None:
        number = chance.choice(SUBJECTS)
        try:
            with transaction.atomic():
                note = lock_note(number)
                commit_act(
                    note,
                    changed=(),
                    act=None,
                    event=NoteTold(number=number, turn=note.entry_count + 1),
                    by=CLERK,
                    occurred_at=NOON,
                    recorded_at=NOON,
                )
                time.sleep(chance.random() * 0.01)
                if chance.random() < 0.3:
                    raise RolledBack
        except RolledBack:
            return
        with self.lock:
            self.committed[number] += 1

    def work(self, worker: int) -> None:
        """Number and deliver as a worker does; a killed one is started again."""
        chance = random.Random(worker)
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while (self.writing or not self._all_reached()) and time.monotonic() < give_up_at:
            late = timedelta(hours=1) if chance.random() < self.deaths else timedelta(0)
            try:
                number_pending(region_code=REGION)
                deliver_pending(region_code=REGION, now=timezone.now() + late)
            except Killed:
                continue
            time.sleep(0.002)

    def _all_reached(self) -> bool:
        if QueuedEntry.objects.filter(region_code=REGION).exists():
            return False
        last = RegionHead.objects.filter(region_code=REGION).values_list("last_position", flat=True)
        keys = [subscription.key for subscription in events.subscriptions()]
        cursors = FollowerCursor.objects.filter(
            region_code=REGION, handler__in=keys, position=last.first()
        )
        return cursors.count() == len(keys)

    def expected(self) -> set[Turn]:
        return {
            (number, turn + 2) for number, acts in self.committed.items() for turn in range(acts)
        }


def run(tmp_path, monkeypatch, *, deaths: float) -> Office:
    monkeypatch.setattr(events, "_SUBSCRIPTIONS", {})
    monkeypatch.setattr(delivery, "PAGE", 7)
    writers, steps = (4, 60) if connection.vendor == "postgresql" else (2, 15)
    append_entries(len(SUBJECTS))
    office = Office(steps=steps, deaths=deaths, writing=writers)
    office.handlers()
    in_sessions(
        tmp_path,
        *(lambda number=number: office.write(number) for number in range(writers)),
        *(lambda number=number: office.work(number) for number in range(3)),
    )
    return office


@pytest.mark.django_db(transaction=True)
def test_workers_share_a_handler_and_call_it_once_for_each_entry(tmp_path, monkeypatch):
    office = run(tmp_path, monkeypatch, deaths=0)
    assert office.committed.total() > 20
    for calls in office.calls.values():
        assert Counter(calls) == Counter(office.expected())
        assert in_order(calls)


@pytest.mark.django_db(transaction=True)
def test_killed_and_overtaken_workers_lose_nothing_and_keep_the_order(tmp_path, monkeypatch):
    office = run(tmp_path, monkeypatch, deaths=0.08)
    repeated = 0
    for calls in office.calls.values():
        assert set(calls) == office.expected()
        assert in_order(list(dict.fromkeys(calls)))
        repeated += len(calls) - len(set(calls))
    assert repeated > 0


def in_order(calls: list[Turn]) -> bool:
    """Say whether each subject was told its turns in their order."""
    return sorted(calls, key=lambda call: call[0]) == sorted(calls)
