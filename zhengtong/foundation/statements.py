"""Queries of the ORM whose SQL is built once a process, for what is asked all day (预制查询).

Building the SQL of a query costs more processor time than running it: half of an acceptance's
(docs/decisions/0011-prepared-queries.md). Everything else asks the ORM as usual.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Lookup, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

RowT = TypeVar("RowT")
# A value of each kind of argument that no query means otherwise.
_STANDS_FOR: Mapping[type, Callable[[int], Any]] = {
    str: lambda place: f"\x01argument {place}",
    int: lambda place: 7_919_000_000 + place,
    dt.date: lambda place: dt.date(1583, 1, 1 + place),
    dt.datetime: lambda place: dt.datetime(1583, 1, 1 + place, tzinfo=dt.UTC),
    uuid.UUID: lambda place: uuid.UUID(int=place + 1),
}


@Field.register_lookup
class AnyOf(Lookup):
    """`__any_of`: one of the values of a list, which goes to the database as one argument (任一).

    So the SQL is the same for lists of any length and stays prepared; `__in` writes a mark for
    each value.
    """

    lookup_name = "any_of"

    def get_prep_lookup(self) -> list[Any]:
        field = self.lhs.output_field
        return [field.get_prep_value(value) for value in self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_list_adapted(value, connection),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        _, values = self.process_rhs(compiler, connection)
        is_server = connection.vendor == "postgresql"
        listed = " = ANY(%s)" if is_server else " IN (SELECT value FROM json_each(%s))"
        return column + listed, (*params, *values)


@dataclass(frozen=True, slots=True)
class ListOf:
    """An argument that is a list of values, asked for by `__any_of` (列表参数)."""

    kind: type


@dataclass(frozen=True, slots=True)
class _Built:
    """SQL on one kind of database; `places` says which argument or constant goes where."""

    sql: str
    places: tuple[tuple[str, Any], ...]
    converters: Mapping[int, Any]
    compiler: Any
    model: type[Model]
    fields: tuple[str, ...]
    locks: bool


class Statement(Generic[RowT]):
    """A query with named arguments, all of them required.

    Args:
        build: makes the query of the arguments; it must not branch on their values.
        arguments: name and kind of each: str, int, date, datetime, UUID or a list of these.
    """

    def __init__(
        self, build: "Callable[..., QuerySet[Any, RowT]]", **arguments: type | ListOf
    ) -> None:
        self._build = build
        self._arguments = arguments
        self._built: dict[str, _Built] = {}

    def all(self, **values: Any) -> list[RowT]:
        """Return the rows for these arguments (取全部)."""
        # Looked up once: the proxy `connection` looks it up at each use.
        database = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(database.vendor) or self._prepare(database)
        if built.locks and not database.in_atomic_block:
            raise TransactionManagementError("a row is locked inside a transaction only")
        adapted = {name: _adapted(value, database) for name, value in values.items()}
        params = [adapted[name] if name else constant for name, constant in built.places]
        with database.cursor() as cursor:
            cursor.execute(built.sql, params)
            rows: list[Any] = cursor.fetchall()
        if built.converters:
            rows = [tuple(row) for row in built.compiler.apply_converters(rows, built.converters)]
        if not built.fields:
            return rows
        make: Any = built.model.from_db
        return [make(database.alias, built.fields, row) for row in rows]

    def first(self, **values: Any) -> RowT | None:
        """Return the first row, None where there is none; the query limits itself (取一条)."""
        rows = self.all(**values)
        return rows[0] if rows else None

    def _prepare(self, database: Any) -> _Built:
        stand_ins = {
            name: [_STANDS_FOR[kind.kind](place)]
            if isinstance(kind, ListOf)
            else _STANDS_FOR[kind](place)
            for place, (name, kind) in enumerate(self._arguments.items())
        }
        query = self._build(**stand_ins)
        compiler = query.query.get_compiler(connection=database)
        sql, params = compiler.as_sql()
        sought = [(_adapted(value, database), name) for name, value in stand_ins.items()]
        missing = [name for value, name in sought if value not in params]
        assert not missing, f"arguments that the query does not use: {missing}"
        is_model = issubclass(query._iterable_class, ModelIterable)
        columns = [column[0] for column in compiler.select]
        built = _Built(
            sql=sql,
            places=tuple(
                (next((name for value, name in sought if value == param), ""), param)
                for param in params
            ),
            converters=compiler.get_converters(columns),
            compiler=compiler,
            model=query.model,
            fields=tuple(column.target.attname for column in columns) if is_model else (),
            locks=query.query.select_for_update,
        )
        self._built[database.vendor] = built
        return built


def _adapted(value: Any, database: Any) -> Any:
    """Return an argument as the driver of this database takes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, uuid.UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return database.ops.adapt_datefield_value(value)
    if isinstance(value, list):
        return _list_adapted(value, database)
    return value


def _list_adapted(values: Iterable[Any], database: Any) -> Any:
    """Return a list as one argument: an array of the server, or JSON for the embedded database."""
    adapted = [_adapted(value, database) for value in values]
    return adapted if database.vendor == "postgresql" else json.dumps(adapted)
