"""Shared strings of a workbook, kept on disk so that memory stays flat (共享字符串)."""

import json
from array import array
from bisect import bisect_right
from collections import OrderedDict
from tempfile import TemporaryFile
from zipfile import ZipFile

from zhengtong.foundation.tables.limits import Limits, UnreadableTable
from zhengtong.foundation.tables.markup import read_markup, spreadsheet_names

_BLOCK_STRINGS = 256
_BLOCK_CHARACTERS = 32 * 1024
_BLOCKS_IN_MEMORY = 64


class SharedStrings:
    """The numbered texts that cells point to (共享字符串表).

    They lie in an unnamed temporary file in blocks of a few kilobytes; the blocks used last
    stay in memory. Writers number texts in the order of the cells, so most look-ups hit.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 closed in close()
        self._first_in_block = array("Q")
        self._block_at = array("Q", [0])
        self._open_block: list[str] = []
        self._open_characters = 0
        self._count = 0
        self._cache: OrderedDict[int, list[str]] = OrderedDict()

    def add(self, text: str) -> None:
        """Number the next text."""
        self._open_block.append(text)
        self._open_characters += len(text)
        self._count += 1
        is_full = len(self._open_block) >= _BLOCK_STRINGS
        if is_full or self._open_characters >= _BLOCK_CHARACTERS:
            self.finish()

    def finish(self) -> None:
        """Put the block begun last on disk."""
        if self._open_block:
            self._first_in_block.append(self._count - len(self._open_block))
            written = self._file.write(json.dumps(self._open_block).encode("ascii"))
            self._block_at.append(self._block_at[-1] + written)
            self._open_block, self._open_characters = [], 0

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < self._count:
            raise IndexError(index)
        block = bisect_right(self._first_in_block, index) - 1
        texts = self._cache.get(block)
        if texts is None:
            texts = self._load(block)
        else:
            self._cache.move_to_end(block)
        return texts[index - self._first_in_block[block]]

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()

    def _load(self, block: int) -> list[str]:
        at = self._block_at[block]
        self._file.seek(at)
        texts: list[str] = json.loads(self._file.read(self._block_at[block + 1] - at))
        self._cache[block] = texts
        if len(self._cache) > _BLOCKS_IN_MEMORY:
            self._cache.popitem(last=False)
        return texts


def read_shared_strings(archive: ZipFile, part: str, *, limits: Limits) -> SharedStrings:
    """Read the part with the shared texts (读取共享字符串).

    Raises:
        UnreadableTable: damaged, or one text is longer than a cell may be.
    """
    strings = SharedStrings()
    reader = _StringsReader(strings, limits=limits)
    try:
        read_markup(
            archive, part, starts=reader.starts, ends=reader.ends, text=reader.text, limits=limits
        )
    except UnreadableTable:
        strings.close()
        raise
    strings.finish()
    return strings


class _StringsReader:
    """Collects `si/t` and `si/r/t`, and leaves out the phonetic `rPh/t` (拼音注音)."""

    def __init__(self, strings: SharedStrings, *, limits: Limits) -> None:
        self._strings = strings
        self._limit = limits.cell_characters
        self._parts: list[str] = []
        self._size = 0
        self._collects = self._in_phonetic = False
        self.starts = spreadsheet_names(
            {"si": self._start_string, "t": self._start_text, "rPh": self._start_phonetic}
        )
        self.ends = spreadsheet_names(
            {"si": self._end_string, "t": self._end_text, "rPh": self._end_phonetic}
        )

    def text(self, data: str) -> None:
        """Take a piece of text."""
        if self._collects:
            self._parts.append(data)
            self._size += len(data)
            if self._size > self._limit:
                raise UnreadableTable(f"有单元格超过 {self._limit} 个字符，不能导入")

    def _start_string(self, _: dict[str, str]) -> None:
        self._parts, self._size = [], 0

    def _end_string(self) -> None:
        self._strings.add("".join(self._parts))

    def _start_text(self, _: dict[str, str]) -> None:
        self._collects = not self._in_phonetic

    def _end_text(self) -> None:
        self._collects = False

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self._in_phonetic = True

    def _end_phonetic(self) -> None:
        self._in_phonetic = False
