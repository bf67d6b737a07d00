"""A flow as one immutable value with what the token game needs at hand (流程图)."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from zhengtong.flows.rules.blocks import BlockStructure, read_blocks
from zhengtong.flows.rules.nodes import Edge, Node, NodeKind
from zhengtong.kernel.errors import DomainError


class NodeUnknown(DomainError):
    """The flow has no such node (环节不存在)."""

    code = "node_unknown"


@dataclass(frozen=True)
class FlowGraph:
    """Nodes and the ways between them (流程图).

    The order of nodes is the order shown to people; the order of the edges of one node is the
    order in which their guards are tried. Edges are kept in the order of their source nodes, so
    graphs that say the same are equal values with equal hashes. Everything derived is computed
    once for a graph and kept with it.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        rank = {node.key: place for place, node in enumerate(self.nodes)}
        in_order = sorted(self.edges, key=lambda edge: rank[edge.source])
        object.__setattr__(self, "edges", tuple(in_order))

    @cached_property
    def by_key(self) -> Mapping[str, Node]:
        """All nodes by their key (环节表)."""
        return MappingProxyType({node.key: node for node in self.nodes})

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges out of each node, in order (出边)."""
        found: dict[str, list[Edge]] = {node.key: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
        return MappingProxyType({key: tuple(edges) for key, edges in found.items()})

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges into each node (入边)."""
        found: dict[str, list[Edge]] = {node.key: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.target].append(edge)
        return MappingProxyType({key: tuple(edges) for key, edges in found.items()})

    @cached_property
    def start(self) -> Node | None:
        """The intake node where every case begins, or None if there is none (起点)."""
        return next((node for node in self.nodes if node.kind is NodeKind.INTAKE), None)

    @cached_property
    def blocks(self) -> BlockStructure:
        """The parallel blocks, read from the start (并行块)."""
        if self.start is None:
            return BlockStructure()
        return read_blocks(start=self.start.key, nodes=self.by_key, outgoing=self.outgoing)

    @cached_property
    def later_than(self) -> Mapping[str, frozenset[str]]:
        """For each node all nodes that may follow it, send-back aside (后续环节)."""
        return MappingProxyType(
            {node.key: self._reach((node.key,), leave_out=frozenset()) for node in self.nodes}
        )

    def node(self, key: str) -> Node:
        """Return a node (取环节).

        Raises:
            NodeUnknown: the flow has no node of this key.
        """
        try:
            return self.by_key[key]
        except KeyError:
            raise NodeUnknown(f"流程中没有环节“{key}”") from None

    def of_kind(self, *kinds: NodeKind) -> tuple[Node, ...]:
        """Return the nodes of the given kinds, in order (按类型取环节)."""
        return tuple(node for node in self.nodes if node.kind in kinds)

    def can_reach(self, source: str, target: str, *, without: Iterable[str] = ()) -> bool:
        """Tell whether a way leads from `source` to `target` past none of `without` (可否到达)."""
        left_out = frozenset(without)
        return source not in left_out and target in self._reach((source,), leave_out=left_out)

    def _reach(self, sources: Iterable[str], *, leave_out: frozenset[str]) -> frozenset[str]:
        seen: set[str] = set()
        queue = deque(sources)
        while queue:
            for edge in self.outgoing[queue.popleft()]:
                if edge.target not in seen and edge.target not in leave_out:
                    seen.add(edge.target)
                    queue.append(edge.target)
        return frozenset(seen)
