"""Many rows of one table by one prepared statement (批量写表).

Django's `bulk_create` builds each statement anew, which costs most of an import's time; here the
statement is built once a table and the values go in as they are: by COPY on PostgreSQL, by one
prepared INSERT on SQLite. Rows are those of our own models, with every field set.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

Prepare = Callable[[Any], Any]
# Text, numbers and truth values are what the drivers take.
AS_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
KNOWN_TO_POSTGRESQL = (models.UUIDField, models.DateField)


def insert_statement(row: models.Model) -> tuple[str, list[Any]]:
    """Return the INSERT of one row and its values, for a statement of one's own (插入语句)."""
    (values,) = _values(type(row), [row])
    return _insert_sql(type(row)), list(values)


def update_statement(row: models.Model, names: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the UPDATE of some fields of a growing row and its values (更新语句)."""
    wanted = (*dict.fromkeys(names), "region_code", "id")
    (values,) = _values(type(row), [row], names=wanted)
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


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model (批量新增)."""
    if not rows:
        return
    model, meta = type(rows[0]), rows[0]._meta
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f'"{field.column}"' for field in meta.local_concrete_fields)
            with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
                for values in _values(model, rows):
                    copy.write_row(values)
        else:
            cursor.executemany(_insert_sql(model), list(_values(model, rows)))
    for row in rows:
        row._state.adding = False


def update_rows(rows: Sequence[models.Model], *, names: Sequence[str]) -> None:
    """Update the same fields of many growing rows (批量更新)."""
    if not rows:
        return
    model = type(rows[0])
    with connection.cursor() as cursor:
        values = list(_values(model, rows, names=(*names, "region_code", "id")))
        cursor.executemany(_update_sql(model, tuple(names)), values)


def _values(
    model: type[models.Model], rows: Sequence[models.Model], *, names: tuple[str, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row as the driver takes them, of all fields or those named."""
    ways = _ways(model, names, connection.vendor)
    for row in rows:
        yield tuple(
            getattr(row, name) if way is None else way(getattr(row, name)) for name, way in ways
        )


def _named(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    by_name = {field.name: field for field in model._meta.local_concrete_fields}
    return [by_name[name] for name in names]


@lru_cache(maxsize=128)
def _ways(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[tuple[str, Prepare | None], ...]:
    """Return each field's attribute and how its values are made ready for a database."""
    fields = _named(model, names) if names else model._meta.local_concrete_fields
    return tuple((field.attname, _way_of(field, vendor)) for field in fields)


def _way_of(field: Any, vendor: str) -> Prepare | None:
    """Return how values of a field are made ready, None where the driver takes them as they are."""
    if isinstance(field, AS_IS):
        return None
    if isinstance(field, KNOWN_TO_POSTGRESQL):
        if vendor == "postgresql":
            return None
        return _digits if isinstance(field, models.UUIDField) else _text
    return lambda value: field.get_db_prep_save(value, connection)


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
