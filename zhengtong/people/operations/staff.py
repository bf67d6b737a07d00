"""Registering a person, changing his particulars, letting him go (人员登记)."""

from dataclasses import asdict, dataclass, field, replace
from typing import ClassVar

from django.db import transaction

from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import checked_text
from zhengtong.people.events import StaffChanged, StaffRegistered
from zhengtong.people.models import (
    DutyPeriod,
    OrganisationStaffing,
    PostPeriod,
    Staff,
    User,
)
from zhengtong.people.operations.identity import put_id_number, save_identified
from zhengtong.people.operations.staffing import commit_change, lock_staffing
from zhengtong.people.operations.tenure_rows import running_after
from zhengtong.people.permissions import PeoplePermission
from zhengtong.people.queries.leadership import leadership_of
from zhengtong.people.rules.actions import StaffingAction
from zhengtong.people.rules.duties import Duty, Post, StaffKind, may_hold_post
from zhengtong.places.queries import (
    OrganisationInfo,
    organisation,
    require_at_body_or_centre,
    require_at_centre,
)

LONGEST_PROOF = 200
_LIMITS = {
    "staff_code": (32, "工号"),
    "name": (100, "姓名"),
    "position": (100, "职务"),
    "discipline_post_proof": (LONGEST_PROOF, "纪检监察岗位证明"),
}


class StaffChangeRefused(DomainError):
    """What the person holds forbids the change (所任职责、岗位不允许这样变更)."""

    code: ClassVar[str] = "staff_change_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDraft:
    """A person as somebody enters him (人员登记信息).

    Args:
        organisation_code: the body he works for.
        position, is_demo: None leaves what is on file.
        discipline_post_proof: paper of a discipline-inspection post; empty for anybody else,
            None leaves what is on file.
        id_number: citizen number as typed; empty leaves what is on file.
        active: False lets him go, once he holds nothing any more; None leaves it as it is.
    """

    staff_code: str
    name: str
    kind: StaffKind
    organisation_code: str
    position: str | None = ""
    discipline_post_proof: str | None = ""
    id_number: str = field(default="", repr=False)
    active: bool | None = True
    is_demo: bool | None = False


