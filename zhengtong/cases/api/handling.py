"""Accepted cases are advanced over the interface, from review to delivery (办理办件)."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field

from zhengtong.cases.api.cases import CaseNumber
from zhengtong.cases.api.own_cases import move_own_case
from zhengtong.cases.api.schemas import CaseOut, OfficerIn
from zhengtong.cases.operations.certificate import start_certificate
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.decision import (
    Interests,
    Proposal,
    deny_case,
    grant_case,
    propose_decision,
)
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.review import pass_step, start_review
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.foundation.api.fields import Line, Text

router = Router(tags=["审查、决定、办结、送达"])
Node = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,64}$", description="环节编码")]


class StepIn(OfficerIn):
    """An opinion with which a review is finished (审查意见)."""

    opinion: Text
    proposal: Proposal | None = Field(None, description="流程按拟办意见分支时填写")


class ProposalIn(OfficerIn):
    """What the reviewer proposes (拟办意见)."""

    proposal: Proposal
    opinion: Text


class GrantIn(OfficerIn):
    """A decision to grant (准予)."""

    result: Literal["granted"]
    opinion: Text = ""
    touches_major_interests: bool = False
    parties_heard: bool = False


class DenialIn(OfficerIn):
    """A decision to deny, with reasons and remedies (不予)."""

    result: Literal["denied"]
    reasons: Text
    reconsideration: Line = Field(description="行政复议机关和期限")
    suit: Line = Field(description="行政诉讼法院和期限")
    touches_major_interests: bool = False
    parties_heard: bool = False


DecisionIn = Annotated[GrantIn | DenialIn, Field(discriminator="result")]


class CompletionIn(OfficerIn):
    """The result is ready (办结)."""

    certificate_number: Line = Field("", description="经过制证环节的，填写证照编号")


class DeliveryIn(OfficerIn):
    """How the result was handed over (送达)."""

    way: DeliveryWay
    proof: Line = Field(description="签收人、运单号或电子送达凭证")


@router.post("/cases/{case_number}/review", response={201: CaseOut}, operation_id="start_review")
def begin(request: HttpRequest, case_number: CaseNumber, body: OfficerIn) -> HttpResponse:
    """开始审查：办件进入流程的第一个环节。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: start_review(case_number=case_number, by=by, at=at),
    )


@router.post("/cases/{case_number}/steps/{node}", response={201: CaseOut}, operation_id="pass_step")
def advance(
    request: HttpRequest, case_number: CaseNumber, node: Node, body: StepIn
) -> HttpResponse:
    """环节通过：审查完成，办件进入下一环节。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: pass_step(
            case_number=case_number,
            node=node,
            opinion=body.opinion,
            proposal=body.proposal or "",
            by=by,
            at=at,
        ),
    )


@router.post(
    "/cases/{case_number}/proposal", response={201: CaseOut}, operation_id="propose_decision"
)
def propose(request: HttpRequest, case_number: CaseNumber, body: ProposalIn) -> HttpResponse:
    """提出拟办意见。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: propose_decision(
            case_number=case_number, proposal=body.proposal, opinion=body.opinion, by=by, at=at
        ),
    )


@router.post("/cases/{case_number}/decision", response={201: CaseOut}, operation_id="decide_case")
def decide(request: HttpRequest, case_number: CaseNumber, body: DecisionIn) -> HttpResponse:
    """作出决定：准予，或者说明理由和救济途径后不予。"""
    interests = Interests(touches_major=body.touches_major_interests, are_heard=body.parties_heard)
    if isinstance(body, GrantIn):
        opinion = body.opinion
        return move_own_case(
            request,
            case_number,
            officer=body.officer,
            operation=lambda by, at: grant_case(
                case_number=case_number, opinion=opinion, interests=interests, by=by, at=at
            ),
        )
    reasons = body.reasons
    remedies = Remedies(reconsideration=body.reconsideration, suit=body.suit)
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: deny_case(
            case_number=case_number,
            reasons=reasons,
            remedies=remedies,
            interests=interests,
            by=by,
            at=at,
        ),
    )


@router.post(
    "/cases/{case_number}/certificate", response={201: CaseOut}, operation_id="start_certificate"
)
def make_certificate(
    request: HttpRequest, case_number: CaseNumber, body: OfficerIn
) -> HttpResponse:
    """开始制证；证照类型未就绪的，说明原因并拒绝。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: start_certificate(case_number=case_number, by=by, at=at),
    )


@router.post(
    "/cases/{case_number}/completion", response={201: CaseOut}, operation_id="complete_case"
)
def complete(request: HttpRequest, case_number: CaseNumber, body: CompletionIn) -> HttpResponse:
    """办结：结果已经准备好。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: complete_case(
            case_number=case_number, certificate_number=body.certificate_number, by=by, at=at
        ),
    )


@router.post("/cases/{case_number}/delivery", response={201: CaseOut}, operation_id="deliver_case")
def deliver(request: HttpRequest, case_number: CaseNumber, body: DeliveryIn) -> HttpResponse:
    """送达：结果已交给申请人。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: deliver_case(
            case_number=case_number, way=body.way, proof=body.proof, by=by, at=at
        ),
    )
