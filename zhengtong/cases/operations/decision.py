"""A decision is proposed by who reviewed and taken by who did not (决定)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events import CaseDenied, CaseGranted, DecisionProposed, DecisionSentBack
from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.pledges import start_pledge_check
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.step_holders import barred_from_deciding, check_claim
from zhengtong.cases.operations.steps import (
    Route,
    deciders_of,
    enter_flow,
    pass_node,
    route_of,
    send_back,
)
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.staffing import is_contract_worker
from zhengtong.cases.rules.guards.decision import (
    Remedies,
    check_denial,
    check_parties_heard,
    check_send_back,
)
from zhengtong.cases.rules.guards.handling import (
    NotOnTheSpot,
    check_on_the_spot_grant,
    check_step_opinion,
)
from zhengtong.cases.rules.guards.separation import check_decider, check_handler, check_reviewer
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day

GRANTED, DENIED = "granted", "denied"


class Proposal(StrEnum):
    """What the reviewer proposes (拟办意见)."""

    GRANT = "grant"
    DENY = "deny"


class ReviewNotFinished(DomainError):
    """Reviews are still open, so nothing can be decided (审查尚未完成)."""

    code: ClassVar[str] = "review_not_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """Whether the decision touches others, and whether they were heard (利害关系人)."""

    touches_major: bool = False
    are_heard: bool = False


NOBODY_ELSE = Interests()


@transaction.atomic
def propose_decision(
    *, case_number: str, proposal: Proposal, opinion: str, by: Actor, at: ActTime
) -> Case:
    """Propose to grant or to deny once all reviews are done (提出拟办意见).

    Raises:
        ReviewNotFinished: a review is open.
        IntakeHandles, LastDeciderReviews: duties are to be kept apart.
        OpinionMissing: the opinion is empty.
        ActionNotAllowed: the case is not in review.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.PROPOSE_DECISION,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    next_state(CaseState(case.state), CaseAction.PROPOSE_DECISION)
    route = route_of(case)
    _check_at_decision(route)
    check_step_opinion(opinion=opinion)
    check_handler(
        handler=by.code, intake_person=case.intake_staff, is_intake_apart=case.intake_apart
    )
    check_reviewer(reviewer=by.code, deciders=deciders_of(route, at=at))
    case.proposal = proposal.value
    case.handler = by.code
    event = DecisionProposed(
        case_number=case.number,
        implementation_code=case.implementation_code,
        proposal=proposal.value,
    )
    record_act(
        case,
        action=CaseAction.PROPOSE_DECISION,
        event=event,
        by=by,
        at=at,
        changed=("proposal", "handler"),
        text=ActText(opinion=opinion),
    )
    return case


@transaction.atomic
def grant_case(
    *,
    case_number: str,
    opinion: str,
    interests: Interests = NOBODY_ELSE,
    by: Actor,
    at: ActTime,
) -> Case:
    """Grant what was applied for (准予).

    Raises:
        ReviewerDecides, ContractWorkerDecides, IntakeHandles: duties are to be kept apart.
        PartiesNotHeard: major interests are touched and nobody was heard.
        NobodyHolds: the next node has nobody who could act.
        ActionNotAllowed: no decision is awaited.

    Source:
        《行政许可法》（2019年修正）第三十八条第一款.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.GRANT)
    route = route_of(case)
    _check_may_decide(route, by=by, at=at)
    check_parties_heard(
        touches_major_interests=interests.touches_major, are_parties_heard=interests.are_heard
    )
    return _decide(route, action=CaseAction.GRANT, decision=GRANTED, opinion=opinion, by=by, at=at)


@transaction.atomic
def grant_on_the_spot(*, case_number: str, opinion: str = "", by: Actor, at: ActTime) -> Case:
    """Grant an on-the-spot case, or one on a pledge, on the day of its acceptance (当场准予).

    Raises:
        NotOnTheSpot: another kind of item, the day is over, or the flow asks for a review.
        ReviewerDecides, ContractWorkerDecides, IntakeHandles: duties are to be kept apart.
        ActionNotAllowed: the case is not waiting for a decision.

    Source:
        《行政许可法》（2019年修正）第三十四条第二款.
    """
    case = lock_case(case_number)
    before = CaseState(case.state)
    next_state(before, CaseAction.GRANT_ON_THE_SPOT)
    assert case.accepted_at is not None
    check_on_the_spot_grant(
        # On a pledge it is decided at once, wherever the flow leads straight to the decision.
        is_on_the_spot=case.is_on_the_spot or case.is_on_pledge,
        accepted_on=local_day(case.accepted_at),
        granted_on=at.day,
    )
    route = enter_flow(case, at=at) if before is CaseState.ACCEPTED else route_of(case)
    if not route.is_only_at(NodeKind.DECISION):
        raise NotOnTheSpot("该事项的流程还有审查环节没有办完，请按流程审查、决定")
    _check_may_decide(route, by=by, at=at, one_person_allowed=case.one_person_allowed)
    return _decide(
        route,
        action=CaseAction.GRANT_ON_THE_SPOT,
        decision=GRANTED,
        opinion=opinion,
        by=by,
        at=at,
    )


@transaction.atomic
def deny_case(
    *,
    case_number: str,
    reasons: str,
    remedies: Remedies,
    interests: Interests = NOBODY_ELSE,
    by: Actor,
    at: ActTime,
) -> Case:
    """Deny what was applied for, saying why and what can be done against it (不予).

    Raises:
        DenialIncomplete: reasons or remedies are lacking.
        ReviewerDecides, ContractWorkerDecides, IntakeHandles: duties are to be kept apart.
        PartiesNotHeard: major interests are touched and nobody was heard.
        ActionNotAllowed: no decision is awaited.

    Source:
        《行政许可法》（2019年修正）第三十八条第二款.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.DENY)
    route = route_of(case)
    _check_may_decide(route, by=by, at=at)
    check_denial(reasons=reasons, remedies=remedies)
    check_parties_heard(
        touches_major_interests=interests.touches_major, are_parties_heard=interests.are_heard
    )
    case.close_reason = reasons
    told = f"{reasons}；行政复议：{remedies.reconsideration}；行政诉讼：{remedies.suit}"
    return _decide(route, action=CaseAction.DENY, decision=DENIED, opinion=told, by=by, at=at)


