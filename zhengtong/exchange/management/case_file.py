"""A file of cases, surveyed once and then read in the order in which its rows are taken."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from types import TracebackType
from typing import Self

from zhengtong.exchange.management.case_sheet import record_of
from zhengtong.exchange.management.mapped_rows import MappedRows
from zhengtong.exchange.operations.judging import SourceRow
from zhengtong.exchange.rules.checks import FieldRefusal
from zhengtong.exchange.rules.file_order import MOST_TURNS, FileOrder
from zhengtong.exchange.rules.records import FIELD_LABELS
from zhengtong.foundation.progress import track
from zhengtong.foundation.tables import FieldFault, Row, RowFault, Sheet, Table, open_table

KEY = ("source_number", "data_version")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file in the order of the run (文件行).

    Args:
        ordinal: its place in that order, from 0.
        row: as it was read; a fault where it cannot be taken.
        taken: what it says; None for a fault.
    """

    ordinal: int
    row: Row | RowFault
    taken: SourceRow | None

    def fault(self, refusals: Iterable[FieldRefusal]) -> RowFault:
        """Return the row as a fault, with what was found wrong later (转为错误行)."""
        faults = tuple(FieldFault(found.field_zh, found.message) for found in refusals)
        return RowFault(self.row.number, faults, self.row.raw)


class CaseFile:
    """A file of cases that is whole, and knows which of its rows stand in it twice (办件文件).

    Raises:
        UnreadableTable: the file cannot be read as a whole.
    """

    def __init__(self, path: Path, sheet: Sheet, *, rows: MappedRows | None = None) -> None:
        self._mapped = rows
        self._held = ExitStack()
        self.table: Table = self._held.enter_context(open_table(path, sheet))
        self.path = path
        try:
            self._order = _survey(self.table)
        except BaseException:
            self._held.close()
            raise

    @property
    def row_count(self) -> int:
        """Rows of the file, bad ones too."""
        return self.table.row_count

    @property
    def digest(self) -> str:
        """SHA-256 of the file: by it a run that was killed finds its file again."""
        with self.path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[FileRow]:
        """Give each row once, versions of a number in their order (按次序读取).

        A file whose versions stand out of order is read again for each further version.
        """
        ordinal = 0
        for turn in range(self._order.turns):
            for at, row in enumerate(self.table):
                if self._order.turn_of(at) == turn:
                    yield self._taken(row, at, ordinal)
                    ordinal += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._held.close()

    def _taken(self, row: Row | RowFault, at: int, ordinal: int) -> FileRow:
        if isinstance(row, RowFault):
            return FileRow(ordinal, row, None)
        mapped = self._mapped.translated(row) if self._mapped else row
        if isinstance(mapped, RowFault):
            return FileRow(ordinal, mapped, None)
        twin = self._order.twin_of(at)
        if twin is not None:
            fault = row.fault(
                field_zh=FIELD_LABELS["source_number"],
                message=f"同一编号的同一版本在文件中另有一行（第 {twin} 行），都不导入",
            )
            return FileRow(ordinal, fault, None)
        if self._order.is_tangled(at):
            fault = row.fault(
                field_zh=FIELD_LABELS["data_version"],
                message=f"同一编号有 {MOST_TURNS} 个以上的版本而次序颠倒，请按版本先后排列",
            )
            return FileRow(ordinal, fault, None)
        taken = SourceRow(
            ordinal=ordinal,
            row_number=row.number,
            record=record_of(mapped.values),
            is_repeated=self._order.is_repeated(at),
        )
        return FileRow(ordinal, row, taken)


def _survey(table: Table) -> FileOrder:
    """Read number and version of every row, whatever else may be wrong with it."""
    order = FileOrder()
    for row in track(table.only(*KEY), description="核对文件", total=table.row_count):
        if isinstance(row, RowFault):
            order.add_unreadable(row_number=row.number)
        else:
            order.add(
                row_number=row.number,
                source_number=row.values["source_number"],
                data_version=row.values["data_version"] or 1,
            )
    order.settle()
    return order
