"""Peak resident size of an export: the cases behind a figure, one year and all years (导出内存)."""

from pathlib import Path

from benchmarks import history, office, server
from benchmarks.measuring import Bench, Pair, Row, Unit
from benchmarks.rows.memory_import import REACH, peak_of

CELL = "totals:license_accepted"


def prepare(bench: Bench) -> Pair:
    """Bring the totals up, so that the export alone is measured."""
    history.bring_up(office.DISTRICT)
    rows: dict[str, int] = {}
    return Pair(
        limit=lambda: export(f"{history.LAST_YEAR}", rows),
        product=lambda: export(f"{history.EARLIER_YEARS[0]}", rows),
        remark=lambda: " and ".join(f"{count:,}" for count in sorted(rows.values())) + " lines",
    )


def export(first_year: str, rows: dict[str, int]) -> float:
    """Export the cases behind a figure since a year; return the peak in megabytes."""
    path: Path = server.home() / "export.csv"
    peak = peak_of(
        "bulletin",
        "--region",
        office.DISTRICT,
        "--from",
        f"{first_year}-01-01",
        "--to",
        f"{history.LAST_YEAR}-12-29",
        "--trace",
        CELL,
        "--format",
        "csv",
        "--output",
        str(path),
    )
    with path.open(encoding="utf-8") as file:
        rows[first_year] = sum(1 for _ in file)
    path.unlink()
    return peak


ROW = Row(
    place=21,
    name="memory_export",
    work="peak resident size of an export of the cases behind a figure, ten years",
    beside="the same command over one year",
    unit=Unit.MEGABYTES,
    reach=REACH,
    turns=1,
    prepare=prepare,
)
