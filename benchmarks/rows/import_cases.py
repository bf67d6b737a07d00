"""Import cases from a file, against COPY of the same rows (导入)."""

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import case_files, office, server
from benchmarks.history import EARLIER_YEARS, LAST_YEAR, Month
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit, stopwatch

ROWS = 5_000
SOURCE = "演示-导入"
# The rows of one file by table: cases, acts, entries, queue.
SELECTS = {
    "cases_case": "SELECT * FROM cases_case WHERE {cases}",
    "cases_caseact": (
        "SELECT * FROM cases_caseact WHERE region_code = %(region)s"
        " AND case_id IN (SELECT id FROM cases_case WHERE {cases})"
    ),
    "foundation_entry": (
        "SELECT * FROM foundation_entry WHERE region_code = %(region)s"
        " AND subject IN (SELECT 'case:' || number FROM cases_case WHERE {cases})"
    ),
    "foundation_queuedentry": (
        "SELECT * FROM foundation_queuedentry WHERE region_code = %(region)s"
        " AND subject IN (SELECT 'case:' || number FROM cases_case WHERE {cases})"
    ),
}
CASES = "region_code = %(region)s AND source = %(source)s AND source_number LIKE %(numbers)s"
Copied = dict[str, bytes]


@dataclass(slots=True)
class Files:
    """Files that come in one after the other, and their rows for the twin (逐个文件)."""

    months: Iterator[Month]
    imported: int = 0
    waiting: deque[Copied] = field(default_factory=deque)

    def take(self) -> float:
        """Import the next file by the command; return rows a second."""
        prefix = f"F{self.imported:03d}-"
        self.imported += 1
        path = server.home() / f"{prefix}.csv"
        rows = case_files.write(path, months=[next(self.months)], prefix=prefix)
        with stopwatch() as watch:
            call_command(
                "import_cases",
                str(path),
                region=office.IMPORTING,
                source=SOURCE,
                stdout=StringIO(),
                stderr=StringIO(),
            )
        path.unlink()
        self.waiting.append(copied_out(f"{prefix}%"))
        return rows / watch.seconds

    def copy(self) -> float:
        """Write the rows of an imported file into the twin by COPY; return rows a second."""
        rows = self.waiting.popleft()
        count = rows["cases_case"].count(b"\n")
        with stopwatch() as watch, transaction.atomic(), connection.cursor() as cursor:
            for table, text in rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(text)
        return count / watch.seconds


def copied_out(numbers: str) -> Copied:
    """Return the rows of a file as COPY takes them, moved to the twin district (取出)."""
    asked = {"region": office.IMPORTING, "source": SOURCE, "numbers": numbers}
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # What came in just now is not in the statistics; row by row would take minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        for table, select in SELECTS.items():
            statement = f"COPY ({select.format(cases=CASES)}) TO STDOUT"
            with cursor.copy(statement, asked) as copy:
                text = b"".join(bytes(block) for block in copy)
            found[table] = text.replace(office.IMPORTING.encode(), office.TWIN.encode())
    return found


def prepare(bench: Bench) -> Pair:
    """Register the source and import a first file, which also warms up."""
    case_files.register(SOURCE)
    files = Files(months=_months())
    files.take()
    return Pair(limit=files.copy, product=files.take)


def _months() -> Iterator[Month]:
    for year in (LAST_YEAR, *reversed(EARLIER_YEARS)):
        for month in range(1, 12):
            yield Month(region_code=office.IMPORTING, first_day=dt.date(year, month, 1), cases=ROWS)


ROW = Row(
    place=6,
    name="import_cases",
    work=f"import cases from CSV ({ROWS:,} a file, most with five acts)",
    beside="COPY of the same rows (cases with ciphertext, acts, entries, queue)",
    unit=Unit.PER_SECOND,
    reach=Reach(least=0.25, goal=0.40),
    prepare=prepare,
)
