"""Does the flow do what the law and the item ask: order, decision, certificate (流程合法性检查)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhengtong.flows.rules.facts import CASE_FACTS, fault_of, is_met
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ITEM_CERTIFICATE, REVIEW_KINDS, Edge, Node, NodeKind
from zhengtong.flows.rules.structure import cycle_of
from zhengtong.kernel.item_types import ItemType

# The stages of a case; a flow never steps back over them except by a declared send-back.
STAGES: Mapping[NodeKind, int] = MappingProxyType(
    {
        NodeKind.INTAKE: 0,
        NodeKind.REVIEW: 1,
        NodeKind.COUNTERSIGN: 1,
        NodeKind.DECISION: 2,
        NodeKind.CERTIFICATE: 3,
        NodeKind.DELIVERY: 4,
    }
)
DENIED: Mapping[str, str] = MappingProxyType({"decision": "denied"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowItem:
    """What a flow must know of the item that it serves (流程所服务的事项).

    Args:
        certificate_type: code of the type that the item yields; empty if it yields none.
        ready_certificate_types: codes of all types that can be issued today.
        promised_working_days: promised limit, if it is counted in working days.
        intake_apart: who takes the papers in may not handle the case (受办分离).
        one_person_allowed: an on-the-spot case may be reviewed and decided by one person.
    """

    item_type: ItemType
    is_on_the_spot: bool = False
    certificate_type: str = ""
    ready_certificate_types: frozenset[str] = frozenset()
    promised_working_days: int | None = None
    intake_apart: bool = False
    one_person_allowed: bool = False


def order_faults(*, graph: FlowGraph) -> Iterator[Fault]:
    """Yield where the stages of a case stand in the wrong order or are missing (环节次序问题).

    Source:
        《行政许可法》（2019年修正）第三十二条受理、第三十四条审查、第三十七条决定、
        第四十四条颁发送达: each follows the one before.
    """
    for node in graph.nodes:
        overtaken = _overtaken_by(graph, node)
        if overtaken:
            yield Fault(
                "stage_order",
                node.key,
                f"{node.kind.label}环节“{node.name_zh}”不能在"
                f"{overtaken.kind.label}环节“{overtaken.name_zh}”之后",
            )
    for kind in (NodeKind.DECISION, NodeKind.CERTIFICATE, NodeKind.DELIVERY):
        yield from _repeated(graph, kind)
    if _can_avoid(graph, NodeKind.DELIVERY):
        yield Fault("delivery_missing", "", "有的走法不经过送达环节，决定必须送达申请人")
    yield from _certificates_for_denied(graph)


def item_faults(*, graph: FlowGraph, item: FlowItem) -> Iterator[Fault]:
    """Yield where the flow does not fit the item (流程与事项不符).

    Only an on-the-spot item that is no licence may do without a decision node; only an
    on-the-spot item may be decided without review.

    Source:
        《行政许可法》（2019年修正）第三十四条: 应当对申请材料进行审查; 能够当场作出决定的,
        应当当场作出; 第三十八条: 依法作出书面决定; 第三十九条: 需要颁发行政许可证件的, 应当颁发.
    """
    may_skip_decision = item.is_on_the_spot and item.item_type is not ItemType.LICENSE
    if not may_skip_decision and _can_avoid(graph, NodeKind.DECISION):
        yield Fault("decision_missing", "", f"{item.item_type.label}的每种走法都要经过决定环节")
    if not item.is_on_the_spot:
        yield from _unreviewed(graph)
    yield from _certificates(graph, item)
    yield from _too_long(graph, item)


def _overtaken_by(graph: FlowGraph, node: Node) -> Node | None:
    """Return a node of a later stage that comes before `node`, if there is one."""
    for earlier in graph.nodes:
        if (
            earlier.is_work
            and node.is_work
            and node.key in graph.later_than[earlier.key]
            and STAGES[node.kind] < STAGES[earlier.kind]
        ):
            return earlier
    return None


def _repeated(graph: FlowGraph, kind: NodeKind) -> Iterator[Fault]:
    same_kind = graph.of_kind(kind)
    for node in same_kind:
        if any(node.key in graph.later_than[other.key] for other in same_kind if other != node):
            yield Fault(
                f"{kind.value}_repeated",
                node.key,
                f"同一办件会经过两次{kind.label}，“{node.name_zh}”多余",
            )


def _can_avoid(graph: FlowGraph, kind: NodeKind) -> bool:
    avoided = [node.key for node in graph.of_kind(kind)]
    return graph.start is not None and any(
        graph.can_reach(graph.start.key, end.key, without=avoided)
        for end in graph.of_kind(NodeKind.END)
    )


def _unreviewed(graph: FlowGraph) -> Iterator[Fault]:
    reviews = [node.key for node in graph.of_kind(*REVIEW_KINDS)]
    for decision in graph.of_kind(NodeKind.DECISION):
        if graph.start and graph.can_reach(graph.start.key, decision.key, without=reviews):
            yield Fault(
                "review_missing", decision.key, f"决定环节“{decision.name_zh}”之前没有审查环节"
            )


def _certificates(graph: FlowGraph, item: FlowItem) -> Iterator[Fault]:
    makers = graph.of_kind(NodeKind.CERTIFICATE)
    if item.certificate_type and not makers:
        yield Fault("certificate_missing", "", "事项的结果是证照，流程里却没有制证环节")
    for node in makers:
        code = item.certificate_type if node.produces == ITEM_CERTIFICATE else node.produces
        if not code:
            yield Fault(
                "certificate_type_missing",
                node.key,
                f"制证环节“{node.name_zh}”没有对应的证照类型，请先在事项中填写",
            )
        elif code not in item.ready_certificate_types:
            yield Fault(
                "certificate_type_not_ready",
                node.key,
                f"制证环节“{node.name_zh}”的证照类型 {code} 尚未就绪，请先导入证照模板",
            )


def _too_long(graph: FlowGraph, item: FlowItem) -> Iterator[Fault]:
    if item.promised_working_days is None or graph.start is None or cycle_of(graph):
        return
    total = longest_working_days(graph=graph)
    if total > item.promised_working_days:
        yield Fault(
            "limits_exceed_promise",
            "",
            f"受理到制证各环节时限合计 {total} 个工作日，"
            f"超过承诺的 {item.promised_working_days} 个工作日",
        )


def longest_working_days(*, graph: FlowGraph) -> int:
    """Return the longest sum of node limits from intake to the result, in working days (最长时限).

    Delivery has a clock of its own and is left out. The graph must have no cycle.
    """
    longest: dict[str, int] = {}

    def longest_from(key: str) -> int:
        if key not in longest:
            node = graph.by_key[key]
            own = 0 if node.kind is NodeKind.DELIVERY else node.limit_working_days or 0
            after = (longest_from(edge.target) for edge in graph.outgoing[key])
            longest[key] = own + max(after, default=0)
        return longest[key]

    return max((longest_from(node.key) for node in graph.nodes), default=0)


def _certificates_for_denied(graph: FlowGraph) -> Iterator[Fault]:
    """A denied case must not come to a certificate node, where it could not go on."""
    for decision in graph.of_kind(NodeKind.DECISION):
        seen: set[str] = set()
        waiting = [decision.key]
        while waiting:
            node = graph.by_key[waiting.pop()]
            if node.kind is NodeKind.CERTIFICATE:
                yield Fault(
                    "certificate_for_denied",
                    node.key,
                    f"不予的办件会走到制证环节“{node.name_zh}”，请写条件“决定结果=准予”",
                )
                continue
            ahead = {edge.target for edge in _ways_when_denied(graph, node)} - seen
            seen |= ahead
            waiting.extend(sorted(ahead))


def _ways_when_denied(graph: FlowGraph, node: Node) -> Iterator[Edge]:
    """Yield the edges that a denied case may take, as far as the decision alone tells."""
    for edge in sorted(graph.outgoing[node.key], key=lambda edge: edge.guard.otherwise):
        on_decision = [
            entry
            for entry in edge.guard.conditions
            if entry.field in DENIED and fault_of(entry, facts=CASE_FACTS) is None
        ]
        if any(not is_met(entry, facts=DENIED) for entry in on_decision):
            continue
        yield edge
        if on_decision and len(on_decision) == len(edge.guard.conditions):
            return
