"""The first faults of a table in the order of its rows, to be named to people (错误清单)."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappush, heappushpop

from zhengtong.foundation.tables.table import RowFault

MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class NamedFault:
    """One fault, by row and field (一处错误)."""

    row_number: int
    field_zh: str
    message: str

    def as_json(self) -> dict[str, object]:
        """Return it for a program (机读)."""
        return {"row": self.row_number, "field": self.field_zh, "message": self.message}


class FaultList:
    """Counts all faults and keeps those of the first rows, in whatever order they come (错误清单).

    Memory stays flat: no more than `MOST_KEPT` faults are kept, without their cells.

    Args:
        row_count: rows with at least one fault.
        fault_count: faults, several a row.
    """

    def __init__(self) -> None:
        self.row_count = 0
        self.fault_count = 0
        # The last row stands first, for it is the one that gives way.
        self._kept: list[tuple[int, int, NamedFault]] = []

    def add(self, fault: RowFault) -> None:
        """Note a bad row (记错误行)."""
        self.row_count += 1
        for found in fault.faults:
            self.fault_count += 1
            named = NamedFault(fault.number, found.field_zh, found.message)
            entry = (-fault.number, -self.fault_count, named)
            if len(self._kept) < MOST_KEPT:
                heappush(self._kept, entry)
            else:
                heappushpop(self._kept, entry)

    def __iter__(self) -> Iterator[NamedFault]:
        return (named for _, _, named in sorted(self._kept, reverse=True))
