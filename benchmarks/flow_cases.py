"""Accepted cases of an item with seven nodes, and their way through the flow (七个环节的办件)."""

import datetime as dt
import uuid
from itertools import pairwise

from django.db import transaction

from benchmarks import office
from benchmarks.accepting import accept_one
from benchmarks.pool import Pool
from zhengtong.cases.models import Step
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.decision import Proposal, grant_case, propose_decision
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.recording import lock_case
from zhengtong.cases.operations.review import pass_step, start_review
from zhengtong.cases.operations.steps import enter_flow, pass_node, route_of
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.catalogue.models import LocalItem
from zhengtong.flows.rules import tokens
from zhengtong.flows.rules.facts import CaseFacts
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import USUAL_POST, Edge, Node, NodeKind
from zhengtong.flows.rules.tokens import Position

BODY = office.department(1)
REVIEWS = {"review_1": "初审", "review_2": "踏勘", "review_3": "评审", "review_4": "复审"}
_SUFFIX = "-7"
_YEAR = 2003  # of the numbers
_FACTS: CaseFacts = {"decision": "granted"}


def seven_nodes() -> FlowGraph:
    """Return the flow of `seven_nodes.bpmn`: seven nodes, one after the other (流程)."""
    nodes = [
        _node("intake", "受理", NodeKind.INTAKE),
        *(_node(key, name, NodeKind.REVIEW) for key, name in REVIEWS.items()),
        _node("decision", "决定", NodeKind.DECISION),
        _node("delivery", "送达", NodeKind.DELIVERY),
        Node(key="end", name_zh="结束", kind=NodeKind.END),
    ]
    edges = [Edge(node.key, after.key) for node, after in pairwise(nodes)]
    return FlowGraph(nodes=tuple(nodes), edges=tuple(edges))


def accepted(count: int) -> list[str]:
    """Take cases in and accept them; return their numbers (已受理办件)."""
    waiting = _pool().make(count)
    for case in waiting:
        accept_one(case)
    return [number for number, _ in waiting]


def advance(number: str) -> None:
    """Take an accepted case through its flow by the operations, nine acts in all (办理)."""
    moment = office.NOW

    def tick() -> ActTime:
        nonlocal moment
        moment += dt.timedelta(minutes=1)
        return live(moment)

    clerk, reviewer, decider, _, deliverer = (
        office.staff_of(BODY, place) for place in ("S01", "S02", "S03", "S04", "S05")
    )
    start_review(case_number=number, by=clerk, at=tick())
    for node in REVIEWS:
        pass_step(case_number=number, node=node, opinion="符合条件", by=reviewer, at=tick())
    propose_decision(
        case_number=number, proposal=Proposal.GRANT, opinion="拟准予", by=reviewer, at=tick()
    )
    grant_case(case_number=number, opinion="同意", by=decider, at=tick())
    complete_case(case_number=number, by=decider, at=tick())
    deliver_case(
        case_number=number, way=DeliveryWay.SIGNED, proof="本人签收", by=deliverer, at=tick()
    )


def move(number: str) -> None:
    """Take an accepted case over the same nodes and write nothing but where it stands (流转)."""
    at = live(office.NOW)
    with transaction.atomic():
        enter_flow(lock_case(number), at=at)
    for node in (*REVIEWS, "decision", "delivery"):
        with transaction.atomic():
            route = route_of(lock_case(number))
            pass_node(route, node=node, by_code="S02", at=at, decision="granted")


def move_alone(case_id: uuid.UUID) -> None:
    """Reckon the same way without a database: rows in, rows out (流转，不含数据库)."""
    rows = [_step(case_id, tokens.begin(graph=GRAPH).opened[0])]
    for node in ("intake", *REVIEWS, "decision", "delivery"):
        live = frozenset(Position(row.node, row.branch) for row in rows)
        move = tokens.pass_node(graph=GRAPH, live=live, node=node, facts=_FACTS)
        rows = [_step(case_id, position) for position in move.opened]
    assert not rows


_POOL: list[Pool] = []


def _pool() -> Pool:
    """Return the pool of the item with seven nodes; the item is made when first asked for."""
    if not _POOL:
        office.make_items(BODY, count=1, graph=GRAPH, suffix=_SUFFIX)
        item = LocalItem.objects.get(
            region_code=office.DISTRICT, implementation_code__endswith=_SUFFIX
        )
        _POOL.append(Pool(bodies=[BODY], item=item.implementation_code, year=_YEAR))
    return _POOL[0]


def _step(case_id: uuid.UUID, position: Position) -> Step:
    """Return the row of a position, as `cases.operations.steps` makes it."""
    node = GRAPH.node(position.node)
    return Step(
        region_code=office.DISTRICT,
        case_id=case_id,
        ordinal=1,
        node=node.key,
        node_name=node.name_zh,
        kind=node.kind.value,
        branch=position.branch,
        post=node.post.value if node.post else "",
        organisation_code=BODY,
        opened_at=office.NOW,
    )


def _node(key: str, name_zh: str, kind: NodeKind) -> Node:
    return Node(key=key, name_zh=name_zh, kind=kind, post=USUAL_POST[kind])


GRAPH = seven_nodes()
