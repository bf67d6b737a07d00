"""Many rows of one table by one prepared statement (批量写表).

Django's `bulk_create` builds each statement anew, which costs most of an import's time; here the
statement is built once a table and the values go in as they are: by COPY on PostgreSQL, by one
prepared INSERT on SQLite. Rows are those of our own models, with every field set; `new_row` makes
them without asking each field anew for its default.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
Prepare = Callable[[Any], Any]
# Text, numbers and truth values are what the drivers take.
AS_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
KNOWN_TO_POSTGRESQL = (models.UUIDField, models.DateField)
COPY, SQLITE = "copy", "sqlite"


def new_row(model: type[Row], **values: Any) -> Row:
    """Return a new unsaved row, the fields that are not named at their defaults (新行).

    It is what the model's constructor returns, for a tenth of the time; names are those of columns.
    """
    plain, made = _defaults(model)
    row = model.__new__(model)
    row.__dict__ = {"_state": ModelState(), **plain, **values}
    for name, make in made:
        if name not in values:
            setattr(row, name, make())
    return row


@lru_cache(maxsize=64)
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """Return the defaults that every row may share, and how the others are made."""
    fields = model._meta.local_concrete_fields
    made = {
        field.attname: field.default
        for field in fields
        if field.has_default() and callable(field.default)
    }
    plain = {field.attname: field.get_default() for field in fields if field.attname not in made}
    return plain, tuple(made.items())


def insert_statement(row: models.Model) -> tuple[str, list[Any]]:
    """Return the INSERT of one row and its values, for a statement of one's own (插入语句)."""
    (values,) = _values(type(row), [row], goes_to=connection.vendor)
    return _insert_sql(type(row)), list(values)


def update_statement(row: models.Model, names: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the UPDATE of some fields of a growing row and its values (更新语句)."""
    wanted = (*dict.fromkeys(names), "region_code", "id")
    (values,) = _values(type(row), [row], names=wanted, goes_to=connection.vendor)
    return _update_sql(type(row), wanted[:-2]), list(values)


@lru_cache(maxsize=256)
def _update_sql(model: type[models.Model], names: tuple[str, ...]) -> str:
    table = model._meta.db_table
    marks = ", ".join(f'"{field.column}" = %s' for field in _named(model, names))
    where = f'"{table}"."region_code" = %s AND "{table}"."id" = %s'
    return f'UPDATE "{table}" SET {marks} WHERE {where}'


@lru_cache(maxsize=64)
def _insert_sql(model: type[models.Model]) -> str:
    meta = model._meta
    columns = ", ".join(f'"{field.column}"' for field in meta.local_concrete_fields)
    marks = ", ".join(["%s"] * len(meta.local_concrete_fields))
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks})'


def insert_rows(rows: Iterable[models.Model]) -> None:
    """Insert new rows of one model (批量新增).

    Args:
        rows: rows that are made one by one are on their way while the next is made, so that
            PostgreSQL works beside us.
    """
    coming = iter(rows)
    first = next(coming, None)
    if first is None:
        return
    model, meta = type(first), first._meta
    inserted = _inserted(chain((first,), coming))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f'"{field.column}"' for field in meta.local_concrete_fields)
            with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
                for one in _values(model, inserted, goes_to=COPY):
                    copy.write_row(one)
        else:
            values = list(_values(model, inserted, goes_to=SQLITE))
            cursor.executemany(_insert_sql(model), values)


def _inserted(rows: Iterable[models.Model]) -> Iterator[models.Model]:
    for row in rows:
        yield row
        row._state.adding = False


def update_rows(rows: Sequence[models.Model], *, names: Sequence[str]) -> None:
    """Update the same fields of many growing rows (批量更新)."""
    if not rows:
        return
    model = type(rows[0])
    with connection.cursor() as cursor:
        named = (*names, "region_code", "id")
        values = _values(model, rows, names=named, goes_to=connection.vendor)
        cursor.executemany(_update_sql(model, tuple(names)), list(values))


def _values(
    model: type[models.Model],
    rows: Iterable[models.Model],
    *,
    goes_to: str,
    names: tuple[str, ...] = (),
) -> Iterable[Sequence[Any]]:
    """Return the values of each row as the driver takes them, of all fields or those named."""
    read, ways = _ways(model, names, goes_to)
    return (_prepared(read(row), ways) for row in rows) if ways else map(read, rows)


def _prepared(values: tuple[Any, ...], ways: Iterable[tuple[int, Prepare]]) -> list[Any]:
    """Return the values of a row, those at some places made ready."""
    ready = list(values)
    for place, way in ways:
        ready[place] = way(ready[place])
    return ready


def _named(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    return [by_name[name] for name in names]


@lru_cache(maxsize=128)
def _ways(
    model: type[models.Model], names: tuple[str, ...], goes_to: str
) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Prepare], ...]]:
    """Return how the fields of a row are read, and how values at some places are made ready."""
    fields = _named(model, names) if names else model._meta.local_concrete_fields
    ways = ((place, _way_of(field, goes_to)) for place, field in enumerate(fields))
    return (
        attrgetter(*[field.attname for field in fields]),
        tuple((place, way) for place, way in ways if way is not None),
    )


def _way_of(field: Any, goes_to: str) -> Prepare | None:
    """Return how values of a field are made ready, None where the driver takes them as they are."""
    if isinstance(field, AS_IS):
        return None
    if goes_to == COPY and isinstance(field, models.DateTimeField):
        return _copied_moment
    if goes_to == COPY and isinstance(field, models.JSONField) and field.encoder is None:
        return _copied_json
    if isinstance(field, KNOWN_TO_POSTGRESQL):
        if goes_to != SQLITE:
            return None
        return _digits if isinstance(field, models.UUIDField) else _text
    return lambda value: field.get_db_prep_save(value, connection)


def _copied_moment(value: dt.datetime | None) -> str | None:
    """Return a moment as COPY takes it."""
    return _written(value, value.fold) if value is not None else None


# The moments of a batch come again and again: in the case, its acts and their entries. By the
# clock alone the two of a repeated hour are one, hence `fold`.
@lru_cache(maxsize=4_096)
def _written(value: dt.datetime, fold: int) -> str:
    return str(value)


def _copied_json(value: Any) -> str | None:
    """Return a JSON value as COPY takes it."""
    return json.dumps(value) if value is not None else None


def _digits(value: uuid.UUID | None) -> str | None:
    """Return a UUID as SQLite keeps it."""
    return value.hex if value is not None else None


@lru_cache(maxsize=65_536)
def _text(value: dt.datetime | dt.date | None) -> str | None:
    """Return a moment or day as SQLite keeps it; those of a batch come again and again."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.isoformat()
