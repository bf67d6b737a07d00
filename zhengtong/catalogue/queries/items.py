"""One local item in full: where it stands, what is wrong with it, what was done (事项详情)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from zhengtong.catalogue.models import CatalogueItemVersion, ItemAct, ItemVersion, LocalItem
from zhengtong.catalogue.queries.actors import names_of_staff
from zhengtong.catalogue.rules.completeness import Completeness
from zhengtong.catalogue.rules.states import (
    LOCAL_ACTION_LABELS,
    LocalItemAction,
    LocalItemState,
)
from zhengtong.catalogue.rules.submission import review_submission
from zhengtong.foundation.actors import actor_words
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.queries import organisations, regions_with_organisations


class ItemNotFound(DomainError):
    """No region has an item with the code (没有这个事项)."""

    code: ClassVar[str] = "item_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """One published version (已发布版本)."""

    version: int
    published_at: datetime
    published_by: str
    promised: str
    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInfo:
    """One act on the item (办理记录).

    Args:
        actor: the staff code, or the code of what acted in nobody's name.
        actor_name: the same in words.
    """

    action: str
    actor: str
    actor_name: str
    origin: str
    occurred_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInfo:
    """A local item as its manager looks at it (事项详情).

    Args:
        refusals: what would stop its submission now.
        warnings: what would be shown and stop nothing.
    """

    region_code: str
    implementation_code: str
    is_code_assigned: bool
    name: str
    item_type: ItemType
    organisation_code: str
    organisation_name: str
    base_code: str
    base_version: int
    state: LocalItemState
    version: int
    completeness: Completeness
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    versions: tuple[VersionInfo, ...]
    acts: tuple[ActInfo, ...]
    is_demo: bool


def item_info(*, implementation_code: str, region_code: str = "") -> ItemInfo:
    """Return everything about an item (事项详情).

    Args:
        region_code: empty looks in every region that has bodies; a code that two regions use is
            then refused.

    Raises:
        ItemNotFound: there is none, or more than one.
    """
    regions = (region_code,) if region_code else regions_with_organisations()
    found = LocalItem.objects.filter(
        region_code__in=regions, implementation_code=implementation_code
    )
    rows = list(found[:2])
    if not rows:
        raise ItemNotFound(f"没有实施编码为 {implementation_code} 的事项，请核对")
    if len(rows) > 1:
        codes = "、".join(row.region_code for row in rows)
        raise ItemNotFound(f"{codes} 都有实施编码 {implementation_code}，请用 --region 指定")
    return _info(rows[0])


def _info(row: LocalItem) -> ItemInfo:
    review = review_submission(
        elements=row.elements, provisional=row.provisional, upper=upper_elements_of(row)
    )
    body = organisations([row.organisation_code]).get(row.organisation_code)
    return ItemInfo(
        region_code=row.region_code,
        implementation_code=row.implementation_code,
        is_code_assigned=row.is_code_assigned,
        name=row.name,
        item_type=ItemType(row.item_type),
        organisation_code=row.organisation_code,
        organisation_name=body.name if body else row.organisation_code,
        base_code=row.base_code,
        base_version=row.base_version,
        state=LocalItemState(row.state),
        version=row.version,
        completeness=review.completeness,
        refusals=review.refusals,
        warnings=review.warnings,
        versions=_versions(row),
        acts=_acts(row),
        is_demo=row.is_demo,
    )


def upper_elements_of(row: LocalItem) -> Mapping[str, Any]:
    """Return the elements of the upper version that an item was claimed from (上级要素).

    What a loaded list knows of itself stands in for an upper item that is not in the catalogue.
    """
    found = (
        CatalogueItemVersion.objects.filter(
            item__region_code=row.catalogue_region_code,
            item__base_code=row.base_code,
            version=row.base_version,
        )
        .values_list("elements", flat=True)
        .first()
    )
    own: dict[str, Any] = {"item_type": row.item_type}
    if row.base_code:
        own["base_code"] = row.base_code
    return {**(found or {}), **own}


def _versions(row: LocalItem) -> tuple[VersionInfo, ...]:
    versions = ItemVersion.objects.filter(region_code=row.region_code, item_id=row.id)
    return tuple(
        VersionInfo(
            version=each.version,
            published_at=each.published_at,
            published_by=each.published_by,
            promised=_limit_label(each.promised_limit, each.get_promised_limit_unit_display()),
            flow=f"{each.flow_code} 第{each.flow_version}版" if each.flow_code else "",
        )
        for each in versions.defer("elements").order_by("version")
    )


def _limit_label(count: int | None, unit: str) -> str:
    if count is None:
        return ""
    return f"{count} {unit}" if count else unit


def _acts(row: LocalItem) -> tuple[ActInfo, ...]:
    rows = ItemAct.objects.filter(region_code=row.region_code, item_id=row.id)
    acts = list(rows.order_by("act_no"))
    names = names_of_staff({act.actor_code for act in acts})
    return tuple(
        ActInfo(
            action=LOCAL_ACTION_LABELS[LocalItemAction(act.action)],
            actor=act.actor_code,
            actor_name=actor_words(kind=act.actor_kind, code=act.actor_code, names=names),
            origin=act.get_origin_display(),
            occurred_at=act.occurred_at,
            reason=act.reason,
        )
        for act in acts
    )
