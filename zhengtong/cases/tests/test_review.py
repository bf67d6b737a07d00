"""A case on its flow: dispatch, steps, send-back, joint review."""

from itertools import pairwise

import pytest

from zhengtong.cases.models import Step
from zhengtong.cases.operations.decision import (
    Proposal,
    ReviewNotFinished,
    grant_case,
    propose_decision,
    send_back_decision,
)
from zhengtong.cases.operations.review import (
    NotAReview,
    pass_step,
    send_back_step,
    start_review,
)
from zhengtong.cases.operations.steps import NobodyHolds, NoFlow
from zhengtong.cases.rules.guards.handling import OpinionMissing
from zhengtong.cases.rules.guards.separation import IntakeHandles, LastDeciderReviews
from zhengtong.cases.tests.factories import (
    Journey,
    Office,
    accepted,
    in_review,
    make_office,
    proposed,
    reviewed,
    trace,
)
from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.tests.factories import publish_again
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, Edge, Node, NodeKind, Post
from zhengtong.flows.rules.shapes import joint_review
from zhengtong.flows.rules.tokens import NodeNotLive, SendBackRefused
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import PostPeriod
from zhengtong.people.rules.duties import Post as Position
from zhengtong.people.tests.factories import give_post, make_handler

pytestmark = pytest.mark.django_db
PLANNING, FIRE = "510703-D02", "510703-D03"


def steps(journey: Journey, *fields: str) -> list[tuple]:
    rows = Step.objects.filter(region_code="510703", case_id=journey.case.id)
    return list(rows.order_by("ordinal").values_list(*fields))


def open_nodes(journey: Journey) -> list[str]:
    return [node for node, closed in steps(journey, "node", "closed_at") if closed is None]


def test_it_is_dispatched_to_the_first_node(office) -> None:
    journey = in_review(office)
    assert trace(journey.number).kinds[-1] == "cases.review_started"
    assert steps(journey, "node", "post", "organisation_code", "result") == [
        ("intake", "intake", "510703-D01", "passed"),
        ("review", "reviewer", "510703-D01", ""),
    ]


def test_it_refuses_to_dispatch_where_nobody_holds_the_post(office) -> None:
    journey = accepted(office)
    before = trace(journey.number)
    PostPeriod.objects.filter(post="reviewer").delete()
    with pytest.raises(NobodyHolds, match="审查"):
        start_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before
    assert steps(journey, "node") == []


def test_it_refuses_to_pass_where_nobody_could_go_on(office) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    give_post(staff_code="S02", post=Position.DECIDER)
    PostPeriod.objects.filter(post="decider").delete()
    with pytest.raises(NobodyHolds, match="决定"):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合条件",
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert open_nodes(journey) == ["review"]


def test_it_refuses_an_item_without_flow(office) -> None:
    item = LocalItem.objects.get(region_code="510703")
    LocalItem.objects.filter(region_code="510703", id=item.id).update(flow_code="")
    journey = accepted(office)
    before = trace(journey.number)
    with pytest.raises(NoFlow):
        start_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before


def test_it_passes_a_node_to_the_next(office) -> None:
    journey = reviewed(office)
    left = trace(journey.number)
    assert (left.state, left.kinds[-1]) == ("in_review", "cases.step_passed")
    assert steps(journey, "node", "handler", "result")[1:] == [
        ("review", "S02", "passed"),
        ("decision", "", ""),
    ]
    assert journey.case.reviewer == "S02"


