"""Reads of the upper catalogue (目录事项)."""

from collections.abc import Collection
from typing import ClassVar

from zhengtong.catalogue.models import CatalogueItem
from zhengtong.catalogue.queries.parts import parts
from zhengtong.kernel.errors import DomainError
from zhengtong.places.rules.regions import with_ancestors


class UnknownUpperItem(DomainError):
    """No catalogue above the region has the code (目录事项不存在)."""

    code: ClassVar[str] = "unknown_upper_item"


def upper_item_for(*, region_code: str, base_code: str) -> CatalogueItem:
    """Return the item that a body of a region claims by a base code: the nearest above (目录事项).

    For operations of this domain; a row of a small table, not locked.

    Raises:
        UnknownUpperItem: neither the region's own catalogue nor one above it has the code.
    """
    found = nearest_upper_items(region_code=region_code, base_codes=(base_code,))
    nearest = found.get(base_code)
    if nearest is None:
        raise UnknownUpperItem(
            f"{region_code} 及其上级的目录中没有基本编码 {base_code}，目录由 load-catalogue 载入"
        )
    return nearest


def nearest_upper_items(
    *, region_code: str, base_codes: Collection[str]
) -> dict[str, CatalogueItem]:
    """Return the item that each base code means in a region; unknown codes are left out (目录事项).

    For operations of this domain; rows of a small table, not locked.
    """
    chain = with_ancestors(region_code)
    found: dict[str, CatalogueItem] = {}
    for part in parts(sorted(set(base_codes))):
        for item in CatalogueItem.objects.filter(region_code__in=chain, base_code__in=part):
            known = found.get(item.base_code)
            if known is None or chain.index(known.region_code) < chain.index(item.region_code):
                found[item.base_code] = item
    return found
