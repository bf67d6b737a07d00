"""Submitting an item for approval, and taking it back (上报、撤回)."""

from django.db import transaction

from zhengtong.catalogue.events import ItemSubmitted, ItemTakenBack
from zhengtong.catalogue.operations.acting import (
    act_on,
    lock_item,
    require_action,
)
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.items import upper_elements_of
from zhengtong.catalogue.rules.states import LocalItemAction
from zhengtong.catalogue.rules.submission import (
    SubmissionReview,
    require_submittable,
    review_submission,
)
from zhengtong.foundation.requests import Request


@transaction.atomic
def submit_item(
    *, region_code: str, implementation_code: str, request: Request
) -> SubmissionReview:
    """Submit an item whose key elements are complete and consistent (上报).

    Returns:
        The review; its warnings are to be shown.

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
        SubmissionRefused: the message names everything that is to be mended.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.SUBMIT, organisation_code=row.organisation_code)
    require_action(row, LocalItemAction.SUBMIT)
    review = review_submission(
        elements=row.elements, provisional=row.provisional, upper=upper_elements_of(row)
    )
    require_submittable(review)
    # Who submitted in the other system is not known here; the operator only takes it over.
    row.submitted_by = "" if request.is_taken_over else request.by.code
    row.approved_by, row.approved_at = "", None
    act_on(
        row,
        LocalItemAction.SUBMIT,
        event=ItemSubmitted,
        request=request,
        changed=("submitted_by", "approved_by", "approved_at"),
    )
    return review


@transaction.atomic
def take_back_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Take a submission back before it is decided (撤回上报).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.SUBMIT, organisation_code=row.organisation_code)
    act_on(row, LocalItemAction.TAKE_BACK, event=ItemTakenBack, request=request)
