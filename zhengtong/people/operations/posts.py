"""Assigning a post, ending it, handing it over (岗位指派、终止、移交)."""

from datetime import date

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.people.events import PostAssigned, PostEnded
from zhengtong.people.models import PostPeriod, Staff
from zhengtong.people.operations.cover import (
    cover_of_posts,
    refuse_stranding,
    require_another,
    require_post_successor,
)
from zhengtong.people.operations.handover import hand_over_post, place_in_post
from zhengtong.people.operations.staffing import (
    commit_change,
    lock_staff,
    lock_staffing,
    require_dates,
    require_last_day,
)
from zhengtong.people.operations.tenure_rows import NotHeld, cut, running_after
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.people.rules.duties import Post
from zhengtong.people.rules.tenures import Tenure
from zhengtong.places.queries import require_at_body_or_centre


@transaction.atomic
def assign_post(
    *,
    staff_code: str,
    organisation_code: str,
    post: Post,
    starts_on: date,
    ends_on: date | None = None,
    successor_code: str = "",
    request: Request,
) -> None:
    """Assign a post at a body for a period (指派岗位).

    Args:
        ends_on: last day; then another holder must cover the day after, or a successor is named.

    Raises:
        PermissionRefused: neither the body's administrator nor the service centre's.
        UnknownStaff, StaffInactive, UnknownOrganisation, DatesRefused: see there.
        ContractWorkerMayNotDecide: see there.
        DutyMissing: no case handler at the body over the whole period.
        AlreadyHeld, SuccessorMissing, SuccessorRefused: see there.
    """
    staff = lock_staff(staff_code)[staff_code]
    body, staffing = lock_staffing(organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.ASSIGN_POST,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    require_dates(request, starts_on=starts_on, ends_on=ends_on)
    row = place_in_post(
        body,
        staff=staff,
        post=post,
        tenure=Tenure(starts_on, ends_on),
        successor_code=successor_code,
        request=request,
    )
    require_post_successor(row)
    commit_change(
        staffing,
        action=StaffingAction.ASSIGN_POST,
        staff_code=staff_code,
        event=PostAssigned(
            staff_code=staff_code,
            organisation_code=organisation_code,
            post=post.value,
            starts_on=starts_on,
            ends_on=ends_on,
            successor_code=successor_code,
        ),
        request=request,
    )


@transaction.atomic
def end_post(
    *, staff_code: str, organisation_code: str, post: Post, last_day: date, request: Request
) -> None:
    """End a post at a body (终止岗位).

    Args:
        last_day: last day on which it is held; yesterday at the earliest.

    Raises:
        PermissionRefused: as for `assign_post`.
        NotHeld: he does not hold it after that day.
        WouldStrand: an open case or a published flow needs it and nobody else could go on.
    """
    lock_staff(staff_code)
    _end(
        staff_code=staff_code,
        organisation_code=organisation_code,
        post=post,
        last_day=last_day,
        successor=None,
        request=request,
    )


@transaction.atomic
def reassign_post(
    *,
    staff_code: str,
    organisation_code: str,
    post: Post,
    last_day: date,
    successor_code: str,
    request: Request,
) -> None:
    """End a post and give it to a successor from the next day on, in one act (移交岗位).

    Raises:
        As `end_post`, and for the successor as `assign_post`.
    """
    require_another(staff_code, successor_code)
    people = lock_staff(staff_code, successor_code)
    _end(
        staff_code=staff_code,
        organisation_code=organisation_code,
        post=post,
        last_day=last_day,
        successor=people[successor_code],
        request=request,
    )


def _end(
    *,
    staff_code: str,
    organisation_code: str,
    post: Post,
    last_day: date,
    successor: Staff | None,
    request: Request,
) -> None:
    body, staffing = lock_staffing(organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.ASSIGN_POST,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    require_last_day(request, last_day)
    held = PostPeriod.objects.filter(
        staff_id=staff_code, organisation_code=organisation_code, post=post.value
    )
    running = running_after(held, last_day)
    if not running:
        raise NotHeld(f"{staff_code} 在 {body.name} {last_day} 之后并未担任{post.label}")
    covers = cover_of_posts(body, [post])
    cut(running, last_day=last_day, request=request)
    if successor is not None:
        hand_over_post(
            body, post=post, successor=successor, starts_on=last_day + ONE_DAY, request=request
        )
    refuse_stranding(covers, staff_code=staff_code, last_day=last_day)
    commit_change(
        staffing,
        action=StaffingAction.END_POST,
        staff_code=staff_code,
        event=PostEnded(
            staff_code=staff_code,
            organisation_code=organisation_code,
            post=post.value,
            last_day=last_day,
            successor_code=successor.staff_code if successor else "",
        ),
        request=request,
    )
