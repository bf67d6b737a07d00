"""A body claims and inherits what it exercises without application, in bulk (依职权事项成批认领).

A county has thousands of them and fills nothing in: basis, act, kind and range are the upper
level's text. So they are claimed page by page, and a new upper version is inherited the same way.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from zhengtong.catalogue.events import ItemClaimed, ItemInherited
from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueItemVersion,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.operations.acting import DRAFT_FIELDS
from zhengtong.catalogue.operations.bulk_acts import write_changed, write_new
from zhengtong.catalogue.operations.claiming import LONGEST_CODE
from zhengtong.catalogue.operations.listings import Listings, listings_of
from zhengtong.catalogue.operations.publication import version_row
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.operations.todos import answer_claims, answer_inherited
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.queries.lists import codes_named
from zhengtong.catalogue.queries.upper_items import nearest_upper_items
from zhengtong.catalogue.rules.case_terms import case_terms
from zhengtong.catalogue.rules.claims import ClaimRefused, check_claim, exercise_level_of
from zhengtong.catalogue.rules.elements import inherited_elements
from zhengtong.catalogue.rules.lists import CLAIMABLE
from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    INHERITING_STATES,
    LOCAL_STATE_LABELS,
    CatalogueState,
    LocalItemAction,
    LocalItemState,
    next_state,
)
from zhengtong.foundation.bulk_rows import insert_rows
from zhengtong.foundation.requests import Request
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType
from zhengtong.places.queries import OrganisationInfo, organisation

PAGE = 500  # codes in one transaction: the embedded database is locked for so long
EX_OFFICIO_TYPES = sorted(kind.value for kind in EX_OFFICIO)
NOT_IN_CATALOGUE = "本级和上级的目录中没有这一事项"
INHERITED_FIELDS = (*DRAFT_FIELDS, "version", "state", "catalogue_region_code")


@dataclass(slots=True, kw_only=True)
class BulkClaimed:
    """What claiming in bulk came to (成批认领结果).

    Args:
        refused: base code, and why it was neither claimed nor inherited.
        on_application: listed items that are handled on application and left alone.
    """

    claimed: int = 0
    inherited: int = 0
    unchanged: int = 0
    on_application: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Upper:
    """An upper item and the elements of its newest version (目录事项及其要素)."""

    item: CatalogueItem
    elements: Mapping[str, Any]


class _Uppers:
    """The upper items of a page with their newest elements: to be claimed, and claimed from.

    What is to be claimed is the nearest above. What is held stays with the catalogue it was
    claimed from, for its version counts there; a row that names none takes the nearest.
    """

    def __init__(
        self, region_code: str, base_codes: Collection[str], held: Sequence[LocalItem]
    ) -> None:
        self._nearest = nearest_upper_items(region_code=region_code, base_codes=base_codes)
        named = sorted({row.catalogue_region_code for row in held} - {""})
        rows = CatalogueItem.objects.filter(region_code__in=named, base_code__in=base_codes)
        self._named = {(item.region_code, item.base_code): item for item in rows if named}
        ids = {item.id for item in (*self._nearest.values(), *self._named.values())}
        newest = CatalogueItemVersion.objects.filter(item__in=ids, version=F("item__version"))
        self._elements = dict(newest.values_list("item_id", "elements"))

    def nearest(self, base_code: str) -> Upper | None:
        """Return what a body of the region claims by a code (就近目录事项)."""
        return self._with_elements(self._nearest.get(base_code))

    def of(self, row: LocalItem) -> Upper | None:
        """Return what a held item was claimed from (所依据的目录事项)."""
        if not row.catalogue_region_code:
            return self.nearest(row.base_code)
        return self._with_elements(self._named.get((row.catalogue_region_code, row.base_code)))

    def _with_elements(self, item: CatalogueItem | None) -> Upper | None:
        return None if item is None else Upper(item, self._elements.get(item.id, {}))


def codes_to_claim(*, organisation_code: str, on: date) -> tuple[str, ...]:
    """Return what is to be gone through: what the lists in force name, and what is held (范围)."""
    body = organisation(organisation_code)
    held = LocalItem.objects.filter(
        region_code=body.region_code,
        organisation_code=body.code,
        item_type__in=EX_OFFICIO_TYPES,
    ).values_list("base_code", flat=True)
    listed = codes_named(
        region_code=body.region_code, kinds=CLAIMABLE, organisation_code=body.code, on=on
    )
    return tuple(sorted({*listed, *held} - {""}))


@transaction.atomic
def claim_page(
    *, organisation_code: str, base_codes: Sequence[str], request: Request, done: BulkClaimed
) -> None:
    """Claim and inherit one page of upper items for a body; safe to run again (成批认领一页).

    What the lists in force do not name for the body is not claimed. What is claimed already and
    rests on an older upper version inherits the newest; an item that runs, runs on with it as its
    next version: nothing in the change is the body's own, so nothing is reviewed a second time.

    Args:
        base_codes: at most `PAGE`.
        done: counts up.

    Raises:
        UnknownOrganisation: there is no such body.
        PermissionRefused: the actor is no item manager of the body.
    """
    body = organisation(organisation_code)
    require_at_body(request, CataloguePermission.CLAIM, organisation_code=body.code)
    listings = listings_of(body=body, item_types=EX_OFFICIO, base_codes=base_codes, request=request)
    held = _held(body, base_codes)
    uppers = _Uppers(body.region_code, base_codes, [row for rows in held.values() for row in rows])
    new: list[LocalItem] = []
    behind: list[tuple[LocalItem, Upper]] = []
    for code in sorted(set(base_codes)):
        upper = uppers.nearest(code)
        if code in held:
            for row in held[code]:
                behind += _behind(row, uppers.of(row), done)
        elif upper is None:
            done.refused.append((code, NOT_IN_CATALOGUE))
        elif upper.item.item_type not in EX_OFFICIO_TYPES:
            done.on_application += 1
        else:
            new += _claim(body, upper, listings=listings, request=request, done=done)
    _write_claims(body, _free_codes(body, new, done), request=request, done=done)
    _write_inherited(behind, request=request, done=done)


def _held(body: OrganisationInfo, base_codes: Sequence[str]) -> dict[str, list[LocalItem]]:
    rows = LocalItem.objects.select_for_update().filter(
        region_code=body.region_code, organisation_code=body.code, base_code__in=base_codes
    )
    found: dict[str, list[LocalItem]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.base_code, []).append(row)
    return found


def _claim(
    body: OrganisationInfo,
    upper: Upper,
    *,
    listings: Listings,
    request: Request,
    done: BulkClaimed,
) -> Iterable[LocalItem]:
    item = upper.item
    try:
        check_claim(
            upper_state=CatalogueState(item.state),
            exercise_levels=item.exercise_levels,
            level=exercise_level_of(level=body.level, region_code=body.region_code),
            listing=listings.of(item_type=ItemType(item.item_type), base_code=item.base_code),
        )
    except ClaimRefused as refusal:
        done.refused.append((item.base_code, refusal.message))
        return []
    code = f"{body.code}-{item.base_code}"
    if len(code) > LONGEST_CODE:
        done.refused.append((item.base_code, f"实施编码最多 {LONGEST_CODE} 位，请单独认领"))
        return []
    return [
        LocalItem(
            region_code=body.region_code,
            implementation_code=code,
            organisation_code=body.code,
            catalogue_region_code=item.region_code,
            base_code=item.base_code,
            base_version=item.version,
            name=item.name,
            item_type=item.item_type,
            state=next_state(LocalItemState.TO_CLAIM, LocalItemAction.CLAIM).value,
            elements={**inherited_elements(upper=upper.elements), "item_name": item.name},
            claimed_by=request.by.code,
            claimed_at=request.now,
            is_demo=item.is_demo or body.is_demo,
        )
    ]


def _free_codes(
    body: OrganisationInfo, rows: Sequence[LocalItem], done: BulkClaimed
) -> list[LocalItem]:
    """Leave out rows whose code another item of the region has."""
    taken = set(
        LocalItem.objects.filter(
            region_code=body.region_code,
            implementation_code__in=[row.implementation_code for row in rows],
        ).values_list("implementation_code", flat=True)
    )
    done.refused += [
        (row.base_code, f"实施编码 {row.implementation_code} 已用于另一事项，请单独认领")
        for row in rows
        if row.implementation_code in taken
    ]
    return [row for row in rows if row.implementation_code not in taken]


def _behind(
    row: LocalItem, upper: Upper | None, done: BulkClaimed
) -> Iterable[tuple[LocalItem, Upper]]:
    """Return a body's own item if it rests on an older upper version and may inherit."""
    state = LocalItemState(row.state)
    if upper is None:
        done.refused.append((row.base_code, NOT_IN_CATALOGUE))
    elif upper.item.item_type not in EX_OFFICIO_TYPES:
        done.on_application += 1
    elif state in (LocalItemState.CANCELLED, LocalItemState.TO_CLAIM) or (
        row.base_version >= upper.item.version
    ):
        done.unchanged += 1
    elif upper.item.state != CatalogueState.PUBLISHED:
        label = CATALOGUE_STATE_LABELS[CatalogueState(upper.item.state)]
        done.refused.append((row.base_code, f"目录事项{label}，请按待办处理"))
    elif state not in INHERITING_STATES:
        why = f"事项“{LOCAL_STATE_LABELS[state]}”，办完后再承接"
        done.refused.append((row.base_code, why))
    else:
        return [(row, upper)]
    return []


