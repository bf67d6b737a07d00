"""What backup and restore ask of a database, the same for both engines (数据库的存取)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection
from django.db.migrations.loader import MigrationLoader

# Rows that `migrate` itself writes; a database that holds no others is empty.
MADE_BY_MIGRATE = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# Who is signed in is not part of what is kept: with a session's key one could act as that person.
NOT_KEPT = frozenset({"django_session"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A database as it was at one moment, in a file (数据库副本)."""

    engine_version: str
    migrations: Mapping[str, list[str]]
    row_counts: Mapping[str, int]


class Store(Protocol):
    """One engine's way to copy a database out and in (数据库引擎)."""

    member_name: str

    def copy_out(self, place: Path) -> Copied:
        """Write the database of one moment into a file while others go on writing."""

    def check(self, place: Path) -> None:
        """Look at a copy without touching the database; refuse one that is damaged."""

    def copy_in(self, place: Path) -> None:
        """Put a copy in place of an empty database, whole or not at all."""


def store() -> Store:
    """Return the way of the database that is configured."""
    if connection.vendor == "postgresql":
        from zhengtong.foundation.backup.postgresql import PostgresqlStore

        return PostgresqlStore()
    from zhengtong.foundation.backup.sqlite import SqliteStore

    return SqliteStore()


def tables_with_rows() -> list[str]:
    """Return the tables that hold rows of people's work; none where the database is empty."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return []  # asking would make the file
    quote = connection.ops.quote_name
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in MADE_BY_MIGRATE | NOT_KEPT:
                continue
            cursor.execute(f"SELECT 1 FROM {quote(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                found.append(table)
    return found


def row_counts(cursor: Any, tables: list[str]) -> dict[str, int]:
    """Return how many rows each table has, as the cursor's transaction sees it."""
    quote, counts = connection.ops.quote_name, {}
    for table in sorted(tables):
        if table in NOT_KEPT:
            counts[table] = 0
            continue
        cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608
        counts[table] = int(cursor.fetchone()[0])
    return counts


def migrations(cursor: Any, tables: list[str]) -> dict[str, list[str]]:
    """Return the applied migrations by application."""
    found: dict[str, list[str]] = {}
    if "django_migrations" in tables:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        for app, name in cursor.fetchall():
            found.setdefault(app, []).append(name)
    return found


def unknown_migrations(had: Mapping[str, list[str]]) -> list[str]:
    """Return the migrations of a backup that this program does not have."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return [
        f"{app}.{name}" for app, names in had.items() for name in names if (app, name) not in known
    ]
