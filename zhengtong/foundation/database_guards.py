"""What the database itself holds, installed after every `migrate` by one idempotent function.

- Append-only tables: on SQLite by triggers (a table rebuild drops them silently, so they
  are put back each time); on PostgreSQL by the rights of the application's role.
- References between growing tables: on PostgreSQL real composite constraints,
  DEFERRABLE INITIALLY DEFERRED; on SQLite `orphans()` looks for rows that point nowhere.
- Guards that other domains add: see `register_guard`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from zhengtong.foundation.cross_region import cross_region_report
from zhengtong.foundation.models import GrowingReference

APPEND_ONLY = [
    "foundation_entry",
    "foundation_position",
    "foundation_retraction",
    "foundation_seal",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A trigger or constraint of one database engine: its name, table and the SQL that makes it."""

    name: str
    table: str
    vendor: str
    sql: str


_GUARDS: list[Callable[[], list[Guard]]] = []
_APPEND_ONLY_TABLES: list[str] = list(APPEND_ONLY)


def register_guard(guards: Callable[[], list[Guard]]) -> None:
    """Let a domain add guards of its own; called once from its `apps.py`."""
    _GUARDS.append(guards)


def register_append_only(*tables: str) -> None:
    """Let a domain make tables of its own append-only."""
    _APPEND_ONLY_TABLES.extend(table for table in tables if table not in _APPEND_ONLY_TABLES)


def expected_guards() -> list[Guard]:
    """Return every guard that the current engine should have."""
    guards = [*_append_only_guards(), *_reference_guards()]
    for source in _GUARDS:
        guards.extend(source())
    return [guard for guard in guards if guard.vendor == connection.vendor]


def install_database_guards() -> None:
    """Bring the database's triggers, constraints and rights in line with `expected_guards`."""
    tables = set(connection.introspection.table_names())
    present = live_guards()
    with connection.cursor() as cursor:
        for guard in expected_guards():
            if guard.table in tables and guard.name not in present:
                cursor.execute(guard.sql)
        if connection.vendor == "postgresql":
            _grant_rights(cursor, tables)


def live_guards() -> set[str]:
    """Return the names of the triggers and constraints that the database has now."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.conname FROM pg_constraint c JOIN pg_namespace n"
                " ON n.oid = c.connamespace WHERE n.nspname = current_schema()"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


def missing_guards() -> list[Guard]:
    """Return the guards that should be there and are not; for `doctor` and the tests."""
    present = live_guards()
    return [guard for guard in expected_guards() if guard.name not in present]


@contextmanager
def lifted_guards() -> Iterator[None]:
    """Lift SQLite's triggers for the flush of a transactional test, then put them back."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        for name in live_guards():
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        install_database_guards()


def _append_only_guards() -> list[Guard]:
    return [
        Guard(
            name=f"{table}_no_{verb.lower()}",
            table=table,
            vendor="sqlite",
            sql=(
                f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '账本只增不改'); END"
            ),
        )
        for table in _APPEND_ONLY_TABLES
        for verb in ("UPDATE", "DELETE")
    ]


def _reference_guards() -> list[Guard]:
    guards = []
    for model, field in growing_references():
        table, id_column = model._meta.db_table, field.from_fields[1]
        target = field.related_model._meta.db_table
        name = f"{table}_{id_column}_ref"[:63]
        guards.append(
            Guard(
                name=name,
                table=table,
                vendor="postgresql",
                sql=(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" '
                    f'FOREIGN KEY ("region_code", "{id_column}") '
                    f'REFERENCES "{target}" ("region_code", "id") '
                    "DEFERRABLE INITIALLY DEFERRED"
                ),
            )
        )
    return guards


def growing_references() -> list[tuple[type[models.Model], GrowingReference]]:
    """Return every reference between growing tables, with its model."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, GrowingReference) and field.model is model
    ]


def orphans() -> Iterator[str]:
    """Yield a sentence for each reference that has rows pointing nowhere (跨区域报告)."""
    for model, field in growing_references():
        target = field.related_model
        id_column = field.from_fields[1]
        there = target._default_manager.filter(
            region_code=models.OuterRef("region_code"), id=models.OuterRef(id_column)
        )
        rows = model._default_manager.filter(**{f"{id_column}__isnull": False})
        with cross_region_report("orphans"):
            lost = rows.exclude(models.Exists(there)).count()
        if lost:
            names = (model._meta.verbose_name, target._meta.verbose_name)
            yield f"{names[0]}.{id_column} 有 {lost} 行指向不存在的{names[1]}"


def _grant_rights(cursor: object, tables: set[str]) -> None:
    """Give the application's role what it needs and no more, where that role exists."""
    role = settings.APP_DATABASE_ROLE
    run = cursor.execute  # type: ignore[attr-defined]
    run("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
    if not cursor.fetchone():  # type: ignore[attr-defined]
        return
    run(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    run(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
    run(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    for table in _APPEND_ONLY_TABLES:
        if table in tables:
            run(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM "{role}"')
