"""Letting another person do one's duty for a time (职责委托)."""

from datetime import date
from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.events import DutyDelegated
from zhengtong.people.models import DutyPeriod, Staff
from zhengtong.people.operations.cover import require_duty_successor
from zhengtong.people.operations.duties import ProofMissing
from zhengtong.people.operations.identity import require_id_number
from zhengtong.people.operations.staffing import (
    commit_change,
    is_done_at_centre,
    lock_staff,
    lock_staffing,
    require_dates,
)
from zhengtong.people.operations.tenure_rows import insert_duty, tenure_of
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.people.rules.duties import Duty, HoldingKind
from zhengtong.people.rules.tenures import Tenure, first_gap
from zhengtong.places.queries import OrganisationInfo, require_at_body_or_centre, require_at_centre


class DelegationRefused(DomainError):
    """The delegator does not hold the duty by grant for the whole time (无权委托)."""

    code: ClassVar[str] = "delegation_refused"


@transaction.atomic
def delegate_duty(
    *,
    delegator_code: str,
    staff_code: str,
    organisation_code: str,
    duty: Duty,
    starts_on: date,
    ends_on: date,
    successor_code: str = "",
    request: Request,
) -> None:
    """Let another person do one's duty until a day; then it falls back (委托职责).

    What was delegated is not delegated on. A supervisor is given none of the other three duties,
    and the duty of supervisor goes only to discipline-inspection staff.

    Args:
        successor_code: who follows where the delegator's own period ends on the same day.

    Raises:
        PermissionRefused: neither the delegator himself nor an administrator.
        DelegationRefused: see there.
        SupervisorConflict, ProofMissing, IdNumberMissing, AlreadyHeld, SuccessorMissing: see there.
        UnknownStaff, StaffInactive, UnknownOrganisation, DatesRefused: see there.
    """
    _require_another(delegator_code, staff_code)
    people = lock_staff(delegator_code, staff_code)
    body, staffing = lock_staffing(organisation_code)
    _require_may_delegate(request, delegator_code, duty, body)
    require_dates(request, starts_on=starts_on, ends_on=ends_on)
    _require_held_by_grant(people[delegator_code], body, duty, Tenure(starts_on, ends_on))
    delegate = people[staff_code]
    if duty is Duty.SUPERVISOR and not delegate.discipline_post_proof:
        raise ProofMissing(f"{delegate.name} 没有纪检监察岗位证明，不能受托任{duty.label}")
    require_id_number(delegate, duty)
    row = DutyPeriod(
        staff=delegate,
        organisation_code=organisation_code,
        duty=duty.value,
        kind=HoldingKind.DELEGATION.value,
        starts_on=starts_on,
        ends_on=ends_on,
        delegated_from=delegator_code,
        successor_code=successor_code,
        proof=delegate.discipline_post_proof if duty is Duty.SUPERVISOR else "",
        granted_by=request.by_text,
    )
    if is_done_at_centre(request, body=body):
        row.recorded_by, row.recorded_at = request.by_text, request.now
    insert_duty(row, staff=delegate)
    require_duty_successor(row)
    commit_change(
        staffing,
        action=StaffingAction.DELEGATE_DUTY,
        staff_code=staff_code,
        event=DutyDelegated(
            staff_code=staff_code,
            delegated_from=delegator_code,
            organisation_code=organisation_code,
            duty=duty.value,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
        request=request,
    )


def _require_another(delegator_code: str, staff_code: str) -> None:
    """Refuse a delegation to oneself (受托人须为他人).

    Raises:
        DelegationRefused: they are the same.
    """
    if delegator_code == staff_code:
        raise DelegationRefused("不能委托给本人")


def _require_may_delegate(
    request: Request, delegator_code: str, duty: Duty, body: OrganisationInfo
) -> None:
    if duty is Duty.SUPERVISOR:
        require_at_centre(request, PeoplePermission.GRANT_CENTRE_DUTY, region_code=body.region_code)
        return
    by = request.by
    if by.kind is ActorKind.STAFF and by.code == delegator_code:
        return
    require_at_body_or_centre(
        request,
        PeoplePermission.DELEGATE_DUTY,
        organisation_code=body.code,
        region_code=body.region_code,
    )


def _require_held_by_grant(
    delegator: Staff, body: OrganisationInfo, duty: Duty, tenure: Tenure
) -> None:
    granted = DutyPeriod.objects.filter(
        staff_id=delegator.staff_code,
        organisation_code=body.code,
        duty=duty.value,
        kind=HoldingKind.GRANT.value,
    )
    gap = first_gap([tenure_of(row) for row in granted], within=tenure)
    if gap is not None:
        raise DelegationRefused(
            f"{delegator.name}（{delegator.staff_code}）{gap} 在 {body.name} "
            f"没有经授予的{duty.label}职责，不能委托"
        )
