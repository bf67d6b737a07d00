"""One line of a foreign table, before anybody asked what it means (原始行)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from zhengtong.foundation.tables.limits import UnreadableTable


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one line (原始行).

    Args:
        number: the row number that a spreadsheet shows, counted from 1.
        faults: what is wrong with a cell by its position, where its format alone tells.
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, str] = field(default_factory=dict)


class Source(Protocol):
    """A file that was read through once and found whole (数据来源).

    Args:
        note: encoding or sheet, for the user.
        header: the first line that is not blank.
        row_count: lines after the header that are not blank.
    """

    note: str
    header: Record
    row_count: int

    def rows(self) -> Iterator[Record]:
        """Give out the lines after the header that are not blank."""

    def close(self) -> None:
        """Give back what the source holds on disk."""


def is_blank(cells: tuple[str, ...] | list[str]) -> bool:
    """Whether a line holds nothing but blanks (空行)."""
    return not any(cells) or not any(cell.strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class FileState:
    """What would tell that a file was changed between two passes (文件状态)."""

    device: int
    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> "FileState":
        """Read the state of a file."""
        state = path.stat()
        return cls(state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)

    def require_same(self, path: Path) -> None:
        """Refuse a file that changed since.

        Raises:
            UnreadableTable: it changed.
        """
        if FileState.of(path) != self:
            raise UnreadableTable("文件在读取过程中被改动，请等它写完后再导入")
