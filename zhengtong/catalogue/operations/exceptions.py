"""Declaring an exception, deciding it, and ending it early (例外申报、审核、提前结束)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import (
    ExceptionApproved,
    ExceptionDeclared,
    ExceptionEnded,
    ExceptionEvent,
    ExceptionRefusedByCentre,
)
from zhengtong.catalogue.models import ExceptionAct, ExceptionDeclaration, LocalItem
from zhengtong.catalogue.operations.requests import require_at_body, require_reason
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.exceptions import known_exception
from zhengtong.catalogue.queries.upper_items import nearest_upper_items
from zhengtong.catalogue.rules.exceptions import (
    ExceptionAction,
    ExceptionKind,
    ExceptionState,
    KnownException,
    check_decider,
    check_declaration,
    check_overlap,
    first_counted_day,
    last_counted_day,
    next_exception_state,
    require_not_over,
)
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import (
    OrganisationInfo,
    organisation,
    require_at_body_or_centre,
    require_at_centre,
)


class UnknownExceptionItem(DomainError):
    """The body has no such item, nor does the catalogue (例外所指事项不存在)."""

    code: ClassVar[str] = "unknown_exception_item"


class UnknownDeclaration(DomainError):
    """The region has no declaration of the number (没有这份例外申报)."""

    code: ClassVar[str] = "unknown_declaration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionDraft:
    """An exception as somebody declares it (例外申报).

    Args:
        item_code: base code or implementation code of one item; empty for the whole body.
        basis: the clause or document; nothing secret.
        ends_on: last day; None is refused.
    """

    organisation_code: str
    kind: ExceptionKind
    item_code: str = ""
    basis: str
    starts_on: date
    ends_on: date | None


@transaction.atomic
def declare_exception(*, draft: ExceptionDraft, request: Request) -> KnownException:
    """Declare that a body or one of its items does not count; it does until approved (例外申报).

    Raises:
        UnknownOrganisation, UnknownExceptionItem: there is no such body or item.
        PermissionRefused: neither administrator nor item manager of the body.
        ExceptionRefused: no basis, no end, not in order, over, or overlapping.
    """
    body = organisation(draft.organisation_code)
    require_at_body(request, CataloguePermission.DECLARE_EXCEPTION, organisation_code=body.code)
    ends_on = check_declaration(
        basis=draft.basis, starts_on=draft.starts_on, ends_on=draft.ends_on, today=request.today
    )
    base_code, item_name = _item(body, draft.item_code)
    lock_head(region_code=body.region_code)
    same = ExceptionDeclaration.objects.filter(
        region_code=body.region_code,
        organisation_code=body.code,
        base_code=base_code,
        kind=draft.kind.value,
    )
    check_overlap(
        starts_on=draft.starts_on,
        ends_on=ends_on,
        others=[known_exception(row) for row in same.order_by("number")],
        thing=f"机构 {body.code} " + (f"的事项 {base_code} " if base_code else ""),
    )
    row = ExceptionDeclaration(
        region_code=body.region_code,
        number=_next_number(body.region_code),
        kind=draft.kind.value,
        organisation_code=body.code,
        base_code=base_code,
        item_name=item_name,
        basis=draft.basis.strip(),
        starts_on=draft.starts_on,
        ends_on=ends_on,
        state=ExceptionState.DECLARED.value,
        declared_by=request.by_text,
        declared_at=request.now,
    )
    event = ExceptionDeclared(**_keys(row), starts_on=row.starts_on, ends_on=row.ends_on)
    _commit(row, ExceptionAction.DECLARE, changed=(), event=event, request=request)
    return known_exception(row)


@transaction.atomic
def approve_exception(*, region_code: str, number: int, request: Request) -> KnownException:
    """Approve a declaration; it counts from this day on at the earliest (审核同意).

    Raises:
        UnknownDeclaration, ExceptionActionNotAllowed: see there.
        PermissionRefused: not the administrator of the region's service centre.
        ApproverIsDeclarer: the same person declared it.
        ExceptionRefused: it is over by now.
    """
    row = _lock_undecided(region_code, number, ExceptionAction.APPROVE, request)
    require_not_over(ends_on=row.ends_on, today=request.today)
    counts_from = first_counted_day(starts_on=row.starts_on, today=request.today)
    row.counts_from, row.counts_to = counts_from, row.ends_on
    _commit(
        row,
        ExceptionAction.APPROVE,
        changed=("state", "decided_by", "counts_from", "counts_to"),
        event=ExceptionApproved(**_keys(row), counts_from=counts_from, counts_to=row.ends_on),
        request=request,
    )
    return known_exception(row)


@transaction.atomic
def refuse_exception(*, region_code: str, number: int, request: Request) -> KnownException:
    """Refuse a declaration with the reason; the bases stay as they are (审核不同意).

    Raises:
        As `approve_exception`; ReasonMissing: the body would not know why.
    """
    row = _lock_undecided(region_code, number, ExceptionAction.REFUSE, request)
    require_reason(request, act="审核不同意")
    _commit(
        row,
        ExceptionAction.REFUSE,
        changed=("state", "decided_by"),
        event=ExceptionRefusedByCentre(**_keys(row)),
        request=request,
    )
    return known_exception(row)


@transaction.atomic
def end_exception(
    *, region_code: str, number: int, last_day: date | None = None, request: Request
) -> KnownException:
    """End an exception before its day, or take a declaration back; past days stay (提前结束).

    Args:
        last_day: None for yesterday: from today on all counts again.

    Raises:
        UnknownDeclaration, ExceptionActionNotAllowed, ReasonMissing: see there.
        PermissionRefused: neither of the body nor of the region's service centre.
        ExceptionRefused: the day is past, or not earlier than the end.
    """
    row = _lock(region_code, number)
    require_at_body_or_centre(
        request,
        CataloguePermission.END_EXCEPTION,
        organisation_code=row.organisation_code,
        region_code=region_code,
    )
    require_reason(request, act="提前结束例外")
    row.state = next_exception_state(ExceptionState(row.state), ExceptionAction.END).value
    known = known_exception(row)
    counts_to = last_counted_day(known=known, last_day=last_day, today=request.today)
    if row.counts_from is not None:
        row.counts_to = counts_to
    _commit(
        row,
        ExceptionAction.END,
        changed=("state", "counts_to"),
        event=ExceptionEnded(**_keys(row), counts_to=row.counts_to),
        request=request,
    )
    return known_exception(row)


def _item(body: OrganisationInfo, item_code: str) -> tuple[str, str]:
    """Return base code and name of the item; both empty for the whole body.

    Raises:
        UnknownExceptionItem: the body does not hold it and the catalogue does not know it.
    """
    if not item_code:
        return "", ""
    held = LocalItem.objects.filter(
        region_code=body.region_code, implementation_code=item_code
    ).first()
    if held is None:
        upper = nearest_upper_items(region_code=body.region_code, base_codes={item_code})
        if (found := upper.get(item_code)) is None:
            raise UnknownExceptionItem(
                f"{body.region_code} 没有编码为 {item_code} 的事项，请填本区划事项的实施编码，"
                "或者目录事项的基本编码"
            )
        return found.base_code, found.name
    if held.organisation_code != body.code:
        raise UnknownExceptionItem(
            f"事项 {item_code} 是机构 {held.organisation_code} 的，不是机构 {body.code} 的"
        )
    if not held.base_code:
        raise UnknownExceptionItem(f"事项 {item_code} 没有基本编码，不在任何清单和基数内，不必申报")
    return held.base_code, held.name


def _next_number(region_code: str) -> int:
    rows = ExceptionDeclaration.objects.filter(region_code=region_code)
    return (rows.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _lock(region_code: str, number: int) -> ExceptionDeclaration:
    row = (
        ExceptionDeclaration.objects.select_for_update()
        .filter(region_code=region_code, number=number)
        .first()
    )
    if row is None:
        raise UnknownDeclaration(
            f"{region_code} 没有第 {number} 号例外申报，用 exception list 查看已有的"
        )
    return row


def _lock_undecided(
    region_code: str, number: int, action: ExceptionAction, request: Request
) -> ExceptionDeclaration:
    row = _lock(region_code, number)
    require_at_centre(request, CataloguePermission.DECIDE_EXCEPTION, region_code=region_code)
    check_decider(declared_by=row.declared_by, decided_by=request.by_text)
    row.state = next_exception_state(ExceptionState(row.state), action).value
    row.decided_by = request.by_text
    return row


def _keys(row: ExceptionDeclaration) -> dict[str, Any]:
    return {
        "region_code": row.region_code,
        "number": row.number,
        "kind": row.kind,
        "organisation_code": row.organisation_code,
        "base_code": row.base_code,
    }


def _commit(
    row: ExceptionDeclaration,
    action: ExceptionAction,
    *,
    changed: Sequence[str],
    event: ExceptionEvent,
    request: Request,
) -> None:
    commit_act(
        row,
        changed=changed,
        act=ExceptionAct(declaration_id=row.id, action=action.value, reason=request.reason),
        event=event,
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )
