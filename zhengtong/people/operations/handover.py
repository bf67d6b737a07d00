"""Putting a person into a post: checks and row, for assigning and handing over (任岗)."""

from datetime import date
from typing import ClassVar

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff
from zhengtong.people.operations.tenure_rows import insert_post, tenure_of
from zhengtong.people.rules.duties import Duty, Post, StaffKind, may_hold_post
from zhengtong.people.rules.tenures import Tenure, first_gap
from zhengtong.places.queries import OrganisationInfo


class ContractWorkerMayNotDecide(DomainError):
    """A contract worker would hold the post of decider (聘用人员任决定岗)."""

    code: ClassVar[str] = "contract_worker_may_not_decide"


class DutyMissing(DomainError):
    """The person is no case handler at the body for the whole period (缺运行办件职责)."""

    code: ClassVar[str] = "duty_missing"


def place_in_post(
    body: OrganisationInfo,
    *,
    staff: Staff,
    post: Post,
    tenure: Tenure,
    successor_code: str = "",
    request: Request,
) -> PostPeriod:
    """Write a post period after checking that the person may hold it (任岗).

    Raises:
        ContractWorkerMayNotDecide, DutyMissing, AlreadyHeld: see there.
    """
    if not may_hold_post(StaffKind(staff.kind), post):
        raise ContractWorkerMayNotDecide(
            f"{staff.name}（{staff.staff_code}）是聘用人员，不能任{post.label}"
        )
    _require_case_handler(staff, body, post, tenure)
    row = PostPeriod(
        staff=staff,
        organisation_code=body.code,
        post=post.value,
        starts_on=tenure.starts_on,
        ends_on=tenure.ends_on,
        successor_code=successor_code,
        assigned_by=request.by_text,
    )
    insert_post(row, staff=staff)
    return row


def hand_over_post(
    body: OrganisationInfo, *, post: Post, successor: Staff, starts_on: date, request: Request
) -> None:
    """Place the successor in a post without an end, unless he holds it for good already (接岗).

    Raises:
        As `place_in_post`.
    """
    held = PostPeriod.objects.filter(
        staff_id=successor.staff_code, organisation_code=body.code, post=post.value
    )
    if first_gap([tenure_of(row) for row in held], within=Tenure(starts_on)) is not None:
        place_in_post(body, staff=successor, post=post, tenure=Tenure(starts_on), request=request)


def _require_case_handler(staff: Staff, body: OrganisationInfo, post: Post, tenure: Tenure) -> None:
    held = DutyPeriod.objects.filter(
        staff_id=staff.staff_code, organisation_code=body.code, duty=Duty.CASE_HANDLER.value
    )
    gap = first_gap([tenure_of(row) for row in held], within=tenure)
    if gap is not None:
        raise DutyMissing(
            f"{staff.name}（{staff.staff_code}）{gap} 在 {body.name} 不是"
            f"{Duty.CASE_HANDLER.label}，不能任{post.label}；请先授予职责"
        )
