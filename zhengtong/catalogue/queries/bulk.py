"""Reads for changes of many items: which ones are meant, and the requests (批量变更)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Count

from zhengtong.catalogue.models import (
    BulkRequest,
    BulkRequestItem,
    CatalogueItem,
    LocalItem,
)
from zhengtong.catalogue.queries.lists import list_in_force
from zhengtong.catalogue.queries.parts import parts
from zhengtong.catalogue.rules.bulk import BulkSource, BulkState, Outcome
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.rules.states import LocalItemState
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType

NOT_HELD = (LocalItemState.TO_CLAIM.value, LocalItemState.CANCELLED.value)


class ItemsNotFound(DomainError):
    """Some of the codes name no item of the region or body (没有这些事项)."""

    code: ClassVar[str] = "items_not_found"


class BulkRequestNotFound(DomainError):
    """There is no bulk request with this number (没有这份批量申请)."""

    code: ClassVar[str] = "bulk_request_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which items are meant: those that answer all that is given (选择范围).

    Args:
        on: the day whose list in force is asked.
    """

    region_code: str
    organisation_code: str = ""
    codes: tuple[str, ...] = ()
    item_type: ItemType | None = None
    list_kind: ListKind | None = None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRequestInfo:
    """A bulk request and how many of its items stand where (批量申请)."""

    number: str
    source: BulkSource
    state: BulkState
    item_count: int
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    outcomes: dict[Outcome, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkItemInfo:
    """One item of a request: what changes, and what became of it (批量申请事项)."""

    implementation_code: str
    name: str
    changes: tuple[dict[str, Any], ...]
    outcome: Outcome
    remark: str


def codes_chosen(choice: Choice) -> tuple[str, ...]:
    """Return the implementation codes that are meant, in order (选定的事项).

    Raises:
        ItemsNotFound: a code that was named is not there, or nothing is left.
    """
    rows = LocalItem.objects.filter(region_code=choice.region_code)
    if choice.organisation_code:
        rows = rows.filter(organisation_code=choice.organisation_code)
    if choice.codes:
        named = sorted(set(choice.codes))
        held = {
            code
            for part in parts(named)
            for code in rows.filter(implementation_code__in=part).values_list(
                "implementation_code", flat=True
            )
        }
        if missing := [code for code in named if code not in held]:
            raise ItemsNotFound(f"没有这些事项：{'、'.join(missing[:10])}")
    if choice.item_type is not None:
        rows = rows.filter(item_type=choice.item_type.value)
    found = rows.exclude(state__in=NOT_HELD).values_list(
        "implementation_code", "organisation_code", "base_code"
    )
    listed = _listed(choice)
    codes = {
        code
        for code, body, base_code in found
        if (listed is None or (body, base_code) in listed)
        and (not choice.codes or code in choice.codes)
    }
    if not codes:
        raise ItemsNotFound("没有符合条件的事项")
    return tuple(sorted(codes))


def _listed(choice: Choice) -> frozenset[tuple[str, str]] | None:
    if choice.list_kind is None:
        return None
    found = list_in_force(region_code=choice.region_code, kind=choice.list_kind, on=choice.on)
    return frozenset((item.organisation_code, item.base_code) for item in found.items)


def codes_behind(choice: Choice) -> tuple[str, ...]:
    """Return those of the items meant that rest on an older upper version (未承接新版的事项)."""
    rows = LocalItem.objects.filter(region_code=choice.region_code).exclude(state__in=NOT_HELD)
    if choice.organisation_code:
        rows = rows.filter(organisation_code=choice.organisation_code)
    found = list(
        rows.values_list(
            "implementation_code", "catalogue_region_code", "base_code", "base_version"
        )
    )
    newest = {
        (region_code, base_code): version
        for region_code, base_code, version in CatalogueItem.objects.filter(
            region_code__in=sorted({each[1] for each in found})
        ).values_list("region_code", "base_code", "version")
    }
    behind = {
        code
        for code, region_code, base_code, version in found
        if newest.get((region_code, base_code), 0) > version
    }
    return tuple(sorted(behind & set(choice.codes) if choice.codes else behind))


def bulk_requests(*, region_code: str) -> tuple[BulkRequestInfo, ...]:
    """Return the bulk requests of a region, newest first (批量申请一览)."""
    rows = list(BulkRequest.objects.filter(region_code=region_code).order_by("-serial"))
    return _infos(region_code, rows)


def bulk_request(*, number: str) -> tuple[BulkRequestInfo, tuple[BulkItemInfo, ...]]:
    """Return a bulk request and its items (批量申请详情).

    Raises:
        BulkRequestNotFound: there is none.
    """
    region_code = number.partition("-")[0]
    row = BulkRequest.objects.filter(region_code=region_code, number=number).first()
    if row is None:
        raise BulkRequestNotFound(f"没有批量申请 {number}，用 items requests 查看")
    items = BulkRequestItem.objects.filter(region_code=region_code, request_id=row.id)
    (info,) = _infos(region_code, [row])
    return info, tuple(
        BulkItemInfo(
            implementation_code=item.implementation_code,
            name=item.item_name,
            changes=tuple(item.changes),
            outcome=Outcome(item.outcome),
            remark=item.remark,
        )
        for item in items.order_by("implementation_code")
    )


def _infos(region_code: str, rows: Collection[BulkRequest]) -> tuple[BulkRequestInfo, ...]:
    counted = (
        BulkRequestItem.objects.filter(
            region_code=region_code, request_id__in=[row.id for row in rows]
        )
        .values_list("request_id", "outcome")
        .annotate(number=Count("id"))
        .order_by()
    )
    outcomes: dict[object, dict[Outcome, int]] = {}
    for request_id, outcome, count in counted:
        outcomes.setdefault(request_id, {})[Outcome(outcome)] = count
    return tuple(
        BulkRequestInfo(
            number=row.number,
            source=BulkSource(row.source),
            state=BulkState(row.state),
            item_count=row.item_count,
            submitted_by=row.submitted_by,
            submitted_at=row.submitted_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            outcomes=outcomes.get(row.id, {}),
        )
        for row in rows
    )
