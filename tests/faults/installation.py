"""Installations in databases of their own, with real processes that run in them."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import conninfo

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


@dataclass(slots=True, kw_only=True)
class Installation:
    """A home with its keys, a database, and the processes that we started in it.

    Args:
        address: of PostgreSQL; empty for SQLite in the home.
    """

    home: Path
    address: str = ""
    processes: dict[subprocess.Popen[str], IO[str]] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "zhengtong.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ZHENGTONG_", "DJANGO_", "PG"))
        }
        named = {"ZHENGTONG_DATABASE_URL": self.address} if self.address else {}
        return {
            **kept,
            **named,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "ZHENGTONG_HOME": str(self.home),
            "ZHENGTONG_SECRETS_FILE": str(self.home / "secrets.json"),
        }

    def start(self, module: str, *arguments: object, **changes: str) -> subprocess.Popen[str]:
        """Start `python -m module` as a process of our own."""
        # No pipe: a process that runs on while nobody reads would stop at a full one.
        said = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed in `end_all`)
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env={**self.environment, **changes},
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        self.processes[process] = said
        return process

    def command(self, *arguments: object) -> "Ended":
        """Run a command of the platform to its end."""
        return self._ended(self.start("zhengtong", *arguments))

    def mortal(self, statements: Sequence[object], *command: object) -> "Ended":
        """Run a command in children killed at the statements, then once to its end."""
        text = ",".join(map(str, statements))
        return self._ended(self.start("tests.faults.mortal", text, *command))

    def in_turn(self, *commands: str) -> "Ended":
        """Run commands one after the other; the code is that of the first that fails."""
        return self._ended(self.start("tests.faults.in_turn", *commands))

    def _ended(self, process: subprocess.Popen[str]) -> "Ended":
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
        return Ended(code=process.returncode, out=out, err=self.said(process))

    def said(self, *processes: subprocess.Popen[str]) -> str:
        """Return what our processes wrote to standard error; of all of them, the end of it."""
        texts = []
        for process, file in self.processes.items():
            if not processes or process in processes:
                file.seek(0)
                texts.append(file.read())
        return texts[0] if processes else "\n".join(text[-1500:] for text in texts if text)

    def wait_for(self, happened: Callable[[], Any], *, what: str) -> Any:
        """Look until something happened; where it does not, say what the processes said."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if found := happened():
                return found
            time.sleep(0.02)
        raise AssertionError(f"没有等到：{what}\n{self.said()}")

    def end_all(self) -> None:
        """Kill what is left of our processes."""
        for process, said in self.processes.items():
            if process.poll() is None:
                kill(process)
            said.close()
            if process.stdout is not None:
                process.stdout.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read from the database past the platform."""
        if self.address:
            with psycopg.connect(self.address) as there:
                return there.execute(sql).fetchall()
        with closing(sqlite3.connect(self.database, timeout=20)) as there:
            return [tuple(row) for row in there.execute(sql).fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str


def kill(process: subprocess.Popen[str]) -> None:
    """Send SIGKILL to one process that we started, and wait for its end."""
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def seeded(
    folder: Path, *, server: str | None = None, place: str = "pg_default"
) -> Iterator[Installation]:
    """Make an installation with an office, in the engine under test or on a server given."""
    with empty(folder, server=server, place=place) as made:
        process = made.start("tests.faults.seed")
        assert process.wait(timeout=PATIENCE_SECONDS) == 0, made.said(process)
        yield made


@contextmanager
def empty(
    folder: Path, *, server: str | None = None, place: str = "pg_default"
) -> Iterator[Installation]:
    """Make a home with the keys of the test run and a database without tables.

    Args:
        place: the tablespace of a database on a server.
    """
    folder.mkdir(parents=True)
    shutil.copy(Path(os.environ["ZHENGTONG_HOME"]) / "secrets.json", folder)
    if server is None and connection.vendor == "sqlite":
        made = Installation(home=folder)
        try:
            yield made
        finally:
            made.end_all()
        return
    with _database(server or server_under_test(), place=place) as address:
        made = Installation(home=folder, address=address)
        try:
            yield made
        finally:
            made.end_all()


@contextmanager
def copied(template: Installation, folder: Path) -> Iterator[Installation]:
    """Make a copy of an installation in which nothing runs."""
    shutil.copytree(template.home, folder)
    if not template.address:
        made = Installation(home=folder)
        try:
            yield made
        finally:
            made.end_all()
        return
    server = conninfo.make_conninfo(template.address, dbname="postgres")
    name = conninfo.conninfo_to_dict(template.address)["dbname"]
    with _database(server, template=str(name)) as address:
        made = Installation(home=folder, address=address)
        try:
            yield made
        finally:
            made.end_all()


def server_under_test() -> str:
    """Return the address of the server that the test run uses."""
    settings = connection.settings_dict
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
    return f"postgresql://{settings['USER']}{password}@{place}/postgres"


@contextmanager
def _database(
    server: str, *, template: str = "template1", place: str = "pg_default"
) -> Iterator[str]:
    name = f"test_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" TABLESPACE {place}')
    told = conninfo.conninfo_to_dict(server)
    password = f":{told['password']}" if told.get("password") else ""
    try:
        yield f"postgresql://{told['user']}{password}@{told['host']}:{told['port']}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
