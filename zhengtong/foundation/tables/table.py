"""Opening a foreign table and reading it row by row (导入表格读取)."""

import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from zhengtong.foundation.tables.archive import ZIP_MARK
from zhengtong.foundation.tables.cells import clean, fault_of
from zhengtong.foundation.tables.columns import Column, Sheet
from zhengtong.foundation.tables.delimited import DelimitedSource
from zhengtong.foundation.tables.limits import DEFAULT_LIMITS, Limits, UnreadableTable
from zhengtong.foundation.tables.records import Record, Source
from zhengtong.foundation.tables.worksheet import WorksheetSource, sheet_names
from zhengtong.kernel.errors import DomainError

WHOLE_ROW = "整行"
_OLD_EXCEL_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".xltx", ".et", ".ods", ".numbers")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one cell (字段错误)."""

    field_zh: str
    message: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that changes nothing, and why (错误行).

    Args:
        number: the row number that a spreadsheet shows, counted from 1.
        faults: at least one.
        raw: the cells as they stood, for the error file.
    """

    number: int
    faults: tuple[FieldFault, ...]
    raw: tuple[str, ...]

    @property
    def field_zh(self) -> str:
        """The field of the first fault."""
        return self.faults[0].field_zh

    @property
    def message(self) -> str:
        """All faults in one line."""
        return "；".join(f"{fault.field_zh}：{fault.message}" for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose every cell was understood (数据行).

    Args:
        values: by column identifier, every column of the sheet; None for an empty cell.
    """

    number: int
    values: Mapping[str, Any]
    raw: tuple[str, ...]

    def fault(self, *, field_zh: str, message: str) -> RowFault:
        """Make the fault of a row that an operation refused (转为错误行)."""
        return RowFault(self.number, (FieldFault(field_zh, message),), self.raw)


class Table:
    """A table that is whole and has the right columns, but whose rows may be bad (表格).

    Iterating gives each row once more from the beginning; one iteration at a time. Close it,
    or use `with`.

    Args:
        encoding_note: encoding or worksheet, to tell the user.
        headers: as they stand in the file.
        present: identifiers of the columns that the file has.
        row_count: rows that iterating will give.
    """

    def __init__(self, path: Path, sheet: Sheet, *, source: Source) -> None:
        self.path = path
        self.sheet = sheet
        self.encoding_note = source.note
        self.headers = tuple(clean(cell) for cell in source.header.cells)
        self.row_count = source.row_count
        self._source = source
        self._columns = sheet.match(self.headers)
        self.present = tuple(column.identifier for column in self._columns if column is not None)
        self._absent: dict[str, object] = {
            column.identifier: None
            for column in sheet.columns
            if column.identifier not in self.present
        }
        self._nameless = tuple(at for at, header in enumerate(self.headers) if not header)

    def __iter__(self) -> Iterator[Row | RowFault]:
        return self._rows(self._placed())

    def only(self, *identifiers: str) -> Iterator[Row | RowFault]:
        """Give each row with some columns alone, whatever the others hold (只读部分列)."""
        return self._rows(self._placed(identifiers))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the table holds on disk."""
        self._source.close()

    def _placed(self, identifiers: Collection[str] = ()) -> tuple[tuple[int, Column], ...]:
        """Return the columns to read with their places, all where none is named."""
        return tuple(
            (at, column)
            for at, column in enumerate(self._columns)
            if column is not None and (not identifiers or column.identifier in identifiers)
        )

    def _rows(self, placed: tuple[tuple[int, Column], ...]) -> Iterator[Row | RowFault]:
        for record in self._source.rows():
            yield self._read(record, placed)

    def _read(self, record: Record, placed: tuple[tuple[int, Column], ...]) -> Row | RowFault:
        if misfit := self._misfit(record):
            return RowFault(record.number, (FieldFault(WHOLE_ROW, misfit),), record.cells)
        values = dict(self._absent)
        faults: list[FieldFault] = []
        for at, column in placed:
            try:
                values[column.identifier] = _value(column, record, at)
            except DomainError as refusal:
                faults.append(FieldFault(column.name_zh, refusal.message))
        if faults:
            return RowFault(record.number, tuple(faults), record.cells)
        return Row(record.number, values, record.cells)

    def _misfit(self, record: Record) -> str:
        """Say how the cells of a row do not fit under the header, or return ""."""
        width = len(self.headers)
        if len(record.cells) == width and not self._nameless:
            return ""
        if len(record.cells) < width:
            return f"只有 {len(record.cells)} 列，应有 {width} 列"
        if any(cell.strip() for cell in record.cells[width:]):
            return f"有 {len(record.cells)} 列，应为 {width} 列；含逗号的内容要加英文双引号"
        if any(record.cells[at].strip() for at in self._nameless):
            return "没有表头的列里有内容"
        return ""


class _Refused(DomainError):
    """A cell is refused before its column's parser sees it."""

    code = "cell_refused"


def open_table(path: Path, sheet: Sheet, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Open a CSV or .xlsx file after checking that it is whole (打开表格).

    All that makes a file unreadable as a whole is found here, before the first row.

    Raises:
        UnreadableTable: missing, cut off, dangerous, of another kind, or with wrong columns.
    """
    source: Source
    if _is_workbook(path):
        source = WorksheetSource(path, sheet_name=sheet.name, limits=limits)
    else:
        source = DelimitedSource(path, limits=limits)
    try:
        return Table(path, sheet, source=source)
    except UnreadableTable:
        source.close()
        raise


def sheet_names_in(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """Return the visible worksheets of an .xlsx file, and none of a CSV file (工作表名).

    Raises:
        UnreadableTable: missing, cut off, dangerous or of another kind.
    """
    return sheet_names(path, limits=limits) if _is_workbook(path) else ()


def _value(column: Column, record: Record, at: int) -> object:
    if at in record.faults:
        raise _Refused(record.faults[at])
    cell = record.cells[at]
    if cell.isascii() and cell.isalnum():  # nothing to clean, nothing to refuse
        return column.parser(cell)
    cell = clean(cell)
    if not cell:
        if column.required:
            raise _Refused("不能为空")
        return None
    if fault := fault_of(cell):
        raise _Refused(fault)
    return column.parser(cell)


def _is_workbook(path: Path) -> bool:
    """Tell the kind of a file by what is in it; its name must agree."""
    head = _head(path)
    suffix = path.suffix.lower()
    if head.startswith(_OLD_EXCEL_MARK):
        raise UnreadableTable(
            "文件是旧版 .xls 或带密码的 Excel 文件，请另存为不带密码的 .xlsx 或 CSV 后再导入"
        )
    is_zip = head.startswith(ZIP_MARK)
    if suffix in _OTHER_SPREADSHEETS:
        raise UnreadableTable(f"不支持 {suffix} 文件，请另存为 .xlsx 或 CSV 后再导入")
    if suffix == ".xlsx" and not is_zip:
        raise UnreadableTable("文件扩展名是 .xlsx，但内容不是 Excel 工作簿；请重新导出")
    if suffix == ".csv" and is_zip:
        raise UnreadableTable("文件扩展名是 .csv，但内容是压缩包或 Excel 工作簿；请重新导出")
    return is_zip


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableTable(f"“{path}”是文件夹，请指定一个 CSV 或 .xlsx 文件")
        if not stat.S_ISREG(mode):
            raise UnreadableTable(f"“{path}”不是普通文件，请指定一个 CSV 或 .xlsx 文件")
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError:
        raise UnreadableTable(f"找不到文件“{path}”") from None
    except OSError as fault:
        raise UnreadableTable(f"无法打开文件“{path}”：{fault.strerror}") from fault
    if not head:
        raise UnreadableTable("文件是空的，没有表头")
    return head
