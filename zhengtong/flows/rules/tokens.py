"""The token game: how a case moves over its flow (流程推进).

Only for published flows, which are proved sound: a live case then has exactly one position on
each branch that runs. All look-ups are computed once for a graph, so a step costs a few set
operations, whatever the size of the flow.
"""

from dataclasses import dataclass

from zhengtong.flows.rules.blocks import Branch, branch_label, ways_out
from zhengtong.flows.rules.facts import CaseFacts
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import Edge, Node, NodeKind
from zhengtong.kernel.errors import DomainError


class NodeNotLive(DomainError):
    """The case is not at this node now (办件不在此环节)."""

    code = "node_not_live"


class SendBackRefused(DomainError):
    """The flow does not let this node send back to that one (不能退回到该环节)."""

    code = "send_back_refused"


class NoWayOpen(DomainError):
    """No guard out of a node holds; cannot happen in a published flow (没有可走的流向)."""

    code = "no_way_open"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """One place where a case rests: work to do, or a branch that waits at a join (当前位置).

    Args:
        branch: "" for the trunk, else branch numbers from the outside in, "2" or "2.1". At a
            join it is the branch that has arrived.
    """

    node: str
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a step changed (推进结果).

    Args:
        live: all positions afterwards; empty once the flow has ended.
        opened: positions that are new.
        closed: positions that are no more, the one acted on among them.
        redo: at a send-back the nodes whose earlier results no longer count, in order.
    """

    live: frozenset[Position]
    opened: tuple[Position, ...] = ()
    closed: tuple[Position, ...] = ()
    redo: tuple[str, ...] = ()


def begin(*, graph: FlowGraph) -> Move:
    """Put a new case on the first node (进入流程)."""
    first = Position(_first(graph).key)
    return Move(live=frozenset({first}), opened=(first,))


def pass_node(*, graph: FlowGraph, live: frozenset[Position], node: str, facts: CaseFacts) -> Move:
    """Finish a node and open what follows (通过环节).

    A fork opens all its branches; a join opens only when every branch has arrived; among
    several ways the first whose guard holds is taken, else the one marked otherwise.

    Raises:
        NodeUnknown: the flow has no such node.
        NodeNotLive: the case is not at this node, or nobody acts there.
        FactMissing: a guard asks for something that the case does not carry.
    """
    position = _live_position(graph, live, node)
    after = set(live)
    after.remove(position)
    _leave(graph, after, graph.by_key[node], facts)
    return _moved(live, frozenset(after))


def send_back(*, graph: FlowGraph, live: frozenset[Position], node: str, target: str) -> Move:
    """Send a case back to an earlier node of the same branch (退回环节).

    In a sound flow nothing else is live on the branch, so only this node closes; what was done
    from the target on, a whole parallel block in between included, is listed to be redone.

    Raises:
        NodeUnknown: the flow has no such node.
        NodeNotLive: the case is not at this node.
        SendBackRefused: the flow does not declare this way back.
    """
    position = _live_position(graph, live, node)
    if target not in graph.by_key[node].send_back_to:
        raise SendBackRefused(
            f"流程没有规定可从“{graph.by_key[node].name_zh}”退回“{graph.node(target).name_zh}”"
        )
    after = (live - {position}) | {Position(target, position.branch)}
    return _moved(live, after, redo=nodes_between(graph=graph, first=target, last=node))


def nodes_between(*, graph: FlowGraph, first: str, last: str) -> tuple[str, ...]:
    """Return the work nodes on any way from `first` to `last`, both included (区间环节)."""
    return tuple(
        node.key
        for node in graph.nodes
        if node.is_work
        and (node.key == first or node.key in graph.later_than[first])
        and (node.key == last or last in graph.later_than[node.key])
    )


def _first(graph: FlowGraph) -> Node:
    if graph.start is None:
        raise NoWayOpen("流程没有受理环节，无法开始")
    return graph.start


def _live_position(graph: FlowGraph, live: frozenset[Position], key: str) -> Position:
    node = graph.node(key)
    position = Position(key, graph.blocks.label_of(key))
    if not node.is_work or position not in live:
        raise NodeNotLive(f"办件当前不在“{node.name_zh}”环节，请刷新后再办理")
    return position


def _leave(graph: FlowGraph, after: set[Position], node: Node, facts: CaseFacts) -> None:
    branch = graph.blocks.branch_of[node.key]
    edges = graph.outgoing[node.key]
    if node.kind is not NodeKind.FORK:
        edges = (_way_on(node, edges, facts),)
    for edge, on_branch in ways_out(node, branch=branch, edges=edges):
        _arrive(graph, after, graph.by_key[edge.target], on_branch, facts)


def _way_on(node: Node, edges: tuple[Edge, ...], facts: CaseFacts) -> Edge:
    fallback = None
    for edge in edges:
        if edge.guard.otherwise:
            fallback = edge
        elif edge.guard.is_open(facts=facts):
            return edge
    if fallback is None:
        raise NoWayOpen(f"环节“{node.name_zh}”没有符合条件的下一环节")
    return fallback


def _arrive(
    graph: FlowGraph, after: set[Position], node: Node, branch: Branch, facts: CaseFacts
) -> None:
    match node.kind:
        case NodeKind.END:
            return
        case NodeKind.FORK:
            _leave(graph, after, node, facts)
        case NodeKind.JOIN:
            after.add(Position(node.key, branch_label(branch)))
            awaited = {
                Position(node.key, branch_label(arrival))
                for arrival in graph.blocks.awaited[node.key]
            }
            if awaited <= after:
                after.difference_update(awaited)
                _leave(graph, after, node, facts)
        case _:
            after.add(Position(node.key, branch_label(branch)))


def _moved(
    before: frozenset[Position], after: frozenset[Position], *, redo: tuple[str, ...] = ()
) -> Move:
    return Move(
        live=after,
        opened=tuple(sorted(after - before)),
        closed=tuple(sorted(before - after)),
        redo=redo,
    )
