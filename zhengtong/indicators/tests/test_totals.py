"""Totals against the ledger: equal for any history, at any cut-off."""

import random
from datetime import date, timedelta

import pytest

from zhengtong.foundation.ledger.acts import counted_entries
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.tests.ledger_subject import NOON, REGION, void, write_note
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
    note, _ = write_note(number=1)
    before = february()
    void(note, at=NOON + timedelta(days=20))
    assert figure(february(today=date(2018, 4, 1))) == 0
    again = counts_at(region_code=REGION, period=FEBRUARY, kinds={KIND}, position=before.position)
    assert figure(again) == 1


@pytest.mark.django_db
def test_a_subject_counted_twice_in_a_day_loses_just_the_entry_that_was_taken_back():
    note, _ = write_note(number=1)
    write_note(number=1, again=note)
    assert (figure(february()), len(trace(2))) == (2, 2)
    void(note, entries=counted_entries(note)[:1])
    now = february()
    assert (figure(now), trace(now.position)) == (1, [note.ledger_subject])
    rebuild_totals(region_code=REGION, today=MARCH)
    assert february() == now
    void(note)
    assert (figure(february()), trace(4)) == (0, [])


@pytest.mark.django_db
def test_it_takes_a_count_back_from_the_body_that_had_it():
    note, _ = write_note(number=1)
    note.organisation_code = "D09"
    write_note(number=1, again=note)
    void(note, entries=counted_entries(note)[:1])
    assert {key.organisation_code: number for key, number in february().by_key.items()} == {
        "D09": 1
    }


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
def test_it_reads_again_where_the_totals_moved_under_it(monkeypatch):
    write_note(number=1)
    february()
    read, moved = counting._from_totals, []

    def move_then_read(*arguments):
        if not moved:
            moved.append(write_note(number=2))
            bring_up_to_date(region_code=REGION, today=MARCH)
        return read(*arguments)

    monkeypatch.setattr(counting, "_from_totals", move_then_read)
    counted = counts(region_code=REGION, period=FEBRUARY, kinds={KIND})
    assert (figure(counted), counted.position) == (2, 2)


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
            void(notes.pop(chance.randrange(len(notes))), at=moment)
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