@transaction.atomic
def send_back_decision(
    *, case_number: str, reason: str, target: str = "", by: Actor, at: ActTime
) -> Case:
    """Send a draft decision back to an earlier node, or to its proposer (退回审查).

    Args:
        target: a node that the flow declares; empty: the draft alone is to be made again.

    Raises:
        SendBackUnexplained: no reason.
        SendBackRefused: the flow does not declare this way back.
        ActionNotAllowed: no decision is awaited.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.SEND_BACK)
    route = route_of(case)
    row = _decision_row(route)
    require(by, CasePermission.DECIDE, organisation_code=row.organisation_code, today=at.today)
    check_claim(row, by=by, at=at)
    check_send_back(reason=reason)
    if target:
        send_back(route, node=row.node, target=target, by_code=by.code, at=at)
    case.proposal = ""
    event = DecisionSentBack(
        case_number=case.number, implementation_code=case.implementation_code, target=target
    )
    record_act(
        case,
        action=CaseAction.SEND_BACK,
        event=event,
        by=by,
        at=at,
        changed=("proposal",),
        text=ActText(opinion=reason, node=row.node),
    )
    return case


def _check_at_decision(route: Route) -> None:
    if not route.is_only_at(NodeKind.DECISION):
        waiting = "、".join(row.node_name for row in route.open_rows if row.post)
        raise ReviewNotFinished(f"还有环节没有办完：{waiting}")


def _decision_row(route: Route) -> Step:
    _check_at_decision(route)
    return route.open_rows[0]


def _check_may_decide(
    route: Route, *, by: Actor, at: ActTime, one_person_allowed: bool = False
) -> None:
    case, row = route.case, _decision_row(route)
    require(by, CasePermission.DECIDE, organisation_code=row.organisation_code, today=at.today)
    check_claim(row, by=by, at=at)
    check_handler(
        handler=by.code, intake_person=case.intake_staff, is_intake_apart=case.intake_apart
    )
    check_decider(
        decider=by.code,
        reviewers=barred_from_deciding(case),
        is_contract_worker=is_contract_worker(by.code),
        one_person_allowed=one_person_allowed,
    )


def _decide(
    route: Route, *, action: CaseAction, decision: str, opinion: str, by: Actor, at: ActTime
) -> Case:
    case, row = route.case, route.open_rows[0]
    pass_node(route, node=row.node, by_code=by.code, at=at, decision=decision)
    case.decided_at = at.occurred_at
    case.decider = case.handler = by.code
    event: CaseGranted | CaseDenied
    if decision == DENIED:
        event = CaseDenied(case_number=case.number, implementation_code=case.implementation_code)
    else:
        event = CaseGranted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            is_on_the_spot=action is CaseAction.GRANT_ON_THE_SPOT,
        )
    record_act(
        case,
        action=action,
        event=event,
        by=by,
        at=at,
        changed=("decided_at", "decider", "handler", "close_reason"),
        text=ActText(opinion=opinion, node=row.node),
    )
    if case.is_on_pledge and decision == GRANTED:
        start_pledge_check(case, at=at)
    return case
