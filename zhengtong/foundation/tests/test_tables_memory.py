"""200,000 rows are read in the memory that 20,000 rows take (内存不随行数增长)."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from zhengtong.foundation.tests.test_tables_hostile import (
    HEADER_ROW,
    MAIN,
    package,
    parts_of,
    sheet_of,
)

READER = """
import resource, sys
from pathlib import Path
from zhengtong.foundation.tables import Column, Row, Sheet, integer, open_table, text
sheet = Sheet(name="名单", columns=(
    Column(identifier="name", name_zh="名称", parser=text(), required=True),
    Column(identifier="number", name_zh="数量", parser=integer()),
))
with open_table(Path(sys.argv[1]), sheet) as table:
    good = sum(isinstance(row, Row) for row in table)
assert "django" not in sys.modules
print(good, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
ALLOWED_KILOBYTES = 8 * 1024


def write_csv(folder: Path, rows: int) -> Path:
    """Write a GBK file, whose reading takes every pass there is."""
    path = folder / "名单.csv"
    with path.open("w", encoding="gbk") as file:
        file.write("名称,数量\n")
        file.writelines(f"涪城区第 {number} 位申请人,{number}\n" for number in range(rows))
    return path


def write_inline(folder: Path, rows: int) -> Path:
    """Write a workbook with its texts in the cells."""
    cells = "<row><c t='str'><v>涪城区第 %d 位申请人</v></c><c><v>%d</v></c></row>"
    body = "".join(cells % (number, number) for number in range(rows))
    return package(folder, parts_of(sheet_of(HEADER_ROW + body)))


def write_shared(folder: Path, rows: int) -> Path:
    """Write a workbook in which every text is shared, as Excel does."""
    texts = "".join(f"<si><t>涪城区第 {number} 位申请人</t></si>" for number in range(rows))
    cells = "<row><c t='s'><v>%d</v></c><c><v>%d</v></c></row>"
    body = "".join(cells % (number, number) for number in range(rows))
    path = package(folder, parts_of(sheet_of(HEADER_ROW + body)))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return path


def read_elsewhere(path: Path) -> tuple[int, int]:
    """Read a file in a process of its own; return good rows and its peak memory in kilobytes."""
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    good, peak = done.stdout.split()
    return int(good), int(peak)


@pytest.mark.parametrize("write", [write_csv, write_inline, write_shared])
def test_it_reads_200_000_rows_in_flat_memory(
    tmp_path: Path, write: Callable[[Path, int], Path]
) -> None:
    few, peak_of_few = read_elsewhere(write(tmp_path, 20_000))
    many, peak_of_many = read_elsewhere(write(tmp_path, 200_000))
    assert (few, many) == (20_000, 200_000)
    assert peak_of_many - peak_of_few < ALLOWED_KILOBYTES
