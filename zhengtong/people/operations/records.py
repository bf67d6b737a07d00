"""Putting a duty on record at the service centre (人员变动备案)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.events import StaffingRecorded
from zhengtong.people.models import DutyPeriod
from zhengtong.people.operations.staffing import commit_change, lock_staffing
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.people.rules.duties import Duty
from zhengtong.places.queries import require_at_centre


class NothingToRecord(DomainError):
    """No such duty waits to be recorded (没有待备案的职责)."""

    code: ClassVar[str] = "nothing_to_record"


@transaction.atomic
def record_at_centre(
    *, staff_code: str, organisation_code: str, duty: Duty, request: Request
) -> None:
    """Record a duty that the body itself granted or delegated (中心备案).

    Raises:
        PermissionRefused: not the administrator of the region's service centre.
        NothingToRecord: see there.
    """
    body, staffing = lock_staffing(organisation_code)
    require_at_centre(request, PeoplePermission.RECORD_STAFFING, region_code=body.region_code)
    row = (
        DutyPeriod.objects.filter(
            staff_id=staff_code,
            organisation_code=organisation_code,
            duty=duty.value,
            recorded_at=None,
        )
        .order_by("starts_on")
        .first()
    )
    if row is None:
        raise NothingToRecord(f"{staff_code} 在 {body.name} 没有待备案的{duty.label}职责")
    row.recorded_by, row.recorded_at = request.by_text, request.now
    row.save(update_fields=["recorded_by", "recorded_at"])
    commit_change(
        staffing,
        action=StaffingAction.RECORD,
        staff_code=staff_code,
        event=StaffingRecorded(
            staff_code=staff_code,
            organisation_code=organisation_code,
            duty=duty.value,
            starts_on=row.starts_on,
        ),
        request=request,
    )
