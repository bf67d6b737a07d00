"""The table that a run prints and keeps (结果表)."""

import datetime as dt
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django
from django.db import connection

from benchmarks.measuring import Result, Unit, processors

README = Path(__file__).with_name("README.md")
_SYNCS = 200
HEADER = (
    "| work | measured beside it | limit | product | ratio | reach | |",
    "| --- | --- | ---: | ---: | ---: | --- | --- |",
)


def table(results: Sequence[Result]) -> str:
    """Return the results as a table, remarks below it (结果表)."""
    in_order = sorted(results, key=lambda result: result.place)
    lines = [*HEADER, *(line(result) for result in in_order)]
    remarks = [f"- {result.name}: {result.remark}" for result in in_order if result.remark]
    return "\n".join([*lines, *(["", *remarks] if remarks else [])])


def line(result: Result) -> str:
    """Return one row of the table (一行)."""
    cells = (
        result.work,
        result.beside,
        shown(result.limit, result.unit),
        shown(result.product, result.unit),
        f"{result.ratio:.2f}",
        str(result.reach or "—"),
        result.verdict,
    )
    return f"| {' | '.join(cells)} |"


def shown(value: float, unit: Unit) -> str:
    """Return a figure with its unit, three digits that mean something (数字)."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit.value}"


def circumstances(*, cases: int, repeat: int, began: dt.datetime) -> str:
    """Say when and on what it was measured (测量条件)."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    load = os.getloadavg()[0]
    return (
        f"{began:%Y-%m-%d}, {cases:,} cases, medians of {repeat}. "
        f"Python {platform.python_version()}, Django {django.get_version()}, "
        f"PostgreSQL {server} (durable), {processors()} CPUs, fdatasync {sync_time():.0f} µs, "
        f"load at the end {load:.1f}."
    )


def sync_time() -> float:
    """Return the median time of making 8 KB durable, in microseconds (落盘耗时)."""
    found = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(_SYNCS):
            file.write(b"\0" * 8192)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            found.append((time.perf_counter() - began) * 1_000_000)
    return statistics.median(found)


def keep(text: str, *, cases: int, path: Path = README) -> None:
    """Put a table in place of the last one for as many cases; others stay (存入 README)."""
    begin, end = f"<!-- {cases} cases -->", f"<!-- end of {cases} cases -->"
    section = f"{begin}\n\n{text}\n\n{end}"
    before = path.read_text(encoding="utf-8")
    found = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    if found.search(before):
        after = found.sub(lambda _: section, before)
    else:
        after = f"{before.rstrip()}\n\n### {cases:,} cases\n\n{section}\n"
    path.write_text(after, encoding="utf-8")
