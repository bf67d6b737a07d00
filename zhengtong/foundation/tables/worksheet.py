"""Reading one sheet of an .xlsx file as a stream onto disk (工作表读取)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZipFile

from zhengtong.foundation.tables.archive import open_package
from zhengtong.foundation.tables.cells import shown
from zhengtong.foundation.tables.limits import Limits, UnreadableTable
from zhengtong.foundation.tables.markup import read_markup, spreadsheet_names
from zhengtong.foundation.tables.numbers import GENERAL, NumberFormat, number_text
from zhengtong.foundation.tables.records import FileState, Record
from zhengtong.foundation.tables.strings import SharedStrings, read_shared_strings
from zhengtong.foundation.tables.workbook import Workbook, read_workbook

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DAMAGED = "Excel 文件的工作表内容已损坏，请用 Excel 或 WPS 另存后再导入"
# Characters that XML cannot hold are written _x000D_; NUL and halves of pairs stay as they are.
_ESCAPED = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}


class WorksheetSource:
    """One sheet of a workbook, read through once and found whole (工作表).

    The rows lie in an unnamed temporary file, since a sheet says only at its end which of its
    cells are merged. The library python-calamine builds the whole sheet in memory (over 500 MB
    for 200,000 rows of 26 columns, and without bound for two cells in opposite corners), so it
    serves the tests as a second opinion and not this reader.

    Raises:
        UnreadableTable: damaged, dangerous, with formulas or merged cells, or empty.
    """

    def __init__(self, path: Path, *, sheet_name: str, limits: Limits) -> None:
        state = FileState.of(path)
        self._spool: BinaryIO = TemporaryFile()  # noqa: SIM115 closed in close()
        try:
            with open_package(path, limits=limits) as archive:
                workbook = read_workbook(archive, limits=limits)
                sheet = workbook.choose(sheet_name)
                self.row_count = _spool_sheet(
                    archive, sheet.part, workbook=workbook, spool=self._spool, limits=limits
                )
            state.require_same(path)
            if self.row_count < 0:
                raise UnreadableTable(f"工作表“{sheet.name}”是空的，没有表头")
            self.header = next(self._records())
        except BaseException:
            self.close()
            raise
        self.note = f"Excel 工作簿（.xlsx），工作表“{sheet.name}”"

    def rows(self) -> Iterator[Record]:
        """Give out the lines after the header that are not blank, as wide as the header."""
        width = len(self.header.cells)
        records = self._records()
        next(records)
        for record in records:
            missing = width - len(record.cells)
            cells = record.cells + ("",) * missing if missing > 0 else record.cells
            yield Record(record.number, cells, record.faults)

    def close(self) -> None:
        """Give the disk space back."""
        self._spool.close()

    def _records(self) -> Iterator[Record]:
        self._spool.seek(0)
        for line in self._spool:
            number, cells, faults = json.loads(line)
            yield Record(number, tuple(cells), dict(faults))


def sheet_names(path: Path, *, limits: Limits) -> tuple[str, ...]:
    """Return the names of the visible sheets in their order (工作表名).

    Raises:
        UnreadableTable: damaged or dangerous.
    """
    with open_package(path, limits=limits) as archive:
        return tuple(sheet.name for sheet in read_workbook(archive, limits=limits).sheets)


def _spool_sheet(
    archive: ZipFile, part: str, *, workbook: Workbook, spool: BinaryIO, limits: Limits
) -> int:
    """Write the rows of a sheet to the spool and return their number without the header."""
    strings = (
        read_shared_strings(archive, workbook.strings_part, limits=limits)
        if workbook.strings_part
        else SharedStrings()
    )
    cells = _CellReader(
        strings=strings, formats=workbook.formats, from_1904=workbook.from_1904, limits=limits
    )
    reader = _SheetReader(cells, spool=spool, limits=limits)
    try:
        read_markup(
            archive, part, starts=reader.starts, ends=reader.ends, text=cells.text, limits=limits
        )
    finally:
        strings.close()
    return reader.row_count


class _CellReader:
    """Gathers the value of one cell (单元格)."""

    def __init__(
        self,
        *,
        strings: SharedStrings,
        formats: Sequence[NumberFormat],
        from_1904: bool,
        limits: Limits,
    ) -> None:
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904
        self._limit = limits.cell_characters
        self._attributes: Mapping[str, str] = {}
        self._parts: list[str] = []
        self._size = 0
        self.collects = self.in_phonetic = False
        self.address = ""

    def start(self, attributes: Mapping[str, str], address: str) -> None:
        """Begin a cell."""
        self._attributes, self.address = attributes, address
        if self._parts:
            self._parts, self._size = [], 0

    def text(self, data: str) -> None:
        """Take a piece of text."""
        if self.collects:
            self._parts.append(data)
            self._size += len(data)
            if self._size > self._limit:
                raise UnreadableTable(f"单元格 {self.address} 超过 {self._limit} 个字符，不能导入")

    def finish(self) -> tuple[str, str]:
        """Return the text of the cell and what is wrong with it, or ""."""
        raw = "".join(self._parts)
        if not raw or raw.isspace():
            return "", ""
        match self._attributes.get("t", "n"):
            case "s":
                found = _unescape(self._shared(raw)), ""
            case "inlineStr" | "str":
                found = _unescape(raw), ""
            case "n":
                found = number_text(raw.strip(), self._format(), from_1904=self._from_1904)
            case "b":
                found = _BOOLEANS.get(raw, raw), ""
            case "e":
                found = raw, f"单元格是错误值 {shown(raw)}，请重新填写"
            case "d":
                found = raw.replace("T", " "), ""
            case _:
                raise UnreadableTable(_DAMAGED)
        return found

    def _shared(self, raw: str) -> str:
        try:
            return self._strings[int(raw)]
        except (ValueError, IndexError):
            raise UnreadableTable(_DAMAGED) from None

    def _format(self) -> NumberFormat:
        style = self._attributes.get("s", "0")
        if not (style.isascii() and style.isdigit() and len(style) < 6):
            return GENERAL
        return self._formats[int(style)] if int(style) < len(self._formats) else GENERAL


class _SheetReader:
    """Turns the elements of a sheet into rows of text on disk (工作表)."""

    def __init__(self, cells: _CellReader, *, spool: BinaryIO, limits: Limits) -> None:
        self._cells = cells
        self._spool = spool
        self._columns = limits.columns
        self._row: list[str] = []
        self._faults: list[tuple[int, str]] = []
        self._number = self._column = 0
        self._in_row = self._in_cell = False
        self._column_of: dict[str, int] = {}
        self.row_count = -1  # the header is not counted
        self.starts = spreadsheet_names(
            {
                "row": self._start_row,
                "c": self._start_cell,
                "v": self._start_value,
                "t": self._start_value,
                "rPh": self._start_phonetic,
                "f": self._start_formula,
                "mergeCell": self._start_merged,
            }
        )
        self.ends = spreadsheet_names(
            {
                "row": self._end_row,
                "c": self._end_cell,
                "v": self._end_value,
                "t": self._end_value,
                "rPh": self._end_phonetic,
            }
        )

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        number = self._number + 1 if given is None else _row_number(given)
        if self._in_row or not self._number < number <= _LAST_ROW:
            raise UnreadableTable(_DAMAGED)
        self._number, self._column, self._in_row = number, 0, True
        self._row, self._faults = [], []

    def _end_row(self) -> None:
        self._in_row = False
        if any(cell.strip() for cell in self._row):
            line = json.dumps([self._number, self._row, self._faults])
            self._spool.write(line.encode("ascii") + b"\n")
            self.row_count += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        column = self._column + 1 if given is None else self._column_number(given)
        if not self._in_row or self._in_cell or column <= self._column:
            raise UnreadableTable(_DAMAGED)
        self._column, self._in_cell = column, True
        self._cells.start(attributes, given or f"第 {self._number} 行第 {column} 列")

    def _end_cell(self) -> None:
        self._in_cell = False
        text, fault = self._cells.finish()
        if not text:
            return
        at = self._column - 1
        if at >= self._columns:
            raise UnreadableTable(
                f"第 {self._number} 行超过 {self._columns} 列，不是可以导入的表格"
            )
        if (blanks := at - len(self._row)) > 0:
            self._row.extend([""] * blanks)
        self._row.append(text)
        if fault:
            self._faults.append((at, fault))

    def _start_value(self, _: dict[str, str]) -> None:
        self._cells.collects = self._in_cell and not self._cells.in_phonetic

    def _end_value(self) -> None:
        self._cells.collects = False

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self._cells.in_phonetic = True

    def _end_phonetic(self) -> None:
        self._cells.in_phonetic = False

    def _start_formula(self, _: dict[str, str]) -> None:
        if self._in_cell:
            raise UnreadableTable(
                f"单元格 {self._cells.address} 是公式，不能导入；请复制后“选择性粘贴”为数值"
            )

    def _start_merged(self, attributes: dict[str, str]) -> None:
        area = attributes.get("ref", "")[:40]
        raise UnreadableTable(f"单元格 {area} 是合并单元格，不能导入；请取消合并并逐行填写")

    def _column_number(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        column = self._column_of.get(letters)
        if column is None:
            column = self._column_of[letters] = _column_number(letters)
        return column


def _row_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise UnreadableTable(_DAMAGED)
    return int(text)


def _column_number(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise UnreadableTable(_DAMAGED)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > _LAST_COLUMN:
        raise UnreadableTable(_DAMAGED)
    return column


def _unescape(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
