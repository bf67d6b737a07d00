"""Can the people of the offices work this flow: holders, separation of duties (流程岗位检查)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import (
    FITTING_POSTS,
    OWN_ORGANISATION,
    REVIEW_KINDS,
    Node,
    NodeKind,
)
from zhengtong.flows.rules.structure import cycle_of
from zhengtong.people.rules.duties import Post

NOBODY = ""
Holders = Mapping[tuple[str, str], frozenset[str]]  # (organisation code, post) → person codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Who holds which post today (岗位人员).

    Args:
        organisation_code: the organisation that `own` stands for.
        holders: active holders by organisation code and post, as person codes.
        contract_workers: persons who may hold no deciding post (编外聘用人员).
    """

    organisation_code: str
    holders: Holders
    contract_workers: frozenset[str] = field(default_factory=frozenset)

    def organisation_of(self, node: Node) -> str:
        """Return the organisation that works a node (办理机构)."""
        if node.organisation_code == OWN_ORGANISATION:
            return self.organisation_code
        return node.organisation_code

    def able_at(self, node: Node) -> frozenset[str]:
        """Return the persons who may act at a node (可办理人员)."""
        if node.post is None:
            return frozenset()
        holders = self.holders.get((self.organisation_of(node), node.post), frozenset())
        return holders - self.contract_workers if node.post is Post.DECIDER else holders


def post_faults(*, graph: FlowGraph) -> Iterator[Fault]:
    """Yield nodes whose post is missing or does not fit their kind (岗位设置问题)."""
    for node in graph.nodes:
        if not node.is_work:
            continue
        fitting = FITTING_POSTS[node.kind]
        if node.post is None:
            yield Fault("post_missing", node.key, f"环节“{node.name_zh}”没有指定岗位")
        elif node.post not in fitting:
            names = "、".join(sorted(post.label for post in fitting))
            yield Fault(
                "post_not_fitting",
                node.key,
                f"{node.kind.label}环节“{node.name_zh}”不能由{node.post.label}办理，应为：{names}",
            )


def staffing_faults(
    *, graph: FlowGraph, staffing: Staffing, intake_apart: bool, one_person_allowed: bool
) -> Iterator[Fault]:
    """Yield nodes that nobody could work, and separations that nobody could keep (人员问题).

    Source:
        Platform rule (职责分离): 审查人与决定人不得为同一人; 受办分离; 编外聘用人员不得作决定.
        A flow that could strand a case cannot be published.
    """
    for node in graph.nodes:
        if node.is_work and node.post is not None and not staffing.able_at(node):
            yield _unmanned(node, staffing)
    if not cycle_of(graph) and not graph.blocks.clashes:
        yield from _separation(graph, staffing, intake_apart, one_person_allowed)


def _unmanned(node: Node, staffing: Staffing) -> Fault:
    organisation = staffing.organisation_of(node)
    label = node.post.label if node.post else ""
    held = staffing.holders.get((organisation, str(node.post)), frozenset())
    if held:
        return Fault(
            "decider_contract_only",
            node.key,
            f"环节“{node.name_zh}”的{label}（机构 {organisation}）只有编外聘用人员，不能作决定",
        )
    return Fault(
        "post_without_holder",
        node.key,
        f"环节“{node.name_zh}”的{label}（机构 {organisation}）没有在岗人员，请先安排",
    )


def _separation(
    graph: FlowGraph, staffing: Staffing, intake_apart: bool, one_person_allowed: bool
) -> Iterator[Fault]:
    if one_person_allowed and not intake_apart:
        return
    for decision in graph.of_kind(NodeKind.DECISION):
        takers = staffing.able_at(graph.start) if graph.start and intake_apart else {NOBODY}
        pairs = list(product(sorted(takers), sorted(staffing.able_at(decision))))
        apart = [(taker, decider) for taker, decider in pairs if taker != decider]
        if pairs and not apart:
            yield Fault(
                "intake_handler_same",
                decision.key,
                f"环节“{decision.name_zh}”只有受理人自己能作决定，办不到受办分离，请增加人员",
            )
        barred = [(taker, NOBODY if one_person_allowed else decider) for taker, decider in apart]
        blocked = (
            _blocked_review(graph, staffing, reviews, barred)
            for reviews in _review_rounds(graph, decision, staffing)
        )
        yield from (_not_apart(node) for node in blocked if node)


def _blocked_review(
    graph: FlowGraph,
    staffing: Staffing,
    reviews: frozenset[str],
    barred: Iterable[tuple[str, str]],
) -> Node | None:
    """Return a review that stays without a person whoever takes in and decides, if any does."""
    blocked = None
    for pair in barred:
        left_alone = (
            node
            for node in graph.nodes
            if node.key in reviews and staffing.able_at(node) <= set(pair)
        )
        blocked = next(left_alone, None)
        if blocked is None:
            return None
    return blocked


def _not_apart(node: Node) -> Fault:
    return Fault(
        "reviewer_not_apart",
        node.key,
        f"环节“{node.name_zh}”的人员不足，办不到审查与决定分开（或受办分离），请增加人员",
    )


def _review_rounds(graph: FlowGraph, decision: Node, staffing: Staffing) -> list[frozenset[str]]:
    """Return the sets of review nodes that a case may pass before a decision, largest only.

    Reviews that nobody could work have a fault of their own and are left out.
    """
    manned = {node.key for node in graph.of_kind(*REVIEW_KINDS) if staffing.able_at(node)}
    rounds: dict[str, set[frozenset[str]]] = {}

    def rounds_from(key: str, until: str) -> set[frozenset[str]]:
        if key == until:
            return {frozenset()}
        if key not in rounds:
            rounds[key] = _largest(walk(key, until))
        return rounds[key]

    def walk(key: str, until: str) -> set[frozenset[str]]:
        own = frozenset({key}) & manned
        targets = [edge.target for edge in graph.outgoing[key]]
        if graph.by_key[key].kind is NodeKind.FORK:
            join = graph.blocks.join_of[key]
            inside = [rounds_from(target, join) for target in targets]
            ahead = rounds_from(join, until)
            return {frozenset().union(*mix) for mix in product(*inside, ahead)}
        return {own | reviews for target in targets for reviews in rounds_from(target, until)}

    found = rounds_from(graph.start.key, decision.key) if graph.start else set()
    return sorted(found, key=sorted)


def _largest(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    return {one for one in sets if not any(one < other for other in sets)}
