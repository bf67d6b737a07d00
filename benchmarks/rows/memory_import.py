"""Peak resident size of an import at a tenth of the rows and at all of them (导入内存)."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator

from benchmarks import case_files, office, server
from benchmarks.history import EARLIER_YEARS, LAST_YEAR, Month
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit
from tools.checkout import ROOT

SOURCE = "演示-内存"
REACH = Reach(most=1.1)


def prepare(bench: Bench) -> Pair:
    """Register the source."""
    case_files.register(SOURCE)
    rows = bench.memory_rows
    return Pair(
        limit=lambda: import_rows(rows // 10, prefix="S"),
        product=lambda: import_rows(rows, prefix="L"),
        remark=lambda: f"{rows // 10:,} and {rows:,} rows of CSV",
    )


def import_rows(rows: int, *, prefix: str) -> float:
    """Import a file in a process of its own; return its peak in megabytes."""
    path = server.home() / f"memory-{prefix}.csv"
    case_files.write(path, months=_months(rows), prefix=prefix)
    arguments = ["import_cases", str(path), "--region", office.IMPORTING, "--source", SOURCE]
    peak = peak_of(*arguments)
    path.unlink()
    return peak


def peak_of(*arguments: str) -> float:
    """Run a command of the platform in a process of its own; return its peak in megabytes."""
    command = [sys.executable, "-m", "benchmarks.peak_memory", *arguments]
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return int(done.stdout.split()[-1]) / 1024


def _months(rows: int) -> Iterator[Month]:
    """Deal rows out to the months of all years."""
    years = (*EARLIER_YEARS, LAST_YEAR)
    days = [dt.date(year, month, 1) for year in years for month in range(1, 13)]
    for place, day in enumerate(days):
        cases = rows * (place + 1) // len(days) - rows * place // len(days)
        yield Month(region_code=office.IMPORTING, first_day=day, cases=cases)


ROW = Row(
    place=20,
    name="memory_import",
    work="peak resident size of an import, ten times the rows",
    beside="the same command over a tenth",
    unit=Unit.MEGABYTES,
    reach=REACH,
    turns=1,
    prepare=prepare,
)
