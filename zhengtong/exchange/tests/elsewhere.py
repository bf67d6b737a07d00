"""Imports in processes of their own, over databases of their own: for killing and measuring."""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.db import connection

from zhengtong.exchange.tests.factories import ACCEPTED, SOURCE
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.places.tests.factories import REGION

ROOT = Path(__file__).resolve().parents[3]
FIRST_MOMENT = datetime(2018, 1, 2, 9, 0, tzinfo=CHINA_TIME)
SEED = """
import django; django.setup()
from django.core.management import call_command
from zhengtong.exchange.tests.factories import make_register, make_source
call_command("migrate", verbosity=0)
make_register(); make_source()
"""
IMPORT = """
import django; django.setup()
import sys
from pathlib import Path
from django.core.management import call_command
from django.db import connection
if connection.vendor == "sqlite":  # its page cache grows to 64 MB and would hide what we look for
    connection.cursor().execute("PRAGMA cache_size=-2000")
region, source, *paths = sys.argv[1:]
for path in paths:
    call_command("import_cases", path, "--region", region, "--source", source)
    # Not getrusage: its peak begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text()
    print("peak", status.partition("VmHWM:")[2].split()[0])
"""
CONTENT = {
    "cases": "SELECT source_number, state, close_result, origin, data_version, entry_count,"
    " applicant_name FROM cases_case WHERE region_code = '510703' ORDER BY source_number",
    "acts": "SELECT c.source_number, a.act_no, a.action, a.occurred_at FROM cases_caseact a"
    " JOIN cases_case c ON c.region_code = a.region_code AND c.id = a.case_id"
    " WHERE a.region_code = '510703' AND c.region_code = '510703' ORDER BY 1, 2",
    "entries": "SELECT kind, day, count(*) FROM foundation_entry WHERE region_code = '510703'"
    " GROUP BY kind, day ORDER BY kind, day",
    "queued": "SELECT count(*) FROM foundation_queuedentry WHERE region_code = '510703'",
    "records": "SELECT source_number, data_version, content_hash FROM exchange_importedrecord"
    " WHERE region_code = '510703' ORDER BY source_number",
    "batches": "SELECT row_count, next_row, created, advanced, unchanged, put_aside, synced,"
    " refused, finished_at IS NOT NULL FROM exchange_importbatch WHERE region_code = '510703'",
}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A database with its register, and the environment that names it."""

    environment: dict[str, str]
    connect: Callable[[], sqlite3.Connection | psycopg.Connection]

    def start(self, *paths: Path) -> subprocess.Popen[str]:
        """Start imports, one after the other, in a process of their own."""
        return subprocess.Popen(
            [sys.executable, "-c", IMPORT, REGION, SOURCE, *map(str, paths)],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *paths: Path) -> tuple[str, list[int]]:
        """Run imports to their end; return what they printed and the peak memory after each.

        Memory is in kilobytes.
        """
        process = self.start(*paths)
        out, err = process.communicate()
        assert process.returncode == 0, err
        lines = out.splitlines()
        peaks = [int(line.split()[1]) for line in lines if line.startswith("peak ")]
        return "\n".join(line for line in lines if not line.startswith("peak ")), peaks

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        """Return everything that an import writes, apart from keys, times of entry and numbers."""
        with self.connect() as there:
            return {
                name: [tuple(row) for row in there.execute(sql).fetchall()]
                for name, sql in CONTENT.items()
            }

    def next_row(self) -> int:
        """Return how far the last import has come."""
        with self.connect() as there:
            row = there.execute("SELECT max(next_row) FROM exchange_importbatch").fetchone()
        return row[0] or 0


@contextmanager
def seeded(folder: Path) -> Iterator[Elsewhere]:
    """Make a database of the engine under test, with region, item and source."""
    there = _embedded(folder) if connection.vendor == "sqlite" else _server(folder)
    with there as made:
        subprocess.run(
            [sys.executable, "-c", SEED], cwd=ROOT, env=made.environment, check=True, text=True
        )
        yield made


@contextmanager
def _embedded(folder: Path) -> Iterator[Elsewhere]:
    home = folder / "home"
    home.mkdir(parents=True)
    database = home / "zhengtong.sqlite3"
    yield Elsewhere(_environment(home), lambda: sqlite3.connect(database))
    shutil.rmtree(home)


@contextmanager
def _server(folder: Path) -> Iterator[Elsewhere]:
    settings = connection.settings_dict
    name = f"test_exchange_{uuid.uuid4().hex[:12]}"
    place = (
        f"postgres://{settings['USER']}:{settings['PASSWORD']}"
        f"@{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
    )
    admin = f"{place}/{settings['NAME']}"
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    home = folder / "home"
    home.mkdir(parents=True)
    try:
        yield Elsewhere(
            {**_environment(home), "ZHENGTONG_DATABASE_URL": f"{place}/{name}"},
            lambda: psycopg.connect(f"{place}/{name}"),
        )
    finally:
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGTONG_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ZHENGTONG_HOME": str(home),
        "ZHENGTONG_SECRETS_FILE": str(Path(os.environ["ZHENGTONG_HOME"]) / "secrets.json"),
    }


def write_many(path: Path, rows: int, *, prefix: str = "N") -> Path:
    """Write a file of accepted cases over the days of a year, in order."""
    header = list(ACCEPTED)
    moments = ("submitted_at", "received_at", "accepted_at", "source_recorded_at")
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(header) + "\n")
        for number in range(rows):
            moment = FIRST_MOMENT + timedelta(days=number * 330 // rows, seconds=number % 3000)
            row = {
                **ACCEPTED,
                "source_number": f"{prefix}-{number:07d}",
                **dict.fromkeys(moments, moment.isoformat()),
            }
            file.write(",".join(row[name] for name in header) + "\n")
    return path
