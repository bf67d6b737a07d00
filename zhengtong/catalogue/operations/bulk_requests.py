"""Changing many items under one request for one review (批量变更上报)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhengtong.catalogue.events import (
    BulkRequestMoved,
    ItemChangeBegun,
    ItemFilled,
    ItemSubmitted,
)
from zhengtong.catalogue.models import BulkAct, BulkRequest, BulkRequestItem, LocalItem
from zhengtong.catalogue.operations.acting import DRAFT_FIELDS
from zhengtong.catalogue.operations.bulk_acts import write_changed
from zhengtong.catalogue.operations.bulk_candidates import Candidate, candidates
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.bulk import (
    BulkAction,
    BulkSource,
    BulkState,
    Outcome,
    Plan,
    Wish,
    next_bulk_state,
)
from zhengtong.catalogue.rules.states import LocalItemAction, LocalItemState, next_state
from zhengtong.foundation.bulk_rows import insert_rows
from zhengtong.foundation.ids import new_id
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.requests import Request

# A change that is decided in bulk is published with its approval, so who submits must hold all.
NEEDED = (CataloguePermission.CHANGE, CataloguePermission.SUBMIT, CataloguePermission.PUBLISH)
SUBMITTED_FIELDS = ("state", "submitted_by", "approved_by", "approved_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """What is asked for, of which region, known again by its digest (批量变更要求)."""

    region_code: str
    source: BulkSource
    digest: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One item and what its wish makes of it (拟变更事项)."""

    candidate: Candidate
    plan: Plan

    @property
    def code(self) -> str:
        """Return the item's implementation code (实施编码)."""
        return self.candidate.row.implementation_code


@dataclass(slots=True, kw_only=True)
class BulkDone:
    """What a bulk change came to, or would (批量变更结果).

    Args:
        number: of the request; empty where nothing went in.
        waiting: code, and the number of the request it lies in already.
    """

    number: str = ""
    planned: list[Planned] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=list)


def preview_page(
    *, order: BulkOrder, wishes: Mapping[str, Wish], request: Request, done: BulkDone
) -> None:
    """Add what a page of wishes would come to; nothing is written (批量变更预览)."""
    found = candidates(region_code=order.region_code, codes=list(wishes))
    done.planned += _sorted_out(found, wishes, request, done)


@transaction.atomic
def submit_page(
    *, order: BulkOrder, wishes: Mapping[str, Wish], request: Request, done: BulkDone
) -> None:
    """Change and submit a page of items under the order's request; safe to run again (批量上报).

    Each item gets its acts (change, fill, submit) with their ledger entries. What refuses is
    named in `done` and left as it is. The request is begun with the first item that goes in.

    Args:
        wishes: by implementation code, at most `PAGE`.
        done: counts up.
    """
    lock_head(region_code=order.region_code)
    row = _gathering(order, request)
    found = candidates(region_code=order.region_code, codes=list(wishes), is_locked=True)
    planned = _sorted_out(found, wishes, request, done)
    if not planned:
        return
    row = row or _begin(order, request)
    _write(row, planned, request)
    done.number = row.number
    done.planned += planned


@transaction.atomic
def close_request(*, order: BulkOrder, request: Request, done: BulkDone) -> None:
    """Submit what was gathered as one request; one that was interrupted too (批量申请上报)."""
    lock_head(region_code=order.region_code)
    row = _gathering(order, request)
    if row is None:
        return
    row.item_count = BulkRequestItem.objects.filter(
        region_code=row.region_code, request_id=row.id
    ).count()
    row.submitted_at = request.now
    move(row, BulkAction.SUBMIT, request, changed=("item_count", "submitted_at"))
    done.number = row.number


def move(
    row: BulkRequest, action: BulkAction, request: Request, *, changed: Sequence[str] = ()
) -> None:
    """Move a locked request by one act, and write the act with its entry (落账).

    Raises:
        ItemActionNotAllowed: its state does not allow the act.
    """
    row.state = next_bulk_state(BulkState(row.state), action).value
    _commit(row, action, request, changed=("state", *changed))


