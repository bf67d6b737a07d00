"""The cases behind a figure as lines, JSON or CSV (下钻输出)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from rich.cells import set_cell_size

from zhengtong.bulletins.management.writing import json_text
from zhengtong.bulletins.queries.traces import TracedCase, all_traced_cases
from zhengtong.bulletins.rules.cells import Cell
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.exports import BYTE_ORDER_MARK, csv_line
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.origins import Origin

_HEADINGS = ("办件编号", "事项类型", "发生时间", "录入时间", "来源", "部门")
_WIDTHS = (20, 14, 18, 18, 10)


class Trace:
    """A trace while it is written: `count` tells afterwards how many cases there were."""

    def __init__(self, *, bulletin: Bulletin, cell: Cell) -> None:
        self.bulletin, self.cell = bulletin, cell
        self.count = 0

    @property
    def agrees(self) -> bool:
        """Tell whether the number of cases is the figure (件数是否与数字一致)."""
        return self.count == self.cell.figure

    @property
    def verdict(self) -> str:
        """Return the closing line (结语)."""
        says = "与通报一致" if self.agrees else f"通报上是 {self.cell.figure} 件，不一致"
        return f"{self.cell.label}：列出 {self.count} 件，{says}"

    def chunks(self, *, form: str) -> Iterator[str]:
        """Yield the text piece by piece.

        Args:
            form: `table`, `json` or `csv`.
        """
        match form:
            case "json":
                yield json_text(self._described())
            case "csv":
                yield BYTE_ORDER_MARK + csv_line(list(_HEADINGS))
                yield from (csv_line(_cells(case)) for case in self._cases())
            case _:
                yield f"{_aligned(list(_HEADINGS))}\n"
                yield from (f"{_aligned(_cells(case))}\n" for case in self._cases())
                yield f"{self.verdict}\n"

    def _cases(self) -> Iterator[TracedCase]:
        for case in all_traced_cases(bulletin=self.bulletin, cell=self.cell):
            self.count += 1
            yield case

    def _described(self) -> dict[str, Any]:
        cases = [
            {
                "case_number": case.number,
                "organisation_code": case.organisation_code,
                "organisation": case.organisation_name,
                "item_type": case.item_type,
                "occurred_at": timezone.localtime(case.happened_at).isoformat(),
                "recorded_at": timezone.localtime(case.recorded_at).isoformat(),
                "origin": case.origin,
            }
            for case in self._cases()
        ]
        return {
            "row": self.cell.row_name,
            "column": self.cell.column,
            "figure": self.cell.figure,
            "count": len(cases),
            "cases": cases,
        }


def _cells(case: TracedCase) -> list[str]:
    return [
        case.number,
        ItemType(case.item_type).label,
        _moment(case.happened_at),
        _moment(case.recorded_at),
        Origin(case.origin).label,
        case.organisation_name,
    ]


def _aligned(cells: list[str]) -> str:
    *fixed, last = cells
    padded = [set_cell_size(cell, width) for cell, width in zip(fixed, _WIDTHS, strict=True)]
    return "".join(padded) + last


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
