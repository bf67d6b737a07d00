"""Suspending an item, and letting it run again (暂停、恢复)."""

from django.db import transaction

from zhengtong.catalogue.events import ItemResumed, ItemSuspended
from zhengtong.catalogue.operations.acting import (
    DRAFT_FIELDS,
    act_on,
    lock_item,
    put_back_published_draft,
    require_action,
)
from zhengtong.catalogue.operations.publication import require_upper_in_force
from zhengtong.catalogue.operations.requests import require_at_body, require_reason
from zhengtong.catalogue.operations.todos import answer_todos
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.changes import FollowUpAction
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.requests import Request


@transaction.atomic
def suspend_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Suspend an item: no new cases; a change in hand is dropped (暂停).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed, ReasonMissing: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.SUSPEND, organisation_code=row.organisation_code)
    require_reason(request, act="暂停事项")
    require_action(row, LocalItemAction.SUSPEND)
    put_back_published_draft(row)
    act_on(
        row,
        LocalItemAction.SUSPEND,
        event=ItemSuspended,
        request=request,
        changed=DRAFT_FIELDS,
    )
    answer_todos(row, actions=(FollowUpAction.SUSPEND,), request=request)


@transaction.atomic
def resume_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Let a suspended item take cases again (恢复).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
        NotReady: the upper item itself is suspended or gone.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.SUSPEND, organisation_code=row.organisation_code)
    require_action(row, LocalItemAction.RESUME)
    require_upper_in_force(row)
    act_on(row, LocalItemAction.RESUME, event=ItemResumed, request=request)
    answer_todos(row, actions=(FollowUpAction.RESUME,), request=request)
