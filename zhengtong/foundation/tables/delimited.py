"""Reading CSV: the whole file is checked before its first row is given out (CSV 读取)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TextIO

from zhengtong.foundation.tables.encodings import detect_encoding
from zhengtong.foundation.tables.limits import MIB, Limits, UnreadableTable
from zhengtong.foundation.tables.records import FileState, Record, is_blank

_OTHER_DELIMITERS = ("\t", ";", "；", "，", "|")


class DelimitedSource:
    """A CSV file that was read through once and found whole (CSV 文件).

    Three passes (encoding, structure, rows) take the place of memory.

    Raises:
        UnreadableTable: encoding, quoting, size, or a file cut off in the middle.
    """

    def __init__(self, path: Path, *, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._state = FileState.of(path)
        if self._state.size > limits.csv_bytes:
            raise UnreadableTable(f"文件超过 {limits.csv_bytes // MIB} MB，请分成几个文件导入")
        self._encoding = detect_encoding(path)
        self.note = self._encoding.note
        self.row_count = -1
        width, last = 0, 0
        for record in self._records():
            if self.row_count < 0:
                self.header = record
                width = _width_of_header(record)
            self.row_count += 1
            last = len(record.cells)
        if self.row_count < 0:
            raise UnreadableTable("文件是空的，没有表头")
        if not self._encoding.ends_with_newline and last < width:
            raise UnreadableTable(
                f"文件最后一行只有 {last} 列（表头有 {width} 列）且没有换行，"
                "文件可能在中间被截断，请重新导出"
            )

    def rows(self) -> Iterator[Record]:
        """Give out the lines after the header that are not blank."""
        records = self._records()
        next(records)
        yield from records

    def close(self) -> None:
        """Nothing is held between the passes."""

    def _records(self) -> Iterator[Record]:
        with self._path.open(encoding=self._encoding.codec, newline="") as file:
            lines = _Lines(file, limits=self._limits)
            number = 0
            reader = csv.reader(lines, strict=True)
            while True:
                number += 1
                lines.start_record(number)
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as fault:
                    _refuse(fault, number)
                if is_blank(cells):
                    continue
                self._check_size(cells, number)
                yield Record(number, tuple(cells))
        self._state.require_same(self._path)

    def _check_size(self, cells: list[str], number: int) -> None:
        limits = self._limits
        if len(cells) > limits.columns:
            raise UnreadableTable(f"第 {number} 行超过 {limits.columns} 列，不是可以导入的表格")
        if max(map(len, cells)) > limits.cell_characters + 1:  # one for the guard
            raise UnreadableTable(
                f"第 {number} 行有单元格超过 {limits.cell_characters} 个字符，不能导入"
            )


class _Lines:
    """The lines of a text file, never more of one record than the limit allows."""

    def __init__(self, file: TextIO, *, limits: Limits) -> None:
        self._file = file
        self._limit = limits.record_characters
        self._left = self._limit
        self._number = 0

    def start_record(self, number: int) -> None:
        """Begin to count anew."""
        self._number, self._left = number, self._limit

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise UnreadableTable(
                f"第 {self._number} 行超过 {self._limit} 个字符，或引号没有配对，不能导入"
            )
        if not line:
            raise StopIteration
        return line


def _width_of_header(header: Record) -> int:
    """Count the header's columns up to the last one that has a name."""
    if len(header.cells) == 1 and any(sign in header.cells[0] for sign in _OTHER_DELIMITERS):
        raise UnreadableTable("表头不是用英文逗号分隔的，请另存为逗号分隔的 CSV 后再导入")
    return max(at for at, cell in enumerate(header.cells, start=1) if cell.strip())


def _refuse(fault: csv.Error, number: int) -> NoReturn:
    reason = str(fault)
    if "field larger" in reason:
        message = f"第 {number} 行有过长的单元格，或从这一行起引号没有配对，不能导入"
    elif "unexpected end" in reason:
        message = f"从第 {number} 行起引号没有配对，文件可能在中间被截断，请重新导出"
    else:
        message = f"第 {number} 行的引号用法有误（引号之后应为逗号或换行），请改正后再导入"
    raise UnreadableTable(message) from fault
