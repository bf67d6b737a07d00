"""In which order the rows of a file are taken, and which stand in it twice (文件内次序).

A file of any size is surveyed in about sixteen bytes a row, so memory stays flat.
"""

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import groupby

# A number whose versions stand out of order needs one more pass of the file for each of them.
MOST_TURNS = 20
_BLANK = 0
_INDEX_BITS = 32
_VERSION_BITS = 32


class FileOrder:
    """The survey of a file by source number and version (文件次序).

    Rows are added in the order of the file, then `settle` is called once. A row belongs to turn 0,
    except where the versions of its number stand out of order: then the first version belongs to
    turn 0, the next to turn 1, and so on. Within a turn the order is that of the file.
    """

    def __init__(self) -> None:
        self._digests = array("Q")
        self._versions = array("I")
        self._twins: dict[int, int] = {}
        self._turns: dict[int, int] = {}
        self._tangled: set[int] = set()
        self.turns = 1

    def add(self, *, source_number: str, data_version: int) -> None:
        """Add the next row of the file (加入一行)."""
        digest = blake2b(source_number.encode(), digest_size=8).digest()
        self._digests.append(int.from_bytes(digest) or 1)
        self._versions.append(data_version)

    def add_unreadable(self) -> None:
        """Add a row whose number or version cannot be read (加入无法识别的一行)."""
        self._digests.append(_BLANK)
        self._versions.append(0)

    def settle(self) -> None:
        """Work out twins and turns, after the last row (排定次序)."""
        for _, group in groupby(self._sorted(), key=lambda entry: entry[0]):
            versions = [(version, at) for _, version, at in group]
            if len(versions) > 1:
                self._settle_number(versions)
        self.turns = 1 + max(self._turns.values(), default=0)

    def twin_of(self, at: int) -> int | None:
        """Return the position of another row with the same number and version, None without one."""
        return self._twins.get(at)

    def turn_of(self, at: int) -> int:
        """Return the turn in which a row is taken, from 0 (轮次)."""
        return self._turns.get(at, 0)

    def is_tangled(self, at: int) -> bool:
        """Tell whether a number has too many versions out of order to be sorted out (版本错乱)."""
        return at in self._tangled

    def _sorted(self) -> Iterator[tuple[int, int, int]]:
        """Give digest, version and position of the readable rows, sorted by all three."""
        shift = _INDEX_BITS + _VERSION_BITS
        packed = [
            digest << shift | version << _INDEX_BITS | at
            for at, (digest, version) in enumerate(zip(self._digests, self._versions, strict=True))
            if digest != _BLANK
        ]
        packed.sort()
        for entry in packed:
            low = (1 << _INDEX_BITS) - 1
            yield entry >> shift, entry >> _INDEX_BITS & low, entry & low

    def _settle_number(self, versions: list[tuple[int, int]]) -> None:
        """Settle the rows of one number, given as version and position, sorted."""
        for (version, at), (next_version, next_at) in zip(versions, versions[1:], strict=False):
            if version == next_version:
                self._twins[at] = next_at
                self._twins.setdefault(next_at, at)
        # Rows that stand in the file twice are refused, so they need no turn.
        once = [at for _, at in versions if at not in self._twins]
        if once == sorted(once):
            return
        if len(once) > MOST_TURNS:
            self._tangled.update(once)
            return
        for turn, at in enumerate(once):
            if turn:
                self._turns[at] = turn
