"""Granting a duty, ending it, handing it over (职责授予、终止、移交)."""

from datetime import date
from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.kernel.texts import checked_text
from zhengtong.people.events import DutyEnded, DutyGranted
from zhengtong.people.models import DutyPeriod, OrganisationStaffing, PostPeriod, Staff
from zhengtong.people.operations.cover import (
    covers_of_person,
    refuse_stranding,
    require_another,
    require_duty_successor,
)
from zhengtong.people.operations.handover import hand_over_post
from zhengtong.people.operations.identity import require_id_number
from zhengtong.people.operations.staff import LONGEST_PROOF
from zhengtong.people.operations.staffing import (
    commit_change,
    is_done_at_centre,
    lock_staff,
    lock_staffing,
    require_dates,
    require_last_day,
)
from zhengtong.people.operations.tenure_rows import (
    NotHeld,
    cut,
    insert_duty,
    posts_without_duty,
    running_after,
    tenure_of,
)
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.people.rules.duties import GRANTED_BY_CENTRE, Duty, HoldingKind, Post
from zhengtong.people.rules.tenures import Tenure, first_gap
from zhengtong.places.queries import OrganisationInfo, require_at_body_or_centre, require_at_centre


class ProofMissing(DomainError):
    """A supervisor without the proof of a discipline-inspection post (缺纪检监察岗位证明)."""

    code: ClassVar[str] = "proof_missing"


class DelegationOutstanding(DomainError):
    """The holder delegated the duty beyond the day on which he gives it up (委托尚未结束)."""

    code: ClassVar[str] = "delegation_outstanding"


@transaction.atomic
def grant_duty(
    *,
    staff_code: str,
    organisation_code: str,
    duty: Duty,
    starts_on: date,
    ends_on: date | None = None,
    successor_code: str = "",
    proof: str = "",
    request: Request,
) -> None:
    """Grant a duty at a body for a period (授予职责).

    Made at the service centre it is on record at once; made by the body's administrator it waits
    for `record_at_centre`, which is no condition for its being in force.

    Args:
        ends_on: last day; then another holder must cover the day after, or a successor is named.
        proof: paper of a supervisor's discipline-inspection post; his own on file by default.

    Raises:
        PermissionRefused: administrator and supervisor are granted by the service centre alone.
        UnknownStaff, StaffInactive, UnknownOrganisation, DatesRefused: see there.
        ProofMissing, IdNumberMissing, SupervisorConflict, AlreadyHeld: see there.
        SuccessorMissing, SuccessorRefused: see there.
    """
    staff = lock_staff(staff_code)[staff_code]
    body, staffing = lock_staffing(organisation_code)
    _require_may_grant(request, duty, body)
    require_dates(request, starts_on=starts_on, ends_on=ends_on)
    row = _new_row(staff, body, duty, proof=proof, request=request)
    row.starts_on, row.ends_on, row.successor_code = starts_on, ends_on, successor_code
    insert_duty(row, staff=staff)
    require_duty_successor(row)
    commit_change(
        staffing,
        action=StaffingAction.GRANT_DUTY,
        staff_code=staff_code,
        event=DutyGranted(
            staff_code=staff_code,
            organisation_code=organisation_code,
            duty=duty.value,
            starts_on=starts_on,
            ends_on=ends_on,
            successor_code=successor_code,
        ),
        request=request,
    )


@transaction.atomic
def end_duty(
    *, staff_code: str, organisation_code: str, duty: Duty, last_day: date, request: Request
) -> None:
    """End a duty at a body, with the posts that hang on it (终止职责).

    Args:
        last_day: last day on which it is held; yesterday at the earliest.

    Raises:
        PermissionRefused: as for `grant_duty`.
        NotHeld: he does not hold it after that day.
        DelegationOutstanding: he delegated it beyond that day.
        WouldStrand: an open case or a published flow needs one of the posts.
    """
    lock_staff(staff_code)
    _end(
        staff_code=staff_code,
        organisation_code=organisation_code,
        duty=duty,
        last_day=last_day,
        successor=None,
        proof="",
        request=request,
    )


@transaction.atomic
def reassign_duty(
    *,
    staff_code: str,
    organisation_code: str,
    duty: Duty,
    last_day: date,
    successor_code: str,
    proof: str = "",
    request: Request,
) -> None:
    """End a duty and its posts and give them to a successor from the next day on (移交职责).

    One act: both or neither. What the successor holds already he keeps.

    Raises:
        As `end_duty`, and for the successor as `grant_duty` and `assign_post`.
    """
    require_another(staff_code, successor_code)
    people = lock_staff(staff_code, successor_code)
    _end(
        staff_code=staff_code,
        organisation_code=organisation_code,
        duty=duty,
        last_day=last_day,
        successor=people[successor_code],
        proof=proof,
        request=request,
    )


