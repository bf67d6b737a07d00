"""Is the graph itself whole: reachable, ending, blocks closed, guards exhaustive (流程结构检查).

These checks need nothing but the graph. They prove that every case that enters reaches the end,
never waits for ever at a join and leaves no work behind; `tests/test_rules_state_space.py` holds
them against an exhaustive search of small graphs.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from zhengtong.flows.rules.facts import CASE_FACTS, Fact, fault_of
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import REVIEW_KINDS, Edge, Node, NodeKind

CLASH_MESSAGES: Mapping[str, str] = {
    "branch_mixed": "从不同的并行分支直接走到“{name}”，应先经过汇总",
    "join_unmatched": "汇总“{name}”收到的分支不是同一个分办的",
    "join_incomplete": "汇总“{name}”等不到从“{detail}”开始的分支，办件会停在这里",
    "fork_joined_twice": "分办“{name}”的分支走到了不同的汇总",
    "fork_unjoined": "分办“{name}”没有对应的汇总",
    "end_in_branch": "并行分支没有汇总就走到了“{name}”",
}


def structure_faults(
    *, graph: FlowGraph, facts: Mapping[str, Fact] = CASE_FACTS
) -> Iterator[Fault]:
    """Yield everything that is wrong with the graph as such (结构问题)."""
    yield from _ends(graph)
    yield from _reach(graph)
    yield from _cycles(graph)
    yield from _blocks(graph)
    for node in graph.nodes:
        yield from _way_out(graph, node, facts)
        yield from _send_back(graph, node)


def cycle_of(graph: FlowGraph) -> tuple[str, ...]:
    """Return the nodes of a cycle among the forward edges, or nothing (环路)."""
    sorter = TopologicalSorter({key: [] for key in graph.by_key})
    for edge in graph.edges:
        sorter.add(edge.target, edge.source)
    try:
        sorter.prepare()
    except CycleError as error:
        return tuple(error.args[1][:-1])
    return ()


def _ends(graph: FlowGraph) -> Iterator[Fault]:
    starts = graph.of_kind(NodeKind.INTAKE)
    if not starts:
        yield Fault("start_missing", "", "流程没有受理环节，办件无从开始")
    for node in starts[1:]:
        yield Fault("start_repeated", node.key, f"受理环节只能有一个，“{node.name_zh}”多余")
    for node in starts:
        if graph.incoming[node.key]:
            yield Fault("start_entered", node.key, f"受理环节“{node.name_zh}”之前不能有环节")
    ends = graph.of_kind(NodeKind.END)
    if not ends:
        yield Fault("end_missing", "", "流程没有结束环节")
    for node in ends[1:]:
        yield Fault("end_repeated", node.key, f"结束环节只能有一个，“{node.name_zh}”多余")
    for node in ends:
        if graph.outgoing[node.key]:
            yield Fault("end_left", node.key, f"结束环节“{node.name_zh}”之后不能再有环节")


def _reach(graph: FlowGraph) -> Iterator[Fault]:
    start = graph.start.key if graph.start else ""
    ends = {node.key for node in graph.of_kind(NodeKind.END)}
    for node in graph.nodes:
        if start and node.key != start and node.key not in graph.later_than[start]:
            yield Fault("unreachable", node.key, f"从受理走不到环节“{node.name_zh}”")
        if node.key in ends:
            continue
        if not graph.outgoing[node.key]:
            yield Fault("dead_end", node.key, f"环节“{node.name_zh}”没有下一环节，办件会停在这里")
        elif ends and not ends & graph.later_than[node.key]:
            yield Fault("never_ends", node.key, f"从环节“{node.name_zh}”走不到结束")


def _cycles(graph: FlowGraph) -> Iterator[Fault]:
    cycle = cycle_of(graph)
    if cycle:
        names = "→".join(graph.by_key[key].name_zh for key in (*cycle, cycle[0]))
        yield Fault("cycle", min(cycle), f"流向形成环路：{names}；要往回走请用“可退回”")


def _blocks(graph: FlowGraph) -> Iterator[Fault]:
    for clash in graph.blocks.clashes:
        detail = graph.by_key[clash.detail].name_zh if clash.detail else ""
        message = CLASH_MESSAGES[clash.code]
        name = graph.by_key[clash.node].name_zh
        yield Fault(clash.code, clash.node, message.format(name=name, detail=detail))
    for node in graph.nodes:
        in_branch = bool(graph.blocks.branch_of.get(node.key))
        if in_branch and node.is_work and node.kind not in REVIEW_KINDS:
            yield Fault(
                "work_in_branch",
                node.key,
                f"并行分支里只能有审查和会签，不能有{node.kind.label}环节“{node.name_zh}”",
            )


def _way_out(graph: FlowGraph, node: Node, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    edges = graph.outgoing[node.key]
    if node.kind is NodeKind.FORK:
        yield from _fork_ways(graph, node, edges)
        return
    if node.kind is NodeKind.JOIN and len(graph.incoming[node.key]) < 2:
        yield Fault("join_single", node.key, f"汇总“{node.name_zh}”至少要有两条来路")
    yield from _choice(graph, node, edges)
    for edge in edges:
        for condition in edge.guard.conditions:
            wrong = fault_of(condition, facts=facts)
            if wrong:
                yield Fault(wrong[0], node.key, f"环节“{node.name_zh}”的{wrong[1]}")


def _fork_ways(graph: FlowGraph, node: Node, edges: tuple[Edge, ...]) -> Iterator[Fault]:
    if len(edges) < 2:
        yield Fault("fork_single", node.key, f"分办“{node.name_zh}”至少要有两个分支")
    for edge in edges:
        target = graph.by_key[edge.target]
        if edge.guard.conditions or edge.guard.otherwise:
            yield Fault(
                "fork_guarded",
                node.key,
                f"分办“{node.name_zh}”的每个分支都要办，到“{target.name_zh}”不能带条件",
            )
        if target.kind is NodeKind.JOIN:
            yield Fault("branch_empty", node.key, f"分办“{node.name_zh}”有一个分支没有人办理")


def _choice(graph: FlowGraph, node: Node, edges: tuple[Edge, ...]) -> Iterator[Fault]:
    fallbacks = sum(edge.guard.otherwise for edge in edges)
    free = [edge for edge in edges if not edge.guard.conditions and not edge.guard.otherwise]
    if fallbacks > 1:
        yield Fault(
            "otherwise_repeated", node.key, f"环节“{node.name_zh}”有多个“其他”流向，只能有一个"
        )
    if len(edges) > 1:
        for edge in free:
            target = graph.by_key[edge.target].name_zh
            yield Fault(
                "guard_missing",
                node.key,
                f"环节“{node.name_zh}”有多个流向，到“{target}”的没有写条件，也没有写“其他”",
            )
    if edges and not fallbacks and not free:
        yield Fault(
            "guard_not_exhaustive",
            node.key,
            f"环节“{node.name_zh}”的条件都不满足时无路可走，请加一条“其他”流向",
        )


def _send_back(graph: FlowGraph, node: Node) -> Iterator[Fault]:
    if node.send_back_to and not node.is_work:
        yield Fault("send_back_from_routing", node.key, f"“{node.name_zh}”不由人办理，不能退回")
        return
    for key in node.send_back_to:
        wrong = _send_back_fault(graph, node, graph.by_key[key])
        if wrong:
            yield Fault(wrong[0], node.key, wrong[1])


def _send_back_fault(graph: FlowGraph, node: Node, target: Node) -> tuple[str, str] | None:
    way = f"“{node.name_zh}”不能退回“{target.name_zh}”："
    branches = graph.blocks.branch_of
    if not target.is_work:
        return "send_back_to_routing", f"{way}那里不由人办理"
    if target.kind is NodeKind.INTAKE:
        return "send_back_to_intake", f"{way}已经受理的办件不能退回受理"
    if target.key == node.key or node.key not in graph.later_than[target.key]:
        return "send_back_not_earlier", f"{way}它不是前面的环节"
    if branches.get(target.key) != branches.get(node.key):
        return "send_back_crosses_branch", f"{way}不能退进或退出并行分支"
    decisions = [decision.key for decision in graph.of_kind(NodeKind.DECISION)]
    decided = any(key == target.key or _is_between(graph, target, key, node) for key in decisions)
    if decided:
        return "send_back_past_decision", f"{way}决定作出后不能退回"
    return None


def _is_between(graph: FlowGraph, first: Node, key: str, last: Node) -> bool:
    return key in graph.later_than[first.key] and last.key in graph.later_than[key]
