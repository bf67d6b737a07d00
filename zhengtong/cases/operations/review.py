"""A case is dispatched to its flow, passed on and sent back from node to node (审查流转)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events import ReviewStarted, StepPassed, StepSentBack
from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.step_holders import check_claim, open_row
from zhengtong.cases.operations.steps import (
    Route,
    deciders_of,
    enter_flow,
    pass_node,
    route_of,
    send_back,
)
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.handling import check_step_opinion
from zhengtong.cases.rules.guards.separation import check_handler, check_reviewer
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.flows.rules.nodes import REVIEW_KINDS
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.people.rules.duties import Post


class NotAReview(DomainError):
    """The node is no review: it is decided, certified or delivered by its own act (非审查环节)."""

    code: ClassVar[str] = "not_a_review"


@transaction.atomic
def start_review(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Dispatch an accepted case to the first nodes of its flow (开始审查).

    Raises:
        NoFlow: the item has no published flow.
        NobodyHolds: a first node has nobody who could act.
        ActionNotAllowed: the case is not waiting for review.
    """
    case = lock_case(case_number)
    require(
        by, CasePermission.START_REVIEW, organisation_code=case.organisation_code, today=at.today
    )
    next_state(CaseState(case.state), CaseAction.START_REVIEW)
    route = enter_flow(case, at=at)
    record_act(
        case,
        action=CaseAction.START_REVIEW,
        event=ReviewStarted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            nodes=tuple(row.node for row in route.open_rows),
        ),
        by=by,
        at=at,
    )
    return case


@transaction.atomic
def pass_step(
    *, case_number: str, node: str, opinion: str, by: Actor, at: ActTime, proposal: str = ""
) -> Case:
    """Finish a review at a node; what follows opens, a join when all branches came (环节通过).

    Args:
        proposal: `grant` or `deny` where the flow branches on it; empty otherwise.

    Raises:
        NodeNotLive, NotAReview: nothing to review there now.
        StepTaken: somebody else has taken it up.
        OpinionMissing: the opinion is empty.
        IntakeHandles, LastDeciderReviews: duties are to be kept apart.
        NobodyHolds: a node that follows has nobody who could act.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.PASS_NODE)
    route = route_of(case)
    row = _review_row(route, node, by=by, at=at)
    check_step_opinion(opinion=opinion)
    check_handler(
        handler=by.code, intake_person=case.intake_staff, is_intake_apart=case.intake_apart
    )
    check_reviewer(reviewer=by.code, deciders=deciders_of(route, at=at))
    case.reviewer = case.handler = by.code
    if proposal:
        case.proposal = proposal
    opened = pass_node(route, node=row.node, by_code=by.code, at=at)
    record_act(
        case,
        action=CaseAction.PASS_NODE,
        event=StepPassed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            node=row.node,
            organisation_code=row.organisation_code,
            opened=opened,
        ),
        by=by,
        at=at,
        changed=("reviewer", "handler", "proposal"),
        text=ActText(opinion=opinion, node=row.node),
    )
    return case


@transaction.atomic
def send_back_step(
    *, case_number: str, node: str, target: str, opinion: str, by: Actor, at: ActTime
) -> Case:
    """Send a case back from a review to an earlier node of the same branch (环节退回).

    Raises:
        NodeNotLive, NotAReview: nothing to review there now.
        StepTaken: somebody else has taken it up.
        SendBackRefused: the flow does not declare this way back.
        OpinionMissing: the opinion is empty.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.SEND_BACK_NODE)
    route = route_of(case)
    row = _review_row(route, node, by=by, at=at)
    check_step_opinion(opinion=opinion)
    send_back(route, node=row.node, target=target, by_code=by.code, at=at)
    record_act(
        case,
        action=CaseAction.SEND_BACK_NODE,
        event=StepSentBack(
            case_number=case.number,
            implementation_code=case.implementation_code,
            node=row.node,
            target=target,
        ),
        by=by,
        at=at,
        text=ActText(opinion=opinion, node=row.node),
    )
    return case


def _review_row(route: Route, node: str, *, by: Actor, at: ActTime) -> Step:
    """Return the open row of a review that the actor may work on."""
    row = open_row(route, node)
    if row.kind not in REVIEW_KINDS:
        raise NotAReview(f"“{route.graph.node(node).name_zh}”不是审查环节，请用相应的操作办理")
    permission = (
        CasePermission.REVIEW_AS_DECIDER if row.post == Post.DECIDER else CasePermission.REVIEW
    )
    require(by, permission, organisation_code=row.organisation_code, today=at.today)
    check_claim(row, by=by, at=at)
    return row
