"""Approving a submitted item, or returning it (审核通过、退回)."""

from django.db import transaction

from zhengtong.catalogue.events import ItemApproved, ItemReturned
from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.operations.acting import act_on, lock_item
from zhengtong.catalogue.operations.requests import require_reason
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.claims import check_approver
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.foundation.requests import Request
from zhengtong.places.queries import require_at_centre


@transaction.atomic
def approve_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Approve a submitted item; the service centre does it, never the submitter (审核通过).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
        ApproverIsSubmitter: the same person submitted it.
    """
    row = _lock_submitted(region_code, implementation_code, request)
    row.approved_by, row.approved_at = request.by.code, request.now
    act_on(
        row,
        LocalItemAction.APPROVE,
        event=ItemApproved,
        request=request,
        changed=("approved_by", "approved_at"),
    )


@transaction.atomic
def return_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Return a submitted item to its body with the reason (退回).

    Raises:
        As `approve_item`; ReasonMissing: the body would not know what to mend.
    """
    row = _lock_submitted(region_code, implementation_code, request)
    require_reason(request, act="退回")
    act_on(row, LocalItemAction.RETURN, event=ItemReturned, request=request)


def _lock_submitted(region_code: str, implementation_code: str, request: Request) -> LocalItem:
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_centre(request, CataloguePermission.APPROVE, region_code=region_code)
    check_approver(submitted_by=row.submitted_by, approved_by=request.by.code)
    return row
