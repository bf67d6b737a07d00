"""Flows for the usual shapes of an item, ready to be adapted (常用流程).

Keys are the same in all shapes, so people learn them once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from zhengtong.flows.rules.facts import Condition, Operator
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import (
    ALWAYS,
    ITEM_CERTIFICATE,
    OTHERWISE,
    OWN_ORGANISATION,
    USUAL_POST,
    Edge,
    Guard,
    Node,
    NodeKind,
)
from zhengtong.kernel.errors import DomainError

DELIVERY_WORKING_DAYS = 10
NO_NAMES: Mapping[str, str] = MappingProxyType({})
GRANTED = Guard((Condition("decision", Operator.EQUALS, "granted"),))


class CountersignersRefused(DomainError):
    """The list of organisations to countersign is empty or repeats one (会签部门有误)."""

    code = "countersigners_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLimits:
    """Time for each stage, in working days; None where a stage has none of its own (环节时限).

    Source:
        《行政许可法》（2019年修正）第四十四条: 自作出决定之日起十日内向申请人颁发、送达.
    """

    review: int | None = None
    countersign: int | None = None
    decision: int | None = None
    certificate: int | None = None
    delivery: int | None = DELIVERY_WORKING_DAYS


NO_LIMITS = StageLimits()


def on_the_spot(*, certificate: str = "", limits: StageLimits = NO_LIMITS) -> FlowGraph:
    """Return the flow of an item that is decided at once (即办件).

    Args:
        certificate: certificate type code, `item` for the item's own type, empty for none.

    Source:
        《行政许可法》（2019年修正）第三十四条第二款: 能够当场作出决定的, 应当当场作出书面决定.
    """
    return _chain([], certificate=certificate, limits=limits, name_zh="当场决定")


def promised_with_certificate(
    *, certificate: str = ITEM_CERTIFICATE, limits: StageLimits = NO_LIMITS
) -> FlowGraph:
    """Return the flow 受理→审查→决定→制证→送达 (承诺件，出证)."""
    return _chain([_review(limits)], certificate=certificate, limits=limits)


def promised_without_certificate(*, limits: StageLimits = NO_LIMITS) -> FlowGraph:
    """Return the flow 受理→审查→决定→送达 (承诺件，不出证)."""
    return _chain([_review(limits)], certificate="", limits=limits)


def joint_review(
    *,
    organisation_codes: Sequence[str],
    names: Mapping[str, str] = NO_NAMES,
    certificate: str = "",
    limits: StageLimits = NO_LIMITS,
) -> FlowGraph:
    """Return a flow in which several organisations review at once before the decision (会签).

    The handling organisation reviews first and hands out; with one other organisation there is
    nothing to run in parallel and its node simply follows.

    Args:
        names: short names of the organisations by code; one without a name is called by its code.

    Raises:
        CountersignersRefused: nobody is named, or somebody twice, or the handling organisation.

    Source:
        《行政许可法》（2019年修正）第二十六条第二款: 由一个部门受理并转告有关部门分别提出意见后
        统一办理, 或者组织有关部门联合办理、集中办理.
    """
    _require_countersigners(organisation_codes)
    countersigns = [
        _countersign(number, code, limits, name=names.get(code, code))
        for number, code in enumerate(organisation_codes, start=1)
    ]
    if len(countersigns) == 1:
        return _chain([_review(limits), *countersigns], certificate=certificate, limits=limits)
    fork = Node(key="hand_out", name_zh="分办", kind=NodeKind.FORK)
    join = Node(key="gather", name_zh="汇总", kind=NodeKind.JOIN)
    plain = _chain([_review(limits), fork, join], certificate=certificate, limits=limits)
    cut = plain.nodes.index(join)
    block = [Edge(fork.key, node.key) for node in countersigns]
    block += [Edge(node.key, join.key) for node in countersigns]
    return FlowGraph(
        nodes=(*plain.nodes[:cut], *countersigns, *plain.nodes[cut:]),
        edges=(*(edge for edge in plain.edges if edge != Edge(fork.key, join.key)), *block),
    )


def _require_countersigners(organisation_codes: Sequence[str]) -> None:
    if not organisation_codes:
        raise CountersignersRefused("请至少指定一个会签部门")
    if len(set(organisation_codes)) < len(organisation_codes):
        raise CountersignersRefused("同一部门只能会签一次")
    if OWN_ORGANISATION in organisation_codes:
        raise CountersignersRefused("承办部门自己审查，不必列入会签部门")


def _review(limits: StageLimits) -> Node:
    return _node("review", "审查", NodeKind.REVIEW, limits.review)


def _countersign(number: int, organisation_code: str, limits: StageLimits, *, name: str) -> Node:
    return _node(
        f"countersign_{number}",
        f"会签（{name}）",
        NodeKind.COUNTERSIGN,
        limits.countersign,
        organisation_code=organisation_code,
    )


def _chain(
    reviews: Sequence[Node], *, certificate: str, limits: StageLimits, name_zh: str = "决定"
) -> FlowGraph:
    send_back = tuple(node.key for node in reviews if node.is_work)
    decision = _node(
        "decision", name_zh, NodeKind.DECISION, limits.decision, send_back_to=send_back
    )
    delivery = _node("delivery", "送达", NodeKind.DELIVERY, limits.delivery)
    end = Node(key="end", name_zh="结束", kind=NodeKind.END)
    intake = _node("intake", "受理", NodeKind.INTAKE, None)
    until_decision = (intake, *reviews, decision)
    edges = [Edge(node.key, after.key) for node, after in pairwise(until_decision)]
    if not certificate:
        edges += [Edge(decision.key, delivery.key, ALWAYS), Edge(delivery.key, end.key)]
        return FlowGraph(nodes=(*until_decision, delivery, end), edges=tuple(edges))
    maker = _node(
        "certificate", "制证", NodeKind.CERTIFICATE, limits.certificate, produces=certificate
    )
    edges += [
        Edge(decision.key, maker.key, GRANTED),
        Edge(decision.key, delivery.key, OTHERWISE),
        Edge(maker.key, delivery.key),
        Edge(delivery.key, end.key),
    ]
    return FlowGraph(nodes=(*until_decision, maker, delivery, end), edges=tuple(edges))


def _node(
    key: str,
    name_zh: str,
    kind: NodeKind,
    limit: int | None,
    *,
    organisation_code: str = OWN_ORGANISATION,
    produces: str = "",
    send_back_to: tuple[str, ...] = (),
) -> Node:
    return Node(
        key=key,
        name_zh=name_zh,
        kind=kind,
        post=USUAL_POST[kind],
        organisation_code=organisation_code,
        limit_working_days=limit,
        produces=produces,
        send_back_to=send_back_to,
    )
