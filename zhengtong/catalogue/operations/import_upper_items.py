"""The upper items that an imported list rests on: found, or derived from its codes (导出目录)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueItemVersion,
    CatalogueRevision,
    RevisionAct,
)
from zhengtong.catalogue.operations.upper_versions import published_event
from zhengtong.catalogue.rules.import_rows import ImportedItem, ImportedUpperItem
from zhengtong.catalogue.rules.states import (
    CatalogueState,
    RevisionAction,
    RevisionKind,
    RevisionState,
    next_catalogue_state,
)
from zhengtong.foundation.ledger.acts import build_entry, queue_row
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.foundation.ledger.numbering import lock_head
from zhengtong.foundation.requests import Request
from zhengtong.places.rules.regions import with_ancestors


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperVersion:
    """An upper item with the elements of its newest version (目录事项及要素)."""

    item: CatalogueItem
    elements: Mapping[str, Any]


@transaction.atomic
def upper_versions(
    *, region_code: str, items: Sequence[ImportedItem], request: Request
) -> tuple[int, dict[str, UpperVersion]]:
    """Return how many upper items were derived, and all that a page needs by base code (对应目录).

    A code that no catalogue above the region has is entered in that of its province, with what
    the list says: name, type, main item. A catalogue that is loaded later gives it the rest.
    """
    catalogue = with_ancestors(region_code)[0]
    lock_head(region_code=catalogue)
    named = {item.upper.base_code: item.upper for item in items if item.upper is not None}
    found = _found(region_code, named)
    missing = [upper for base_code, upper in named.items() if base_code not in found]
    if missing:
        _derive(catalogue, missing, request)
        found = _found(region_code, named)
    return len(missing), found


def _found(region_code: str, base_codes: Iterable[str]) -> dict[str, UpperVersion]:
    """Return the nearest item of each code among the catalogues at and above a region."""
    chain = with_ancestors(region_code)
    known = CatalogueItem.objects.filter(region_code__in=chain, base_code__in=list(base_codes))
    by_code: dict[str, CatalogueItem] = {}
    for item in sorted(known, key=lambda item: chain.index(item.region_code)):
        by_code[item.base_code] = item
    newest = CatalogueItemVersion.objects.filter(
        item__in=list(by_code.values()), version=F("item__version")
    )
    elements: dict[Any, Mapping[str, Any]] = dict(newest.values_list("item_id", "elements"))
    return {
        code: UpperVersion(item=item, elements=elements.get(item.pk, {}))
        for code, item in by_code.items()
    }


def _derive(region_code: str, missing: Sequence[ImportedUpperItem], request: Request) -> None:
    """Enter derived items with version, revision, act and entry (成批推得)."""
    items = [_item(region_code, upper) for upper in missing]
    CatalogueItem.objects.bulk_create(items)
    CatalogueItemVersion.objects.bulk_create(
        CatalogueItemVersion(
            item=item,
            version=1,
            kind=RevisionKind.ADD.value,
            elements=_elements(upper),
            published_at=request.now,
        )
        for item, upper in zip(items, missing, strict=True)
    )
    revisions = [_revision(region_code, upper) for upper in missing]
    CatalogueRevision.objects.bulk_create(revisions)
    RevisionAct.objects.bulk_create(_act(revision, request) for revision in revisions)
    entries = [
        build_entry(
            revision,
            event=published_event(revision, request=request),
            by=request.by,
            occurred_at=request.now,
            recorded_at=request.now,
            origin=request.origin,
        )
        for revision in revisions
    ]
    Entry.objects.bulk_create(entries)
    QueuedEntry.objects.bulk_create(queue_row(entry) for entry in entries)


def _item(region_code: str, upper: ImportedUpperItem) -> CatalogueItem:
    return CatalogueItem(
        region_code=region_code,
        base_code=upper.base_code,
        name=upper.name,
        item_type=upper.item_type.value,
        level_kind="sub" if upper.parent_code else "main",
        parent_code=upper.parent_code,
        parent_name=upper.parent_name,
        state=next_catalogue_state(CatalogueState.DRAFT, RevisionKind.ADD).value,
        version=1,
        is_derived=True,
    )


def _elements(upper: ImportedUpperItem) -> dict[str, Any]:
    return {
        "base_code": upper.base_code,
        "item_name": upper.name,
        "item_type": upper.item_type.value,
        **({"level_kind": "sub", "parent_code": upper.parent_code} if upper.parent_code else {}),
    }


def _revision(region_code: str, upper: ImportedUpperItem) -> CatalogueRevision:
    return CatalogueRevision(
        region_code=region_code,
        base_code=upper.base_code,
        number=1,
        kind=RevisionKind.ADD.value,
        state=RevisionState.PUBLISHED.value,
        item_type=upper.item_type.value,
        elements=_elements(upper),
        version=1,
        entry_count=1,
    )


def _act(revision: CatalogueRevision, request: Request) -> RevisionAct:
    return RevisionAct(
        region_code=revision.region_code,
        revision_id=revision.id,
        act_no=1,
        action=RevisionAction.PUBLISH.value,
        actor_kind=request.by.kind.value,
        actor_code=request.by.code,
        actor_organisation=request.by.organisation_code,
        origin=request.origin.value,
        occurred_at=request.now,
        recorded_at=request.now,
        reason=request.reason,
    )
