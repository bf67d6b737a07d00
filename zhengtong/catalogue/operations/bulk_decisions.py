"""Deciding a bulk request: all its items by one act of the reviewer, page by page (批量审核)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import (
    ItemApproved,
    ItemChangeDropped,
    ItemEvent,
    ItemPublished,
    ItemReturned,
)
from zhengtong.catalogue.models import BulkRequest, BulkRequestItem, ItemVersion, LocalItem
from zhengtong.catalogue.operations.acting import DRAFT_FIELDS
from zhengtong.catalogue.operations.bulk_acts import write_changed
from zhengtong.catalogue.operations.bulk_candidates import PAGE, Candidate, candidates
from zhengtong.catalogue.operations.bulk_publication import BulkPublication
from zhengtong.catalogue.operations.bulk_requests import move
from zhengtong.catalogue.operations.publication import version_row
from zhengtong.catalogue.operations.requests import require_at_body, require_reason
from zhengtong.catalogue.operations.todos import answer_changes
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.bulk import BulkAction, BulkState, Outcome, next_bulk_state
from zhengtong.catalogue.rules.claims import check_approver
from zhengtong.catalogue.rules.states import LocalItemAction, LocalItemState, next_state
from zhengtong.foundation.bulk_rows import insert_rows, update_rows
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import require_at_centre

LONGEST_REMARK = 500


class UnknownBulkRequest(DomainError):
    """There is no bulk request with this number (没有这份批量申请)."""

    code: ClassVar[str] = "unknown_bulk_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What a decision does to each item, and from which outcome it takes them."""

    item_action: LocalItemAction
    event: type[ItemEvent]
    takes: Outcome
    leaves: Outcome
    changed: tuple[str, ...]
    working: BulkState


_DECISIONS: Mapping[BulkAction, _Decision] = MappingProxyType(
    {
        BulkAction.APPROVE: _Decision(
            item_action=LocalItemAction.APPROVE,
            event=ItemApproved,
            takes=Outcome.PENDING,
            leaves=Outcome.APPROVED,
            changed=("state", "approved_by", "approved_at"),
            working=BulkState.APPROVING,
        ),
        BulkAction.RETURN: _Decision(
            item_action=LocalItemAction.RETURN,
            event=ItemReturned,
            takes=Outcome.PENDING,
            leaves=Outcome.RETURNED,
            changed=("state",),
            working=BulkState.RETURNING,
        ),
        BulkAction.DROP: _Decision(
            item_action=LocalItemAction.DROP_CHANGE,
            event=ItemChangeDropped,
            takes=Outcome.RETURNED,
            leaves=Outcome.DROPPED,
            changed=("state", *DRAFT_FIELDS),
            working=BulkState.DROPPING,
        ),
    }
)


def approve_page(*, number: str, request: Request) -> int:
    """Approve and publish the next page of a request; call it until 0 is left (批量审核通过).

    The approval publishes: who submitted has asked for it and may publish at the body. An item
    that cannot be published yet stays approved, with the reason; one that was taken back or
    decided by itself meanwhile is left as it is.

    Returns:
        How many items are left.

    Raises:
        UnknownBulkRequest: see there.
        PermissionRefused: the actor does not administer the region's service centre.
        ApproverIsSubmitter: the same person submitted it.
        ItemActionNotAllowed: the request is not submitted.
    """
    return _decide(number, BulkAction.APPROVE, request)


def return_page(*, number: str, request: Request) -> int:
    """Return the next page of a request to its bodies, with the reason (批量退回).

    Raises:
        As `approve_page`; ReasonMissing: the bodies would not know what to mend.
    """
    require_reason(request, act="退回")
    return _decide(number, BulkAction.RETURN, request)


def drop_page(*, number: str, request: Request) -> int:
    """Give up the next page of changes that were returned: what is in force stays (批量放弃变更).

    Raises:
        UnknownBulkRequest, ItemActionNotAllowed: see there.
        PermissionRefused: the actor may not change some body's items.
    """
    return _decide(number, BulkAction.DROP, request)


@transaction.atomic
def _decide(number: str, action: BulkAction, request: Request) -> int:
    decision = _DECISIONS[action]
    row = _lock(number)
    _require_right(row, action, request)
    if row.state != decision.working:
        _begin(row, action, request)
    open_rows = BulkRequestItem.objects.filter(
        region_code=row.region_code, request_id=row.id, outcome=decision.takes.value
    )
    places = list(open_rows.order_by("id")[:PAGE])
    _work_off(row, places, decision, request)
    left = open_rows.count()
    if not left:
        move(row, BulkAction.FINISH, request)
    return left


