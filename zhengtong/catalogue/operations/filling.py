"""Filling the elements of an item (填报)."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import ItemFilled
from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.operations.acting import (
    DRAFT_FIELDS,
    act_on,
    lock_item,
    require_action,
    take_over_upper,
)
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.items import upper_elements_of
from zhengtong.catalogue.rules.element_faults import ElementFault, check_elements, check_locked
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError


class ElementsRefused(DomainError):
    """Some elements are unknown, mistyped, too long or not the body's to change (要素有误)."""

    code: ClassVar[str] = "elements_refused"

    def __init__(self, faults: Collection[ElementFault]) -> None:
        super().__init__("；".join(fault.message for fault in faults))
        self.faults = tuple(faults)


@transaction.atomic
def fill_item(
    *,
    region_code: str,
    implementation_code: str,
    elements: Mapping[str, Any],
    provisional: Collection[str] | None = None,
    request: Request,
) -> None:
    """Write elements of an item; what is not named stays as it is (填报).

    What the upper level has changed meanwhile is taken over first.

    Args:
        elements: JSON values by identifier; None takes an element away.
        provisional: all identifiers that are not final yet; None leaves the marks.

    Raises:
        UnknownItem, PermissionRefused: see there.
        ItemActionNotAllowed: the item is not being filled.
        ElementsRefused: nothing was written; the message names every fault.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.FILL, organisation_code=row.organisation_code)
    fill_row(row, elements=elements, provisional=provisional, request=request)


def fill_row(
    row: LocalItem,
    *,
    elements: Mapping[str, Any],
    provisional: Collection[str] | None,
    request: Request,
) -> None:
    """Write elements into a locked item, on top of the newest upper version (填报已锁定的事项).

    Raises:
        ItemActionNotAllowed, ElementsRefused: as `fill_item`.
    """
    require_action(row, LocalItemAction.FILL)
    take_over_upper(row)
    filled = {
        identifier: value
        for identifier, value in {**row.elements, **elements}.items()
        if value is not None
    }
    marks = sorted(set(row.provisional if provisional is None else provisional))
    faults = (
        *check_elements(elements=filled, provisional=marks),
        *check_locked(elements=filled, upper=upper_elements_of(row)),
    )
    if faults:
        raise ElementsRefused(faults)
    row.elements, row.provisional = filled, marks
    row.name = str(filled.get("item_name") or row.name)
    act_on(
        row,
        LocalItemAction.FILL,
        event=ItemFilled,
        request=request,
        changed=DRAFT_FIELDS,
    )
