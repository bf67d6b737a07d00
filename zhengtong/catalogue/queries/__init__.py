"""Reads of the catalogue; plain values only."""

from zhengtong.catalogue.queries.cases import (
    ItemForCase,
    ItemNotRunning,
    item_for_case,
    item_version_for_case,
    items_for_cases,
    running_items_named,
)
from zhengtong.catalogue.queries.figures import (
    approved_items_by_group,
    organisations_with_approved_items,
)
from zhengtong.catalogue.queries.items import ItemInfo, ItemNotFound, item_info
from zhengtong.catalogue.queries.revisions import UpperItemInfo, upper_item_info
from zhengtong.catalogue.queries.todos import OpenTodo, open_todos
from zhengtong.catalogue.queries.upper_items import UnknownUpperItem

__all__ = [
    "ItemForCase",
    "ItemInfo",
    "ItemNotFound",
    "ItemNotRunning",
    "OpenTodo",
    "UnknownUpperItem",
    "UpperItemInfo",
    "approved_items_by_group",
    "item_for_case",
    "item_info",
    "item_version_for_case",
    "items_for_cases",
    "open_todos",
    "organisations_with_approved_items",
    "running_items_named",
    "upper_item_info",
]
