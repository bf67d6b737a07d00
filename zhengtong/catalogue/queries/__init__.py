"""Reads of the catalogue; plain values only."""

from zhengtong.catalogue.queries.cases import (
    ItemForCase,
    ItemNotRunning,
    item_for_case,
    items_for_cases,
)
from zhengtong.catalogue.queries.figures import (
    approved_items_by_group,
    organisations_with_approved_items,
)

__all__ = [
    "ItemForCase",
    "ItemNotRunning",
    "approved_items_by_group",
    "item_for_case",
    "items_for_cases",
    "organisations_with_approved_items",
]
