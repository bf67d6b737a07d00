"""Queries of the ORM whose SQL is built once a process, for the few that every act asks (预制查询).

Building the SQL of a query costs more processor time than running it: half of an acceptance's
(docs/decisions/0011-prepared-queries.md). Everything else asks the ORM as usual.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

RowT = TypeVar("RowT")
# A value of each kind of argument that no query means otherwise.
_STANDS_FOR: Mapping[type, Callable[[int], Any]] = {
    str: lambda place: f"\x01argument {place}",
    int: lambda place: 7_919_000_000 + place,
    dt.date: lambda place: dt.date(1583, 1, 1 + place),
    uuid.UUID: lambda place: uuid.UUID(int=place + 1),
}


@dataclass(frozen=True, slots=True)
class _Built:
    """SQL on one kind of database; `places` says which argument or constant goes where."""

    sql: str
    places: tuple[tuple[str, Any], ...]
    converters: Mapping[int, Any]
    compiler: Any
    fields: tuple[str, ...]


class Statement(Generic[RowT]):
    """A query with named arguments: str, int, date or UUID, all of them required.

    Args:
        build: makes the query of the arguments; it must not branch on their values.
        arguments: name and kind of each.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, RowT]]", **arguments: type) -> None:
        self._build = build
        self._arguments = arguments
        self._built: dict[str, _Built] = {}
        self._query: QuerySet[Any, RowT] | None = None

    def all(self, **values: Any) -> list[RowT]:
        """Return the rows for these arguments (取全部)."""
        # Looked up once: the proxy `connection` looks it up at each use.
        database = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(database.vendor) or self._prepare()
        assert self._query is not None
        if self._query.query.select_for_update and not database.in_atomic_block:
            raise TransactionManagementError("a row is locked inside a transaction only")
        adapted = {name: _adapted(value) for name, value in values.items()}
        params = [adapted[name] if name else constant for name, constant in built.places]
        with database.cursor() as cursor:
            cursor.execute(built.sql, params)
            rows: list[Any] = cursor.fetchall()
        if built.converters:
            rows = [tuple(row) for row in built.compiler.apply_converters(rows, built.converters)]
        if not built.fields:
            return rows
        make = self._query.model.from_db
        return [make(database.alias, built.fields, row) for row in rows]

    def first(self, **values: Any) -> RowT | None:
        """Return the first row, None where there is none; the query limits itself (取一条)."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def _prepare(self) -> _Built:
        stand_ins = {
            name: _STANDS_FOR[kind](place)
            for place, (name, kind) in enumerate(self._arguments.items())
        }
        self._query = self._build(**stand_ins)
        compiler = self._query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {_adapted(value): name for name, value in stand_ins.items()}
        missing = [name for value, name in names.items() if value not in params]
        assert not missing, f"arguments that the query does not use: {missing}"
        is_model = issubclass(self._query._iterable_class, ModelIterable)
        columns = [column[0] for column in compiler.select]
        built = _Built(
            sql=sql,
            places=tuple((names.get(param, ""), param) for param in params),
            converters=compiler.get_converters(columns),
            compiler=compiler,
            fields=tuple(column.target.attname for column in columns) if is_model else (),
        )
        self._built[connection.vendor] = built
        return built


def _adapted(value: Any) -> Any:
    """Return an argument as the driver of this database takes it."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
