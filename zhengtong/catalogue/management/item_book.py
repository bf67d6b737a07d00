"""Chosen items as a workbook to be mended, and one mended row's way back in (事项修改表)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from zhengtong.catalogue.management.element_cells import (
    ELEMENT_COLUMNS,
    cells_of,
    element_of,
    fits_cells,
    value_of,
)
from zhengtong.catalogue.operations.bulk_candidates import Candidate
from zhengtong.catalogue.rules.bulk import Wish
from zhengtong.catalogue.rules.elements import element_table
from zhengtong.foundation.commands import UnusableInput
from zhengtong.foundation.tables import (
    Column,
    FieldFault,
    Row,
    RowFault,
    Sheet,
    code,
    integer,
    text,
)
from zhengtong.kernel.errors import DomainError

NAME = "事项修改表"
LONGEST_CELL = 32_767
# Text is written as text whatever it begins with, so that nothing runs when the file is opened.
_SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_KEY = (
    Column(
        identifier="implementation_code",
        name_zh="实施编码",
        parser=code(max_length=64),
        required=True,
        example="510703-D01-510101001000",
    ),
    Column(
        identifier="version",
        name_zh="事项版本",
        parser=integer(minimum=1, maximum=99_999),
        required=True,
        example="1",
        help="导出时的版本，不要改动",
    ),
)
# Cells are read as text here and understood against the item they belong to.
ITEM_BOOK = Sheet(
    name=NAME,
    columns=(
        *_KEY,
        *(
            Column(
                identifier=column.identifier,
                name_zh=column.name_zh,
                aliases=column.aliases,
                parser=text(),
            )
            for column in ELEMENT_COLUMNS
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookContent:
    """What goes into the workbook (导出内容).

    Args:
        elements: identifiers of the elements; empty for all that a table can hold.
    """

    items: Iterable[Candidate]
    elements: tuple[str, ...] = ()


def write_book(path: Path, content: BookContent) -> None:
    """Write items into a workbook, each with the version that is in force (导出).

    Raises:
        UnusableInput: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UnusableInput(f"“{path}”应为 .xlsx 文件")
    columns = _chosen(content.elements)
    book = xlsxwriter.Workbook(str(path), _SAFE)
    sheet = book.add_worksheet(NAME)
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
    cell = book.add_format({"num_format": "@", "text_wrap": True})
    for place, column in enumerate((*_KEY, *columns)):
        sheet.write_string(0, place, column.name_zh, head)
        sheet.set_column(place, place, 26, cell)
    for number, candidate in enumerate(content.items, start=1):
        for place, words in enumerate(_line(candidate, columns)):
            sheet.write_string(number, place, words, cell)
    sheet.freeze_panes(1, len(_KEY))
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise UnusableInput(f"无法写“{path}”：{fault}") from fault


def _chosen(elements: Sequence[str]) -> list[Column]:
    return [column for column in ELEMENT_COLUMNS if not elements or element_of(column) in elements]


def _line(candidate: Candidate, columns: Sequence[Column]) -> list[str]:
    row = candidate.row
    cells: dict[str, str] = {}
    for element in dict.fromkeys(element_of(column) for column in columns):
        cells |= _cells(candidate, element)
    return [
        row.implementation_code,
        str(row.version),
        *(cells[column.identifier] for column in columns),
    ]


def _cells(candidate: Candidate, element: str) -> dict[str, str]:
    """Return what the workbook shows of an element; the same for the same version."""
    given = candidate.published.elements if candidate.published else candidate.row.elements
    cells = cells_of(element, given.get(element))
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        return dict.fromkeys(cells, "（内容过长，不在表中）")
    return cells


def wish_of(row: Row, candidate: Candidate, *, present: Sequence[str]) -> Wish | RowFault:
    """Return what a mended row wants of its item; untouched cells want nothing (修改).

    Args:
        present: identifiers of the columns that the file has.
    """
    wanted: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for element, cells in _given(row, present).items():
        shown = _cells(candidate, element)
        if all(_same(cells[name], shown[name]) for name in cells):
            continue
        try:
            wanted[element] = _mended(candidate, element, {**shown, **cells})
        except DomainError as refusal:
            faults.append(FieldFault(element_table()[element].name, refusal.message))
    if faults:
        return RowFault(row.number, tuple(faults), row.raw)
    return Wish(elements=wanted, version=row.values["version"])


def _given(row: Row, present: Sequence[str]) -> Mapping[str, dict[str, str]]:
    """Return the row's cells by element."""
    found: dict[str, dict[str, str]] = {}
    for column in ELEMENT_COLUMNS:
        if column.identifier in present:
            cells = found.setdefault(element_of(column), {})
            cells[column.identifier] = row.values[column.identifier] or ""
    return found


def _same(cell: str, shown: str) -> bool:
    return cell.split() == shown.split()


def _mended(candidate: Candidate, element: str, cells: Mapping[str, str]) -> Any:
    given = candidate.published.elements if candidate.published else candidate.row.elements
    before = given.get(element)
    if before not in (None, []) and not fits_cells(element, before):
        raise UnusableInput("现有内容表格写不全，改动会丢失其余部分，请单独变更这一事项")
    return value_of(element, cells)
