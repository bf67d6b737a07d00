"""Totals against the ledger: equal for any history, at any cut-off, under concurrent writers."""

import random
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from zhengtong.foundation.ledger.acts import TakenBack, commit_act
from zhengtong.foundation.ledger.models import Entry, Position
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.tests.ledger_subject import (
    CLERK,
    NOON,
    REGION,
    NoteVoided,
    write_note,
)
from zhengtong.indicators.models import DailyTotal, DirtyDay
from zhengtong.indicators.operations.totals import bring_up_to_date, rebuild_totals
from zhengtong.indicators.queries import (
    all_traced_entries,
    counting,
    counts,
    counts_at,
    counts_of_periods,
    counts_of_periods_at,
)
from zhengtong.kernel.periods import Period

KIND = "notebook.written"
FEBRUARY = Period(date(2018, 2, 1), date(2018, 2, 28))
MARCH = date(2018, 3, 1)


def figure(counted) -> int:
    return sum(counted.by_key.values())


def february(today: date = MARCH):
    bring_up_to_date(region_code=REGION, today=today)
    return counts(region_code=REGION, period=FEBRUARY, kinds={KIND})


def trace(position: int) -> list[str]:
    return [
        row.subject
        for row in all_traced_entries(
            region_code=REGION,
            period=FEBRUARY,
            kinds={KIND},
            position=position,
            organisation_codes=["D01"],
            item_types=["license"],
        )
    ]


@pytest.mark.django_db
def test_it_counts_closed_days_from_totals_and_the_open_day_from_the_ledger():
    write_note(number=1, at=NOON - timedelta(days=1))
    write_note(number=2, at=NOON)
    counted = february(today=date(2018, 2, 28))
    assert (figure(counted), counted.position) == (2, 2)
    assert list(DirtyDay.objects.values_list("day", flat=True)) == [date(2018, 2, 28)]
    assert DailyTotal.objects.get().day == date(2018, 2, 27)


@pytest.mark.django_db
def test_it_counts_a_late_entry_of_a_closed_day():
    write_note(number=1)
    assert figure(february()) == 1
    write_note(number=2, at=NOON - timedelta(days=9))
    assert figure(february()) == 2


@pytest.mark.django_db
def test_it_takes_back_a_voided_count_from_the_day_it_had_counted():
    write_note(number=1)
    before = february()
    taken = TakenBack(kind=KIND, day=date(2018, 2, 28), origin="live")
    note, _ = write_note(number=1_000, at=NOON - timedelta(days=60))
    write_note(number=7, at=NOON + timedelta(days=20), again=note, takes_back=[taken])
    assert figure(february(today=date(2018, 4, 1))) == 0
    assert (
        figure(
            counts_at(region_code=REGION, period=FEBRUARY, kinds={KIND}, position=before.position)
        )
        == 1
    )


@pytest.mark.django_db
def test_it_does_not_count_what_has_no_position_yet():
    write_note(number=1)
    first = february()
    write_note(number=2)
    again = counts(region_code=REGION, period=FEBRUARY, kinds={KIND})
    assert (figure(again), again.position) == (figure(first), first.position)


@pytest.mark.django_db
def test_it_counts_from_the_ledger_where_the_totals_never_rest(monkeypatch):
    write_note(number=1)
    february()
    versions = iter(range(1_000))
    rest = counting._head

    def restless(region_code):
        head = rest(region_code)
        head.version = next(versions)
        return head

    monkeypatch.setattr(counting, "_head", restless)
    counted = counts(region_code=REGION, period=FEBRUARY, kinds={KIND})
    assert (figure(counted), counted.position) == (1, 1)


@pytest.mark.django_db
def test_it_counts_several_periods_at_one_position():
    write_note(number=1)
    write_note(number=2, at=NOON - timedelta(days=40))
    bring_up_to_date(region_code=REGION, today=MARCH)
    periods = [FEBRUARY, FEBRUARY.year_to_date(), Period(date(2018, 2, 28), date(2018, 3, 5))]
    found = counts_of_periods(region_code=REGION, periods=periods, kinds={KIND})
    assert [figure(counted) for counted in found] == [1, 2, 1]
    assert {counted.position for counted in found} == {2}
    again = counts_of_periods_at(region_code=REGION, periods=periods, kinds={KIND}, position=2)
    assert again == found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_ledger_for_random_histories(seed):
    chance = random.Random(seed)
    cutoffs, notes = [], []
    for number in range(1, 60):
        moment = NOON + timedelta(days=chance.randint(-40, 5))
        if notes and chance.random() < 0.25:
            written = notes.pop(chance.randrange(len(notes)))
            day = Entry.objects.get(subject=written.ledger_subject).day
            taken = [TakenBack(kind=KIND, day=day, origin="live")]
            write_void(written, moment, taken)
        else:
            notes.append(write_note(number=number, at=moment)[0])
        if chance.random() < 0.2:
            today = MARCH + timedelta(days=chance.randint(-30, 3))
            counted = february(today=today)
            assert len(trace(counted.position)) == figure(counted)
            cutoffs.append(counted)
    last = february()
    expected = {note.ledger_subject for note in notes if in_february(note)}
    assert set(trace(last.position)) == expected
    for counted in cutoffs:
        again = counts_at(
            region_code=REGION, period=FEBRUARY, kinds={KIND}, position=counted.position
        )
        assert again == counted
    rebuild_totals(region_code=REGION, today=MARCH)
    assert counts(region_code=REGION, period=FEBRUARY, kinds={KIND}) == last


def in_february(note) -> bool:
    return Entry.objects.get(subject=note.ledger_subject, subject_no=1).day in FEBRUARY


def write_void(note, moment, taken) -> None:
    """Void a note by an act of a kind that no measure counts."""
    with transaction.atomic():
        commit_act(
            note,
            changed=("text",),
            act=None,
            event=NoteVoided(region_code=REGION),
            by=CLERK,
            occurred_at=moment,
            recorded_at=moment,
            takes_back=taken,
        )


@pytest.mark.django_db(transaction=True)
def test_it_misses_and_repeats_nothing_under_concurrent_writers():
    writers, each = (8, 25) if connection.vendor == "postgresql" else (1, 60)
    done, cutoffs, failures = threading.Event(), [], []

    def write(writer: int) -> None:
        chance = random.Random(writer)
        try:
            for step in range(each):
                moment = datetime(2018, 2, chance.randint(1, 28), 4, tzinfo=UTC)
                write_note(number=writer * 1000 + step, at=moment)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    def follow() -> None:
        try:
            while not done.is_set():
                cutoffs.append(february())
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    if connection.vendor == "postgresql":
        threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
        followers = [threading.Thread(target=follow) for _ in range(2)]
        for thread in (*followers, *threads):
            thread.start()
        for thread in threads:
            thread.join()
        done.set()
        for thread in followers:
            thread.join()
    else:
        write(0)
        cutoffs.append(february())
    assert failures == []
    last = february()
    assert figure(last) == writers * each
    assert len(set(trace(last.position))) == writers * each
    positions = Counter(Position.objects.values_list("position", flat=True))
    assert sorted(positions) == list(range(1, writers * each + 1))
    assert list(verify_region(region_code=REGION)) == []
    assert number_pending(region_code=REGION) == 0
    for counted in cutoffs:
        again = counts_at(
            region_code=REGION, period=FEBRUARY, kinds={KIND}, position=counted.position
        )
        assert again == counted
