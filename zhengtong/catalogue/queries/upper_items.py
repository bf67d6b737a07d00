"""Reads of the upper catalogue (目录事项)."""

from typing import ClassVar

from zhengtong.catalogue.models import CatalogueItem
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
    chain = with_ancestors(region_code)
    found = CatalogueItem.objects.filter(region_code__in=chain, base_code=base_code)
    nearest = max(found, key=lambda item: chain.index(item.region_code), default=None)
    if nearest is None:
        raise UnknownUpperItem(
            f"{region_code} 及其上级的目录中没有基本编码 {base_code}，目录由 load-catalogue 载入"
        )
    return nearest
