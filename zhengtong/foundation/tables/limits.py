"""How much a foreign table may ask of this machine, and the refusal it meets (读取上限)."""

from dataclasses import dataclass
from typing import ClassVar

from zhengtong.kernel.errors import DomainError

MIB = 1024 * 1024


class UnreadableTable(DomainError):
    """The file cannot be read as a whole; nothing of it was given out (表格无法读取)."""

    code: ClassVar[str] = "table_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep memory flat and a hostile file short (读取上限).

    The zip ratio comes from measurement: real sheets reach 130 where every cell is alike and
    the writer leaves out cell addresses, a bomb about 1000.
    """

    csv_bytes: int = 1024 * MIB
    workbook_bytes: int = 256 * MIB
    members: int = 2000
    directory_bytes: int = MIB
    unpacked_bytes: int = 1024 * MIB
    unpacked_ratio: int = 300
    ratio_counts_from_bytes: int = 4 * MIB
    markup_token_bytes: int = MIB
    columns: int = 512
    cell_characters: int = 32_767  # what a spreadsheet cell can hold
    record_characters: int = 4 * MIB


DEFAULT_LIMITS = Limits()
