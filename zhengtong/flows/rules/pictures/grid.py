"""Where shapes sit and how links run between them, in columns and rows (排布).

Columns follow the longest way from the start, so every link but a send-back leads to the right.
Rows belong to lanes. A link runs along one row from beside its source to beside its target; what
it may run along, `routes` finds. Written here because no kept library knows lanes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zhengtong.flows.rules.pictures.drawing import Drawing, Link, Shape

Row = tuple[int, int]  # lane, place in the lane: shapes from 0 on, links alone beyond them


class Side(StrEnum):
    """Where a link touches a shape (接边)."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Seat:
    """The cell of a shape (图形位置)."""

    column: int
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a link runs (走线).

    Args:
        row: along which it runs; that of source and target where it runs straight.
    """

    link: Link
    row: Row
    leaves: Side
    enters: Side


@dataclass(slots=True)
class Grid:
    """Seats of all shapes and what links have taken so far (网格).

    Positions along a row: cell c is 4c, where links turn out of it 4c+1, the middle of the channel
    4c+2, where links turn into the next cell 4c+3.
    """

    seats: dict[str, Seat]
    cells: dict[tuple[int, Row], str] = field(default_factory=dict)
    along: dict[Row, list[tuple[int, int, Link, bool]]] = field(default_factory=dict)
    upright: dict[int, list[tuple[Row, Row, str, str]]] = field(default_factory=dict)
    sides: dict[tuple[str, Side], str] = field(default_factory=dict)
    labels: set[tuple[int, Row]] = field(default_factory=set)

    def rows(self) -> list[Row]:
        """Return the rows in use, from the top (各行)."""
        return sorted({seat.row for seat in self.seats.values()} | set(self.along))

    def is_clear(self, column: int, first: Row, last: Row) -> bool:
        """Tell whether no shape of a column sits strictly between two rows (列是否空)."""
        low, high = min(first, last), max(first, last)
        return not any(at == column and low < row < high for at, row in self.cells)


def seat_shapes(drawing: Drawing) -> Grid:
    """Give every shape a column and a row (安排图形).

    A shape follows the first of those before it in their row where that is free; the next of
    several ways takes the next free row of its lane.
    """
    columns = _columns(drawing)
    before: dict[str, list[str]] = {shape.key: [] for shape in drawing.shapes}
    for link in drawing.links:
        if not link.is_back:
            before[link.target].append(link.source)
    order = {shape.key: place for place, shape in enumerate(drawing.shapes)}
    grid = Grid(seats={})
    for shape in sorted(drawing.shapes, key=lambda one: (columns[one.key], order[one.key])):
        seat = Seat(columns[shape.key], _row(grid, shape, columns[shape.key], before[shape.key]))
        grid.seats[shape.key] = seat
        grid.cells[seat.column, seat.row] = shape.key
    return grid


def _row(grid: Grid, shape: Shape, column: int, before: list[str]) -> Row:
    rows = sorted({grid.seats[key].row for key in before if grid.seats[key].row[0] == shape.lane})
    taken = {row for at, row in grid.cells if at == column}
    place = rows[0][1] if rows else 0
    while (shape.lane, place) in taken:
        place += 1
    return shape.lane, place


def _columns(drawing: Drawing) -> Mapping[str, int]:
    """Return for each shape how many links the longest way from the start has."""
    ahead: dict[str, list[str]] = {shape.key: [] for shape in drawing.shapes}
    waits = dict.fromkeys(ahead, 0)
    for link in drawing.links:
        if not link.is_back:
            ahead[link.source].append(link.target)
            waits[link.target] += 1
    columns = dict.fromkeys(ahead, 0)
    ready = [key for key, count in waits.items() if not count]
    while ready:
        key = ready.pop()
        for target in ahead[key]:
            columns[target] = max(columns[target], columns[key] + 1)
            waits[target] -= 1
            if not waits[target]:
                ready.append(target)
    return columns