def _write_claims(
    body: OrganisationInfo, rows: Sequence[LocalItem], *, request: Request, done: BulkClaimed
) -> None:
    write_new(rows, LocalItemAction.CLAIM, event=ItemClaimed, request=request)
    answer_claims(
        region_code=body.region_code,
        claimed={(body.code, row.base_code) for row in rows},
        request=request,
    )
    done.claimed += len(rows)


def _write_inherited(
    behind: Sequence[tuple[LocalItem, Upper]], *, request: Request, done: BulkClaimed
) -> None:
    inherit_rows(behind, request=request)
    done.inherited += len(behind)


def inherit_rows(behind: Sequence[tuple[LocalItem, Upper]], *, request: Request) -> None:
    """Let locked items rest on the newest upper version; a running one gets its next (承接).

    Args:
        behind: in a state that inherits, each with its upper item.
    """
    versions: list[ItemVersion] = []
    for row, upper in behind:
        row.elements = {**row.elements, **inherited_elements(upper=upper.elements)}
        row.base_version, row.item_type = upper.item.version, upper.item.item_type
        row.catalogue_region_code = upper.item.region_code
        state = LocalItemState(row.state)
        row.state = next_state(state, LocalItemAction.INHERIT).value
        if state is LocalItemState.RUNNING:
            row.version += 1
            versions.append(version_row(row, case_terms(elements=row.elements), request))
    write_changed(
        [(row, {"base_version": row.base_version}) for row, _ in behind],
        LocalItemAction.INHERIT,
        event=ItemInherited,
        changed=INHERITED_FIELDS,
        request=request,
    )
    insert_rows(versions)
    answer_inherited(
        [row for row, _ in behind if row.state == LocalItemState.RUNNING], request=request
    )
