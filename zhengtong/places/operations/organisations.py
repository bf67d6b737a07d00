"""Entering and changing organisations, and locking one (机构维护)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import ClassVar

from django.db import IntegrityError, transaction

from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.codes import CreditCode, Strictness, parse_credit_code
from zhengtong.kernel.errors import DomainError
from zhengtong.places.events import OrganisationChanged, OrganisationRegistered
from zhengtong.places.models import (
    Organisation,
    OrganisationCreditCode,
    OrganisationRegistration,
)
from zhengtong.places.operations.registration import commit_registration, lock_registration
from zhengtong.places.permissions import PlacesPermission
from zhengtong.places.queries import (
    OrganisationInfo,
    UnknownRegion,
    known_regions,
    organisation,
    require_at_centre,
)
from zhengtong.places.rules.actions import PlacesAction
from zhengtong.places.rules.organisations import BodyKind, OrganisationLevel, require_place


class UnknownParent(DomainError):
    """The body above is not there; it may come later in the same file (上级机构不存在)."""

    code: ClassVar[str] = "unknown_parent"


class OrganisationRefused(DomainError):
    """The organisation contradicts what is already there (机构信息有矛盾)."""

    code: ClassVar[str] = "organisation_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDraft:
    """An organisation as somebody enters it (机构登记信息).

    Args:
        credit_codes: as written; the reader checks them.
    """

    code: str
    name: str
    short_name: str = ""
    level: OrganisationLevel
    kind: BodyKind = BodyKind.STATUTORY_ORGAN
    region_code: str
    township_code: str = ""
    village_code: str = ""
    parent_code: str = ""
    sequence: int = 1
    in_hall: bool = False
    on_platform_from: date | None = None
    is_demo: bool = False
    credit_codes: tuple[str, ...] = ()


@transaction.atomic
def save_organisation(
    *,
    draft: OrganisationDraft,
    strictness: Strictness = Strictness.STRICT,
    request: Request,
) -> Saved:
    """Enter an organisation, or bring one in line with the draft (登记机构).

    Its leaders and liaison stay as they are.

    Args:
        strictness: whether a credit code with a wrong check character is refused.

    Raises:
        PermissionRefused: not the administrator of the region's service centre.
        CodeRefused: a credit code is malformed, or fails its check in strict reading.
        OrganisationPlaceRefused: the place does not fit the level.
        UnknownRegion: a region, township or village code is not loaded.
        UnknownParent: see there.
        OrganisationRefused: the region would change, a second service centre, a second body of
            the same name and level in the same place, a circle of parents.
    """
    require_at_centre(
        request, PlacesPermission.REGISTER_ORGANISATION, region_code=draft.region_code
    )
    credit_codes = [parse_credit_code(text, strictness=strictness) for text in draft.credit_codes]
    require_place(
        level=draft.level,
        region_code=draft.region_code,
        township_code=draft.township_code,
        village_code=draft.village_code,
    )
    _require_known_places(draft)
    _require_parent(draft)
    held = Organisation.objects.filter(code=draft.code).first()
    _require_same_region(held, draft)
    registration = lock_registration(organisation_code=draft.code, region_code=draft.region_code)
    held = Organisation.objects.select_for_update().filter(code=draft.code).first()
    _require_only_centre(draft)
    _require_own_name(draft)
    if held is None:
        _register(draft, credit_codes, registration, request)
        return Saved.CREATED
    return _change(held, draft, credit_codes, registration, request)


def _register(
    draft: OrganisationDraft,
    credit_codes: Sequence[CreditCode],
    registration: OrganisationRegistration,
    request: Request,
) -> None:
    _save(Organisation(**_values(draft)), draft, columns=None)
    _save_credit_codes(draft.code, credit_codes)
    commit_registration(
        registration,
        action=PlacesAction.REGISTER_ORGANISATION,
        event=OrganisationRegistered(
            organisation_code=draft.code,
            level=draft.level.value,
            parent_code=draft.parent_code,
        ),
        request=request,
    )


def _change(
    held: Organisation,
    draft: OrganisationDraft,
    credit_codes: Sequence[CreditCode],
    registration: OrganisationRegistration,
    request: Request,
) -> Saved:
    values = _values(draft)
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, values[name])
    if changed:
        _save(held, draft, columns=tuple(changed))
    if _save_credit_codes(draft.code, credit_codes):
        changed.append("credit_codes")
    if not changed:
        return Saved.UNCHANGED
    commit_registration(
        registration,
        action=PlacesAction.CHANGE_ORGANISATION,
        event=OrganisationChanged(organisation_code=draft.code, changed=tuple(changed)),
        request=request,
    )
    return Saved.CHANGED


def _values(draft: OrganisationDraft) -> dict[str, object]:
    return {name: value for name, value in asdict(draft).items() if name != "credit_codes"}


def _save(row: Organisation, draft: OrganisationDraft, *, columns: tuple[str, ...] | None) -> None:
    """Insert or update; a session that was quicker makes the constraint speak."""
    try:
        with transaction.atomic():
            row.save(force_insert=columns is None, update_fields=columns)
    except IntegrityError:
        _require_only_centre(draft)
        _require_own_name(draft)
        raise


def lock_organisation(code: str) -> OrganisationInfo:
    """Lock an organisation until the transaction ends, and return it (锁定机构).

    Raises:
        UnknownOrganisation: there is none.
    """
    found = organisation(code)
    Organisation.objects.select_for_update().get(region_code=found.region_code, code=code)
    return organisation(code)


def _require_known_places(draft: OrganisationDraft) -> None:
    codes = [code for code in (draft.region_code, draft.township_code, draft.village_code) if code]
    known = known_regions(codes)
    for code in codes:
        if code not in known:
            raise UnknownRegion(f"区划代码 {code} 不存在，请核对；区划由 load-regions 载入")


def _require_parent(draft: OrganisationDraft) -> None:
    above, passed = draft.parent_code, {draft.code}
    while above:
        if above in passed:
            raise OrganisationRefused(f"上级机构 {draft.parent_code} 又隶属于本机构，不能成环")
        passed.add(above)
        parent = Organisation.objects.filter(code=above).values_list("parent_code", flat=True)
        if not parent:
            raise UnknownParent(f"上级机构 {above} 不存在，请先登记上级机构")
        above = parent[0]


def _require_same_region(held: Organisation | None, draft: OrganisationDraft) -> None:
    if held is not None and held.region_code != draft.region_code:
        raise OrganisationRefused(
            f"机构 {draft.code} 已登记在 {held.region_code}，所属区划不能改；"
            "划转的机构请用新编码另行登记"
        )


def _require_only_centre(draft: OrganisationDraft) -> None:
    if draft.level is not OrganisationLevel.SERVICE_CENTRE or draft.township_code:
        return
    other = (
        Organisation.objects.filter(
            region_code=draft.region_code, level=draft.level, township_code=""
        )
        .exclude(code=draft.code)
        .first()
    )
    if other is not None:
        raise OrganisationRefused(
            f"{draft.region_code} 已有政务服务中心“{other.name}”（{other.code}），一个区划只有一个"
        )


def _require_own_name(draft: OrganisationDraft) -> None:
    other = (
        Organisation.objects.filter(
            region_code=draft.region_code,
            level=draft.level,
            township_code=draft.township_code,
            village_code=draft.village_code,
            name=draft.name,
        )
        .exclude(code=draft.code)
        .first()
    )
    if other is not None:
        place = draft.village_code or draft.township_code or draft.region_code
        raise OrganisationRefused(
            f"{place} 已有同名的{draft.level.label}“{other.name}”（{other.code}），"
            "通报和溯源分不清；请沿用该编码，或先更名"
        )


def _save_credit_codes(code: str, credit_codes: Sequence[CreditCode]) -> bool:
    """Bring the credit codes of a body in line; return whether anything changed."""
    wanted = {found.text: found.checks for found in credit_codes}
    rows = OrganisationCreditCode.objects.filter(organisation_code=code)
    present = dict(rows.values_list("credit_code", "checks"))
    if present == wanted:
        return False
    rows.exclude(credit_code__in=wanted).delete()
    OrganisationCreditCode.objects.bulk_create(
        OrganisationCreditCode(organisation_code=code, credit_code=text, checks=checks)
        for text, checks in wanted.items()
        if text not in present
    )
    return True
