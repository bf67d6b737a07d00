"""Taking over a new upper edition for many items, by rule or one by one (批量承接新版目录)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from zhengtong.catalogue.operations.bulk_candidates import Candidate, candidates
from zhengtong.catalogue.operations.bulk_requests import BulkDone, BulkOrder, submit_page
from zhengtong.catalogue.operations.ex_officio import Upper, inherit_rows
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.rules.bulk import TakeOverRule, Wish, changes_beyond_locked
from zhengtong.catalogue.rules.changes import ElementChange, compare_elements
from zhengtong.catalogue.rules.elements import inherited_elements
from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    INHERITING_STATES,
    LOCAL_STATE_LABELS,
    CatalogueState,
    LocalItemState,
)
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.requests import Request
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType

IS_FILLED = (LocalItemState.CLAIMED, LocalItemState.FILLED, LocalItemState.RETURNED)
TAKES_OVER = Wish(elements={}, takes_over=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One item that rests on an older upper version, and what may be done (未承接的事项).

    Args:
        changes: what the local item would take over.
        elsewhere: names of what changed above beyond that.
        reason: why it is not taken over; empty where it is.
    """

    code: str
    name: str
    base_version: int
    newest: int
    changes: tuple[ElementChange, ...]
    elsewhere: tuple[str, ...]
    is_inherited: bool
    reason: str


@dataclass(slots=True, kw_only=True)
class TakenOver:
    """What a round over the items came to (承接结果).

    Args:
        inherited: codes of ex-officio items; the others lie under `bulk.number`.
    """

    bulk: BulkDone = field(default_factory=BulkDone)
    inherited: list[str] = field(default_factory=list)
    listed: list[Behind] = field(default_factory=list)


def behind_page(
    *, region_code: str, codes: Sequence[str], rule: TakeOverRule, request: Request, done: TakenOver
) -> None:
    """List a page of items with what they would take over, and why not (未承接一览)."""
    found = candidates(region_code=region_code, codes=codes)
    done.listed += _judged(found, rule, request)


@transaction.atomic
def take_over_page(
    *, order: BulkOrder, codes: Sequence[str], rule: TakeOverRule, request: Request, done: TakenOver
) -> None:
    """Take the newest upper version over for a page of items; safe to run again (承接一页).

    Ex-officio items inherit it, as `claim_page` does; the others go into the order's request.

    Args:
        codes: at most `PAGE`, of items that are behind.
    """
    lock_head(region_code=order.region_code)
    found = candidates(region_code=order.region_code, codes=codes, is_locked=True)
    judged = _judged(found, rule, request)
    done.listed += [each for each in judged if each.reason]
    ready = [each for each in judged if not each.reason]
    inheriting = [found[each.code] for each in ready if each.is_inherited]
    inherit_rows(
        [(each.row, Upper(each.upper, each.upper_newest)) for each in inheriting if each.upper],
        request=request,
    )
    done.inherited += [each.row.implementation_code for each in inheriting]
    wishes = {each.code: TAKES_OVER for each in ready if not each.is_inherited}
    submit_page(order=order, wishes=wishes, request=request, done=done.bulk)


def _judged(found: Mapping[str, Candidate], rule: TakeOverRule, request: Request) -> list[Behind]:
    rights: dict[str, str] = {}
    return [
        _judge(each, rule, _right_of(each, rights, request), request.today)
        for each in found.values()
        if each.is_behind
    ]


def _judge(candidate: Candidate, rule: TakeOverRule, refusal: str, today: date) -> Behind:
    row = candidate.row
    in_force = candidate.published.elements if candidate.published else row.elements
    merged = {**in_force, **inherited_elements(upper=candidate.upper_newest)}
    elsewhere = changes_beyond_locked(before=candidate.upper_before, after=candidate.upper_newest)
    is_inherited = ItemType(row.item_type) in EX_OFFICIO
    reason = refusal or _state_reason(candidate, is_inherited=is_inherited)
    starts = str(candidate.upper_newest.get("effective_date") or "")
    if not reason and starts > today.isoformat():
        reason = f"新版目录自 {starts} 起生效，届时再承接"
    if not reason and not is_inherited:
        plan = candidate.plan(TAKES_OVER)
        reason = "；".join(sentence for _, sentence in plan.faults)
    if not reason and rule is TakeOverRule.LOCKED and elsewhere:
        reason = f"上级还改了“{'、'.join(elsewhere)}”，不在锁定要素之内，请逐项承接"
    if not reason and rule is TakeOverRule.NONE:
        reason = "未选承接"
    return Behind(
        code=row.implementation_code,
        name=row.name,
        base_version=row.base_version,
        newest=candidate.base_version,
        changes=compare_elements(before=in_force, after=merged),
        elsewhere=elsewhere,
        is_inherited=is_inherited,
        reason=reason,
    )


def _state_reason(candidate: Candidate, *, is_inherited: bool) -> str:
    """Return why the item's state or its upper item's stands against it."""
    state = LocalItemState(candidate.row.state)
    upper = candidate.upper
    if upper is not None and upper.state != CatalogueState.PUBLISHED:
        return f"目录事项{CATALOGUE_STATE_LABELS[CatalogueState(upper.state)]}，请按待办处理"
    if is_inherited:
        if state in INHERITING_STATES:
            return ""
        return f"事项“{LOCAL_STATE_LABELS[state]}”，办完后再承接"
    return "事项尚未发布，填报时自动承接新版" if state in IS_FILLED else ""


def _right_of(candidate: Candidate, rights: dict[str, str], request: Request) -> str:
    body = candidate.row.organisation_code
    if body not in rights:
        rights[body] = ""
        try:
            require_at_body(request, CataloguePermission.CLAIM, organisation_code=body)
        except PermissionRefused as refusal:
            rights[body] = refusal.message
    return rights[body]
