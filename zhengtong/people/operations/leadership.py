"""Naming a body's leader in charge, head and liaison (指定领导和联络员)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.events import LeadershipNamed
from zhengtong.people.operations.staffing import commit_change, lock_staff, lock_staffing
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.places.operations.leadership import name_leadership as write_leadership
from zhengtong.places.queries import organisation, require_at_body_or_centre


class LeadershipRefused(DomainError):
    """Leader in charge and head are the same person (分管领导与负责人重复)."""

    code: ClassVar[str] = "leadership_refused"


@transaction.atomic
def name_leadership(
    *,
    organisation_code: str,
    leader_in_charge_code: str | None = "",
    organ_head_code: str | None = "",
    liaison_code: str | None = "",
    request: Request,
) -> bool:
    """Name a body's one leader in charge, its head and its liaison (指定领导和联络员).

    An empty code takes the name out, None leaves it; without a liaison named the administrator
    is it. Returns whether anything changed; naming the same again writes nothing.

    Raises:
        PermissionRefused: neither the body's administrator nor the service centre's.
        UnknownStaff, StaffInactive, UnknownOrganisation: see there.
        LeadershipRefused: see there.
    """
    given = (leader_in_charge_code, organ_head_code, liaison_code)
    lock_staff(*(code for code in given if code))
    body, staffing = lock_staffing(organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.NAME_LEADERSHIP,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    found = organisation(organisation_code)
    held = (found.leader_in_charge_code, found.organ_head_code, found.liaison_code)
    codes = tuple(old if new is None else new for new, old in zip(given, held, strict=True))
    leader, head, liaison = codes
    if leader and leader == head:
        raise LeadershipRefused("分管领导和机关负责人应是两个人")
    if codes == held:
        return False
    write_leadership(
        organisation_code=organisation_code,
        leader_in_charge_code=leader,
        organ_head_code=head,
        liaison_code=liaison,
    )
    commit_change(
        staffing,
        action=StaffingAction.NAME_LEADERSHIP,
        staff_code="",
        event=LeadershipNamed(
            organisation_code=organisation_code,
            leader_in_charge_code=leader,
            organ_head_code=head,
            liaison_code=liaison,
        ),
        request=request,
    )
    return True
