"""Leaving a body out of bulletins for a time, and taking it in again (不纳入统计)."""

from datetime import date
from typing import ClassVar

from django.db import transaction
from django.db.models import Q

from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import LONGEST_REASON, checked_text
from zhengtong.places.events import ExclusionDeclared, ExclusionEnded
from zhengtong.places.models import OrganisationExclusion, OrganisationRegistration
from zhengtong.places.operations.organisations import lock_organisation
from zhengtong.places.operations.registration import commit_registration, lock_registration
from zhengtong.places.permissions import PlacesPermission
from zhengtong.places.queries import organisation, require_at_centre
from zhengtong.places.rules.actions import PlacesAction
from zhengtong.places.rules.organisations import ExclusionKind


class ExclusionRefused(DomainError):
    """The time contradicts another exclusion, or its own order (不纳入期间有矛盾)."""

    code: ClassVar[str] = "exclusion_refused"


@transaction.atomic
def exclude_organisation(
    *,
    organisation_code: str,
    kind: ExclusionKind,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    request: Request,
) -> bool:
    """Leave a body out of bulletins from a day on; return whether anything changed (不纳入统计).

    Bulletins that were frozen keep the state they were printed with.

    Raises:
        PermissionRefused: not the administrator of the region's service centre.
        UnknownOrganisation: there is no such body.
        ExclusionRefused: it ends before it starts, or overlaps another exclusion.
        TextRefused: the reason is too long or cannot be shown.
    """
    checked_text(reason, limit=LONGEST_REASON, name="不纳入统计说明")
    registration = _lock(organisation_code, request)
    if ends_on is not None and ends_on < starts_on:
        raise ExclusionRefused(f"不纳入统计的终止日 {ends_on} 早于起始日 {starts_on}")
    others = OrganisationExclusion.objects.filter(organisation_code=organisation_code)
    same = others.filter(starts_on=starts_on).first()
    if same is not None and _says(same) == (kind, reason, ends_on):
        return False
    overlapping = others.exclude(starts_on=starts_on).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if (other := overlapping.first()) is not None:
        until = other.ends_on or "未定"
        raise ExclusionRefused(
            f"机构 {organisation_code} 在 {other.starts_on} 至 {until} 已不纳入统计，期间不能重叠"
        )
    OrganisationExclusion.objects.update_or_create(
        organisation_code=organisation_code,
        starts_on=starts_on,
        defaults={"kind": kind, "reason": reason, "ends_on": ends_on},
    )
    commit_registration(
        registration,
        action=PlacesAction.DECLARE_EXCLUSION,
        event=ExclusionDeclared(
            organisation_code=organisation_code,
            ground=kind.value,
            starts_on=starts_on,
            ends_on=ends_on,
        ),
        request=request,
    )
    return True


def _says(row: OrganisationExclusion) -> tuple[str, str, date | None]:
    return row.kind, row.reason, row.ends_on


@transaction.atomic
def end_exclusion(*, organisation_code: str, last_day: date, request: Request) -> None:
    """End the open exclusion of a body; it counts again from the next day on (恢复纳入统计).

    Raises:
        PermissionRefused: not the administrator of the region's service centre.
        UnknownOrganisation: there is no such body.
        ExclusionRefused: none is open, or it starts later.
    """
    registration = _lock(organisation_code, request)
    held = OrganisationExclusion.objects.filter(
        organisation_code=organisation_code, ends_on=None, starts_on__lte=last_day
    ).first()
    if held is None:
        raise ExclusionRefused(f"机构 {organisation_code} 在 {last_day} 没有未结束的“不纳入统计”")
    held.ends_on = last_day
    held.save(update_fields=["ends_on"])
    commit_registration(
        registration,
        action=PlacesAction.END_EXCLUSION,
        event=ExclusionEnded(
            organisation_code=organisation_code, starts_on=held.starts_on, last_day=last_day
        ),
        request=request,
    )


def _lock(organisation_code: str, request: Request) -> OrganisationRegistration:
    """Ask for the right at the centre and lock what is about to change."""
    body = organisation(organisation_code)
    require_at_centre(request, PlacesPermission.DECLARE_EXCLUSION, region_code=body.region_code)
    registration = lock_registration(organisation_code=body.code, region_code=body.region_code)
    lock_organisation(organisation_code)
    return registration
