"""Taking over from a file what already holds, once (沿用既有任期)."""

from datetime import date

from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.people.models import DutyPeriod, PostPeriod
from zhengtong.people.operations.duties import grant_duty
from zhengtong.people.operations.posts import assign_post
from zhengtong.people.rules.duties import Duty, Post


def take_over_duty(
    *,
    staff_code: str,
    organisation_code: str,
    duty: Duty,
    starts_on: date,
    ends_on: date | None = None,
    successor_code: str = "",
    proof: str = "",
    request: Request,
) -> Saved:
    """Grant a duty unless one that began on the same day is there (沿用职责).

    A period that was ended on the platform since keeps its end: the file is older.

    Raises:
        As `grant_duty`.
    """
    if DutyPeriod.objects.filter(
        staff_id=staff_code,
        organisation_code=organisation_code,
        duty=duty.value,
        starts_on=starts_on,
    ).exists():
        return Saved.UNCHANGED
    grant_duty(
        staff_code=staff_code,
        organisation_code=organisation_code,
        duty=duty,
        starts_on=starts_on,
        ends_on=ends_on,
        successor_code=successor_code,
        proof=proof,
        request=request,
    )
    return Saved.CREATED


def take_over_post(
    *,
    staff_code: str,
    organisation_code: str,
    post: Post,
    starts_on: date,
    ends_on: date | None = None,
    successor_code: str = "",
    request: Request,
) -> Saved:
    """Assign a post unless one that began on the same day is there (沿用岗位).

    Raises:
        As `assign_post`.
    """
    if PostPeriod.objects.filter(
        staff_id=staff_code,
        organisation_code=organisation_code,
        post=post.value,
        starts_on=starts_on,
    ).exists():
        return Saved.UNCHANGED
    assign_post(
        staff_code=staff_code,
        organisation_code=organisation_code,
        post=post,
        starts_on=starts_on,
        ends_on=ends_on,
        successor_code=successor_code,
        request=request,
    )
    return Saved.CREATED
