"""The table of a bulletin as CSV for spreadsheets (通报表导出)."""

import csv
import io

from zhengtong.bulletins.rules.cells import TOTALS_NAME
from zhengtong.bulletins.rules.columns import COLUMN_LABELS
from zhengtong.bulletins.rules.composition import Bulletin, Row
from zhengtong.foundation.tables.cells import guard

# So that a spreadsheet reads it as UTF-8.
BYTE_ORDER_MARK = "\ufeff"


def bulletin_csv(bulletin: Bulletin) -> str:
    """Return the rows and totals as CSV that a spreadsheet neither runs nor changes (导出)."""
    lines = [["部门", *COLUMN_LABELS.values()]]
    lines += [_line(one.body.name, one.row) for one in bulletin.departments]
    lines.append(_line(TOTALS_NAME, bulletin.totals))
    return BYTE_ORDER_MARK + "".join(csv_line(line) for line in lines)


def csv_line(cells: list[str]) -> str:
    """Return one line of CSV, each cell guarded (一行)."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([guard(cell) for cell in cells])
    return written.getvalue()


def _line(name: str, row: Row) -> list[str]:
    figures = [row.figure(key) for key in COLUMN_LABELS]
    return [name, *("" if figure is None else str(figure) for figure in figures)]
