from zhengtong.catalogue.models.bulk_request import BulkAct, BulkRequest, BulkRequestItem
from zhengtong.catalogue.models.claiming import ClaimTodo
from zhengtong.catalogue.models.exception import ExceptionAct, ExceptionDeclaration
from zhengtong.catalogue.models.item_version import ItemVersion
from zhengtong.catalogue.models.lists import ListAct, ListEntry, NamedList
from zhengtong.catalogue.models.local_item import ItemAct, LocalItem
from zhengtong.catalogue.models.revision import CatalogueRevision, RevisionAct
from zhengtong.catalogue.models.upper_item import CatalogueItem, CatalogueItemVersion

__all__ = [
    "BulkAct",
    "BulkRequest",
    "BulkRequestItem",
    "CatalogueItem",
    "CatalogueItemVersion",
    "CatalogueRevision",
    "ClaimTodo",
    "ExceptionAct",
    "ExceptionDeclaration",
    "ItemAct",
    "ItemVersion",
    "ListAct",
    "ListEntry",
    "LocalItem",
    "NamedList",
    "RevisionAct",
]
