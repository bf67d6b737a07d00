"""Cancelling an item for good (取消)."""

from django.db import transaction

from zhengtong.catalogue.events import ItemCancelled
from zhengtong.catalogue.operations.acting import act_on, lock_item
from zhengtong.catalogue.operations.requests import require_at_body, require_reason
from zhengtong.catalogue.operations.todos import answer_todos
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.changes import FollowUpAction
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.requests import Request


@transaction.atomic
def cancel_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Cancel an item: no new cases, never again; running cases go on (取消).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed, ReasonMissing: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.CANCEL, organisation_code=row.organisation_code)
    require_reason(request, act="取消事项")
    act_on(row, LocalItemAction.CANCEL, event=ItemCancelled, request=request)
    # Nothing of what was asked of a cancelled item is left to do.
    asked = [action for action in FollowUpAction if action is not FollowUpAction.CLAIM]
    answer_todos(row, actions=asked, request=request)
