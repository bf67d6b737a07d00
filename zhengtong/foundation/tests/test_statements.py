"""A statement answers as the ORM's own query does, on both databases."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.statements import ListOf, Statement
from zhengtong.foundation.tests.notebook.models import Note

REGION, OTHER = "510703", "510704"
BY_TEXT = Statement(
    lambda region_code, text: Note.objects.filter(region_code=region_code, text=text).order_by(
        "number"
    ),
    region_code=str,
    text=str,
)
BY_ID = Statement(
    lambda region_code, note_id: Note.objects.filter(
        region_code=region_code, id=note_id
    ).values_list("id", "number"),
    region_code=str,
    note_id=uuid.UUID,
)
BY_NUMBERS = Statement(
    lambda region_code, numbers, texts: (
        Note.objects.filter(region_code=region_code, number__any_of=numbers, text__any_of=texts)
        .order_by("number")
        .values_list("number")
    ),
    region_code=str,
    numbers=ListOf(int),
    texts=ListOf(str),
)
LOCKED = Statement(
    lambda region_code: Note.objects.select_for_update().filter(region_code=region_code),
    region_code=str,
)


@pytest.fixture
def notes(db: None) -> list[Note]:
    """Three notes, one of them in another region."""
    wanted = [(REGION, 1, "早"), (REGION, 2, "早"), (OTHER, 3, "早")]
    made = [Note(region_code=code, number=number, text=text) for code, number, text in wanted]
    for note in made:
        note.save()
    return made


def columns(note: Note) -> dict[str, object]:
    return {field.attname: getattr(note, field.attname) for field in note._meta.concrete_fields}


def test_it_gives_the_rows_that_the_orm_gives(notes: list[Note]) -> None:
    for region_code in (REGION, OTHER, "000000"):
        expected = Note.objects.filter(region_code=region_code, text="早").order_by("number")
        found = BY_TEXT.all(region_code=region_code, text="早")
        assert [columns(note) for note in found] == [columns(note) for note in expected]
        assert BY_TEXT.first(region_code=region_code, text="早") == expected.first()


def test_a_row_can_be_changed_and_saved(notes: list[Note]) -> None:
    note = BY_TEXT.first(region_code=OTHER, text="早")
    assert note is not None
    note.text = "晚"
    note.save(update_fields=["text"])
    assert Note.objects.get(region_code=OTHER).text == "晚"


def test_values_come_as_python_knows_them(notes: list[Note]) -> None:
    assert BY_ID.all(region_code=REGION, note_id=notes[0].id) == [(notes[0].id, 1)]


@pytest.mark.parametrize(
    ("numbers", "texts", "expected"),
    [
        pytest.param([1], ["早"], [1], id="one value"),
        pytest.param([2, 1, 3], ["早"], [1, 2], id="three values"),
        pytest.param([1, 2], ["晚", "早", "午"], [1, 2], id="two lists of different lengths"),
        pytest.param([1, 2], ["晚"], [], id="nothing fits"),
        pytest.param([], ["早"], [], id="an empty list finds nothing"),
    ],
)
def test_lists_of_any_length_are_asked_for(notes: list[Note], numbers, texts, expected) -> None:
    found = BY_NUMBERS.all(region_code=REGION, numbers=numbers, texts=texts)
    assert [number for (number,) in found] == expected


def test_ids_are_listed_and_the_orm_takes_lists_too(notes: list[Note]) -> None:
    wanted = [notes[0].id, notes[2].id]
    by_ids = Statement(
        lambda region_code, ids: Note.objects.filter(region_code=region_code, id__any_of=ids),
        region_code=str,
        ids=ListOf(uuid.UUID),
    )
    assert by_ids.all(region_code=REGION, ids=wanted) == [notes[0]]
    assert list(Note.objects.filter(region_code=REGION, id__any_of=wanted)) == [notes[0]]


def test_moments_are_put_where_they_belong(db: None) -> None:
    moment = dt.datetime(2018, 2, 26, 10, tzinfo=dt.UTC)
    found = Statement(
        lambda region_code, since: Entry.objects.filter(
            region_code=region_code, recorded_at__gte=since
        ),
        region_code=str,
        since=dt.datetime,
    )
    assert found.all(region_code=REGION, since=moment) == []


def test_days_unions_and_literals_are_put_where_they_belong(db: None) -> None:
    def ask(region_code: str, day: dt.date):
        first = Entry.objects.filter(region_code=region_code, day=day, kind="first")
        second = Entry.objects.filter(region_code=region_code, day__lt=day, kind="second")
        return first.values_list("kind").union(second.values_list("kind"), all=True)

    day = dt.date(2018, 2, 26)
    found = Statement(ask, region_code=str, day=dt.date)
    assert found.all(region_code=REGION, day=day) == list(ask(REGION, day)) == []


def test_a_lock_is_taken_inside_a_transaction_only(transactional_db: None) -> None:
    with transaction.atomic():
        assert LOCKED.all(region_code=REGION) == []
    with pytest.raises(TransactionManagementError):
        LOCKED.all(region_code=REGION)
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in LOCKED._built["postgresql"].sql


def test_an_argument_that_goes_nowhere_is_noticed(db: None) -> None:
    forgetful = Statement(
        lambda region_code, text: Note.objects.filter(region_code=region_code, number=F("number")),
        region_code=str,
        text=str,
    )
    with pytest.raises(AssertionError, match="text"):
        forgetful.all(region_code=REGION, text="早")
