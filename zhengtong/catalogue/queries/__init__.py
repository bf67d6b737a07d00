"""Reads of the catalogue; plain values only."""

from zhengtong.catalogue.queries.cases import (
    ItemForCase,
    ItemNotRunning,
    item_for_case,
    item_version_for_case,
    items_for_cases,
    running_items_named,
)
from zhengtong.catalogue.queries.exceptions import (
    DeclarationInfo,
    declarations_in,
    exceptions_in_force,
    exceptions_on_days,
)
from zhengtong.catalogue.queries.figures import (
    approved_items,
)
from zhengtong.catalogue.queries.items import ItemInfo, ItemNotFound, item_info
from zhengtong.catalogue.queries.list_rates import RegionRates, list_rates
from zhengtong.catalogue.queries.lists import (
    ListInForce,
    UnknownList,
    find_list,
    items_of_list,
    list_comparison,
    list_in_force,
    lists_in,
)
from zhengtong.catalogue.queries.revisions import UpperItemInfo, upper_item_info
from zhengtong.catalogue.queries.todos import OpenTodo, open_todos
from zhengtong.catalogue.queries.upper_items import UnknownUpperItem

__all__ = [
    "DeclarationInfo",
    "ItemForCase",
    "ItemInfo",
    "ItemNotFound",
    "ItemNotRunning",
    "ListInForce",
    "OpenTodo",
    "RegionRates",
    "UnknownList",
    "UnknownUpperItem",
    "UpperItemInfo",
    "approved_items",
    "declarations_in",
    "exceptions_in_force",
    "exceptions_on_days",
    "find_list",
    "item_for_case",
    "item_info",
    "item_version_for_case",
    "items_for_cases",
    "items_of_list",
    "list_comparison",
    "list_in_force",
    "list_rates",
    "lists_in",
    "open_todos",
    "running_items_named",
    "upper_item_info",
]