@transaction.atomic
def save_staff(*, draft: StaffDraft, request: Request) -> Saved:
    """Register a person, or bring one in line with the draft (登记人员).

    Letting a person go closes his accounts.

    Raises:
        PermissionRefused: neither the administrator of the body, old or new, nor the centre's;
            an ID number once on file is changed by the centre alone.
        CodeRefused: the ID number is none.
        PersonAlreadyRegistered: it stands under another staff code.
        UnknownOrganisation: there is no such body.
        TextRefused: a text is too long or cannot be shown.
        StaffChangeRefused: he would leave while he holds something, decide as a contract worker,
            or supervise without proof; or leave or move while a body records him as its leader
            in charge, head or liaison.
    """
    for field_name, (limit, name) in _LIMITS.items():
        checked_text(getattr(draft, field_name) or "", limit=limit, name=name)
    held = Staff.objects.select_for_update().filter(staff_code=draft.staff_code).first()
    if held is not None:
        old_body = organisation(held.organisation_code)
        require_at_body_or_centre(
            request,
            PeoplePermission.REGISTER_STAFF,
            organisation_code=old_body.code,
            region_code=old_body.region_code,
        )
    body, staffing = lock_staffing(draft.organisation_code)
    require_at_body_or_centre(
        request,
        PeoplePermission.REGISTER_STAFF,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    if held is None:
        _register(draft, staffing, request)
        return Saved.CREATED
    return _change(held, draft, body, staffing, request)


def _register(draft: StaffDraft, staffing: OrganisationStaffing, request: Request) -> None:
    row = Staff(**_values(draft))
    put_id_number(row, draft.id_number)
    save_identified(row, columns=None)
    commit_change(
        staffing,
        action=StaffingAction.REGISTER_STAFF,
        staff_code=draft.staff_code,
        event=StaffRegistered(
            staff_code=draft.staff_code,
            organisation_code=draft.organisation_code,
            kind=draft.kind.value,
        ),
        request=request,
    )


def _change(
    held: Staff,
    draft: StaffDraft,
    body: OrganisationInfo,
    staffing: OrganisationStaffing,
    request: Request,
) -> Saved:
    draft = _with_what_is_held(draft, held)
    values = _values(draft)
    was_identified = bool(held.id_number_hash)
    identity = put_id_number(held, draft.id_number)
    if identity and was_identified:
        require_at_centre(request, PeoplePermission.REGISTER_STAFF, region_code=body.region_code)
    changed = tuple(name for name, value in values.items() if getattr(held, name) != value)
    if not (changed or identity):
        return Saved.UNCHANGED
    _refuse_against_holdings(draft, request)
    if not draft.active or draft.organisation_code != held.organisation_code:
        _refuse_against_leadership(draft)
    for name in changed:
        setattr(held, name, values[name])
    save_identified(held, columns=(*changed, *identity))
    if not draft.active:
        User.objects.filter(staff_code=draft.staff_code).update(is_active=False)
    commit_change(
        staffing,
        action=StaffingAction.CHANGE_STAFF,
        staff_code=draft.staff_code,
        event=StaffChanged(
            staff_code=draft.staff_code,
            organisation_code=draft.organisation_code,
            kind=draft.kind.value,
            active=held.active,
            changed=(*changed, *(["id_number"] if identity else [])),
        ),
        request=request,
    )
    return Saved.CHANGED


def _with_what_is_held(draft: StaffDraft, held: Staff) -> StaffDraft:
    """Fill in from the row what the draft says nothing about (未填的沿用原登记)."""
    unsaid = [name for name, value in asdict(draft).items() if value is None]
    return replace(draft, **{name: getattr(held, name) for name in unsaid})


def _values(draft: StaffDraft) -> dict[str, object]:
    """Return the columns that the draft speaks of; the ID number is sealed apart."""
    values = {**asdict(draft), "kind": draft.kind.value}
    del values["id_number"]
    return {name: value for name, value in values.items() if value is not None}


def _refuse_against_holdings(draft: StaffDraft, request: Request) -> None:
    duties = running_after(DutyPeriod.objects.filter(staff_id=draft.staff_code), request.yesterday)
    posts = running_after(PostPeriod.objects.filter(staff_id=draft.staff_code), request.yesterday)
    who = f"{draft.name}（{draft.staff_code}）"
    if not draft.active and (duties or posts):
        named = [f"{row.organisation_code} {Duty(row.duty).label}" for row in duties]
        named += [f"{row.organisation_code} {Post(row.post).label}" for row in posts]
        raise StaffChangeRefused(f"{who}仍担任：{'、'.join(named)}；请先移交或终止，再办离职")
    barred = [Post(row.post) for row in posts if not may_hold_post(draft.kind, Post(row.post))]
    if barred:
        raise StaffChangeRefused(f"{who}现任{barred[0].label}，聘用人员不能任此岗，请先移交")
    if not draft.discipline_post_proof and any(row.duty == Duty.SUPERVISOR for row in duties):
        raise StaffChangeRefused(f"{who}现任{Duty.SUPERVISOR.label}，须保留纪检监察岗位证明")


def _refuse_against_leadership(draft: StaffDraft) -> None:
    """Keep a body from being led by somebody who is gone; naming one takes the same lock."""
    if led := leadership_of(draft.staff_code):
        named = "、".join(f"{body.name}（{body.code}）{label}" for body, label in led)
        act = "调动" if draft.active else "办离职"
        raise StaffChangeRefused(
            f"{draft.name}（{draft.staff_code}）仍登记为：{named}；请先另行指定，再{act}"
        )
