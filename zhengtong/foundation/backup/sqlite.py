"""SQLite: copied by its own online backup, put back by the same, in one transaction each."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

from zhengtong.foundation.backup.database import NOT_KEPT, Copied, migrations, row_counts
from zhengtong.foundation.backup.refusals import ArchiveUnreadable, BackupFailed
from zhengtong.foundation.progress import meter

PAGES_AT_ONCE = 2000


class SqliteStore:
    """The embedded database (内置数据库)."""

    member_name = "zhengtong.sqlite3"

    def copy_out(self, place: Path) -> Copied:
        """Copy the database as of now; the read transaction holds that moment against writers.

        Raises:
            BackupFailed: there is no database, or it is damaged.
        """
        name = Path(str(connection.settings_dict["NAME"]))
        if not name.is_file():
            raise BackupFailed(f"还没有数据库（{name}），请先运行 zhengtong migrate")
        address = f"{name.absolute().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True, isolation_level=None)) as source,
            closing(sqlite3.connect(place, isolation_level=None)) as copy,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _copy(source, copy, description="复制数据库")
            source.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            tables = _tables(copy)
            for table in NOT_KEPT & set(tables):
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 (a name of ours)
            if fault := _damage(copy):
                raise BackupFailed(f"数据库文件已损坏（{fault}），备份没有完成，请用以前的备份恢复")
            cursor = copy.cursor()
            return Copied(
                engine_version=sqlite3.sqlite_version,
                migrations=migrations(cursor, tables),
                row_counts=row_counts(cursor, tables),
            )

    def check(self, place: Path) -> None:
        """Look at a copy before anything is written.

        Raises:
            ArchiveUnreadable: it is damaged, or no database.
        """
        try:
            with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as copy:
                fault = _damage(copy)
        except sqlite3.DatabaseError as error:
            fault = str(error)
        if fault:
            raise ArchiveUnreadable(f"备份里的数据库已损坏（{fault}），没有恢复任何内容")

    def copy_in(self, place: Path) -> None:
        """Replace the empty database by the copy; killed in the middle, it stays empty."""
        connection.ensure_connection()
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as copy:
            _copy(copy, connection.connection, description="恢复数据库")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # to the disk
        connection.close()


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, *, description: str) -> None:
    (pages,) = source.execute("PRAGMA page_count").fetchone()
    with meter(description=description, total=pages) as advance:
        source.backup(target, pages=PAGES_AT_ONCE, progress=_shown(advance))


def _shown(advance: Callable[[float], None]) -> Callable[[int, int, int], None]:
    reached = 0

    def show(status: int, remaining: int, total: int) -> None:
        nonlocal reached
        advance(total - remaining - reached)
        reached = total - remaining

    return show


def _tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
    )
    return [name for (name,) in rows]


def _damage(database: sqlite3.Connection) -> str:
    """Return the first thing that SQLite finds wrong, empty where all is well."""
    (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
    return "" if found == "ok" else str(found)