def _commit(
    row: BulkRequest, action: BulkAction, request: Request, *, changed: Sequence[str]
) -> None:
    commit_act(
        row,
        changed=changed,
        act=BulkAct(request_id=row.id, action=action.value, reason=request.reason),
        event=BulkRequestMoved(
            region_code=row.region_code,
            number=row.number,
            source=row.source,
            action=action.value,
            state=row.state,
            item_count=row.item_count,
        ),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def _gathering(order: BulkOrder, request: Request) -> BulkRequest | None:
    return (
        BulkRequest.objects.select_for_update()
        .filter(
            region_code=order.region_code,
            digest=order.digest,
            submitted_by=request.by.code,
            state=BulkState.GATHERING.value,
        )
        .first()
    )


def _begin(order: BulkOrder, request: Request) -> BulkRequest:
    last = (
        BulkRequest.objects.filter(region_code=order.region_code)
        .order_by("-serial")
        .values_list("serial", flat=True)
        .first()
    )
    serial = (last or 0) + 1
    row = BulkRequest(
        region_code=order.region_code,
        number=f"{order.region_code}-P{serial:04d}",
        serial=serial,
        source=order.source.value,
        state=BulkState.GATHERING.value,
        digest=order.digest,
        submitted_by=request.by.code,
    )
    _commit(row, BulkAction.BEGIN, request, changed=())
    return row


def _sorted_out(
    found: Mapping[str, Candidate],
    wishes: Mapping[str, Wish],
    request: Request,
    done: BulkDone,
) -> list[Planned]:
    """Return what can be done; what cannot is named with its reasons."""
    rights: dict[str, str] = {}
    planned = []
    for code, wish in wishes.items():
        candidate = found.get(code)
        if candidate is None:
            done.refused.append((code, "", (("implementation_code", "没有这一事项"),)))
            continue
        row = candidate.row
        refusal = _right_of(row, rights, request)
        plan = candidate.plan(wish)
        if refusal:
            done.refused.append((code, row.name, (("", refusal),)))
        elif candidate.waits_with(wish) and candidate.waiting is not None:
            done.waiting.append((code, candidate.waiting.request.number))
        elif plan.faults:
            done.refused.append((code, row.name, plan.faults))
        elif plan.is_unchanged:
            done.unchanged.append(code)
        else:
            planned.append(Planned(candidate, plan))
    return planned


def _right_of(row: LocalItem, rights: dict[str, str], request: Request) -> str:
    """Return why the actor may not change a body's items; asked once a body."""
    body = row.organisation_code
    if body not in rights:
        rights[body] = ""
        try:
            for permission in NEEDED:
                require_at_body(request, permission, organisation_code=body)
        except PermissionRefused as refusal:
            rights[body] = refusal.message
    return rights[body]


def _write(row: BulkRequest, planned: Sequence[Planned], request: Request) -> None:
    """Write the three acts of each item, and its place in the request."""
    rows: list[tuple[LocalItem, dict[str, Any]]] = []
    for each in planned:
        _put_draft(each)
        _step(each.candidate.row, LocalItemAction.CHANGE)
        rows.append((each.candidate.row, {}))
    steps = (*DRAFT_FIELDS, "state")
    write_changed(
        rows, LocalItemAction.CHANGE, event=ItemChangeBegun, changed=steps, request=request
    )
    filled: list[tuple[LocalItem, dict[str, Any]]] = [
        (each.candidate.row, {}) for each in planned if each.plan.changes
    ]  # what rests on a newer version alone is not filled
    write_changed(
        filled, LocalItemAction.FILL, event=ItemFilled, changed=("elements",), request=request
    )
    for item, _ in rows:
        _step(item, LocalItemAction.SUBMIT)
        item.submitted_by = request.by.code
        item.approved_by, item.approved_at = "", None
    write_changed(
        rows, LocalItemAction.SUBMIT, event=ItemSubmitted, changed=SUBMITTED_FIELDS, request=request
    )
    insert_rows([_place(row, each) for each in planned])


def _step(item: LocalItem, action: LocalItemAction) -> None:
    item.state = next_state(LocalItemState(item.state), action).value


def _put_draft(each: Planned) -> None:
    item, plan = each.candidate.row, each.plan
    item_type, base_version = each.candidate.item_type, each.candidate.base_version
    item.elements, item.provisional = dict(plan.elements), list(plan.provisional)
    item.item_type, item.base_version = item_type, base_version
    item.name = str(plan.elements.get("item_name") or item.name)


def _place(row: BulkRequest, each: Planned) -> BulkRequestItem:
    item = each.candidate.row
    return BulkRequestItem(
        region_code=row.region_code,
        id=new_id(),
        request_id=row.id,
        item_id=item.id,
        implementation_code=item.implementation_code,
        organisation_code=item.organisation_code,
        item_name=item.name,
        base_version=item.base_version,
        changes=[
            {"element": change.element, "before": change.before, "after": change.after}
            for change in each.plan.changes
        ],
        submit_no=item.entry_count,
        outcome=Outcome.PENDING.value,
    )
