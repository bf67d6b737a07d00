"""Claiming an upper item, and giving the claim up (认领、放弃认领)."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction

from zhengtong.catalogue.events import ItemClaimed, ItemReleased
from zhengtong.catalogue.models import CatalogueItem, LocalItem
from zhengtong.catalogue.operations.acting import DRAFT_FIELDS, act_on, lock_item
from zhengtong.catalogue.operations.listings import listings_of
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.operations.todos import answer_claim
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.upper_items import upper_item_for
from zhengtong.catalogue.rules.claims import check_claim, exercise_level_of
from zhengtong.catalogue.rules.elements import inherited_elements
from zhengtong.catalogue.rules.states import CatalogueState, LocalItemAction, LocalItemState
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.queries import OrganisationInfo, organisation

LONGEST_CODE = 64


class AlreadyClaimed(DomainError):
    """The code is in use (已经认领)."""

    code: ClassVar[str] = "already_claimed"


class ImplementationCodeRefused(DomainError):
    """No implementation code can be made, or the one given does not fit (实施编码不成立)."""

    code: ClassVar[str] = "implementation_code_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a body claims, and under which code and name (认领内容).

    Args:
        implementation_code: by default the body's code and the base code.
        name: by default that of the upper item.
        is_demo: marks the item as a demonstration; it is one also under such a body.
    """

    organisation_code: str
    base_code: str
    implementation_code: str = ""
    name: str = ""
    is_demo: bool = False


@transaction.atomic
def claim_item(*, claim: Claim, request: Request) -> str:
    """Claim an upper item for a body; its base elements are copied and locked (认领).

    A body may claim one upper item several times, as handling items with codes of their own.

    Returns:
        The implementation code.

    Raises:
        UnknownOrganisation, UnknownUpperItem: there is no such body or upper item.
        PermissionRefused: the actor is no item manager of the body.
        ClaimRefused: not in force, not of this level, or not on the lists in force for the body.
        AlreadyClaimed, ImplementationCodeRefused: about the implementation code.
    """
    body = organisation(claim.organisation_code)
    require_at_body(request, CataloguePermission.CLAIM, organisation_code=body.code)
    upper = upper_item_for(region_code=body.region_code, base_code=claim.base_code)
    item_type = ItemType(upper.item_type)
    check_claim(
        upper_state=CatalogueState(upper.state),
        exercise_levels=upper.exercise_levels,
        level=exercise_level_of(level=body.level, region_code=body.region_code),
        listing=listings_of(
            body=body, item_types=(item_type,), base_codes=(upper.base_code,), request=request
        ).of(item_type=item_type, base_code=upper.base_code),
    )
    row = _row_to_claim(body, upper, claim)
    row.name = claim.name or upper.name
    row.is_demo = claim.is_demo or upper.is_demo or body.is_demo
    row.base_version = upper.version
    elements = upper.versions.get(version=upper.version).elements
    row.elements = {**inherited_elements(upper=elements), "item_name": row.name}
    row.provisional = []
    row.claimed_by, row.claimed_at = request.by.code, request.now
    changed = (*DRAFT_FIELDS, "claimed_by", "claimed_at", "is_demo")
    act_on(row, LocalItemAction.CLAIM, event=ItemClaimed, request=request, changed=changed)
    answer_claim(row, request=request)
    return row.implementation_code


@transaction.atomic
def release_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Give a claim up before it was submitted; what was filled is dropped (放弃认领).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.CLAIM, organisation_code=row.organisation_code)
    row.elements, row.provisional = {}, []
    row.claimed_by, row.claimed_at = "", None
    act_on(
        row,
        LocalItemAction.RELEASE,
        event=ItemReleased,
        request=request,
        changed=("elements", "provisional", "claimed_by", "claimed_at"),
    )


def _row_to_claim(body: OrganisationInfo, upper: CatalogueItem, claim: Claim) -> LocalItem:
    """Return a new row, or the body's own that was released or waits to be claimed."""
    code = claim.implementation_code or f"{body.code}-{upper.base_code}"
    if len(code) > LONGEST_CODE:
        raise ImplementationCodeRefused(
            f"实施编码最多 {LONGEST_CODE} 位，“{code}”有 {len(code)} 位，请另外填写"
        )
    held = (
        LocalItem.objects.select_for_update()
        .filter(region_code=body.region_code, implementation_code=code)
        .first()
    )
    if held is None:
        return LocalItem(
            region_code=body.region_code,
            implementation_code=code,
            organisation_code=body.code,
            catalogue_region_code=upper.region_code,
            base_code=upper.base_code,
            item_type=upper.item_type,
            state=LocalItemState.TO_CLAIM.value,
        )
    is_same = (held.organisation_code, held.base_code) == (body.code, upper.base_code)
    if not is_same or held.state != LocalItemState.TO_CLAIM:
        raise AlreadyClaimed(
            f"实施编码 {code} 已用于“{held.name}”，同一目录事项再认领一项的，请另填实施编码"
        )
    return held
