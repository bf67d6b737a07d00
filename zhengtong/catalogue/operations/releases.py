"""Taking over what the upper level has published in its own system (目录发布承接)."""

from dataclasses import replace

from django.db import transaction

from zhengtong.catalogue.models import CatalogueItem
from zhengtong.catalogue.operations.revisions import (
    RevisionDraft,
    lock_upper_item,
    new_revision,
)
from zhengtong.catalogue.operations.upper_versions import put_in_force
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.states import (
    CatalogueState,
    RevisionAction,
    RevisionKind,
    RevisionState,
    next_revision_state,
)
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.places.queries import require_at_centre

_STATE_AFTER = {
    RevisionKind.SUSPEND: CatalogueState.SUSPENDED,
    RevisionKind.CANCEL: CatalogueState.CANCELLED,
    RevisionKind.SPLIT: CatalogueState.SPLIT,
    RevisionKind.MERGE: CatalogueState.MERGED,
}


@transaction.atomic
def release_upper_item(*, draft: RevisionDraft, request: Request) -> Saved:
    """Put a version that the upper level has published in force here too (承接目录版本).

    One act stands for the reviews that were made elsewhere. What is in force already changes
    nothing; a kind `add` or `change` becomes whichever the item's state asks for.

    Raises:
        PermissionRefused, ElementsRefused, ItemActionNotAllowed, RevisionRefused: see there.
    """
    require_at_centre(request, CataloguePermission.REVIEW_UPPER_ITEM, region_code=draft.region_code)
    item = lock_upper_item(draft)
    draft = _as_the_state_asks(item, draft)
    if _is_in_force(item, draft):
        return Saved.UNCHANGED
    is_new = item.version == 0
    item.is_demo = draft.is_demo
    revision = new_revision(item, draft, request=request)
    revision.state = _published().value
    put_in_force(item, revision, request=request)
    return Saved.CREATED if is_new else Saved.CHANGED


def _as_the_state_asks(item: CatalogueItem, draft: RevisionDraft) -> RevisionDraft:
    if draft.kind not in {RevisionKind.ADD, RevisionKind.CHANGE}:
        return draft
    if item.state == CatalogueState.SUSPENDED:
        return replace(draft, kind=RevisionKind.RESUME)
    return replace(draft, kind=RevisionKind.CHANGE if item.version else RevisionKind.ADD)


def _is_in_force(item: CatalogueItem, draft: RevisionDraft) -> bool:
    if not item.version:
        return False
    state = _STATE_AFTER.get(draft.kind, CatalogueState.PUBLISHED)
    newest = item.versions.get(version=item.version)
    elements = {"base_code": draft.base_code, **draft.elements}
    return bool(item.state == state and newest.elements == elements)


def _published() -> RevisionState:
    """Walk the reviews through the table, as they were walked elsewhere."""
    state = RevisionState.DRAFT
    for action in (
        RevisionAction.SUBMIT,
        RevisionAction.APPROVE_ESTABLISHMENT,
        RevisionAction.PUBLISH,
    ):
        state = next_revision_state(state, action)
    return state
