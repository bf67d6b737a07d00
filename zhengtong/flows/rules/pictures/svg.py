"""A flow as a picture that any browser shows: SVG with title and description (流程图片).

Colours are those of `frontend/styles/tokens.css`, written out, since a file that leaves the
platform takes no style sheet along.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from zhengtong.flows.rules.nodes import ITEM_CERTIFICATE, Node
from zhengtong.flows.rules.pictures.drawing import Link, Shape, ShapeKind
from zhengtong.flows.rules.pictures.lettering import lines_of, width_of
from zhengtong.flows.rules.pictures.placing import (
    LANE_HEADER,
    LINE_HEIGHT,
    NAME_SIZE,
    POOL_HEADER,
    SMALL_SIZE,
    TASK_WIDTH,
    Box,
    Picture,
    Point,
)

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', system-ui, sans-serif"
)
INK, INK_2, PAPER, GROUND, GROUND_2 = "#182327", "#46555b", "#ffffff", "#f3f6f5", "#e6eceb"
LINE, LINE_2, ACCENT, ACCENT_TINT = "#d3dcdc", "#74838a", "#17525f", "#dfecee"
MARGIN, HEADING = 20, 44
ROUNDING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTitle:
    """What stands above a picture (图题)."""

    name: str
    subtitle: str


def svg_text(picture: Picture, *, title: PictureTitle) -> str:
    """Return a picture as an SVG file (写出 SVG)."""
    left, top = POOL_HEADER - MARGIN, -MARGIN - HEADING
    width = round(picture.pool.width - left + MARGIN)
    height = round(picture.pool.height - top + MARGIN)
    root = Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "role": "img",
            "aria-labelledby": "flow-title flow-description",
            "lang": "zh-CN",
            "width": str(width),
            "height": str(height),
            "viewBox": f"{left} {top} {width} {height}",
            "font-family": FONT,
            "font-size": str(SMALL_SIZE),
            "fill": INK,
        },
    )
    SubElement(root, "title", {"id": "flow-title"}).text = f"{title.name}流程图"
    SubElement(root, "desc", {"id": "flow-description"}).text = description(picture)
    _markers(root)
    _rectangle(root, Box(left, top, width, height), fill=PAPER)
    _heading(root, title)
    for lane, box in picture.lanes:
        _lane(root, lane.name, box)
    for link, points in picture.paths.items():
        _path(root, link, points)
    for line in joined_lines(points for link, points in picture.paths.items() if link.is_back):
        _dashes(root, *line)
    for shape in picture.drawing.shapes:
        _shape(root, shape, picture.boxes[shape.key])
    for words in (*picture.names.values(), *picture.labels.values()):
        _words(root, words.lines, x=words.box.centre[0], y=words.box.y, colour=INK_2)
    indent(root, space=" ")
    return tostring(root, encoding="unicode") + "\n"


def description(picture: Picture) -> str:
    """Return in sentences what the picture shows, for those who hear it (图的文字说明)."""
    shapes = {shape.key: shape for shape in picture.drawing.shapes}
    ways: dict[str, list[Link]] = {key: [] for key in shapes}
    for link in picture.drawing.links:
        ways[link.source].append(link)
    lanes = [lane.name for lane, _ in picture.lanes]
    nodes = sum(shape.node is not None for shape in picture.drawing.shapes)
    sentences = [f"共 {nodes} 个环节，{len(lanes)} 个机构。"]
    for shape in picture.drawing.shapes:
        if shape.node is None or shape.kind is ShapeKind.END:
            continue
        after = list(ways[shape.key])
        if len(after) == 1 and shapes[after[0].target].kind is ShapeKind.CHOICE:
            after = ways[after[0].target]
        worked = "，".join((lanes[shape.lane], *task_words(shape.node)))
        where = f"（{worked}）" if shape.kind is ShapeKind.TASK else ""
        onwards = "；".join(
            (f"{link.label}：" if link.label else "") + f"“{shapes[link.target].name}”"
            for link in after
        )
        sentences.append(f"“{shape.name}”{where}之后：{onwards}。")
    return "".join(sentences)


def task_words(node: Node) -> tuple[str, ...]:
    """Return what a node asks for: post, limit, product (环节要求)."""
    words = []
    if node.post is not None:
        words.append(node.post.label)
    if node.limit_working_days is not None:
        words.append(f"{node.limit_working_days} 个工作日")
    if node.produces:
        named = "本事项证照" if node.produces == ITEM_CERTIFICATE else node.produces
        words.append(f"产出{named}")
    return tuple(words)


def _markers(root: Element) -> None:
    marker = SubElement(
        SubElement(root, "defs"),
        "marker",
        {
            "id": "arrow",
            "viewBox": "0 0 10 10",
            "refX": "9.5",
            "refY": "5",
            "markerWidth": "10",
            "markerHeight": "10",
            "markerUnits": "userSpaceOnUse",
            "orient": "auto",
        },
    )
    SubElement(marker, "path", {"d": "M0 1 L10 5 L0 9 Z", "fill": INK_2})


def _heading(root: Element, title: PictureTitle) -> None:
    _line_of_text(
        root, title.name, x=POOL_HEADER, y=-HEADING + 6, size=18, weight="600", anchor="start"
    )
    _line_of_text(
        root, title.subtitle, x=POOL_HEADER, y=-HEADING + 28, colour=INK_2, anchor="start"
    )


def _lane(root: Element, name: str, box: Box) -> None:
    _rectangle(root, box, fill=PAPER, stroke=LINE)
    _rectangle(root, Box(box.x, box.y, LANE_HEADER, box.height), fill=GROUND_2, stroke=LINE)
    step = SMALL_SIZE + 2
    top = box.centre[1] - len(name) * step / 2
    group = SubElement(root, "text", {"text-anchor": "middle", "font-weight": "600"})
    for number, sign in enumerate(name):
        at = {"x": _number(box.x + LANE_HEADER / 2), "y": _number(top + number * step + SMALL_SIZE)}
        SubElement(group, "tspan", at).text = sign


def _path(root: Element, link: Link, points: tuple[Point, ...]) -> None:
    """Draw a link; of a way back only the arrow, since its line may be shared."""
    shown = points[-2:] if link.is_back else points
    corners = " L".join(f"{_number(x)} {_number(y)}" for x, y in shown)
    stroke = {"stroke": "none"} if link.is_back else {"stroke": INK_2, "stroke-width": "1.5"}
    look = {"d": f"M{corners}", "fill": "none"} | stroke
    SubElement(root, "path", look | {"marker-end": "url(#arrow)"})


def joined_lines(paths: Iterable[tuple[Point, ...]]) -> list[tuple[Point, Point]]:
    """Return the lines of several paths, each stretch once (虚线合并).

    Dashes over dashes would look like a full line.
    """
    along: dict[tuple[bool, float], list[tuple[float, float]]] = {}
    for points in paths:
        for (x, y), (next_x, next_y) in pairwise(points):
            is_level = y == next_y
            low, high = sorted((x, next_x) if is_level else (y, next_y))
            along.setdefault((is_level, y if is_level else x), []).append((low, high))
    found: list[tuple[Point, Point]] = []
    for (is_level, at), stretches in along.items():
        joined: list[tuple[float, float]] = []
        for low, high in sorted(stretches):
            if joined and low <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
            else:
                joined.append((low, high))
        found += [((a, at), (b, at)) if is_level else ((at, a), (at, b)) for a, b in joined]
    return [(first, last) for first, last in found if first != last]


def _dashes(root: Element, first: Point, last: Point) -> None:
    ends = {"x1": first[0], "y1": first[1], "x2": last[0], "y2": last[1]}
    look = {"stroke": INK_2, "stroke-width": "1.5", "stroke-dasharray": "6 4"}
    SubElement(root, "line", {key: _number(at) for key, at in ends.items()} | look)


def _shape(root: Element, shape: Shape, box: Box) -> None:
    match shape.kind:
        case ShapeKind.TASK:
            _task(root, shape, box)
        case ShapeKind.START | ShapeKind.END:
            x, y = box.centre
            stroke = "1.5" if shape.kind is ShapeKind.START else "4"
            radius = box.width / 2 - float(stroke) / 2
            circle = {"cx": x, "cy": y, "r": radius}
            look = {"fill": PAPER, "stroke": ACCENT, "stroke-width": stroke}
            SubElement(root, "circle", {key: _number(at) for key, at in circle.items()} | look)
        case _:
            _gateway(root, shape, box)


def _task(root: Element, shape: Shape, box: Box) -> None:
    assert shape.node is not None
    _rectangle(root, box, fill=PAPER, stroke=ACCENT, rounding=ROUNDING, thickness="1.5")
    name = lines_of(shape.name, size=NAME_SIZE, width=TASK_WIDTH - 24)[:3]
    small = _small_lines(shape.node)[: 4 - len(name)]
    heights = [NAME_SIZE * LINE_HEIGHT] * len(name) + [SMALL_SIZE * LINE_HEIGHT] * len(small)
    y = box.centre[1] - sum(heights) / 2
    x = box.centre[0]
    for line, height in zip((*name, *small), heights, strict=True):
        is_name = height > SMALL_SIZE * LINE_HEIGHT
        _line_of_text(
            root,
            line,
            x=x,
            y=y + height * 0.78,
            size=NAME_SIZE if is_name else SMALL_SIZE,
            weight="600" if is_name else "400",
            colour=INK if is_name else INK_2,
        )
        y += height


def _small_lines(node: Node) -> tuple[str, ...]:
    """Return post, limit and product, as many in a line as fit."""
    lines: list[str] = []
    for words in task_words(node):
        joined = f"{lines[-1]} · {words}" if lines else words
        if lines and width_of(joined, size=SMALL_SIZE) <= TASK_WIDTH - 16:
            lines[-1] = joined
        else:
            lines += lines_of(words, size=SMALL_SIZE, width=TASK_WIDTH - 16)
    return tuple(lines)


def _gateway(root: Element, shape: Shape, box: Box) -> None:
    (x, y), half = box.centre, box.width / 2
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    look = {"fill": ACCENT_TINT, "stroke": ACCENT, "stroke-width": "1.5"}
    outline = " ".join(f"{_number(px)},{_number(py)}" for px, py in corners)
    SubElement(root, "polygon", {"points": outline} | look)
    reach = 9
    mark = f"M{x - reach} {y} H{x + reach} M{x} {y - reach} V{y + reach}"
    if shape.kind is ShapeKind.CHOICE:
        reach = 7
        mark = f"M{x - reach} {y - reach} L{x + reach} {y + reach} "
        mark += f"M{x - reach} {y + reach} L{x + reach} {y - reach}"
    SubElement(root, "path", {"d": mark, "stroke": ACCENT, "stroke-width": "3"})


def _words(root: Element, lines: Iterable[str], *, x: float, y: float, colour: str) -> None:
    for number, line in enumerate(lines):
        height = SMALL_SIZE * LINE_HEIGHT
        _line_of_text(root, line, x=x, y=y + number * height + height * 0.78, colour=colour)


def _line_of_text(
    root: Element,
    text: str,
    *,
    x: float,
    y: float,
    size: int = SMALL_SIZE,
    weight: str = "400",
    colour: str = INK,
    anchor: str = "middle",
) -> None:
    look = {"x": _number(x), "y": _number(y), "fill": colour, "text-anchor": anchor}
    if size != SMALL_SIZE:
        look["font-size"] = str(size)
    if weight != "400":
        look["font-weight"] = weight
    SubElement(root, "text", look).text = text


def _rectangle(
    root: Element,
    box: Box,
    *,
    fill: str,
    stroke: str = "none",
    rounding: int = 0,
    thickness: str = "1",
) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    look = {"fill": fill, "stroke": stroke, "stroke-width": thickness}
    if rounding:
        look["rx"] = str(rounding)
    SubElement(root, "rect", {key: _number(size) for key, size in sizes.items()} | look)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
