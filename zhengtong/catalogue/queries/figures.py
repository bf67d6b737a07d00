"""Counts of claimed and approved items, for bulletins (认领并审核通过)."""

from collections.abc import Collection

from django.db.models import Count

from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.rules.states import APPROVED_STATES
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of

_APPROVED = sorted(state.value for state in APPROVED_STATES)


def approved_items_by_group(
    *, region_code: str, organisation_codes: Collection[str]
) -> dict[ItemGroup, int]:
    """Return how many items of some bodies are claimed and approved, by group (审核通过数).

    Args:
        organisation_codes: bodies of one level, since levels are never mixed.
    """
    counted = (
        LocalItem.objects.filter(
            region_code=region_code,
            organisation_code__in=organisation_codes,
            state__in=_APPROVED,
        )
        .order_by()
        .values_list("item_type")
        .annotate(items=Count("id"))
    )
    by_group = dict.fromkeys(ItemGroup, 0)
    for item_type, items in counted:
        by_group[group_of(ItemType(item_type))] += items
    return by_group


def organisations_with_approved_items(*, region_code: str) -> frozenset[str]:
    """Return the bodies of a region that hold at least one approved item (有事项的机构)."""
    return frozenset(
        LocalItem.objects.filter(region_code=region_code, state__in=_APPROVED)
        .order_by()
        .values_list("organisation_code", flat=True)
        .distinct()
    )
