"""PostgreSQL: dumped and restored by its own programs, in one snapshot, in one transaction."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from zhengtong.foundation.backup.database import NOT_KEPT, Copied, migrations, row_counts
from zhengtong.foundation.backup.postgres_programs import client_programs
from zhengtong.foundation.backup.refusals import (
    ArchiveUnreadable,
    BackupFailed,
    RestoreFailed,
)
from zhengtong.foundation.progress import meter

LAST_WORDS = 600
ADDRESS_PARTS = (
    *("host", "hostaddr", "port", "dbname", "user", "connect_timeout"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "krbsrvname", "options"),
)
LOOK_EVERY_SECONDS = 0.2
REASONS = {
    "No space left on device": "磁盘空间不足",
    "permission denied": "要用数据库属主的账号（运行 migrate 的那个）",
    "server closed the connection": "与数据库的连接中断",
    "terminating connection": "与数据库的连接中断",
}


class PostgresqlStore:
    """A database on a server; run it with the account that runs `migrate` (数据库服务器)."""

    member_name = "zhengtong.dump"

    def copy_out(self, place: Path) -> Copied:
        """Dump one snapshot while others go on writing; counts are of the same snapshot.

        Roles, their passwords and their rights are the server's and stay out.

        Raises:
            ProgramsMissing: no fitting pg_dump.
            BackupFailed: pg_dump did not come to its end.
        """
        programs = _programs()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            tables = connection.introspection.table_names(cursor)
            counts = row_counts(cursor, tables)
            command = [programs / "pg_dump", f"--dbname={_address()}", f"--snapshot={snapshot}"]
            command += ["--format=custom", "--compress=0", "--no-password", f"--file={place}"]
            command += ["--no-owner", "--no-privileges", "--no-comments"]
            command += [f"--exclude-table-data={table}" for table in sorted(NOT_KEPT)]
            code, said = _run(command, description="导出数据库", watched=place)
            if code:
                raise BackupFailed(f"pg_dump 没有完成，没有留下备份文件：{_reason(said)}")
            return Copied(
                engine_version=_server_version(),
                migrations=migrations(cursor, tables),
                row_counts=counts,
            )

    def check(self, place: Path) -> None:
        """Let pg_restore read the table of contents.

        Raises:
            ProgramsMissing: no fitting pg_restore.
            ArchiveUnreadable: it is no dump.
        """
        code, said = _run([_programs() / "pg_restore", "--list", place])
        if code:
            raise ArchiveUnreadable(f"备份里的数据库导出文件读不出，没有恢复任何内容：{said}")

    def copy_in(self, place: Path) -> None:
        """Take away the empty tables that `migrate` made, and restore in one transaction.

        Raises:
            RestoreFailed: pg_restore did not come to its end; the database is empty.
        """
        programs, address = _programs(), _address()
        with transaction.atomic(), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        command = [programs / "pg_restore", f"--dbname={address}", "--single-transaction"]
        command += ["--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
        command += ["--no-password", place]
        code, said = _run(command, description="恢复数据库")
        if code:
            raise RestoreFailed(
                f"pg_restore 没有完成，数据库现在是空的，可以再恢复一次：{_reason(said)}"
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _reason(said: str) -> str:
    """Put what PostgreSQL's programs complain of most into words, before their own."""
    for sign, words in REASONS.items():
        if sign in said:
            return f"{words}（{said}）"
    return said


def _programs() -> Path:
    connection.ensure_connection()
    return client_programs(server_version=connection.connection.info.server_version // 10_000)


def _server_version() -> str:
    number = connection.connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


def _address() -> str:
    """Return how the server is reached, without the password.

    Only what every version knows: the driver's library may be newer than the server's programs.
    """
    connection.ensure_connection()
    known = connection.connection.info.get_parameters()
    return make_conninfo(**{name: known[name] for name in ADDRESS_PARTS if name in known})


def _run(
    command: Sequence[Any], *, description: str = "", watched: Path | None = None
) -> tuple[int, str]:
    """Run a program to its end; return its exit code and the last of what it said.

    Args:
        watched: a file that grows meanwhile; shown as progress.
    """
    # The password goes by the environment: other users can read a command line.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if password := connection.connection.info.password:
        environment["PGPASSWORD"] = password
    process = subprocess.Popen(  # noqa: S603 (our own arguments, no shell)
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    said = ""
    try:
        with meter(description=description) as advance:
            reached = 0
            while process.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    said = process.communicate(timeout=LOOK_EVERY_SECONDS)[1] or ""
                size = watched.stat().st_size if watched and watched.exists() else 0
                advance(size - reached)
                reached = size
        if not said:
            said = process.communicate()[1] or ""
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    return process.returncode, said.strip()[-LAST_WORDS:]
