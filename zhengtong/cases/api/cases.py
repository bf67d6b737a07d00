"""Cases are handed in, read and listed over the interface (提交、查询办件)."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from zhengtong.cases.api.own_cases import require_own, require_own_item
from zhengtong.cases.api.schemas import (
    ApplicationIn,
    CaseDetailOut,
    CaseLineOut,
    CaseListOut,
    SubmittedOut,
)
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.queries.lookup import find_case
from zhengtong.cases.queries.paging import place_text, read_place
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.queries.worklist import PAGE, CaseGroup, Scope, worklist_page
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.api.clients import Client, client_of
from zhengtong.foundation.api.clients import Scope as ClientScope
from zhengtong.foundation.api.fields import Given, Name, StaffCode
from zhengtong.foundation.api.idempotency import answer_once
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.kernel.local_time import local_day

router = Router(tags=["办件"])
APPLICANT = Actor(kind=ActorKind.APPLICANT, code="applicant")
CaseNumber = Annotated[str, Path(pattern=r"^[0-9]{17}[0-9X]$", description="办件编号，18 位")]
Materials = Annotated[list[Name], Field(max_length=200)]


class WindowSubmissionIn(Given):
    """An application handed in at the window: taken in at once (窗口提交)."""

    way: Literal["window"]
    officer: StaffCode = Field(description="收件人工号，须在本机构任收件岗")
    application: ApplicationIn
    collected: Materials = Field(default_factory=list)


class OnlineSubmissionIn(Given):
    """An application handed in on line: it waits for pre-review (网上提交)."""

    way: Literal["online"]
    identity_verified: bool = Field(description="申请人已通过实名认证")
    application: ApplicationIn
    files: Annotated[dict[Name, Name], Field(max_length=200, default_factory=dict)]


SubmissionIn = Annotated[WindowSubmissionIn | OnlineSubmissionIn, Field(discriminator="way")]


@router.post("/cases", response={201: SubmittedOut}, operation_id="submit_case")
def submit(request: HttpRequest, body: SubmissionIn) -> HttpResponse:
    """提交办件：窗口收件（way=window），或网上申请（way=online）。"""
    client = client_of(request, ClientScope.SUBMIT_CASES)

    def hand_in() -> SubmittedOut:
        if isinstance(body, WindowSubmissionIn):
            return _receive(client, number, body)
        return _submit(client, number, body)

    (number,) = reserve_case_numbers(
        region_code=client.region_code, day=local_day(timezone.now()), count=1
    )
    return answer_once(request, client, hand_in)


@router.get("/cases", response=CaseListOut, operation_id="list_cases")
def list_own(
    request: HttpRequest,
    group: CaseGroup = CaseGroup.OPEN,
    after: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> CaseListOut:
    """列出本机构的办件，最急的在前；下一页把 next 的值放进 after。"""
    client = client_of(request, ClientScope.READ_CASES)
    found = worklist_page(
        scope=Scope(
            region_code=client.region_code,
            organisation_codes=frozenset({client.organisation_code}),
        ),
        group=group,
        now=timezone.localtime(),
        after=read_place(after),
        limit=limit,
    )
    return CaseListOut(
        cases=[CaseLineOut.of(row) for row in found.rows],
        next=place_text(found.rows[-1].place) if found.has_more else None,
    )


@router.get("/cases/{case_number}", response=CaseDetailOut, operation_id="read_case")
def read(request: HttpRequest, case_number: CaseNumber) -> CaseDetailOut:
    """查询本机构的一件办件：状态、时间、当前环节、办理过程。"""
    client = client_of(request, ClientScope.READ_CASES)
    require_own(client, find_case(case_number))
    return CaseDetailOut.of(case_record(case_number=case_number, now=timezone.localtime()))


def _receive(client: Client, number: str, body: WindowSubmissionIn) -> SubmittedOut:
    case = receive_case(
        case_number=number,
        application=body.application.read(),
        collected=body.collected,
        by=client.officer(body.officer),
        at=live(timezone.now()),
    )
    return SubmittedOut.of(require_own_item(client, case))


def _submit(client: Client, number: str, body: OnlineSubmissionIn) -> SubmittedOut:
    at = live(timezone.now())
    draft = start_draft(
        case_number=number, application=body.application.read(), by=APPLICANT, at=at
    )
    case = submit_case(
        case_number=number,
        submission=Submission(is_identity_verified=body.identity_verified, files=body.files),
        by=APPLICANT,
        at=at,
        query_code=draft.query_code,
    )
    return SubmittedOut.of(require_own_item(client, case))
