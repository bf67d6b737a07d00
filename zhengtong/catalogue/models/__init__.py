from zhengtong.catalogue.models.claiming import ClaimListEntry, ClaimTodo
from zhengtong.catalogue.models.item_version import ItemVersion
from zhengtong.catalogue.models.local_item import ItemAct, LocalItem
from zhengtong.catalogue.models.revision import CatalogueRevision, RevisionAct
from zhengtong.catalogue.models.upper_item import CatalogueItem, CatalogueItemVersion

__all__ = [
    "CatalogueItem",
    "CatalogueItemVersion",
    "CatalogueRevision",
    "ClaimListEntry",
    "ClaimTodo",
    "ItemAct",
    "ItemVersion",
    "LocalItem",
    "RevisionAct",
]