@pytest.mark.parametrize(
    ("node", "opinion", "refusal"),
    [
        ("review", " ", OpinionMissing),
        ("decision", "符合条件", NodeNotLive),
        ("intake", "符合条件", NodeNotLive),
    ],
)
def test_it_refuses_a_step_that_cannot_be(office, node, opinion, refusal) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(refusal):
        pass_step(
            case_number=journey.number,
            node=node,
            opinion=opinion,
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_refuses_to_pass_a_decision_as_a_review(office) -> None:
    journey = reviewed(office)
    with pytest.raises(NotAReview):
        pass_step(
            case_number=journey.number,
            node="decision",
            opinion="同意",
            by=office.decider,
            at=journey.tick(),
        )


def test_it_refuses_a_review_by_who_holds_no_post(office) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合条件",
            by=office.clerk,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_keeps_intake_and_handling_apart_where_the_item_says_so(office) -> None:
    give_post(staff_code="S01", post=Position.REVIEWER)
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(IntakeHandles):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合条件",
            by=office.clerk,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_lets_the_clerk_review_where_the_item_does_not_keep_them_apart(db) -> None:
    office = make_office(one_window=False)
    give_post(staff_code="S01", post=Position.REVIEWER)
    journey = in_review(office)
    case = pass_step(
        case_number=journey.number,
        node="review",
        opinion="符合条件",
        by=office.clerk,
        at=journey.tick(),
    )
    assert case.reviewer == "S01"


def test_it_refuses_a_review_by_the_only_decider(office) -> None:
    give_post(staff_code="S03", post=Position.REVIEWER)
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(LastDeciderReviews):
        pass_step(
            case_number=journey.number,
            node="review",
            opinion="符合条件",
            by=office.decider,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def two_reviews() -> FlowGraph:
    def node(key: str, kind: NodeKind, post: Post, **more) -> Node:
        return Node(
            key=key, name_zh=key, kind=kind, post=post, organisation_code=OWN_ORGANISATION, **more
        )

    keys = ("intake", "first", "second", "decision", "delivery", "end")
    return FlowGraph(
        nodes=(
            node("intake", NodeKind.INTAKE, Post.INTAKE),
            node("first", NodeKind.REVIEW, Post.REVIEWER, limit_working_days=2),
            node("second", NodeKind.REVIEW, Post.REVIEWER, send_back_to=("first",)),
            node("decision", NodeKind.DECISION, Post.DECIDER, send_back_to=("first", "second")),
            node("delivery", NodeKind.DELIVERY, Post.DELIVERER),
            Node(key="end", name_zh="结束", kind=NodeKind.END),
        ),
        edges=tuple(Edge(one, two) for one, two in pairwise(keys)),
    )


def pass_at(journey: Journey, node: str, by) -> None:
    pass_step(case_number=journey.number, node=node, opinion="符合条件", by=by, at=journey.tick())


def test_it_goes_back_to_an_earlier_node_and_counts_the_review_no_more(db) -> None:
    office = make_office(flow=two_reviews())
    journey = in_review(office)
    assert steps(journey, "node", "due_on")[1][1].isoformat() == "2018-02-28"
    second = make_handler(Position.REVIEWER, staff_code="S20")
    pass_at(journey, "first", office.reviewer)
    send_back_step(
        case_number=journey.number,
        node="second",
        target="first",
        opinion="请补充核实",
        by=second,
        at=journey.tick(),
    )
    assert trace(journey.number).kinds[-1] == "cases.step_sent_back"
    assert steps(journey, "node", "result", "is_redone")[1:] == [
        ("first", "passed", True),
        ("second", "sent_back", True),
        ("first", "", False),
    ]
    assert open_nodes(journey) == ["first"]


def test_it_refuses_a_way_back_that_the_flow_does_not_declare(office) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(SendBackRefused):
        send_back_step(
            case_number=journey.number,
            node="review",
            target="intake",
            opinion="退回",
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_a_decision_goes_back_to_a_review(db) -> None:
    office = make_office(flow=two_reviews())
    journey = in_review(office)
    pass_at(journey, "first", office.reviewer)
    pass_at(journey, "second", office.reviewer)
    propose_decision(
        case_number=journey.number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=office.reviewer,
        at=journey.tick(),
    )
    case = send_back_decision(
        case_number=journey.number,
        reason="面积不实",
        target="second",
        by=office.decider,
        at=journey.tick(),
    )
    assert (case.state, case.proposal) == ("in_review", "")
    assert open_nodes(journey) == ["second"]
    assert trace(journey.number).kinds[-1] == "cases.sent_back"


def test_a_decision_goes_back_to_its_proposer(office) -> None:
    journey = proposed(office)
    send_back_decision(
        case_number=journey.number, reason="理由不足", by=office.decider, at=journey.tick()
    )
    assert open_nodes(journey) == ["decision"]
    assert trace(journey.number).state == "in_review"


@pytest.fixture
def joint(db) -> tuple[Office, dict]:
    """A case that two other departments countersign at once."""
    others = {}
    office = make_office()
    for code in (PLANNING, FIRE):
        others[code] = make_handler(
            Position.REVIEWER, staff_code=f"{code[-3:]}S", organisation_code=code
        )
    item = LocalItem.objects.get(region_code="510703")
    flow = make_published_flow(
        graph=joint_review(organisation_codes=(PLANNING, FIRE)), code="joint", with_holders=False
    )
    item.flow_code, item.flow_version, item.version = flow.code, flow.version, 2
    item.elements = {**item.elements, "joint_body": [{"body_name": "规划"}]}
    LocalItem.objects.filter(region_code="510703", id=item.id).update(
        flow_code=flow.code, flow_version=flow.version, version=2
    )
    publish_again(item=item)
    return office, others


def test_a_joint_review_runs_side_by_side_and_gathers(joint) -> None:
    office, others = joint
    journey = in_review(office)
    assert journey.case.is_joint
    pass_at(journey, "review", office.reviewer)
    assert open_nodes(journey) == ["countersign_1", "countersign_2"]
    pass_at(journey, "countersign_1", others[PLANNING])
    assert open_nodes(journey) == ["countersign_2", "gather"]
    with pytest.raises(ReviewNotFinished, match="会签"):
        propose_decision(
            case_number=journey.number,
            proposal=Proposal.GRANT,
            opinion="拟准予",
            by=office.reviewer,
            at=journey.tick(),
        )
    pass_at(journey, "countersign_2", others[FIRE])
    assert open_nodes(journey) == ["decision"]
    propose_decision(
        case_number=journey.number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=office.reviewer,
        at=journey.tick(),
    )
    case = grant_case(
        case_number=journey.number, opinion="同意", by=office.decider, at=journey.tick()
    )
    assert case.state == "granted"


def test_a_department_countersigns_only_for_itself(joint) -> None:
    office, others = joint
    journey = in_review(office)
    pass_at(journey, "review", office.reviewer)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused):
        pass_at(journey, "countersign_2", others[PLANNING])
    assert trace(journey.number) == before
