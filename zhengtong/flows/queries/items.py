"""What the items that use a flow ask of it (事项对流程的要求)."""

from collections import defaultdict

from zhengtong.flows.models import ItemFlow
from zhengtong.flows.rules.handling import FlowItem
from zhengtong.kernel.item_types import ItemType

# Stands for the type of whatever item: whether it is ready is asked when the item is published.
ANY_CERTIFICATE = "item"


def asked_of(*, region_code: str, flow_code: str) -> dict[FlowItem, tuple[str, ...]]:
    """Return what items ask of a flow, each demand once with the items that make it (事项要求)."""
    found: dict[FlowItem, list[str]] = defaultdict(list)
    rows = ItemFlow.objects.filter(region_code=region_code, flow_code=flow_code)
    for row in rows.order_by("implementation_code"):
        found[demand_of(row)].append(row.implementation_code)
    return {demand: tuple(codes) for demand, codes in found.items()}


def items_on(*, region_code: str, flow_code: str) -> tuple[str, ...]:
    """Return the items that use a flow, in order of code (使用该流程的事项)."""
    rows = ItemFlow.objects.filter(region_code=region_code, flow_code=flow_code)
    return tuple(rows.order_by("implementation_code").values_list("implementation_code", flat=True))


def demand_of(row: ItemFlow) -> FlowItem:
    """Return what an item asks of its flow (事项要求)."""
    return FlowItem(
        item_type=ItemType(row.item_type),
        is_on_the_spot=row.is_on_the_spot,
        certificate_type=ANY_CERTIFICATE if row.needs_certificate else "",
        ready_certificate_types=frozenset({ANY_CERTIFICATE}),
        intake_apart=row.is_intake_apart,
        one_person_allowed=row.one_person_allowed,
    )
