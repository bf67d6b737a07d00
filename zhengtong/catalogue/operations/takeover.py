"""Taking over a complete item from another system, from claim to operation (整项承接)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.operations.acting import lock_item
from zhengtong.catalogue.operations.approval import approve_item
from zhengtong.catalogue.operations.changing import change_item
from zhengtong.catalogue.operations.claiming import Claim, claim_item
from zhengtong.catalogue.operations.filling import fill_row
from zhengtong.catalogue.operations.publication import publish_item, run_item
from zhengtong.catalogue.operations.submission import submit_item
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.items import upper_elements_of
from zhengtong.catalogue.rules.elements import locked_elements
from zhengtong.catalogue.rules.states import EDITABLE_STATES, LocalItemState
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import OrganisationInfo, organisation, require_at_centre


class TakeoverRefused(DomainError):
    """The item here stands where another system's edition cannot be written in (不能承接)."""

    code: ClassVar[str] = "takeover_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteItem:
    """An item with its elements, as another system hands it over (完整事项).

    Args:
        elements: what the body fills; what the upper item locks may be repeated in it.
        provisional: elements that are not final.
    """

    implementation_code: str
    organisation_code: str
    base_code: str
    name: str
    elements: Mapping[str, Any]
    provisional: Collection[str] = ()
    is_demo: bool = False


@transaction.atomic
def take_over_item(*, item: CompleteItem, publish: bool, request: Request) -> Saved:
    """Claim, fill and, if asked, submit, approve, publish and run an item in one go (整项承接).

    Every step is an act with its entry, and every rule of its step holds. It goes on from where
    the item stands, so running it again changes nothing; a running item whose elements differ
    is changed.

    Raises:
        TakeoverRefused: the item is with the approver, suspended or cancelled, and differs.
        DomainError: a step is refused; then nothing at all was written.
    """
    body = organisation(item.organisation_code)
    require_at_centre(request, CataloguePermission.KEEP_LISTS, region_code=body.region_code)
    before = _row(body.region_code, item.implementation_code)
    entries = before.entry_count if before else 0
    if before is None or before.state == LocalItemState.TO_CLAIM:
        claim = Claim(
            organisation_code=body.code,
            base_code=item.base_code,
            implementation_code=item.implementation_code,
            name=item.name,
            is_demo=item.is_demo,
        )
        claim_item(claim=claim, request=request)
    _bring_elements_in_line(item, body, request)
    if publish:
        _carry_on(body.region_code, item.implementation_code, request)
    after = lock_item(region_code=body.region_code, implementation_code=item.implementation_code)
    if before is None:
        return Saved.CREATED
    return Saved.CHANGED if after.entry_count > entries else Saved.UNCHANGED


def _row(region_code: str, implementation_code: str) -> LocalItem | None:
    return LocalItem.objects.filter(
        region_code=region_code, implementation_code=implementation_code
    ).first()


def _bring_elements_in_line(item: CompleteItem, body: OrganisationInfo, request: Request) -> None:
    """Fill where the given elements differ from the draft; change first what runs."""
    key = {"region_code": body.region_code, "implementation_code": item.implementation_code}
    row = lock_item(**key)
    if row.organisation_code != item.organisation_code:
        raise TakeoverRefused(f"事项 {item.implementation_code} 属于另一机构，不能改由本机构承接")
    elements = {"body_nature": body.kind.value, **_own_elements(item, row)}
    marks = sorted(item.provisional)
    if _is_same(row, elements) and row.provisional == marks:
        return
    if row.state == LocalItemState.RUNNING:
        change_item(**key, request=request)
        row = lock_item(**key)
    if LocalItemState(row.state) not in EDITABLE_STATES:
        raise TakeoverRefused(
            f"平台上的事项“{row.name}”不在填报中，与本行不同，请先在平台上办完再导入"
        )
    fill_row(row, elements=elements, provisional=marks, request=request)


def _own_elements(item: CompleteItem, row: LocalItem) -> dict[str, Any]:
    """Return the elements to fill: given ones, with those the upper item does not lock.

    A locked element that is repeated and differs is left in, so that filling refuses it.
    """
    upper = upper_elements_of(row)
    locked = {element.identifier for element in locked_elements() if element.identifier in upper}
    repeated = {name for name in locked if item.elements.get(name) == upper[name]}
    given = {name: value for name, value in item.elements.items() if name not in repeated}
    return {**given, "item_name": item.name}


def _is_same(row: LocalItem, elements: Mapping[str, Any]) -> bool:
    return all(row.elements.get(name) == value for name, value in elements.items())


def _carry_on(region_code: str, implementation_code: str, request: Request) -> None:
    """Take the steps that lead from where the item stands to its operation."""
    while True:
        row = lock_item(region_code=region_code, implementation_code=implementation_code)
        step = _NEXT_STEP.get(LocalItemState(row.state))
        if step is None:
            return
        step(region_code=region_code, implementation_code=implementation_code, request=request)


_NEXT_STEP: Mapping[LocalItemState, Callable[..., object]] = {
    LocalItemState.FILLED: submit_item,
    LocalItemState.SUBMITTED: approve_item,
    LocalItemState.APPROVED: publish_item,
    LocalItemState.PUBLISHED: run_item,
    LocalItemState.CHANGING: submit_item,
    LocalItemState.CHANGE_SUBMITTED: approve_item,
    LocalItemState.CHANGE_APPROVED: publish_item,
}
