"""Applications are taken in and accepted over the interface (收件、受理)."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhengtong.cases.api.cases import CaseNumber
from zhengtong.cases.api.own_cases import move_own_case
from zhengtong.cases.api.schemas import CaseOut, OfficerIn
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.pre_review import pass_pre_review

router = Router(tags=["收件和受理"])


@router.post(
    "/cases/{case_number}/receipt", response={201: CaseOut}, operation_id="receive_online_case"
)
def receive(request: HttpRequest, case_number: CaseNumber, body: OfficerIn) -> HttpResponse:
    """网上申请预审通过并收件；五个工作日的告知期限从此计算。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: pass_pre_review(case_number=case_number, by=by, at=at),
    )


@router.post("/cases/{case_number}/acceptance", response={201: CaseOut}, operation_id="accept_case")
def accept(request: HttpRequest, case_number: CaseNumber, body: OfficerIn) -> HttpResponse:
    """受理；承诺和法定时限从此计算。"""
    return move_own_case(
        request,
        case_number,
        officer=body.officer,
        operation=lambda by, at: accept_case(case_number=case_number, by=by, at=at),
    )
