"""Where a running case stands after it is moved to another version of its flow (移动办件)."""

from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import Edge, Node
from zhengtong.flows.rules.tokens import Position
from zhengtong.kernel.errors import DomainError


class MoveRefused(DomainError):
    """The case has no place to stand on in the other version (办件不能移到该版本)."""

    code = "move_refused"


def moved_positions(
    *, live: frozenset[Position], old: FlowGraph, new: FlowGraph
) -> frozenset[Position]:
    """Return where a case stands on the new version (移动后的位置).

    On the trunk it stands at the node of the same key and kind. Inside a parallel block it may
    be moved only if the block is the same in both versions: what has arrived at the join, and
    what is still awaited, then mean the same.

    Raises:
        MoveRefused: a node is gone, does something else, or its block was changed.
    """
    for position in sorted(live):
        node = old.node(position.node)
        _require_same_place(node, old, new)
        fork = _outermost_fork(old, position)
        if fork and _block(old, fork) != _block(new, fork):
            raise MoveRefused(
                f"办件正在“{old.node(fork).name_zh}”的并行分支中，新版改动了这些分支，"
                "请待汇总后再移动"
            )
    return live


def _require_same_place(node: Node, old: FlowGraph, new: FlowGraph) -> None:
    there = new.by_key.get(node.key)
    if there is None:
        raise MoveRefused(f"新版没有办件所在的环节“{node.name_zh}”，请先办完这一环节再移动")
    if there.kind is not node.kind:
        raise MoveRefused(
            f"办件所在的环节“{node.name_zh}”在新版里是{there.kind.label}环节，不能移动"
        )
    if old.blocks.branch_of.get(node.key) != new.blocks.branch_of.get(node.key):
        raise MoveRefused(f"办件所在的环节“{node.name_zh}”在新版里换了并行分支，不能移动")


def _outermost_fork(graph: FlowGraph, position: Position) -> str:
    """Return the fork whose block a position lies in, at its join included; empty on the trunk."""
    branch = graph.blocks.branch_of[position.node]
    if branch:
        return branch[0][0]
    forks = (fork for fork, join in graph.blocks.join_of.items() if join == position.node)
    return next(forks, "")


def _block(graph: FlowGraph, fork: str) -> tuple[str, dict[str, str], tuple[Edge, ...]]:
    """Return the join of a fork, the kinds of the nodes between, and the ways between them."""
    inside = {
        key for key, branch in graph.blocks.branch_of.items() if branch and branch[0][0] == fork
    }
    kinds = {key: graph.by_key[key].kind.value for key in sorted(inside)}
    ways = tuple(edge for edge in graph.edges if edge.source in inside | {fork})
    return graph.blocks.join_of.get(fork, ""), kinds, ways
