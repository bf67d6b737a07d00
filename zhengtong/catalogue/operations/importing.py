"""Taking over published item lists in pages, each item with its act and entry (事项导入)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhengtong.catalogue.events import ItemClaimed
from zhengtong.catalogue.models import ItemAct, LocalItem
from zhengtong.catalogue.operations.import_bodies import BodyRegister
from zhengtong.catalogue.operations.import_upper_items import UpperVersion, upper_versions
from zhengtong.catalogue.operations.todos import answer_claims
from zhengtong.catalogue.queries.lists import claimable
from zhengtong.catalogue.rules.elements import inherited_elements
from zhengtong.catalogue.rules.import_rows import ImportedItem, RowNote
from zhengtong.catalogue.rules.lists import cited, lists_for
from zhengtong.catalogue.rules.states import LocalItemAction, LocalItemState, next_state
from zhengtong.foundation.ledger.acts import build_entry, queue_row
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.requests import Request
from zhengtong.kernel.item_types import ItemType

PAGE = 500  # rows in one transaction: the embedded database is locked for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImported:
    """What became of one page of a list (一页的导入结果).

    Args:
        notes: what only the database could tell about a row.
    """

    created: int
    unchanged: int
    upper_items: int
    bodies: tuple[str, ...]
    notes: tuple[RowNote, ...]


class ItemImporter:
    """Takes over a list page by page; what is there already stays as it is (分页导入).

    Each page is a transaction for its bodies, one for the upper items and one for the region's
    own, so a run that was stopped is simply run again. The region's head row is locked in each:
    two runs at once take turns.

    Args:
        region_code: a region that is loaded.
    """

    def __init__(self, *, region_code: str, request: Request) -> None:
        self._region_code = region_code
        self._request = request
        self._bodies = BodyRegister(region_code=region_code, request=request)

    def take_page(self, items: Sequence[ImportedItem]) -> PageImported:
        """Take over one page, of `PAGE` items at most (导入一页).

        Raises:
            DomainError: a body cannot be made; nothing of the page's items was written.
        """
        with transaction.atomic():
            lock_head(region_code=self._region_code)
            new_bodies = self._bodies.make_missing(items)
        new_upper, upper = upper_versions(
            region_code=self._region_code, items=items, request=self._request
        )
        with transaction.atomic():
            lock_head(region_code=self._region_code)
            held = _held(self._region_code, items)
            rows = {item.key: self._row(item, upper) for item in items if item.key not in held}
            _write(list(rows.values()), self._request)
            pairs = {(row.organisation_code, row.base_code) for row in rows.values()}
            listed = {(body, base_code) for body, base_code in pairs if base_code}
            answer_claims(region_code=self._region_code, claimed=listed, request=self._request)
            beyond = self._beyond_lists(rows, items)
        return PageImported(
            created=len(rows),
            unchanged=len(items) - len(rows),
            upper_items=new_upper,
            bodies=new_bodies,
            notes=(*self._differences(items, held, upper), *beyond),
        )

    def _row(self, item: ImportedItem, upper: Mapping[str, UpperVersion]) -> LocalItem:
        claimed = next_state(LocalItemState.TO_CLAIM, LocalItemAction.CLAIM)
        version = _upper_of(item, upper)
        code = item.implementation_code
        return LocalItem(
            region_code=self._region_code,
            implementation_code=code or assigned_code(item),
            is_code_assigned=not code,
            import_key="" if code else item.key,
            organisation_code=self._bodies.code_of(item),
            catalogue_region_code=version.item.region_code if version else "",
            base_code=version.item.base_code if version else "",
            base_version=version.item.version if version else 0,
            name=item.name,
            item_type=item.item_type.value,
            state=claimed.value,
            elements=_elements(item, version),
            claimed_by=self._request.by.code,
            claimed_at=self._request.now,
            entry_count=1,
        )

    def _beyond_lists(
        self, rows: Mapping[str, LocalItem], items: Sequence[ImportedItem]
    ) -> tuple[RowNote, ...]:
        """Tell which items the lists in force do not name for their bodies.

        What another system let be claimed stays claimed; the claim rate does not count it.
        """
        found = claimable(
            region_code=self._region_code,
            base_codes=[row.base_code for row in rows.values() if row.base_code],
            on=self._request.today,
        )
        notes = []
        for item in items:
            row = rows.get(item.key)
            if row is None or (row.organisation_code, row.base_code) in found.named:
                continue
            kinds = lists_for(ItemType(row.item_type))
            asked = [each for each in found.lists if each.terms.kind in kinds]
            if row.base_code and asked:
                notes.append(_not_listed(item, cited(asked)))
        return tuple(notes)

    def _differences(
        self,
        items: Sequence[ImportedItem],
        held: Mapping[str, LocalItem],
        upper: Mapping[str, UpperVersion],
    ) -> tuple[RowNote, ...]:
        """Tell where a row contradicts the item that is there; the item stays as it is."""
        notes = []
        for item in items:
            row = held.get(item.key)
            if row is None:
                continue
            version = _upper_of(item, upper)
            differing = [
                label
                for label, here, there in (
                    ("事项名称", row.name, item.name),
                    ("事项类型", row.item_type, item.item_type.value),
                    ("实施主体", row.organisation_code, self._bodies.code_of(item)),
                    ("基本编码", row.base_code, version.item.base_code if version else ""),
                )
                if here != there
            ]
            if differing:
                notes.append(_differs(item, row, differing))
        return tuple(notes)


def assigned_code(item: ImportedItem) -> str:
    """Return the code that the platform gives to an item whose list has none (平台自编编码).

    The same row of the same region gets the same code.
    """
    digest = hashlib.sha256(item.key.encode()).hexdigest()
    return f"{item.region_code}-I{digest[:12].upper()}"


def _upper_of(item: ImportedItem, upper: Mapping[str, UpperVersion]) -> UpperVersion | None:
    return None if item.upper is None else upper[item.upper.base_code]


def _elements(item: ImportedItem, version: UpperVersion | None) -> dict[str, Any]:
    inherited = inherited_elements(upper=version.elements) if version else {}
    return {**inherited, "item_name": item.name, "item_type": item.item_type.value}


def _held(region_code: str, items: Sequence[ImportedItem]) -> dict[str, LocalItem]:
    """Return the items that are there already, by the key of their row."""
    rows = LocalItem.objects.filter(region_code=region_code)
    codes = [item.implementation_code for item in items if item.implementation_code]
    keys = [item.key for item in items if not item.implementation_code]
    held = {row.implementation_code: row for row in rows.filter(implementation_code__in=codes)}
    held |= {row.import_key: row for row in rows.filter(import_key__in=keys)}
    return held


def _write(rows: Sequence[LocalItem], request: Request) -> None:
    """Insert new items with their first act, entry and queue row (成批落账)."""
    LocalItem.objects.bulk_create(rows)
    ItemAct.objects.bulk_create(_claim_act(row, request) for row in rows)
    entries = [
        build_entry(
            row,
            event=ItemClaimed(
                region_code=row.region_code,
                implementation_code=row.implementation_code,
                base_code=row.base_code,
                version=0,
            ),
            by=request.by,
            occurred_at=request.now,
            recorded_at=request.now,
            origin=request.origin,
        )
        for row in rows
    ]
    Entry.objects.bulk_create(entries)
    QueuedEntry.objects.bulk_create(queue_row(entry) for entry in entries)


def _claim_act(row: LocalItem, request: Request) -> ItemAct:
    return ItemAct(
        region_code=row.region_code,
        item_id=row.id,
        act_no=1,
        action=LocalItemAction.CLAIM.value,
        actor_kind=request.by.kind.value,
        actor_code=request.by.code,
        actor_organisation=request.by.organisation_code,
        origin=request.origin.value,
        occurred_at=request.now,
        recorded_at=request.now,
        reason=request.reason,
    )


def _not_listed(item: ImportedItem, lists: str) -> RowNote:
    return RowNote(
        row=item.row,
        field="base_code",
        code="not_on_list",
        message=f"{lists}没有把本事项列给该机构，按原样收入，不计入认领率，请核对",
    )


def _differs(item: ImportedItem, row: LocalItem, differing: Sequence[str]) -> RowNote:
    known = f"“{row.name}”（{ItemType(row.item_type).label}）"
    return RowNote(
        row=item.row,
        field="implementation_code" if item.implementation_code else "item_name",
        code="differs_from_platform",
        message=f"平台已有{known}，{'、'.join(differing)}与本行不同，保持平台原样",
    )
