"""Taking a change of a running item in hand, and dropping it (变更、放弃变更)."""

from django.db import transaction

from zhengtong.catalogue.events import ItemChangeBegun, ItemChangeDropped
from zhengtong.catalogue.operations.acting import (
    DRAFT_FIELDS,
    act_on,
    lock_item,
    put_back_published_draft,
    require_action,
    take_over_upper,
)
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.requests import Request


@transaction.atomic
def change_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Take a change in hand; the draft takes over the newest upper version (变更).

    The version in force stays in force and takes cases until the change is published.

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.CHANGE, organisation_code=row.organisation_code)
    require_action(row, LocalItemAction.CHANGE)
    put_back_published_draft(row)
    take_over_upper(row)
    act_on(
        row,
        LocalItemAction.CHANGE,
        event=ItemChangeBegun,
        request=request,
        changed=DRAFT_FIELDS,
    )


@transaction.atomic
def drop_change(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Give up a change in hand; the draft is again what is in force (放弃变更).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.CHANGE, organisation_code=row.organisation_code)
    require_action(row, LocalItemAction.DROP_CHANGE)
    put_back_published_draft(row)
    act_on(
        row,
        LocalItemAction.DROP_CHANGE,
        event=ItemChangeDropped,
        request=request,
        changed=DRAFT_FIELDS,
    )
