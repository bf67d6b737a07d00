"""The proof that stands before publishing: a flow is sound, or every fault is named (流程检查)."""

from collections.abc import Mapping

from zhengtong.flows.rules.facts import CASE_FACTS, Fact
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.handling import FlowItem, item_faults, order_faults
from zhengtong.flows.rules.staffing import Staffing, post_faults, staffing_faults
from zhengtong.flows.rules.structure import structure_faults

__all__ = ["Fault", "FlowItem", "Staffing", "check_flow"]


def check_flow(
    *,
    graph: FlowGraph,
    item: FlowItem | None = None,
    staffing: Staffing | None = None,
    facts: Mapping[str, Fact] = CASE_FACTS,
) -> tuple[Fault, ...]:
    """Return all faults of a flow; an empty result is the proof that it is sound (流程检查).

    The form of the graph, the order of stages and the posts are always checked; what depends on
    the item or on people only when they are given. Publishing gives both.
    """
    found = [
        *structure_faults(graph=graph, facts=facts),
        *order_faults(graph=graph),
        *post_faults(graph=graph),
    ]
    if item is not None:
        found += item_faults(graph=graph, item=item)
    if staffing is not None:
        found += staffing_faults(
            graph=graph,
            staffing=staffing,
            intake_apart=item is not None and item.intake_apart,
            one_person_allowed=item is not None and item.is_on_the_spot and item.one_person_allowed,
        )
    return tuple(dict.fromkeys(found))
