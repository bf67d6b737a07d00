"""The bad rows of a table, to be mended and fed again (错误文件)."""

import csv
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import ClassVar, Self

from zhengtong.foundation.tables.cells import clean, guard
from zhengtong.foundation.tables.columns import REASON_COLUMN
from zhengtong.foundation.tables.fault_list import FaultList
from zhengtong.foundation.tables.table import RowFault, Table
from zhengtong.kernel.errors import DomainError

_LONGEST_REASON = 2000


class ErrorFileRefused(DomainError):
    """The error file cannot be written where it was asked for (无法写错误文件)."""

    code: ClassVar[str] = "error_file_refused"


def default_error_path(path: Path) -> Path:
    """Return the place beside the input: 办件.xlsx gives 办件.错误.csv (错误文件位置)."""
    return path.with_name(f"{path.stem}.错误.csv")


class ErrorFile:
    """Writes bad rows in the columns of their table, with the reason after them (错误文件).

    It is CSV, UTF-8 with a byte-order mark, guarded so that a spreadsheet neither runs nor
    shortens a cell; `open_table` takes the guard off and passes over the reasons. The file
    appears whole at the end of the `with` block; without bad rows the one of an earlier run is
    removed. After an exception everything stays as it was.

    Args:
        path: beside the input where it is None.
        faults: the first of them, to be named to people (`management.faults.print_faults`).

    Raises:
        ErrorFileRefused: it would overwrite a file that is no error file, or cannot be written.
    """

    def __init__(self, table: Table, *, path: Path | None = None) -> None:
        self.path = default_error_path(table.path) if path is None else path
        self.faults = FaultList()
        self._kept = tuple(
            at for at, header in enumerate(table.headers) if header and header != REASON_COLUMN
        )
        self._width = len(table.headers)
        self._refuse_foreign_file(table)
        try:
            self._file = NamedTemporaryFile(  # noqa: SIM115 closed in __exit__
                mode="w",
                encoding="utf-8-sig",
                newline="",
                dir=self.path.parent,
                prefix=f".{self.path.name[:40]}.",
                suffix=".tmp",
                delete=False,
            )
        except OSError as fault:
            raise ErrorFileRefused(f"无法写错误文件“{self.path}”：{fault.strerror}") from fault
        self._writer = csv.writer(self._file)
        self._write(*(table.headers[at] for at in self._kept), REASON_COLUMN)

    def add(self, fault: RowFault) -> None:
        """Write one bad row (写入错误行).

        Cells that stood beyond the header follow after the reason, where the user sees them.
        """
        cells = [clean(cell) for cell in fault.raw]
        cells += [""] * (self._width - len(cells))
        beyond = [cell for cell in cells[self._width :] if cell]
        reason = fault.message[:_LONGEST_REASON]
        self._write(*(cells[at] for at in self._kept), reason, *beyond)
        self.faults.add(fault)

    @property
    def count(self) -> int:
        """Rows that were written."""
        return self.faults.row_count

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        written = Path(self._file.name)
        try:
            if kind is None and self.count:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if kind is None and self.count:
                written.replace(self.path)
            elif kind is None:
                self.path.unlink(missing_ok=True)
        except OSError as fault:
            raise ErrorFileRefused(f"无法写错误文件“{self.path}”：{fault.strerror}") from fault
        finally:
            self._file.close()
            written.unlink(missing_ok=True)

    def _write(self, *cells: str) -> None:
        self._writer.writerow([guard(cell) for cell in cells])

    def _refuse_foreign_file(self, table: Table) -> None:
        if not self.path.exists():
            return
        if self.path.samefile(table.path):
            raise ErrorFileRefused("错误文件不能写到导入文件自己的位置，请另选位置")
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                header = file.readline(100_000)
        except (OSError, UnicodeDecodeError):
            header = ""
        if REASON_COLUMN not in header:
            raise ErrorFileRefused(f"“{self.path}”已经存在，而且不是错误文件，请另选位置")
