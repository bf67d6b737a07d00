"""Reading files of published items: every row goes in, defects are told (事项导入)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengtong.catalogue.rules.import_columns import ItemColumn, absent_codes, read_headers
from zhengtong.catalogue.rules.import_rows import ImportedItem, RowNote, RowReading


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: an item, or None with at least one refusal (行结果)."""

    item: ImportedItem | None
    notes: tuple[RowNote, ...]


class ItemReader:
    """Reads rows one by one and remembers what the file has shown so far (逐行读事项).

    It keeps digests of what it saw and not the rows, so that a long file takes little memory.
    `absent_codes` names the code columns that the file lacks altogether: said once, not per row.

    Args:
        headers: the header line of the file.
        region_code: the region, in as many digits as its level has; rows whose area code does
            not begin with it are told apart by a warning.

    Raises:
        ColumnsRefused: the file as a whole cannot be read.
    """

    def __init__(self, *, headers: Sequence[str], region_code: str) -> None:
        columns = read_headers(headers=headers)
        self._header_of = {column: header for header, column in columns.items()}
        self.absent_codes = absent_codes(found=self._header_of)
        self._region_code = region_code
        self._seen: dict[int, int] = {}

    def read(self, *, row: int, values: Mapping[str, str]) -> RowResult:
        """Return a row's item and what there is to say about it (读一行).

        Args:
            row: its number as people count it in the file.
            values: cells by header, all text.
        """
        reading = RowReading(row=row, header_of=self._header_of, values=values)
        item = reading.item(region_code=self._region_code)
        if item is not None and self._is_repeated(item, reading):
            item = None
        if item is not None:
            self._compare(item, reading)
        return RowResult(item, tuple(reading.notes))

    def _is_repeated(self, item: ImportedItem, reading: RowReading) -> bool:
        first = self._first("key", item.key, item.row)
        if first is None:
            return False
        column = ItemColumn.IMPLEMENTATION_CODE if item.implementation_code else ItemColumn.NAME
        reading.refuse(column, "duplicate_key", f"与第{first}行是同一事项")
        return True

    def _compare(self, item: ImportedItem, reading: RowReading) -> None:
        first = self._first("name", f"{item.body.organisation_code} {item.name}", item.row)
        if first is not None:
            message = f"“{item.name}”在{item.body.name}内与第{first}行名称相同"
            reading.warn(ItemColumn.NAME, "duplicate_name", message)
        if item.upper is None:
            return
        first = self._first("base code", item.upper.base_code, item.row)
        if first is not None:
            message = f"基本编码“{item.upper.base_code}”在第{first}行已出现"
            reading.warn(ItemColumn.CATALOGUE_CODE, "catalogue_code_repeated", message)

    def _first(self, kind: str, value: str, row: int) -> int | None:
        """Return the row that showed the value first, or None where it is this one."""
        digest = hashlib.blake2b(f"{kind} {value}".encode(), digest_size=8).digest()
        first = self._seen.setdefault(int.from_bytes(digest), row)
        return None if first == row else first
