"""The ledger on one connection: acts, numbering, seals, verification, tampering."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from zhengtong.foundation.database_guards import (
    APPEND_ONLY,
    install_database_guards,
    lifted_guards,
    missing_guards,
)
from zhengtong.foundation.ledger import numbering
from zhengtong.foundation.ledger.canonical import FIRST_CHAIN, next_chain, text_hash
from zhengtong.foundation.ledger.findings import Damage
from zhengtong.foundation.ledger.models import (
    Entry,
    Position,
    QueuedEntry,
    RegionHead,
    Retraction,
)
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.seals import seal_region
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.tests.ledger_subject import REGION, append_entries, write_note
from zhengtong.foundation.tests.tampering import tamper

NOW = datetime(2018, 2, 28, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def findings() -> list[tuple[Damage, int | None]]:
    return [(found.damage, found.position) for found in verify_region(region_code=REGION)]


def test_it_numbers_without_gaps_in_order_and_chains():
    append_entries(3)
    assert number_pending(region_code=REGION) == 3
    rows = list(Position.objects.filter(region_code=REGION).order_by("position"))
    chain = FIRST_CHAIN
    for row in rows:
        chain = next_chain(chain, row.entry_hash)
        assert row.chain == chain
    assert [row.position for row in rows] == [1, 2, 3]
    assert not QueuedEntry.objects.filter(region_code=REGION).exists()
    assert RegionHead.objects.get(region_code=REGION).last_chain == chain


def test_it_writes_row_act_entry_and_queue_together():
    subject, act = append_entries(1)[0]
    subject.refresh_from_db()
    entry = Entry.objects.get(region_code=REGION, subject=subject.ledger_subject)
    assert (subject.entry_count, act.act_no, entry.subject_no) == (1, 1, 1)
    assert json.loads(entry.body)["payload"] == {"region_code": REGION, "text": "第1号"}
    assert entry.day.isoformat() == "2018-02-28"
    assert QueuedEntry.objects.get(region_code=REGION, id=entry.id).entry_hash == text_hash(
        entry.body
    )


def test_it_finds_nothing_in_an_untouched_ledger():
    append_entries(5)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    append_entries(2, start=6)
    number_pending(region_code=REGION)
    assert findings() == []


def test_it_names_a_changed_entry():
    append_entries(3)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    second = Position.objects.get(region_code=REGION, position=2)
    tamper(
        "UPDATE foundation_entry SET body = replace(body, '第2号', '第9号')"
        " WHERE region_code = %s AND subject = %s",
        REGION,
        Entry.objects.get(region_code=REGION, id=second.id).subject,
    )
    assert findings() == [(Damage.CHANGED, 2)]


def test_it_names_a_changed_column():
    append_entries(3)
    number_pending(region_code=REGION)
    entry = Entry.objects.get(
        region_code=REGION, id=Position.objects.get(region_code=REGION, position=3).id
    )
    tamper(
        "UPDATE foundation_entry SET organisation_code = 'X' WHERE region_code = %s"
        " AND subject = %s",
        REGION,
        entry.subject,
    )
    assert findings() == [(Damage.CHANGED, 3)]


def test_it_names_a_removed_entry():
    append_entries(3)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    entry = Entry.objects.get(
        region_code=REGION, id=Position.objects.get(region_code=REGION, position=2).id
    )
    tamper(
        "DELETE FROM foundation_entry WHERE region_code = %s AND subject = %s",
        REGION,
        entry.subject,
    )
    assert findings() == [(Damage.REMOVED, 2)]


def test_it_names_an_inserted_entry():
    append_entries(2)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    append_entries(1, start=3)
    tamper("DELETE FROM foundation_queuedentry WHERE region_code = %s", REGION)
    assert findings() == [(Damage.INSERTED, None)]


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("DELETE FROM foundation_retraction", id="removed"),
        pytest.param(
            "UPDATE foundation_retraction SET id = (SELECT id FROM foundation_entry"
            " WHERE subject = 'note:510703-9')",
            id="moved to another entry",
        ),
    ],
)
def test_it_names_a_retraction_that_was_tampered_with(sql):
    note, _ = write_note(number=1)
    write_note(number=9)
    write_note(number=1, again=note, takes_back=entries_of(note))
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    assert findings() == []
    tamper(sql)
    assert findings() == [(Damage.CHANGED, 3)]


def entries_of(note) -> list[UUID]:
    entries = Entry.objects.filter(region_code=REGION, subject=note.ledger_subject)
    return list(entries.values_list("id", flat=True))


def test_it_names_a_retraction_that_was_put_in():
    note, _ = append_entries(2)[0]
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    [first] = entries_of(note)
    Retraction(region_code=REGION, id=first, entry_id=first).save()
    assert findings() == [(Damage.CHANGED, 1)]


def test_it_takes_nothing_back_twice():
    note, _ = write_note(number=1)
    taken = entries_of(note)
    write_note(number=1, again=note, takes_back=taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_note(number=1, again=note, takes_back=taken)
    assert Retraction.objects.count() == 1


def test_it_names_a_position_cut_out():
    append_entries(4)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    tamper("DELETE FROM foundation_position WHERE region_code = %s AND position = 2", REGION)
    assert (Damage.REMOVED, 3) in findings()


def test_it_names_a_cut_off_tail():
    append_entries(4)
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    tamper("DELETE FROM foundation_position WHERE region_code = %s AND position = 4", REGION)
    assert (Damage.REMOVED, 4) in findings()


def test_it_keeps_entries_of_one_subject_in_order_when_clocks_disagree():
    append_entries(1)
    subject, _ = append_entries(1, start=2)[0]
    append_entries(1, again=subject)
    rows = list(Entry.objects.filter(region_code=REGION, subject=subject.ledger_subject))
    first, second = sorted(rows, key=lambda row: row.subject_no)
    swap_ids_in_queue(first, second)
    number_pending(region_code=REGION)
    places = dict(Position.objects.filter(region_code=REGION).values_list("id", "position"))
    assert places[first.id] < places[second.id]


def test_a_full_batch_keeps_the_order_of_subjects_and_its_size(monkeypatch):
    monkeypatch.setattr(numbering, "BATCH", 3)
    busy, _ = write_note(number=1)
    for _ in range(4):
        write_note(number=1, again=busy)
    first, last = Entry.objects.get(subject_no=1), Entry.objects.get(subject_no=5)
    swap_ids_in_queue(first, last)
    append_entries(2, start=2)
    sizes = []
    while (size := numbering._number_batch(REGION)) > 0:
        sizes.append(size)
    assert sizes == [3, 3, 1]
    places = dict(Position.objects.filter(region_code=REGION).values_list("id", "position"))
    entries = Entry.objects.filter(region_code=REGION, subject=busy.ledger_subject)
    turns = sorted(entries, key=lambda entry: places[entry.id])
    assert [entry.subject_no for entry in turns] == [1, 2, 3, 4, 5]


def swap_ids_in_queue(first: Entry, second: Entry) -> None:
    """Give the earlier entry the later id, as a machine with a fast clock would."""
    with lifted_guards(), connection.cursor() as cursor:
        spare = "00000000-0000-7000-8000-000000000000"
        order = [(first.id, spare), (second.id, first.id), (spare, second.id)]
        for table in ("foundation_entry", "foundation_queuedentry"):
            for old, new in order:
                shown = (str(new), str(old), REGION)
                if connection.vendor == "sqlite":
                    shown = (str(new).replace("-", ""), str(old).replace("-", ""), REGION)
                cursor.execute(
                    f"UPDATE {table} SET id = %s WHERE id = %s AND region_code = %s",
                    shown,
                )
    first.id, second.id = second.id, first.id


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET region_code = '000000'", "DELETE FROM {}"])
def test_it_refuses_the_application_to_change_or_remove(table, verb):
    note, _ = write_note(number=1)
    write_note(number=1, again=note, takes_back=entries_of(note))
    seal_region(region_code=REGION, period="2018-02", now=NOW)
    with application_role() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(verb.format(table))
    assert Entry.objects.count() == 2


@contextmanager
def application_role():
    """Act as the application: on PostgreSQL as its role, on SQLite behind the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield cursor
            return
        role = settings.APP_DATABASE_ROLE
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            cursor.execute(f'CREATE ROLE "{role}"')
        install_database_guards()
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        yield cursor
        cursor.execute("RESET ROLE")


def test_it_lets_the_application_write_an_act():
    with application_role():
        append_entries(1)
        assert number_pending(region_code=REGION) == 1


def test_it_has_every_guard_it_should_have():
    assert missing_guards() == []
