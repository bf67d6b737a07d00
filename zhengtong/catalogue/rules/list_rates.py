"""Claim rate and shares of items by the lists in force, body by body (认领率和各项占比)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from zhengtong.catalogue.rules.list_changes import ListedItem
from zhengtong.catalogue.rules.list_measures import (
    Base,
    Excepts,
    ListMeasure,
    ShareBase,
    bases_of,
    no_exceptions,
)
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.kernel.item_types import ItemGroup

PLACES = 4


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
    online: bool = False
    visit_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRate:
    """A share as a whole: what counts, of what (占比).

    Args:
        listed: rows of the list that names what the share counts; those that the guides bear
            out are the numerator.
        excepted: rows that approved exceptions took out of the base.
    """

    numerator: int
    denominator: int
    listed: int
    excepted: int = 0

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
            excepted=self.excepted + other.excepted,
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
    excepts: Excepts = no_exceptions,
) -> tuple[BodyRates, ...]:
    """Return the line of each body on a list or with approved items, by code (各机构占比).

    Args:
        should_claim: what bodies should claim; each body and base code once.
        lists: rows of the other lists in force, by kind; a kind without a list is left out, and
            its share is of nothing.
        base: of what the shares of visits are taken.
        items: approved items by body.
        names: of the bodies that stand on no list.
        excepts: tells which item of which body is out of the base of a measure.

    Source:
        认领率 = 认领并审核通过 ÷ 应认领; 进驻率 = 进驻事项 ÷ 应进驻事项; 一窗占比 = 纳入一窗的
        主项 ÷ 主项; 最多跑一次、零跑动占比 = 到现场次数 ≤ 1、= 0 的事项 ÷ 全部事项; 网办占比 =
        可以网上申请的事项 ÷ 基数, 基数不含处罚、强制、检查 (rules.md 9).
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
            excepts=excepts,
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
    excepts: Excepts,
) -> BodyRates:
    held: defaultdict[str, list[ClaimedItem]] = defaultdict(list)
    for item in items:
        held[item.base_code].append(item)
    hall = lists.get(ListKind.IN_HALL, ())
    bases = bases_of(claims, hall, base, excepts)
    named = {row.base_code for row in claims}
    return BodyRates(
        organisation_code=code,
        organisation_name=name,
        measures={
            ListMeasure.CLAIM: _claimed(bases[ListMeasure.CLAIM], held),
            ListMeasure.IN_HALL: _share(bases[ListMeasure.IN_HALL], hall, held, _is_in_hall),
            ListMeasure.ONE_WINDOW: _main_share(
                bases[ListMeasure.ONE_WINDOW], lists.get(ListKind.ONE_WINDOW), held
            ),
            ListMeasure.AT_MOST_ONCE: _share(
                bases[ListMeasure.AT_MOST_ONCE],
                lists.get(ListKind.AT_MOST_ONCE),
                held,
                _is_at_most_once,
            ),
            ListMeasure.ZERO_VISIT: _share(
                bases[ListMeasure.ZERO_VISIT], lists.get(ListKind.ZERO_VISIT), held, _is_zero_visit
            ),
            ListMeasure.ONLINE: _share(
                bases[ListMeasure.ONLINE], bases[ListMeasure.ONLINE].rows, held, _is_online
            ),
        },
        claim_by_group={
            group: _claimed(bases[ListMeasure.CLAIM].of_group(group), held) for group in ItemGroup
        },
        beyond_list=sum(item.base_code not in named for item in items),
    )


def _claimed(base: Base, held: Mapping[str, object]) -> ListRate:
    return ListRate(
        numerator=sum(row.base_code in held for row in base.rows),
        denominator=len(base.rows),
        listed=len(base.rows) + len(base.excepted),
        excepted=len(base.excepted),
    )


def _share(
    base: Base,
    listed: Collection[ListedItem] | None,
    held: Mapping[str, Collection[ClaimedItem]],
    fact: Fact,
) -> ListRate:
    """Count the rows of the base that the list names and all guides of the body bear out."""
    if listed is None:
        return NOTHING
    named = {row.base_code for row in listed}
    return ListRate(
        numerator=sum(row.base_code in named and _all_are(row, held, fact) for row in base.rows),
        denominator=len(base.rows),
        listed=len(named),
        excepted=len(base.excepted),
    )


def _main_share(
    base: Base,
    listed: Collection[ListedItem] | None,
    held: Mapping[str, Collection[ClaimedItem]],
) -> ListRate:
    """Count main items: one is under one window where each of its rows in the base is (主项)."""
    if listed is None:
        return NOTHING
    named = {row.base_code for row in listed}
    rows = Counter(row.main_code for row in base.rows)
    carried = Counter(
        row.main_code
        for row in base.rows
        if row.base_code in named and _all_are(row, held, _is_one_window)
    )
    return ListRate(
        numerator=sum(carried[main_code] == count for main_code, count in rows.items()),
        denominator=len(rows),
        listed=len({row.main_code for row in listed}),
        excepted=len({row.main_code for row in base.excepted} - set(rows)),
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


def _is_online(item: ClaimedItem) -> bool:
    return item.online


def _is_zero_visit(item: ClaimedItem) -> bool:
    return item.visit_count == 0


def _by_body(rows: Iterable[ListedItem]) -> dict[str, list[ListedItem]]:
    """Return the rows by body, each base code of a body once (按机构)."""
    once = {(row.organisation_code, row.base_code): row for row in rows}
    found: defaultdict[str, list[ListedItem]] = defaultdict(list)
    for (code, _), row in once.items():
        found[code].append(row)
    return dict(found)
