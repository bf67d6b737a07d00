"""Totals while sessions write, roll back, void, follow and read at once (real threads).

The expected figures come from a third way of counting: entry by entry, in Python, from the
texts of the ledger.
"""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from zhengtong.foundation.ledger.models import Entry, Position, QueuedEntry, Retraction
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.tests.ledger_subject import (
    REGION,
    append_entries,
    lock_note,
    void,
    write_note,
)
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.indicators.queries import (
    CountKey,
    Counts,
    all_traced_entries,
    counts_of_periods,
    counts_of_periods_at,
)
from zhengtong.kernel.periods import Period
from zhengtong.people.tests.sessions import in_sessions

KIND = "notebook.written"
PERIODS = [Period(date(2018, 2, 1), date(2018, 2, 28)), Period(date(2018, 1, 1), date(2018, 2, 28))]
SHARED = range(1, 6)
PATIENCE_SECONDS = 10


class RolledBack(Exception):
    """What ends a transaction that is not to be."""


@dataclass(slots=True)
class Life:
    """What the sessions did and saw."""

    steps: int
    committed: Counter[int] = field(default_factory=Counter)  # note → acts
    voids: int = 0
    rolled_back: int = 0
    cutoffs: list[list[Counts]] = field(default_factory=list)
    writing: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, writer: int) -> None:
        chance = random.Random(writer)
        try:
            for step in range(self.steps):
                if step == self.steps // 2:
                    self._wait_for_a_cutoff()
                self._act(chance, own=100 + writer * 1000 + step)
        finally:
            with self.lock:
                self.writing -= 1

    def _wait_for_a_cutoff(self) -> None:
        """Let no writer end before some reader had its turn, however busy the machine is."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not any(found[0].position for found in self.cutoffs):
            assert time.monotonic() < give_up_at
            time.sleep(0.005)

    def _act(self, chance: random.Random, *, own: int) -> None:
        """Do one act, sleep before the commit, and take it back in 3 of 10 transactions."""
        number = own if chance.random() < 0.4 else chance.choice(SHARED)
        is_void = number in SHARED and chance.random() < 0.3
        at = datetime(2018, chance.choice([1, 2, 2]), chance.randint(10, 28), 4, tzinfo=UTC)
        try:
            with transaction.atomic():
                if is_void:
                    void(lock_note(number), at=at + timedelta(days=30))
                else:
                    note = lock_note(number) if number in SHARED else None
                    write_note(number=number, again=note, at=at)
                time.sleep(chance.random() * 0.01)
                if chance.random() < 0.3:
                    raise RolledBack
        except RolledBack:
            with self.lock:
                self.rolled_back += 1
            return
        with self.lock:
            self.committed[number] += 1
            self.voids += is_void

    def follow(self) -> None:
        """Read cut-offs while the writers run, the totals at rest or behind."""
        chance = random.Random(7)
        while self.writing:
            today = date(2018, 2, 20) + timedelta(days=chance.randint(0, 10))
            bring_up_to_date(region_code=REGION, today=today)
            self.read()

    def only_read(self) -> None:
        while self.writing:
            self.read()
            time.sleep(0.005)

    def read(self) -> None:
        found = counts_of_periods(region_code=REGION, periods=PERIODS, kinds={KIND})
        if not self.cutoffs or found[0].position != self.cutoffs[-1][0].position:
            assert traced(found[0].position) == found[0].by_key
        self.cutoffs.append(found)


def traced(position: int) -> Counter[CountKey]:
    rows = all_traced_entries(
        region_code=REGION,
        period=PERIODS[0],
        kinds={KIND},
        position=position,
        organisation_codes=["D01"],
        item_types=["license"],
    )
    return Counter(CountKey(row.organisation_code, row.item_type, row.kind) for row in rows)


def counted_by_hand(position: int, period: Period) -> Counter[CountKey]:
    """Count from the texts of the entries up to a position, one by one."""
    found: Counter[CountKey] = Counter()
    texts = _texts()
    gone = {taken for text in texts[:position] for taken in text.get("takes_back", ())}
    for text in texts[:position]:
        counts = text["kind"] == KIND and text["id"] not in gone
        if counts and date.fromisoformat(text["day"]) in period:
            found[CountKey(text["organisation_code"], text["item_type"], KIND)] += 1
    return found


def _texts() -> list[dict]:
    bodies = dict(Entry.objects.filter(region_code=REGION).values_list("id", "body"))
    places = Position.objects.filter(region_code=REGION).order_by("position")
    return [json.loads(bodies[place.id]) for place in places]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_missed_or_repeated_and_every_cut_off_recomputes(tmp_path):
    writers, steps = (6, 60) if connection.vendor == "postgresql" else (3, 15)
    append_entries(len(SHARED))
    life = Life(steps=steps, committed=Counter(SHARED), writing=writers)

    def check() -> None:
        last = bring_up_to_date(region_code=REGION, today=date(2018, 3, 1))
        check_positions(life, last)
        check_cutoffs(life, last)
        assert list(verify_region(region_code=REGION)) == []

    in_sessions(
        tmp_path,
        *(lambda number=number: life.write(number) for number in range(writers)),
        life.follow,
        life.follow,
        life.only_read,
    )
    in_sessions(tmp_path, check)
    assert life.rolled_back > 0
    assert life.voids > 0


def check_positions(life: Life, last: int) -> None:
    """Exactly what was committed has a place, gapless, each subject in its order."""
    assert last == life.committed.total()
    assert not QueuedEntry.objects.filter(region_code=REGION).exists()
    places = Position.objects.filter(region_code=REGION).values_list("position", flat=True)
    assert sorted(places) == list(range(1, last + 1))
    turns = [(text["subject"], text["subject_no"]) for text in _texts()]
    assert sorted(turns) == sorted(
        (f"note:{REGION}-{number}", turn + 1)
        for number, acts in life.committed.items()
        for turn in range(acts)
    )
    assert sorted(turns, key=lambda turn: turn[0]) == sorted(turns)
    stated = sum(len(text.get("takes_back", ())) for text in _texts())
    assert Retraction.objects.filter(region_code=REGION).count() == stated > 0


def check_cutoffs(life: Life, last: int) -> None:
    """Cut-offs were taken in mid-flight; each counts the same again, in three ways."""
    between = {found[0].position for found in life.cutoffs if 0 < found[0].position < last}
    assert len(between) >= (3 if connection.vendor == "postgresql" else 1)
    final = counts_of_periods(region_code=REGION, periods=PERIODS, kinds={KIND})
    assert final[0].position == last
    by_position: dict[int, list[Counts]] = {}
    for found in [*life.cutoffs, final]:
        assert by_position.setdefault(found[0].position, found) == found
    for position, found in by_position.items():
        again = counts_of_periods_at(
            region_code=REGION, periods=PERIODS, kinds={KIND}, position=position
        )
        assert again == found
        by_hand = [counted_by_hand(position, period) for period in PERIODS]
        assert [counted.by_key for counted in found] == by_hand