def _begin(row: BulkRequest, action: BulkAction, request: Request) -> None:
    next_bulk_state(BulkState(row.state), action)
    if action is BulkAction.DROP:
        move(row, action, request)
        return
    row.decided_by, row.decided_at = request.by.code, request.now
    move(row, action, request, changed=("decided_by", "decided_at"))


def _lock(number: str) -> BulkRequest:
    row = (
        BulkRequest.objects.select_for_update()
        .filter(region_code=number.partition("-")[0], number=number)
        .first()
    )
    if row is None:
        raise UnknownBulkRequest(f"没有批量申请 {number}，用 items requests 查看")
    return row


def _require_right(row: BulkRequest, action: BulkAction, request: Request) -> None:
    if action is not BulkAction.DROP:
        require_at_centre(request, CataloguePermission.APPROVE, region_code=row.region_code)
        check_approver(submitted_by=row.submitted_by, approved_by=request.by.code)
        return
    bodies = BulkRequestItem.objects.filter(region_code=row.region_code, request_id=row.id)
    named = bodies.order_by("organisation_code").values_list("organisation_code", flat=True)
    for body in named.distinct():
        require_at_body(request, CataloguePermission.CHANGE, organisation_code=body)


def _work_off(
    row: BulkRequest, places: Sequence[BulkRequestItem], decision: _Decision, request: Request
) -> None:
    codes = [place.implementation_code for place in places]
    found = candidates(region_code=row.region_code, codes=codes, is_locked=True)
    ours: list[tuple[BulkRequestItem, Candidate]] = []
    for place in places:
        candidate = found[place.implementation_code]
        if _is_as_left(place, candidate.row, decision):
            ours.append((place, candidate))
            place.outcome = decision.leaves.value
        else:
            place.outcome = Outcome.OVERTAKEN.value
    _act(ours, decision, request)
    if decision.item_action is LocalItemAction.APPROVE:
        _publish(ours, request)
    update_rows(places, names=("outcome", "remark"))


def _is_as_left(place: BulkRequestItem, item: LocalItem, decision: _Decision) -> bool:
    """Tell whether nothing was done with the item since the request had it last."""
    acts_since = 1 if decision.takes is Outcome.RETURNED else 0
    is_state = (
        LocalItemState.CHANGING if acts_since else LocalItemState.CHANGE_SUBMITTED
    ) == item.state
    return is_state and item.entry_count == place.submit_no + acts_since


def _act(
    ours: Sequence[tuple[BulkRequestItem, Candidate]], decision: _Decision, request: Request
) -> None:
    rows: list[tuple[LocalItem, dict[str, Any]]] = []
    for _, candidate in ours:
        item = candidate.row
        item.state = next_state(LocalItemState(item.state), decision.item_action).value
        if decision.item_action is LocalItemAction.APPROVE:
            item.approved_by, item.approved_at = request.by.code, request.now
        elif decision.item_action is LocalItemAction.DROP_CHANGE:
            _put_back(item, candidate.published)
        rows.append((item, {}))
    write_changed(
        rows,
        decision.item_action,
        event=decision.event,
        changed=decision.changed,
        request=request,
    )


def _put_back(item: LocalItem, in_force: ItemVersion | None) -> None:
    """Let the draft be again what is in force; a changed item has been published."""
    if in_force is None:
        raise RuntimeError("an item in change has no version in force")
    item.elements, item.provisional = in_force.elements, in_force.provisional
    item.base_version, item.name = in_force.base_version, in_force.item_name
    item.item_type = in_force.item_type


def _publish(ours: Sequence[tuple[BulkRequestItem, Candidate]], request: Request) -> None:
    """Publish each approved item as its next version, where nothing stands against it."""
    publication = BulkPublication(request=request)
    versions: list[ItemVersion] = []
    rows: list[tuple[LocalItem, dict[str, Any]]] = []
    for place, candidate in ours:
        item = candidate.row
        terms, why = publication.prepare(candidate)
        if why:
            place.remark = why[:LONGEST_REMARK]
            continue
        item.version += 1
        item.state = next_state(LocalItemState(item.state), LocalItemAction.PUBLISH).value
        place.outcome = Outcome.PUBLISHED.value
        rows.append((item, {"flow_code": item.flow_code, "flow_version": item.flow_version}))
        versions.append(version_row(item, terms, request))
    write_changed(
        rows,
        LocalItemAction.PUBLISH,
        event=ItemPublished,
        changed=("state", "version", "flow_code", "flow_version"),
        request=request,
    )
    insert_rows(versions)
    answer_changes([item for item, _ in rows], request=request)
