"""From columns and rows to pixels: boxes, lines and where every word stands (坐标).

All sizes are pixels at 100 %. Nothing here depends on the writer of the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zhengtong.flows.rules.pictures.drawing import Drawing, Lane, Link, Shape, ShapeKind
from zhengtong.flows.rules.pictures.grid import Grid, Route, Row, Side
from zhengtong.flows.rules.pictures.lettering import lines_of, width_of
from zhengtong.flows.rules.pictures.routes import routes_of

POOL_HEADER, LANE_HEADER, MARGIN = 30, 30, 24
TASK_WIDTH, TASK_HEIGHT, GATEWAY, EVENT = 168, 84, 50, 36
CHANNEL, TRACK, ROW_GAP, LANE_PADDING = 22, 12, 18, 14
NAME_SIZE, SMALL_SIZE = 14, 12
LINE_HEIGHT = 1.35
LABEL_WIDTH, GATEWAY_NAME_WIDTH, HEADER_LINE = 84, 72, 15

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its upper left corner (矩形)."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """Return the point in the middle (中心)."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of small print and the box that they fill (文字)."""

    lines: tuple[str, ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with a place for everything (图).

    Args:
        pool: the whole, with a header for the flow's name at its left.
        lanes: each with a header of its own.
        names: of events, forks and joins; tasks bear theirs inside.
        paths: the corners of each link, from its source to its target.
    """

    drawing: Drawing
    pool: Box
    lanes: tuple[tuple[Lane, Box], ...]
    boxes: Mapping[str, Box]
    names: Mapping[str, Words]
    paths: Mapping[Link, tuple[Point, ...]]
    labels: Mapping[Link, Words]


def place(drawing: Drawing) -> Picture:
    """Give everything in a drawing its place (成图); the same drawing, the same picture."""
    grid, routes = routes_of(drawing)
    shapes = {shape.key: shape for shape in drawing.shapes}
    plan = _Plan(drawing=drawing, shapes=shapes, grid=grid, routes=routes)
    plan.share_tracks()
    plan.set_columns()
    plan.set_rows()
    return Picture(
        drawing=drawing,
        pool=Box(0, 0, plan.width, plan.height),
        lanes=tuple(zip(drawing.lanes, plan.lanes, strict=True)),
        boxes={shape.key: plan.box(shape) for shape in drawing.shapes},
        names={shape.key: plan.name(shape) for shape in drawing.shapes if _has_name(shape)},
        paths={route.link: plan.path(route) for route in routes},
        labels={route.link: plan.label(route) for route in routes if route.link.label},
    )


def size_of(kind: ShapeKind) -> tuple[float, float]:
    """Return width and height of a shape (图形大小)."""
    match kind:
        case ShapeKind.TASK:
            return TASK_WIDTH, TASK_HEIGHT
        case ShapeKind.START | ShapeKind.END:
            return EVENT, EVENT
    return GATEWAY, GATEWAY


def _has_name(shape: Shape) -> bool:
    return shape.kind is not ShapeKind.TASK and bool(shape.name)


def _height(lines: tuple[str, ...], *, size: float = SMALL_SIZE) -> float:
    return len(lines) * size * LINE_HEIGHT


def _widest(lines: Iterable[str], *, size: float = SMALL_SIZE) -> float:
    return max((width_of(line, size=size) for line in lines), default=0)


@dataclass(slots=True, kw_only=True)
class _Plan:
    """The measures of a picture while it is laid out (排版)."""

    drawing: Drawing
    shapes: Mapping[str, Shape]
    grid: Grid
    routes: tuple[Route, ...]
    exits: dict[Link, int] = field(default_factory=dict)
    entries: dict[Link, int] = field(default_factory=dict)
    exit_tracks: dict[int, int] = field(default_factory=dict)
    entry_tracks: dict[int, int] = field(default_factory=dict)
    left: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    label_width: dict[int, float] = field(default_factory=dict)
    middle: dict[Row, float] = field(default_factory=dict)
    lanes: list[Box] = field(default_factory=list)
    width: float = 0
    height: float = 0

    def share_tracks(self) -> None:
        """Give every upright line in a channel a track of its own."""
        for route in self.routes:
            source, target = (self.grid.seats[key] for key in _keys(route))
            if route.leaves is Side.RIGHT and route.row != source.row:
                self.exits[route.link] = self.exit_tracks.get(source.column, 0)
                self.exit_tracks[source.column] = self.exits[route.link] + 1
            if route.enters is Side.LEFT and route.row != target.row:
                channel = target.column - 1
                self.entries[route.link] = self.entry_tracks.get(channel, 0)
                self.entry_tracks[channel] = self.entries[route.link] + 1

    def set_columns(self) -> None:
        """Set where columns begin: shapes, tracks and labels between them make the width."""
        count = 1 + max(seat.column for seat in self.grid.seats.values())
        self.widths = [0.0] * count
        for shape in self.drawing.shapes:
            column = self.grid.seats[shape.key].column
            self.widths[column] = max(self.widths[column], self._room(shape))
        for route in self.routes:
            channel = self._label_channel(route)
            widest = _widest(_label_lines(route.link))
            self.label_width[channel] = max(self.label_width.get(channel, 0), widest)
        at: float = POOL_HEADER + LANE_HEADER + MARGIN
        for column in range(count):
            self.left.append(at)
            at += self.widths[column] + self._channel(column)
        self.width = self.left[-1] + self.widths[-1] + MARGIN

    def set_rows(self) -> None:
        """Set the middle of each row, and the lanes around the rows."""
        above, below = self._reach()
        at: float = 0
        for number, lane in enumerate(self.drawing.lanes):
            rows = [row for row in self.grid.rows() if row[0] == number]
            needed = sum(above[row] + below[row] for row in rows) + ROW_GAP * (len(rows) - 1)
            named = len(lane.name) * HEADER_LINE
            height = max(needed + 2 * LANE_PADDING, named + 2 * LANE_PADDING)
            top = at + (height - needed) / 2
            for row in rows:
                self.middle[row] = round(top + above[row])
                top += above[row] + below[row] + ROW_GAP
            height = round(height)
            self.lanes.append(Box(POOL_HEADER, at, self.width - POOL_HEADER, height))
            at += height
        self.height = at

    def box(self, shape: Shape) -> Box:
        """Return where a shape stands."""
        seat = self.grid.seats[shape.key]
        width, height = size_of(shape.kind)
        x = self._centre(seat.column) - width / 2
        return Box(x, self.middle[seat.row] - height / 2, width, height)

    def name(self, shape: Shape) -> Words:
        """Return the name of a shape: below it, above it, or beside the line that leaves it."""
        lines = _name_lines(shape)
        box, width, height = self.box(shape), _widest(lines), _height(lines)
        x, y = box.centre[0] - width / 2, box.y + box.height + 3
        match self._free_side(shape):
            case Side.TOP:
                y = box.y - height - 3
            case Side.RIGHT:
                x = box.centre[0] + 8
        return Words(lines, Box(x, y, width, height))

    def label(self, route: Route) -> Words:
        """Return the words on a link, above the line beside its source."""
        lines = _label_lines(route.link)
        channel = self._label_channel(route)
        width, height = _widest(lines), _height(lines)
        room = self.left[channel] + self.widths[channel] + CHANNEL / 2
        room += self.exit_tracks.get(channel, 0) * TRACK
        x = room + (self.label_width[channel] - width) / 2
        return Words(lines, Box(x, self.middle[route.row] - height - 3, width, height))

    def path(self, route: Route) -> tuple[Point, ...]:
        """Return the corners of a link."""
        source, target = (self.box(self.shapes[key]) for key in _keys(route))
        row = self.middle[route.row]
        (sx, sy), (tx, ty) = source.centre, target.centre
        points: list[Point] = []
        if route.leaves is Side.RIGHT:
            points.append((source.x + source.width, sy))
            if route.link in self.exits:
                x = self._exit_x(route)
                points += [(x, sy), (x, row)]
        else:
            points += [(sx, source.y + (source.height if row > sy else 0)), (sx, row)]
        if route.enters is Side.LEFT:
            if route.link in self.entries:
                x = self._entry_x(route)
                points += [(x, row), (x, ty)]
            points.append((target.x, ty))
        else:
            points += [(tx, row), (tx, target.y + (target.height if row > ty else 0))]
        return tuple(points)

    def _room(self, shape: Shape) -> float:
        width = size_of(shape.kind)[0]
        if not _has_name(shape):
            return width
        name = _widest(_name_lines(shape))
        is_beside = self._free_side(shape) is Side.RIGHT
        return max(width, 2 * (name + 12) if is_beside else name)

    def _free_side(self, shape: Shape) -> Side:
        for side in (Side.BOTTOM, Side.TOP):
            if (shape.key, side) not in self.grid.sides:
                return side
        return Side.RIGHT

    def _channel(self, channel: int) -> float:
        tracks = self.exit_tracks.get(channel, 0) + self.entry_tracks.get(channel, 0)
        label = self.label_width.get(channel, 0)
        return 2 * CHANNEL + tracks * TRACK + label

    def _label_channel(self, route: Route) -> int:
        column = self.grid.seats[route.link.source].column
        return column - 1 if route.link.is_back else column

    def _exit_x(self, route: Route) -> float:
        column = self.grid.seats[route.link.source].column
        edge = self.left[column] + self.widths[column]
        return edge + CHANNEL / 2 + self.exits[route.link] * TRACK

    def _entry_x(self, route: Route) -> float:
        column = self.grid.seats[route.link.target].column
        return self.left[column] - CHANNEL - self.entries[route.link] * TRACK

    def _centre(self, column: int) -> float:
        return round(self.left[column] + self.widths[column] / 2)

    def _reach(self) -> tuple[dict[Row, float], dict[Row, float]]:
        """Return how far what stands on each row reaches above and below its middle."""
        above: dict[Row, float] = defaultdict(lambda: 10.0)
        below: dict[Row, float] = defaultdict(lambda: 10.0)
        for shape in self.drawing.shapes:
            row, half = self.grid.seats[shape.key].row, size_of(shape.kind)[1] / 2
            named = _height(_name_lines(shape)) + 3 if _has_name(shape) else 0
            on_top = self._free_side(shape) is Side.TOP
            above[row] = max(above[row], half + (named if on_top else 0))
            below[row] = max(below[row], half + (0 if on_top else named))
        for route in self.routes:
            above[route.row] = max(above[route.row], _height(_label_lines(route.link)) + 6)
        return above, below


def _keys(route: Route) -> tuple[str, str]:
    return route.link.source, route.link.target


def _label_lines(link: Link) -> tuple[str, ...]:
    return lines_of(link.label, size=SMALL_SIZE, width=LABEL_WIDTH)


def _name_lines(shape: Shape) -> tuple[str, ...]:
    return lines_of(shape.name, size=SMALL_SIZE, width=GATEWAY_NAME_WIDTH)
