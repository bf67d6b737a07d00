"""A person leaves: everything he holds ends, then he is inactive and his accounts close (离职)."""

from collections.abc import Iterable

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.people.models import DutyPeriod, OrganisationStaffing
from zhengtong.people.operations.cover import (
    covers_of_person,
    refuse_stranding,
    require_another,
)
from zhengtong.people.operations.duties import write_duty_end
from zhengtong.people.operations.staff import StaffDraft, save_staff
from zhengtong.people.operations.staffing import lock_staff, lock_staffing
from zhengtong.people.operations.tenure_rows import running_after
from zhengtong.people.rules.duties import Duty, StaffKind
from zhengtong.places.queries import OrganisationInfo, organisations

Locked = dict[str, tuple[OrganisationInfo, OrganisationStaffing]]


@transaction.atomic
def leave_service(
    *, staff_code: str, successor_code: str = "", proof: str = "", request: Request
) -> None:
    """Let a person go from today on, with all duties and posts at all bodies (办理离职).

    What he holds ends with yesterday. One act: everything ends or nothing does.

    Args:
        successor_code: takes over all of it from today on, as `reassign_duty` does.
        proof: paper of the successor who follows as supervisor.

    Raises:
        UnknownStaff, StaffInactive: see there.
        PermissionRefused: for one of the duties, as `end_duty`, or for his registration.
        DatesRefused: something he holds began today.
        DelegationOutstanding: he delegated a duty that runs on.
        WouldStrand: cases or flows need one of the posts; it lists all of them.
        StaffChangeRefused: a body records him as leader in charge, head or liaison.
        And for the successor as `grant_duty` and `assign_post`.
    """
    if successor_code:
        require_another(staff_code, successor_code)
    people = lock_staff(*filter(None, (staff_code, successor_code)))
    person, last_day = people[staff_code], request.yesterday
    running = running_after(DutyPeriod.objects.filter(staff_id=staff_code), last_day)
    held = sorted({(row.organisation_code, row.duty) for row in running})
    locked = _lock_in_order({person.organisation_code, *(code for code, _ in held)})
    covers = [one for body, _ in locked.values() for one in covers_of_person(body, staff_code)]
    for code, duty in held:
        body, staffing = locked[code]
        write_duty_end(
            staffing,
            body=body,
            staff_code=staff_code,
            duty=Duty(duty),
            last_day=last_day,
            successor=people.get(successor_code),
            proof=proof,
            request=request,
        )
    refuse_stranding(covers, staff_code=staff_code, last_day=last_day)
    save_staff(
        draft=StaffDraft(
            staff_code=staff_code,
            name=person.name,
            kind=StaffKind(person.kind),
            organisation_code=person.organisation_code,
            position=None,
            discipline_post_proof=None,
            active=False,
            is_demo=None,
        ),
        request=request,
    )


def _lock_in_order(codes: Iterable[str]) -> Locked:
    """Lock the staffing of several bodies, regions in code order, as publishing a flow does."""
    named = sorted(organisations(set(codes)).values(), key=lambda one: (one.region_code, one.code))
    return {body.code: lock_staffing(body.code) for body in named}