def _end(
    *,
    staff_code: str,
    organisation_code: str,
    duty: Duty,
    last_day: date,
    successor: Staff | None,
    proof: str,
    request: Request,
) -> None:
    body, staffing = lock_staffing(organisation_code)
    covers = covers_of_person(body, staff_code)
    write_duty_end(
        staffing,
        body=body,
        staff_code=staff_code,
        duty=duty,
        last_day=last_day,
        successor=successor,
        proof=proof,
        request=request,
    )
    refuse_stranding(covers, staff_code=staff_code, last_day=last_day)


def write_duty_end(
    staffing: OrganisationStaffing,
    *,
    body: OrganisationInfo,
    staff_code: str,
    duty: Duty,
    last_day: date,
    successor: Staff | None,
    proof: str = "",
    request: Request,
) -> None:
    """End a duty and its posts under the locks held; the caller asks what is stranded (写入终止).

    Raises:
        PermissionRefused, DatesRefused, NotHeld, DelegationOutstanding: see `end_duty`.
    """
    _require_may_grant(request, duty, body)
    require_last_day(request, last_day)
    _refuse_outstanding_delegation(staff_code, body.code, duty, last_day)
    held = DutyPeriod.objects.filter(
        staff_id=staff_code, organisation_code=body.code, duty=duty.value
    )
    running = running_after(held, last_day)
    if not running:
        raise NotHeld(f"{staff_code} 在 {body.name} {last_day} 之后并未担任{duty.label}")
    cut(running, last_day=last_day, request=request)
    if successor is not None:
        _follow(successor, body, duty, starts_on=last_day + ONE_DAY, proof=proof, request=request)
    ended = _end_posts_without_duty(staff_code, body, successor, request)
    commit_change(
        staffing,
        action=StaffingAction.END_DUTY,
        staff_code=staff_code,
        event=DutyEnded(
            staff_code=staff_code,
            organisation_code=body.code,
            duty=duty.value,
            last_day=last_day,
            posts=ended,
            successor_code=successor.staff_code if successor else "",
        ),
        request=request,
    )


def _end_posts_without_duty(
    staff_code: str, body: OrganisationInfo, successor: Staff | None, request: Request
) -> tuple[str, ...]:
    """End each post on the day before its holder is no case handler; return their names."""
    without = posts_without_duty(staff_code=staff_code, organisation_code=body.code)
    ended = []
    for row in PostPeriod.objects.filter(pk__in=without).order_by("post", "starts_on"):
        first_day = without[row.pk]
        cut([row], last_day=first_day - ONE_DAY, request=request)
        if successor is not None:
            hand_over_post(
                body, post=Post(row.post), successor=successor, starts_on=first_day, request=request
            )
        ended.append(row.post)
    return tuple(dict.fromkeys(ended))


def _follow(
    successor: Staff,
    body: OrganisationInfo,
    duty: Duty,
    *,
    starts_on: date,
    proof: str,
    request: Request,
) -> None:
    """Grant the duty to the successor without an end, unless he holds it for good already."""
    held = DutyPeriod.objects.filter(
        staff_id=successor.staff_code, organisation_code=body.code, duty=duty.value
    )
    if first_gap([tenure_of(row) for row in held], within=Tenure(starts_on)) is None:
        return
    row = _new_row(successor, body, duty, proof=proof, request=request)
    row.starts_on = starts_on
    insert_duty(row, staff=successor)


def _new_row(
    staff: Staff, body: OrganisationInfo, duty: Duty, *, proof: str, request: Request
) -> DutyPeriod:
    shown = (proof or staff.discipline_post_proof) if duty is Duty.SUPERVISOR else ""
    if duty is Duty.SUPERVISOR and not shown:
        raise ProofMissing(
            f"{staff.name}（{staff.staff_code}）没有纪检监察岗位证明，不能任{duty.label}"
        )
    require_id_number(staff, duty)
    row = DutyPeriod(
        staff=staff,
        organisation_code=body.code,
        duty=duty.value,
        kind=HoldingKind.GRANT.value,
        proof=checked_text(shown, limit=LONGEST_PROOF, name="纪检监察岗位证明"),
        granted_by=request.by_text,
    )
    if is_done_at_centre(request, body=body):
        row.recorded_by, row.recorded_at = request.by_text, request.now
    return row


def _require_may_grant(request: Request, duty: Duty, body: OrganisationInfo) -> None:
    if duty in GRANTED_BY_CENTRE:
        require_at_centre(request, PeoplePermission.GRANT_CENTRE_DUTY, region_code=body.region_code)
    else:
        require_at_body_or_centre(
            request,
            PeoplePermission.GRANT_DUTY,
            organisation_code=body.code,
            region_code=body.region_code,
        )


def _refuse_outstanding_delegation(
    staff_code: str, organisation_code: str, duty: Duty, last_day: date
) -> None:
    delegated = DutyPeriod.objects.filter(
        delegated_from=staff_code, organisation_code=organisation_code, duty=duty.value
    )
    if outstanding := running_after(delegated, last_day):
        named = "、".join(f"{row.staff_id}（至 {row.ends_on}）" for row in outstanding)
        raise DelegationOutstanding(f"{duty.label}已委托给 {named}，请先终止委托再终止本人的职责")
