"""Importing a list of a region, and withdrawing a wrong one (清单导入、撤回)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import ListImported, ListWithdrawn
from zhengtong.catalogue.models import ListAct, ListEntry, NamedList
from zhengtong.catalogue.operations.requests import require_reason
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.lists import known_list, lists_in
from zhengtong.catalogue.queries.upper_items import nearest_upper_items
from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.list_rows import (
    ListedBody,
    ListedUpperItem,
    ListReader,
    ListRow,
    RowRefusal,
    digest_of,
)
from zhengtong.catalogue.rules.lists import (
    KnownList,
    ListKind,
    ListRefused,
    ListTerms,
    check_start,
    check_terms,
    first_day,
    last_day,
)
from zhengtong.catalogue.rules.states import CatalogueState
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.queries import (
    OrganisationInfo,
    organisations,
    organisations_in,
    require_at_centre,
)
from zhengtong.places.rules.organisations import OrganisationLevel

IMPORT, WITHDRAW = "import", "withdraw"
_ROWS_AT_ONCE = 500


class ListRowsRefused(DomainError):
    """Rows of the list are wrong, so none of it went in (清单条目有误).

    A list is one document: with a row missing it would say something else.
    """

    code: ClassVar[str] = "list_rows_refused"

    def __init__(self, refusals: Sequence[RowRefusal]) -> None:
        first = refusals[0]
        super().__init__(
            f"清单有 {len(refusals)} 处错误，整份没有导入；"
            f"第 {first.row} 行 {first.field}：{first.message}"
        )
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraft:
    """A list as it is to be imported (待导入清单)."""

    region_code: str
    terms: ListTerms
    rows: Sequence[ListRow]
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTaken:
    """What an import came to (导入结果).

    Args:
        is_new: False where the same list was there already.
    """

    known: KnownList
    row_count: int
    is_new: bool


@transaction.atomic
def import_list(*, draft: ListDraft, request: Request) -> ListTaken:
    """Put a list in force, whole or not at all; the same one again changes nothing (清单导入).

    Raises:
        PermissionRefused: the actor does not administer the region's service centre.
        ListRefused: it does not say what it is, or overlaps with a list that stands.
        ListRowsRefused: rows are of another list, name what is unknown, or repeat each other.
    """
    require_at_centre(request, CataloguePermission.KEEP_LISTS, region_code=draft.region_code)
    check_terms(draft.terms)
    lock_head(region_code=draft.region_code)
    items = _read(draft)
    digest = digest_of(items)
    if (same := _same_list(draft, digest)) is not None:
        return ListTaken(known=known_list(same), row_count=same.row_count, is_new=False)
    known = lists_in(draft.region_code)
    of_kind = [each for each in known if each.terms.kind is draft.terms.kind]
    check_start(draft.terms, others=of_kind)
    row = _new_list(
        draft,
        items,
        digest,
        number=max((each.number for each in of_kind), default=0) + 1,
        counts_from=first_day(draft.terms, today=request.today, others=known),
        today=request.today,
    )
    _commit_import(row, request)
    ListEntry.objects.bulk_create((_entry(row, item) for item in items), batch_size=_ROWS_AT_ONCE)
    return ListTaken(known=known_list(row), row_count=row.row_count, is_new=True)


@transaction.atomic
def withdraw_list(*, region_code: str, kind: ListKind, number: int, request: Request) -> KnownList:
    """Withdraw a wrong list from today on; past days keep it (清单撤回).

    Raises:
        PermissionRefused, ReasonMissing: see there.
        ListRefused: there is no such list, or it was withdrawn.
    """
    require_at_centre(request, CataloguePermission.KEEP_LISTS, region_code=region_code)
    require_reason(request, act="撤回清单")
    lock_head(region_code=region_code)
    row = (
        NamedList.objects.select_for_update()
        .filter(region_code=region_code, kind=kind.value, number=number)
        .first()
    )
    if row is None:
        raise ListRefused(f"{region_code} 没有第 {number} 份{kind.label}")
    known = known_list(row)
    if row.is_withdrawn:
        raise ListRefused(f"{known.terms.title}已经撤回")
    row.is_withdrawn = True
    row.counts_to = last_day(known=known, today=request.today)
    _commit(
        row,
        action=WITHDRAW,
        changed=("is_withdrawn", "counts_to"),
        event=ListWithdrawn(**_keys(row), counts_to=row.counts_to),
        request=request,
    )
    return replace(known, is_withdrawn=True, counts_to=row.counts_to)


def _read(draft: ListDraft) -> tuple[ListedItem, ...]:
    """Return what the rows list.

    Raises:
        ListRefused, ListRowsRefused: there are none; some are wrong.
    """
    if not draft.rows:
        raise ListRefused("清单没有条目")
    named = {row.organisation_code for row in draft.rows} | {row.passed_by for row in draft.rows}
    own = organisations_in(draft.region_code)
    reader = ListReader(
        region_code=draft.region_code,
        terms=draft.terms,
        bodies={code: _body(info) for code, info in organisations(named - {""}).items()},
        by_name=_by_name(own),
        townships=[_body(info) for info in own if info.level is OrganisationLevel.TOWNSHIP],
        upper=_upper_items(draft),
    )
    items, refusals = reader.read(draft.rows)
    if refusals:
        raise ListRowsRefused(refusals)
    return items


def _upper_items(draft: ListDraft) -> dict[str, ListedUpperItem]:
    found = nearest_upper_items(
        region_code=draft.region_code, base_codes={row.base_code for row in draft.rows}
    )
    return {
        code: ListedUpperItem(
            base_code=code,
            name=item.name,
            item_type=ItemType(item.item_type),
            level_kind=item.level_kind,
            parent_code=item.parent_code,
            state=CatalogueState(item.state),
        )
        for code, item in found.items()
    }


def _by_name(own: Sequence[OrganisationInfo]) -> dict[str, list[ListedBody]]:
    found: defaultdict[str, list[ListedBody]] = defaultdict(list)
    for info in own:
        for name in {info.name, info.short_name} - {""}:
            found[name].append(_body(info))
    return found


def _body(info: OrganisationInfo) -> ListedBody:
    return ListedBody(
        code=info.code, name=info.name, region_code=info.region_code, level=info.level
    )


def _same_list(draft: ListDraft, digest: str) -> NamedList | None:
    terms = draft.terms
    return NamedList.objects.filter(
        region_code=draft.region_code,
        kind=terms.kind.value,
        edition=terms.edition,
        batch=terms.batch,
        name=terms.name,
        document_number=terms.document_number,
        in_force_on=terms.in_force_on,
        digest=digest,
        is_withdrawn=False,
    ).first()


def _new_list(
    draft: ListDraft,
    items: Sequence[ListedItem],
    digest: str,
    *,
    number: int,
    counts_from: date,
    today: date,
) -> NamedList:
    terms = draft.terms
    return NamedList(
        region_code=draft.region_code,
        kind=terms.kind.value,
        number=number,
        name=terms.name,
        edition=terms.edition,
        batch=terms.batch,
        document_number=terms.document_number,
        in_force_on=terms.in_force_on,
        counts_from=counts_from,
        imported_on=today,
        row_count=len(items),
        digest=digest,
        is_demo=draft.is_demo,
    )


def _entry(row: NamedList, item: ListedItem) -> ListEntry:
    return ListEntry(
        region_code=row.region_code,
        list_id=row.id,
        organisation_code=item.organisation_code,
        organisation_name=item.organisation_name,
        organisation_level=item.organisation_level,
        base_code=item.base_code,
        item_name=item.item_name,
        item_type=item.item_type,
        level_kind=item.level_kind,
        main_code=item.main_code,
        joint_body=item.joint_body,
        passed_by=item.passed_by,
    )


def _commit_import(row: NamedList, request: Request) -> None:
    event = ListImported(
        **_keys(row),
        in_force_on=row.in_force_on,
        counts_from=row.counts_from,
        row_count=row.row_count,
        digest=row.digest,
    )
    _commit(row, action=IMPORT, changed=(), event=event, request=request)


def _keys(row: NamedList) -> dict[str, Any]:
    return {
        "region_code": row.region_code,
        "kind": row.kind,
        "number": row.number,
        "edition": row.edition,
        "batch": row.batch,
        "document_number": row.document_number,
    }


def _commit(
    row: NamedList,
    *,
    action: str,
    changed: Sequence[str],
    event: ListImported | ListWithdrawn,
    request: Request,
) -> None:
    commit_act(
        row,
        changed=changed,
        act=ListAct(list_id=row.id, action=action, reason=request.reason),
        event=event,
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )
