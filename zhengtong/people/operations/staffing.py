"""What every staff change shares: who asks, the locks, the act (人员变动)."""

from datetime import date
from typing import ClassVar

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import may
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.models import OrganisationStaffing, Staff, StaffingAct
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.queries import UnknownStaff
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.places.queries import (
    OrganisationInfo,
    centre_code_of,
    organisation,
)


class StaffInactive(DomainError):
    """The person has left (人员已不在职)."""

    code: ClassVar[str] = "staff_inactive"


class DatesRefused(DomainError):
    """The days are out of order, or lie in the past (起止日期有误)."""

    code: ClassVar[str] = "dates_refused"


def is_done_at_centre(request: Request, *, body: OrganisationInfo) -> bool:
    """Tell whether a change is on record at the centre by being made there (是否中心办理)."""
    if request.by.kind is ActorKind.SYSTEM:
        return True
    centre = centre_code_of(body.region_code)
    return bool(centre) and may(
        request.by,
        PeoplePermission.RECORD_STAFFING,
        organisation_code=centre,
        today=request.today,
    )


def lock_staff(*staff_codes: str) -> dict[str, Staff]:
    """Lock persons in order of code until the transaction ends (锁定人员).

    Raises:
        UnknownStaff: nobody has one of the codes.
        StaffInactive: one has left.
    """
    wanted = sorted(set(staff_codes))
    rows = Staff.objects.select_for_update().filter(staff_code__in=wanted).order_by("staff_code")
    found = {row.staff_code: row for row in rows}
    for code in wanted:
        if code not in found:
            raise UnknownStaff(f"没有工号为 {code} 的工作人员，请核对；人员由 load-staff 载入")
        if not found[code].active:
            raise StaffInactive(f"{found[code].name}（{code}）已不在职")
    return found


def lock_staffing(organisation_code: str) -> tuple[OrganisationInfo, OrganisationStaffing]:
    """Lock the staffing of a body until the transaction ends (锁定机构人员配置).

    Whoever relies on a post staying held (publishing a flow) takes this lock too; after the
    locks on persons, before those on cases.

    Raises:
        UnknownOrganisation: there is no such body.
    """
    body = organisation(organisation_code)
    OrganisationStaffing.objects.bulk_create(
        [OrganisationStaffing(region_code=body.region_code, organisation_code=body.code)],
        ignore_conflicts=True,
    )
    staffing = OrganisationStaffing.objects.select_for_update().get(
        region_code=body.region_code, organisation_code=body.code
    )
    return body, staffing


def commit_change(
    staffing: OrganisationStaffing,
    *,
    action: StaffingAction,
    staff_code: str,
    event: Event,
    request: Request,
) -> None:
    """Write the act and the ledger entry of a change already made in this transaction (落账)."""
    commit_act(
        staffing,
        changed=(),
        act=StaffingAct(
            staffing_id=staffing.id,
            action=action.value,
            staff_code=staff_code,
            reason=request.reason,
        ),
        event=event,
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def require_dates(request: Request, *, starts_on: date, ends_on: date | None) -> None:
    """Refuse a period that ends before it begins, or begins before today (起止日期).

    Raises:
        DatesRefused: see there; the operator's loaders may enter what began in the past.
    """
    if ends_on is not None and ends_on < starts_on:
        raise DatesRefused(f"终止日 {ends_on} 早于起始日 {starts_on}")
    if starts_on < request.today and request.by.kind is not ActorKind.SYSTEM:
        raise DatesRefused(f"起始日 {starts_on} 早于今天，不能倒签")


def require_last_day(request: Request, last_day: date) -> None:
    """Refuse to end what is held on a day before yesterday: that would undo lawful acts (终止日).

    Raises:
        DatesRefused: see there.
    """
    if last_day < request.yesterday:
        raise DatesRefused(
            f"最后一日 {last_day} 已经过去，不能倒签；最早可填昨天（今天起不再担任）"
        )
