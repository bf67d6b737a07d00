"""Certificate types that a flow names itself, and what keeps them from being issued (证照就绪)."""

from collections.abc import Iterator, Mapping, Sequence

from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ITEM_CERTIFICATE, Node, NodeKind


def named_certificate_types(graph: FlowGraph) -> tuple[str, ...]:
    """Return the types that certificate nodes name, the item's own aside (证照类型)."""
    return tuple(sorted({node.produces for node in _makers(graph)}))


def readiness_faults(*, graph: FlowGraph, reasons: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Yield the certificate nodes whose type cannot be issued (证照类型未就绪).

    Args:
        reasons: why a type is not ready, by its code; types that are ready are left out.
    """
    for node in _makers(graph):
        for reason in reasons.get(node.produces, ()):
            yield Fault(
                "certificate_type_not_ready",
                node.key,
                f"制证环节“{node.name_zh}”的证照类型 {node.produces} 未就绪：{reason}",
            )


def _makers(graph: FlowGraph) -> Iterator[Node]:
    for node in graph.of_kind(NodeKind.CERTIFICATE):
        if node.produces and node.produces != ITEM_CERTIFICATE:
            yield node
