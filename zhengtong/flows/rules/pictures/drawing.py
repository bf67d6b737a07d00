"""What a picture of a flow shows: shapes, links and the lanes they lie in (图示内容).

A flow has its branching on the edges of a node; people who draw processes put it into gateways.
So a node with several ways on, or with a way back, is followed by a choice, and the case enters
by a start event. Both files show the same shapes.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.formats import OTHERWISE_WORD, written_condition
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, Edge, Guard, Node, NodeKind
from zhengtong.kernel.errors import DomainError

START = "start"
PASS_WORD, BACK_WORD, START_WORD = "通过", "退回", "申请"


class FlowNotDrawable(DomainError):
    """The flow has no start, a node that is never reached, or runs in a circle (无法成图)."""

    code = "flow_not_drawable"


class ShapeKind(StrEnum):
    """What a shape stands for (图形类型)."""

    START = "start"
    TASK = "task"
    CHOICE = "choice"
    FORK = "fork"
    JOIN = "join"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape (图形).

    Args:
        name: empty for a choice, which its ways explain.
        lane: number of its lane.
        node: the node that it stands for; None for the start and for choices.
    """

    key: str
    kind: ShapeKind
    name: str
    lane: int
    node: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way from one shape to another (连线).

    Args:
        label: Chinese words on it; empty where there is only this way.
        condition: the same as a FEEL expression; empty for none.
        is_default: taken when no other way out of its choice is.
        is_back: the case is sent back.
    """

    source: str
    target: str
    label: str = ""
    condition: str = ""
    is_default: bool = False
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The part of the picture in which one organisation works (泳道)."""

    organisation_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a picture shows, before anything has a place; shapes in the flow's order (图示)."""

    lanes: tuple[Lane, ...]
    shapes: tuple[Shape, ...]
    links: tuple[Link, ...]


def drawing_of(*, graph: FlowGraph, names: Mapping[str, str]) -> Drawing:
    """Return what a picture of a flow shows (图示内容).

    Args:
        names: names of organisations by code; `own` for the one that handles the case. One
            without a name is shown by its code.

    Raises:
        FlowNotDrawable: see there; a published flow always is.
    """
    _require_drawable(graph)
    assert graph.start is not None
    codes = dict.fromkeys(
        [OWN_ORGANISATION, *(node.organisation_code for node in graph.nodes if node.is_work)]
    )
    lane_of = {code: number for number, code in enumerate(codes)}
    first = Shape(
        key=START,
        kind=ShapeKind.START,
        name=START_WORD,
        lane=lane_of[graph.start.organisation_code],
    )
    shapes, links = [first], [Link(source=first.key, target=shape_key(graph.start))]
    for node in graph.nodes:
        lane = lane_of[node.organisation_code if node.is_work else OWN_ORGANISATION]
        shapes += _shapes(graph, node, lane=lane)
        links += _links(graph, node)
    return Drawing(
        lanes=tuple(Lane(organisation_code=code, name=names.get(code) or code) for code in lane_of),
        shapes=tuple(shapes),
        links=tuple(links),
    )


def shape_key(node: Node) -> str:
    """Return the key of the shape that stands for a node (图形键)."""
    return f"node_{node.key}"


def guard_words(guard: Guard) -> str:
    """Return a guard in words (条件文字)."""
    if guard.otherwise:
        return OTHERWISE_WORD
    return "并且".join(written_condition(condition) for condition in guard.conditions)


def _require_drawable(graph: FlowGraph) -> None:
    if graph.start is None:
        raise FlowNotDrawable("流程没有受理环节，无法成图")
    reached = graph.later_than[graph.start.key] | {graph.start.key}
    for node in graph.nodes:
        if node.key not in reached:
            raise FlowNotDrawable(f"环节“{node.name_zh}”走不到，无法成图")
        if node.key in graph.later_than[node.key]:
            raise FlowNotDrawable(f"环节“{node.name_zh}”会走回自己，无法成图")


_KINDS = {
    NodeKind.FORK: ShapeKind.FORK,
    NodeKind.JOIN: ShapeKind.JOIN,
    NodeKind.END: ShapeKind.END,
}


def _shapes(graph: FlowGraph, node: Node, *, lane: int) -> Iterator[Shape]:
    kind = _KINDS.get(node.kind, ShapeKind.TASK)
    yield Shape(key=shape_key(node), kind=kind, name=node.name_zh, lane=lane, node=node)
    if _has_choice(graph, node):
        yield Shape(key=_choice_key(node), kind=ShapeKind.CHOICE, name="", lane=lane)


def _links(graph: FlowGraph, node: Node) -> Iterator[Link]:
    source = shape_key(node)
    if _has_choice(graph, node):
        yield Link(source=source, target=_choice_key(node))
        source = _choice_key(node)
    edges = graph.outgoing[node.key]
    for edge in edges:
        is_only = len(edges) == 1 and bool(node.send_back_to)
        yield _forward(edge, source, shape_key(graph.by_key[edge.target]), is_only=is_only)
    for key in node.send_back_to:
        target = graph.node(key)
        yield Link(
            source=source,
            target=shape_key(target),
            label=f"{BACK_WORD}{target.name_zh}",
            condition=f"sent_back_to = {_feel_text(key)}",
            is_back=True,
        )


def _forward(edge: Edge, source: str, target: str, *, is_only: bool) -> Link:
    words = guard_words(edge.guard)
    return Link(
        source=source,
        target=target,
        label=words or (PASS_WORD if is_only else ""),
        condition=" and ".join(_feel(condition) for condition in edge.guard.conditions),
        is_default=edge.guard.otherwise or (is_only and not edge.guard.conditions),
    )


def _has_choice(graph: FlowGraph, node: Node) -> bool:
    ways = len(graph.outgoing[node.key])
    return node.kind is not NodeKind.FORK and (ways > 1 or bool(ways and node.send_back_to))


def _choice_key(node: Node) -> str:
    return f"choice_{node.key}"


_FEEL_SIGNS = {
    Operator.EQUALS: "=",
    Operator.DIFFERS: "!=",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
    Operator.MORE_THAN: ">",
    Operator.LESS_THAN: "<",
}


def _feel(condition: Condition) -> str:
    """Return a condition in FEEL, the expression language beside BPMN."""
    value = condition.value
    if isinstance(value, tuple):
        return f"{condition.field} in ({', '.join(map(_feel_text, value))})"
    shown = _feel_text(value)
    if condition.operator is Operator.INCLUDES:
        return f"list contains({condition.field}, {shown})"
    return f"{condition.field} {_FEEL_SIGNS[condition.operator]} {shown}"


def _feel_text(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)
