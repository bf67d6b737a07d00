"""Items of a page with all that a bulk change asks of them, in few queries (候选事项)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhengtong.catalogue.models import (
    BulkRequestItem,
    CatalogueItem,
    CatalogueItemVersion,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.rules.bulk import Outcome, Plan, Standing, Wish, plan_change
from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    CatalogueState,
    LocalItemState,
)

PAGE = 500  # items in one transaction: the embedded database is locked for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One item with its version in force and its upper item (候选事项).

    Args:
        published: None where nothing was published yet.
        upper: None where the catalogue does not have it.
        upper_newest, upper_before: elements of its newest version, and of the one it rests on.
        waiting: the open row of a bulk request that the item lies in; None where in none.
    """

    row: LocalItem
    published: ItemVersion | None
    upper: CatalogueItem | None
    upper_newest: Mapping[str, Any]
    upper_before: Mapping[str, Any]
    waiting: BulkRequestItem | None

    @property
    def is_behind(self) -> bool:
        """Tell whether the item rests on an older upper version (是否未承接新版)."""
        return self.upper is not None and self.upper.version > self.row.base_version

    @property
    def base_version(self) -> int:
        """Return the upper version that the item will rest on (将依据的目录版本)."""
        behind = self.upper is not None and self.is_behind
        return self.upper.version if behind and self.upper else self.row.base_version

    @property
    def item_type(self) -> str:
        """Return the type that the item will have (事项类型)."""
        return self.upper.item_type if self.upper and self.is_behind else self.row.item_type

    def plan(self, wish: Wish) -> Plan:
        """Return what a wish makes of the item (拟变更)."""
        published = self.published
        in_force = published.elements if published else self.row.elements
        plan = plan_change(
            standing=Standing(
                state=LocalItemState(self.row.state),
                version=self.row.version,
                elements=in_force,
                provisional=published.provisional if published else self.row.provisional,
                upper=self._upper_elements(),
            ),
            wish=wish,
        )
        if plan.faults or plan.is_unchanged or self.upper is None:
            return plan
        if self.upper.state != CatalogueState.PUBLISHED:
            label = CATALOGUE_STATE_LABELS[CatalogueState(self.upper.state)]
            return Plan(elements=in_force, faults=(("", f"目录事项{label}，不能变更后发布"),))
        return plan

    def waits_with(self, wish: Wish) -> bool:
        """Tell whether the same change of the item lies before the reviewer (是否已上报)."""
        if wish.is_empty or self.waiting is None or self.waiting.submit_no != self.row.entry_count:
            return False
        if wish.version is not None and wish.version != self.row.version:
            return False
        return not self.is_behind and all(
            self.row.elements.get(name) == value for name, value in wish.elements.items()
        )

    def _upper_elements(self) -> dict[str, Any]:
        known = self.upper_newest if self.is_behind else self.upper_before
        own: dict[str, Any] = {"item_type": self.item_type}
        if self.row.base_code:
            own["base_code"] = self.row.base_code
        return {**known, **own}


def candidates(
    *, region_code: str, codes: Sequence[str], is_locked: bool = False
) -> dict[str, Candidate]:
    """Return the items of a page by implementation code; unknown ones are left out (候选事项).

    Args:
        codes: at most `PAGE`.
        is_locked: they are to be changed; inside a transaction.
    """
    found = LocalItem.objects.select_for_update() if is_locked else LocalItem.objects
    rows = list(found.filter(region_code=region_code, implementation_code__in=codes).order_by("id"))
    published = _published(region_code, rows)
    uppers = _uppers(rows)
    texts = _upper_texts(rows, uppers)
    waiting = _waiting(region_code, rows)
    made = {}
    for row in rows:
        upper = uppers.get((row.catalogue_region_code, row.base_code))
        newest = texts.get((upper.id, upper.version), {}) if upper else {}
        before = texts.get((upper.id, row.base_version), {}) if upper else {}
        made[row.implementation_code] = Candidate(
            row=row,
            published=published.get(row.id),
            upper=upper,
            upper_newest=newest,
            upper_before=before,
            waiting=waiting.get(row.id),
        )
    return made


def _published(region_code: str, rows: Collection[LocalItem]) -> dict[UUID, ItemVersion]:
    version_of = {row.id: row.version for row in rows}
    found = ItemVersion.objects.filter(
        region_code=region_code,
        item_id__in=list(version_of),
        version__in=sorted(set(version_of.values())),
    )
    return {each.item_id: each for each in found if each.version == version_of[each.item_id]}


def _uppers(rows: Collection[LocalItem]) -> dict[tuple[str, str], CatalogueItem]:
    found = CatalogueItem.objects.filter(
        region_code__in=sorted({row.catalogue_region_code for row in rows}),
        base_code__in=sorted({row.base_code for row in rows}),
    )
    return {(each.region_code, each.base_code): each for each in found}


def _upper_texts(
    rows: Collection[LocalItem], uppers: Mapping[tuple[str, str], CatalogueItem]
) -> dict[tuple[Any, int], Mapping[str, Any]]:
    """Return the elements of the newest upper versions and of those the rows rest on."""
    versions = {row.base_version for row in rows} | {each.version for each in uppers.values()}
    found = CatalogueItemVersion.objects.filter(
        item__in=[each.id for each in uppers.values()], version__in=sorted(versions)
    ).values_list("item_id", "version", "elements")
    return {(item_id, version): elements for item_id, version, elements in found}


def _waiting(region_code: str, rows: Collection[LocalItem]) -> dict[UUID, BulkRequestItem]:
    found = BulkRequestItem.objects.filter(
        region_code=region_code,
        item_id__in=[row.id for row in rows],
        outcome=Outcome.PENDING.value,
    )
    return {each.item_id: each for each in found.select_related("request").order_by("id")}
