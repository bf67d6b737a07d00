"""What a case takes over from its item when it is submitted or imported (供办件使用的事项)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import ClassVar

from django.db.models import F

from zhengtong.catalogue.models import ItemVersion, LocalItem
from zhengtong.catalogue.queries.parts import parts
from zhengtong.catalogue.rules.case_terms import CaseTerms, case_terms
from zhengtong.catalogue.rules.states import (
    ACCEPTING_STATES,
    LOCAL_STATE_LABELS,
    LocalItemState,
)
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType


class ItemNotRunning(DomainError):
    """No case can be opened under the item now (事项不能办件)."""

    code: ClassVar[str] = "item_not_running"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemForCase(CaseTerms):
    """A published version of an item with what its cases go by (事项规定).

    Args:
        item_version_id: id of the version's row; its region is the item's.
        flow_version: the version that new cases run on now.
        state: of the item; a case may be opened while it `is_accepting`.
    """

    region_code: str
    implementation_code: str
    base_code: str
    item_name: str
    item_type: ItemType
    item_version: int
    item_version_id: uuid.UUID
    organisation_code: str
    flow_code: str
    flow_version: int
    state: LocalItemState
    is_demo: bool

    @property
    def is_accepting(self) -> bool:
        """Tell whether a new case may be opened (能否收件)."""
        return self.state in ACCEPTING_STATES


def item_for_case(*, region_code: str, implementation_code: str) -> ItemForCase:
    """Return the version of an item that a new case is opened under (供办件使用的事项).

    Raises:
        ItemNotRunning: unknown, not published or not running yet, suspended or cancelled.
    """
    newest = _NEWEST.first(region_code=region_code, implementation_code=implementation_code)
    if newest is None:
        raise ItemNotRunning(_why_not_there(region_code, implementation_code))
    version_id, state, flow_code, flow_version = newest
    published = _published(region_code, version_id)
    found = replace(
        published, state=LocalItemState(state), flow_code=flow_code, flow_version=flow_version
    )
    if not found.is_accepting:
        raise ItemNotRunning(_why_not_accepting(found.item_name, found.state))
    return found


def running_items_named(
    *, region_code: str, organisation_code: str, names: Collection[str]
) -> dict[str, list[str]]:
    """Return the codes of a body's items that take cases, by name; unknown names are left out."""
    found: dict[str, list[str]] = {}
    for part in parts(sorted(set(names))):
        rows = LocalItem.objects.filter(
            region_code=region_code,
            organisation_code=organisation_code,
            name__in=part,
            state__in=sorted(state.value for state in ACCEPTING_STATES),
        ).values_list("name", "implementation_code")
        for name, code in rows.order_by("name", "implementation_code"):
            found.setdefault(name, []).append(code)
    return found


def item_version_for_case(*, region_code: str, item_version_id: uuid.UUID) -> ItemForCase:
    """Return one published version by its row, whatever the item is now (办件所依的事项版本).

    Its state and flow are those at some earlier reading: only what was published is asked of it.
    """
    return _published(region_code, item_version_id)


_NEWEST = Statement(
    lambda region_code, implementation_code: (
        ItemVersion.objects.filter(region_code=region_code, implementation_code=implementation_code)
        .order_by("-version")
        .values_list("id", "item__state", "item__flow_code", "item__flow_version")[:1]
    ),
    region_code=str,
    implementation_code=str,
)


@lru_cache(maxsize=4096)
def _published(region_code: str, version_id: uuid.UUID) -> ItemForCase:
    """Return a version as it was published; the row never changes, so each process reads it once.

    State and flow are those of the first reading: whoever asks puts in those of today.
    """
    rows = ItemVersion.objects.select_related("item")
    return _item_for_case(rows.get(region_code=region_code, id=version_id))


def items_for_cases(
    *, region_code: str, implementation_codes: Collection[str]
) -> dict[str, ItemForCase]:
    """Return the newest version of many items by code; for imports (批量取事项规定).

    Codes of items that were never published are left out. Suspended and cancelled items are
    there with their state: a source may still report what was begun before.
    """
    found: dict[str, ItemForCase] = {}
    for part in parts(sorted(set(implementation_codes))):
        newest = ItemVersion.objects.filter(
            region_code=region_code, implementation_code__in=part, version=F("item__version")
        )
        for row in newest.select_related("item"):
            found[row.implementation_code] = _item_for_case(row)
    return found


def _item_for_case(row: ItemVersion) -> ItemForCase:
    terms = case_terms(elements=row.elements)
    return ItemForCase(
        **{field.name: getattr(terms, field.name) for field in fields(terms)},
        region_code=row.region_code,
        implementation_code=row.implementation_code,
        base_code=row.base_code,
        item_name=row.item_name,
        item_type=ItemType(row.item_type),
        item_version=row.version,
        item_version_id=row.id,
        organisation_code=row.organisation_code,
        flow_code=row.item.flow_code,
        flow_version=row.item.flow_version,
        state=LocalItemState(row.item.state),
        is_demo=row.is_demo,
    )


def _why_not_there(region_code: str, implementation_code: str) -> str:
    item = (
        LocalItem.objects.filter(region_code=region_code, implementation_code=implementation_code)
        .values_list("name", "state")
        .first()
    )
    if item is None:
        return f"{region_code} 没有实施编码为 {implementation_code} 的事项，请核对"
    return _why_not_accepting(item[0], LocalItemState(item[1]))


def _why_not_accepting(name: str, state: LocalItemState) -> str:
    match state:
        case LocalItemState.SUSPENDED:
            return f"事项“{name}”已暂停办理，恢复后才能收件"
        case LocalItemState.CANCELLED:
            return f"事项“{name}”已取消，不再收件"
        case LocalItemState.PUBLISHED:
            return f"事项“{name}”已发布，尚未投入运行，不能收件"
        case _:
            return f"事项“{name}”{LOCAL_STATE_LABELS[state]}，尚未发布，不能收件"
