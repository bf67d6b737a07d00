"""In which order the rows of a file are taken, and which stand in it twice (文件内次序).

A file of any size is surveyed in some twenty bytes a row, so memory stays flat.
"""

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import groupby, pairwise

# A number whose versions stand out of order needs one more pass of the file for each of them.
MOST_TURNS = 20
_UNREADABLE = 0
_BITS = 32
_LOW = (1 << _BITS) - 1


class FileOrder:
    """The survey of a file by source number and version (文件次序).

    Rows are added in the order of the file, then `settle` is called once. A row belongs to turn 0,
    except where the versions of its number stand out of order: then the first version belongs to
    turn 0, the next to turn 1, and so on. Within a turn the order is that of the file.

    Positions count from 0; row numbers are those that a spreadsheet shows.
    """

    def __init__(self) -> None:
        self._digests = array("Q")
        self._versions = array("I")
        self._row_numbers = array("I")
        self._is_repeated = bytearray()
        self._twins: dict[int, int] = {}
        self._turns: dict[int, int] = {}
        self._tangled: set[int] = set()
        self.turns = 1

    def add(self, *, row_number: int, source_number: str, data_version: int) -> None:
        """Add the next row of the file (加入一行)."""
        # 64 bits: in a file of 200,000 rows two numbers meet once in a thousand million files.
        digest = blake2b(source_number.encode(), digest_size=8).digest()
        self._digests.append(int.from_bytes(digest) or 1)
        self._versions.append(data_version)
        self._row_numbers.append(row_number)
        self._is_repeated.append(False)

    def add_unreadable(self, *, row_number: int) -> None:
        """Add a row whose number or version cannot be read (加入无法识别的一行)."""
        self._digests.append(_UNREADABLE)
        self._versions.append(0)
        self._row_numbers.append(row_number)
        self._is_repeated.append(False)

    def settle(self) -> None:
        """Work out twins and turns, after the last row (排定次序)."""
        for _, group in groupby(self._sorted(), key=lambda entry: entry >> 2 * _BITS):
            rows = [(entry >> _BITS & _LOW, entry & _LOW) for entry in group]
            if len(rows) > 1:
                self._settle_number(rows)
        self.turns = 1 + max(self._turns.values(), default=0)

    def twin_of(self, at: int) -> int | None:
        """Return the row number of another row with the same number and version, or None."""
        twin = self._twins.get(at)
        return None if twin is None else self._row_numbers[twin]

    def turn_of(self, at: int) -> int:
        """Return the turn in which a row is taken, from 0 (轮次)."""
        return self._turns.get(at, 0)

    def is_repeated(self, at: int) -> bool:
        """Tell whether the number of a row stands in other rows too (是否有多行)."""
        return bool(self._is_repeated[at])

    def is_tangled(self, at: int) -> bool:
        """Tell whether a number has too many versions out of order to be sorted out (版本错乱)."""
        return at in self._tangled

    def _sorted(self) -> Iterator[int]:
        """Give digest, version and position of the readable rows in one number each, sorted."""
        packed = [
            digest << 2 * _BITS | version << _BITS | at
            for at, (digest, version) in enumerate(zip(self._digests, self._versions, strict=True))
            if digest != _UNREADABLE
        ]
        packed.sort()
        return iter(packed)

    def _settle_number(self, rows: list[tuple[int, int]]) -> None:
        """Settle the rows of one number, given as version and position, sorted."""
        for _, at in rows:
            self._is_repeated[at] = True
        for (version, at), (next_version, next_at) in pairwise(rows):
            if version == next_version:
                self._twins.setdefault(at, next_at)
                self._twins[next_at] = at
        # Rows that stand in the file twice are refused, so they need no turn.
        once = [at for _, at in rows if at not in self._twins]
        if once == sorted(once):
            return
        if len(once) > MOST_TURNS:
            self._tangled.update(once)
            return
        for turn, at in enumerate(once):
            if turn:
                self._turns[at] = turn
