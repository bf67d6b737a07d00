"""Claim rate and shares of items by the lists in force, body by body (认领率和各项占比)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.kernel.item_types import ItemGroup, ItemType, group_of

PLACES = 4


class ListMeasure(StrEnum):
    """What is measured by lists (按清单计算的指标)."""

    CLAIM = "claim_rate"
    IN_HALL = "in_hall_rate"
    ONE_WINDOW = "one_window_rate"
    AT_MOST_ONCE = "at_most_once_rate"
    ZERO_VISIT = "zero_visit_rate"

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
    }
)
# The list that names what each share counts; the claim rate has only its base.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedItem:
    """A local item that was claimed and approved on the day, and what its guide said (已认领事项).

    Args:
        visit_count: None where no guide was published yet, or it does not say.
    """

    organisation_code: str
    base_code: str
    in_hall: bool = False
    one_window: bool = False
    visit_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRate:
    """A share as a whole: what counts, of what (占比).

    Args:
        listed: rows of the list that names what the share counts; those that the guides bear
            out are the numerator.
    """

    numerator: int
    denominator: int
    listed: int

    @property
    def rate(self) -> str | None:
        """Return the share as a decimal, half up; None of nothing (占比)."""
        if not self.denominator:
            return None
        scale = 10**PLACES
        whole = int(Fraction(self.numerator, self.denominator) * scale + Fraction(1, 2))
        return f"{whole // scale}.{whole % scale:0{PLACES}d}"

    def __add__(self, other: "ListRate") -> "ListRate":
        return ListRate(
            numerator=self.numerator + other.numerator,
            denominator=self.denominator + other.denominator,
            listed=self.listed + other.listed,
        )


NOTHING = ListRate(numerator=0, denominator=0, listed=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRates:
    """One body's line (机构一行).

    Args:
        claim_by_group: the claim rate of each group of types.
        beyond_list: items that are claimed and approved and stand on no list of the body.
    """

    organisation_code: str
    organisation_name: str
    measures: Mapping[ListMeasure, ListRate]
    claim_by_group: Mapping[ItemGroup, ListRate]
    beyond_list: int

    def __add__(self, other: "BodyRates") -> "BodyRates":
        return BodyRates(
            organisation_code=self.organisation_code,
            organisation_name=self.organisation_name,
            measures={each: self.measures[each] + other.measures[each] for each in ListMeasure},
            claim_by_group={
                group: self.claim_by_group[group] + other.claim_by_group[group]
                for group in ItemGroup
            },
            beyond_list=self.beyond_list + other.beyond_list,
        )


TOTAL_NAME = "合计"
Lists = Mapping[ListKind, Collection[ListedItem]]
Holdings = Mapping[str, Collection[ClaimedItem]]
Fact = Callable[[ClaimedItem], bool]


def body_rates(
    *,
    should_claim: Collection[ListedItem],
    lists: Lists,
    base: ShareBase,
    items: Holdings,
    names: Mapping[str, str],
) -> tuple[BodyRates, ...]:
    """Return the line of each body on a list or with approved items, by code (各机构占比).

    Args:
        should_claim: what bodies should claim; each body and base code once.
        lists: rows of the other lists in force, by kind; a kind without a list is left out, and
            its share is of nothing.
        base: of what the shares of visits are taken.
        items: approved items by body.
        names: of the bodies that stand on no list.

    Source:
        认领率 = 认领并审核通过 ÷ 应认领; 进驻率 = 进驻事项 ÷ 应进驻事项; 一窗占比 = 纳入一窗的
        主项 ÷ 主项; 最多跑一次、零跑动占比 = 到现场次数 ≤ 1、= 0 的事项 ÷ 全部事项 (rules.md 9).
        Readings taken: an item counts in a share where the list in force names it and the guide
        in force bears it out; of several handling items of one body all must.
    """
    claims = _by_body(should_claim)
    others = {kind: _by_body(rows) for kind, rows in lists.items()}
    known = dict(names)
    for rows in (should_claim, *lists.values()):
        known |= {row.organisation_code: row.organisation_name for row in rows}
    bodies = {*claims, *items, *(code for rows in others.values() for code in rows)}
    return tuple(
        _line(
            code,
            known.get(code, code),
            claims=claims.get(code, ()),
            lists={kind: rows.get(code, ()) for kind, rows in others.items()},
            base=base,
            items=items.get(code, ()),
        )
        for code in sorted(bodies)
    )


def total_of(lines: Iterable[BodyRates]) -> BodyRates:
    """Return the sum of the lines (合计)."""
    total = BodyRates(
        organisation_code="",
        organisation_name=TOTAL_NAME,
        measures=dict.fromkeys(ListMeasure, NOTHING),
        claim_by_group=dict.fromkeys(ItemGroup, NOTHING),
        beyond_list=0,
    )
    for line in lines:
        total += line
    return total


def _line(
    code: str,
    name: str,
    *,
    claims: Collection[ListedItem],
    lists: Lists,
    base: ShareBase,
    items: Collection[ClaimedItem],
) -> BodyRates:
    held: defaultdict[str, list[ClaimedItem]] = defaultdict(list)
    for item in items:
        held[item.base_code].append(item)
    hall = lists.get(ListKind.IN_HALL, ())
    visits = hall if base is ShareBase.IN_HALL else claims
    named = {row.base_code for row in claims}
    return BodyRates(
        organisation_code=code,
        organisation_name=name,
        measures={
            ListMeasure.CLAIM: _claimed(claims, held),
            ListMeasure.IN_HALL: _share(hall, hall, held, _is_in_hall),
            ListMeasure.ONE_WINDOW: _main_share(claims, lists.get(ListKind.ONE_WINDOW), held),
            ListMeasure.AT_MOST_ONCE: _share(
                visits, lists.get(ListKind.AT_MOST_ONCE), held, _is_at_most_once
            ),
            ListMeasure.ZERO_VISIT: _share(
                visits, lists.get(ListKind.ZERO_VISIT), held, _is_zero_visit
            ),
        },
        claim_by_group={
            group: _claimed(
                [row for row in claims if group_of(ItemType(row.item_type)) is group], held
            )
            for group in ItemGroup
        },
        beyond_list=sum(item.base_code not in named for item in items),
    )


def _claimed(claims: Collection[ListedItem], held: Mapping[str, object]) -> ListRate:
    return ListRate(
        numerator=sum(row.base_code in held for row in claims),
        denominator=len(claims),
        listed=len(claims),
    )


def _share(
    base: Collection[ListedItem],
    listed: Collection[ListedItem] | None,
    held: Mapping[str, Collection[ClaimedItem]],
    fact: Fact,
) -> ListRate:
    """Count the rows of the base that the list names and all guides of the body bear out."""
    if listed is None:
        return NOTHING
    named = {row.base_code for row in listed}
    return ListRate(
        numerator=sum(row.base_code in named and _all_are(row, held, fact) for row in base),
        denominator=len(base),
        listed=len(named),
    )


def _main_share(
    base: Collection[ListedItem],
    listed: Collection[ListedItem] | None,
    held: Mapping[str, Collection[ClaimedItem]],
) -> ListRate:
    """Count main items: one is under one window where each of its rows in the base is (主项)."""
    if listed is None:
        return NOTHING
    named = {row.base_code for row in listed}
    rows = Counter(row.main_code for row in base)
    carried = Counter(
        row.main_code
        for row in base
        if row.base_code in named and _all_are(row, held, _is_one_window)
    )
    return ListRate(
        numerator=sum(carried[main_code] == count for main_code, count in rows.items()),
        denominator=len(rows),
        listed=len({row.main_code for row in listed}),
    )


def _all_are(row: ListedItem, held: Mapping[str, Collection[ClaimedItem]], fact: Fact) -> bool:
    items = held.get(row.base_code, ())
    return bool(items) and all(fact(item) for item in items)


def _is_in_hall(item: ClaimedItem) -> bool:
    return item.in_hall


def _is_one_window(item: ClaimedItem) -> bool:
    return item.one_window


def _is_at_most_once(item: ClaimedItem) -> bool:
    return item.visit_count is not None and item.visit_count <= 1


def _is_zero_visit(item: ClaimedItem) -> bool:
    return item.visit_count == 0


def _by_body(rows: Iterable[ListedItem]) -> dict[str, list[ListedItem]]:
    """Return the rows by body, each base code of a body once (按机构)."""
    once = {(row.organisation_code, row.base_code): row for row in rows}
    found: defaultdict[str, list[ListedItem]] = defaultdict(list)
    for (code, _), row in once.items():
        found[code].append(row)
    return dict(found)
