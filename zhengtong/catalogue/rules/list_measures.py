"""What is measured by lists, of what it is taken, and what exceptions take out (指标与基数)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.kernel.item_types import ON_APPLICATION, ItemGroup, ItemType, group_of


class ListMeasure(StrEnum):
    """What is measured by lists (按清单计算的指标)."""

    CLAIM = "claim_rate"
    IN_HALL = "in_hall_rate"
    ONE_WINDOW = "one_window_rate"
    AT_MOST_ONCE = "at_most_once_rate"
    ZERO_VISIT = "zero_visit_rate"
    ONLINE = "online_rate"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return MEASURE_LABELS[self]


MEASURE_LABELS: Mapping[ListMeasure, str] = MappingProxyType(
    {
        ListMeasure.CLAIM: "认领率",
        ListMeasure.IN_HALL: "进驻率",
        ListMeasure.ONE_WINDOW: "一窗占比",
        ListMeasure.AT_MOST_ONCE: "最多跑一次占比",
        ListMeasure.ZERO_VISIT: "零跑动占比",
        ListMeasure.ONLINE: "网办占比",
    }
)
# The list that names what each share counts; claim and online rate have only their base.
LIST_OF: Mapping[ListMeasure, ListKind] = MappingProxyType(
    {
        ListMeasure.IN_HALL: ListKind.IN_HALL,
        ListMeasure.ONE_WINDOW: ListKind.ONE_WINDOW,
        ListMeasure.AT_MOST_ONCE: ListKind.AT_MOST_ONCE,
        ListMeasure.ZERO_VISIT: ListKind.ZERO_VISIT,
    }
)


class ShareBase(StrEnum):
    """Of what the two shares of visits are taken (占比的基数)."""

    SHOULD_CLAIM = "should_claim"
    IN_HALL = "in_hall"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return SHARE_BASE_LABELS[self]


SHARE_BASE_LABELS: Mapping[ShareBase, str] = MappingProxyType(
    {ShareBase.SHOULD_CLAIM: "应认领清单", ShareBase.IN_HALL: "进驻大厅清单"}
)


# Tells whether a measure leaves out an item, by body and base code.
Excepts = Callable[[ListMeasure, str, str], bool]


def no_exceptions(measure: ListMeasure, organisation_code: str, base_code: str) -> bool:
    """Except nothing (没有例外)."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The rows that a share is taken of, and those that exceptions took out of it (基数)."""

    rows: tuple[ListedItem, ...]
    excepted: tuple[ListedItem, ...]

    def of_group(self, group: ItemGroup) -> "Base":
        return Base(
            rows=tuple(row for row in self.rows if _group(row) is group),
            excepted=tuple(row for row in self.excepted if _group(row) is group),
        )


def bases_of(
    claims: Collection[ListedItem],
    hall: Collection[ListedItem],
    base: ShareBase,
    excepts: Excepts,
) -> dict[ListMeasure, Base]:
    """Return what each measure is taken of; who is excepted from the hall is in no base of it."""
    visits, also = (hall, ListMeasure.IN_HALL) if base is ShareBase.IN_HALL else (claims, None)
    applied = [row for row in claims if row.item_type in ON_APPLICATION]
    rows_of = {
        ListMeasure.CLAIM: (claims, None),
        ListMeasure.IN_HALL: (hall, None),
        ListMeasure.ONE_WINDOW: (claims, None),
        ListMeasure.AT_MOST_ONCE: (visits, also),
        ListMeasure.ZERO_VISIT: (visits, also),
        ListMeasure.ONLINE: (applied, None),
    }
    found = {}
    for measure, (rows, other) in rows_of.items():
        asked = (measure,) if other is None else (measure, other)
        out = {
            row
            for row in rows
            if any(excepts(each, row.organisation_code, row.base_code) for each in asked)
        }
        found[measure] = Base(
            rows=tuple(row for row in rows if row not in out),
            excepted=tuple(row for row in rows if row in out),
        )
    return found


def _group(row: ListedItem) -> ItemGroup:
    return group_of(ItemType(row.item_type))
