"""Which row each link runs along, and by which sides it leaves and enters (走线).

Every way that a link could take is tried against what is taken; the plainest that fits is kept.
What can never happen: a line through a shape, two lines along each other that do not meet at
one of their ends, two labels in one place. Lines may cross.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product

from zhengtong.flows.rules.pictures.drawing import Drawing, Link, ShapeKind
from zhengtong.flows.rules.pictures.grid import Grid, Route, Row, Side, seat_shapes

_BEND, _TRACK, _STEP, _NEW_ROW, _SHARED, _NOT_LEFT, _OTHER_SIDE = 10, 24, 3, 14, 8, 2, 1
_ROUTING = frozenset({ShapeKind.CHOICE, ShapeKind.FORK, ShapeKind.JOIN})


@dataclass(frozen=True, slots=True)
class _Scale:
    """What ways are weighed by: how far rows are apart, what a shared side costs (权重)."""

    places: Mapping[Row, int]
    shared: int


def routes_of(drawing: Drawing) -> tuple[Grid, tuple[Route, ...]]:
    """Seat the shapes and lay every link (排布与走线)."""
    grid = seat_shapes(drawing)
    kinds = {shape.key: shape.kind for shape in drawing.shapes}
    found: dict[Link, Route] = {}
    for link in sorted(drawing.links, key=lambda one: _urgency(grid, one)):
        ways = tuple(_ways(grid, kinds, link))
        rows = sorted({*grid.rows(), *(way.row for way in ways)})
        scale = _Scale(
            places={row: place for place, row in enumerate(rows)},
            shared=0 if kinds[link.source] is ShapeKind.FORK else _SHARED,
        )
        plainest = sorted(ways, key=partial(_order, grid, scale))
        best = next(way for way in plainest if _fits(grid, way))
        _take(grid, best)
        found[link] = best
    return grid, tuple(found[link] for link in drawing.links)


def _urgency(grid: Grid, link: Link) -> tuple[bool, bool, int]:
    """Straight and short links first, send-backs last, the inner of them before the outer."""
    source, target = grid.seats[link.source], grid.seats[link.target]
    return link.is_back, source.row != target.row, abs(target.column - source.column)


def _ways(grid: Grid, kinds: dict[str, ShapeKind], link: Link) -> Iterator[Route]:
    source, target = grid.seats[link.source], grid.seats[link.target]
    lanes = sorted({source.row[0], target.row[0]})
    rows = {row for row in grid.rows() if lanes[0] <= row[0] <= lanes[-1]}
    for lane in lanes:
        used = [place for at, place in grid.rows() if at == lane]
        rows |= {(lane, min(used) - 1), (lane, max(used) + 1)}
    leaving = list(Side) if kinds[link.source] in _ROUTING else [Side.RIGHT]
    entering = [side for side in Side if side is not Side.RIGHT]
    for row, leaves, enters in product(sorted(rows), leaving, entering):
        if leaves is not Side.LEFT:
            yield Route(link=link, row=row, leaves=leaves, enters=enters)


def _fits(grid: Grid, way: Route) -> bool:
    source, target = grid.seats[way.link.source], grid.seats[way.link.target]
    for side, row, key, role in (
        (way.leaves, source.row, *_ends(way)[0][::2]),
        (way.enters, target.row, *_ends(way)[1][::2]),
    ):
        if (side is Side.TOP and not way.row < row) or (side is Side.BOTTOM and not way.row > row):
            return False
        if grid.sides.get((key, side), role) != role:
            return False
    if way.link.label and _label_place(grid, way) in grid.labels:
        return False
    return _upright_fits(grid, way) and _along_fits(grid, way)


def _upright_fits(grid: Grid, way: Route) -> bool:
    for key, side, role in _ends(way):
        seat = grid.seats[key]
        if side in {Side.LEFT, Side.RIGHT}:
            continue
        if not grid.is_clear(seat.column, seat.row, way.row):
            return False
        low, high = sorted((seat.row, way.row))
        for first, last, other, other_role in grid.upright.get(seat.column, ()):
            overlaps = low < last and first < high
            if overlaps and (other, other_role) != (key, role):
                return False
    return True


def _ends(way: Route) -> tuple[tuple[str, Side, str], tuple[str, Side, str]]:
    """Return shape, side and role of both ends; only one role may use the top or the bottom."""
    comes_back = way.link.is_back and way.enters is not Side.LEFT
    return (
        (way.link.source, way.leaves, "out"),
        (way.link.target, way.enters, "back" if comes_back else "in"),
    )


def _along_fits(grid: Grid, way: Route) -> bool:
    first, last = _span(grid, way)
    if first > last:
        return False
    # Who turns in a channel keeps off the row of a shape beside it: that shape needs its own way.
    low, high = (first + 1) // 4, (last + 1) // 4
    ends = {way.link.source, way.link.target}
    for (column, row), key in grid.cells.items():
        if row == way.row and low <= column <= high and key not in ends:
            return False
        if row == way.row and first <= 4 * column <= last:
            return False
    return all(
        _meet(way.link, other, is_stub=is_stub or other_is_stub)
        for row, begin, end, is_stub in _stretches(grid, way)
        for other_begin, other_end, other, other_is_stub in grid.along.get(row, ())
        if begin <= other_end and other_begin <= end
    )


def _meet(link: Link, other: Link, *, is_stub: bool) -> bool:
    """Tell whether two lines may lie on each other: where they begin or end in one point."""
    if other.target == link.target and other.is_back == link.is_back:
        return True
    return is_stub and (other.source == link.source or other.target == link.target)


def _stretches(grid: Grid, way: Route) -> Iterator[tuple[Row, int, int, bool]]:
    """Return what a link takes of which rows; stubs lead from a shape into the channel beside."""
    yield way.row, *_span(grid, way), False
    source, target = grid.seats[way.link.source], grid.seats[way.link.target]
    if way.leaves is Side.RIGHT and way.row != source.row:
        yield source.row, 4 * source.column + 1, 4 * source.column + 1, True
    if way.enters is Side.LEFT and way.row != target.row:
        yield target.row, 4 * target.column - 1, 4 * target.column - 1, True


def _span(grid: Grid, way: Route) -> tuple[int, int]:
    """Return the first and last position that a link takes along its row."""
    source, target = grid.seats[way.link.source], grid.seats[way.link.target]
    begin = 4 * source.column + (1 if way.leaves is Side.RIGHT else 0)
    end = 4 * target.column - (1 if way.enters is Side.LEFT else 0)
    if way.link.is_back:
        return end, begin
    return begin, end


def _label_place(grid: Grid, way: Route) -> tuple[int, Row]:
    """Return the channel and row where a link says what it is: beside its source."""
    column = grid.seats[way.link.source].column
    return (column - 1 if way.link.is_back else column), way.row


def _order(grid: Grid, scale: _Scale, way: Route) -> tuple[int, Row, Side, Side]:
    return _cost(grid, scale, way), way.row, way.leaves, way.enters


def _cost(grid: Grid, scale: _Scale, way: Route) -> int:
    source, target = grid.seats[way.link.source], grid.seats[way.link.target]
    cost = 0 if way.enters is Side.LEFT or way.link.is_back else _NOT_LEFT
    for (key, side, role), row in zip(_ends(way), (source.row, target.row), strict=True):
        if row != way.row:
            cost += _TRACK if side in {Side.LEFT, Side.RIGHT} else _BEND
        cost += _STEP * abs(scale.places[row] - scale.places[way.row])
        cost += scale.shared if grid.sides.get((key, side)) == role else 0
    cost += 0 if way.row in grid.along or way.row in (source.row, target.row) else _NEW_ROW
    is_above = way.row < min(source.row, target.row)
    is_below = way.row > max(source.row, target.row)
    cost += _OTHER_SIDE if (is_below if way.link.is_back else is_above) else 0
    return cost


def _take(grid: Grid, way: Route) -> None:
    for key, side, role in _ends(way):
        grid.sides[key, side] = role
        seat = grid.seats[key]
        if side in {Side.TOP, Side.BOTTOM}:
            low, high = sorted((seat.row, way.row))
            grid.upright.setdefault(seat.column, []).append((low, high, key, role))
    for row, begin, end, is_stub in _stretches(grid, way):
        grid.along.setdefault(row, []).append((begin, end, way.link, is_stub))
    if way.link.label:
        grid.labels.add(_label_place(grid, way))
