"""From inputs and counts to the bulletin: rows, totals, rates and lists (通报的编成)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from zhengtong.bulletins.rules.bulletin import Bulletin, Department, Row, content_hash
from zhengtong.bulletins.rules.columns import (
    ANNUAL_TARGET,
    COUNT_COLUMNS,
    CountedAct,
    Span,
)
from zhengtong.bulletins.rules.comparison import (
    Basis,
    Comparison,
    added_comparisons,
    compare,
    stored_comparison,
)
from zhengtong.bulletins.rules.coverage import Coverage, Share, added_shares, shares
from zhengtong.bulletins.rules.inputs import (
    FIRST_FORMAT,
    AnnualTarget,
    Body,
    BulletinInputs,
    Tally,
    TallyKey,
)
from zhengtong.kernel.item_types import ItemGroup

__all__ = [
    "Bulletin",
    "Department",
    "Row",
    "compose",
    "content_hash",
    "good_departments",
    "stored_bulletin",
    "zero_case_departments",
]
GOOD_PLACES = 5
# Counts by body, group and act.
Folded = Counter[tuple[str, ItemGroup, CountedAct]]


def compose(*, inputs: BulletinInputs, tally: Tally) -> Bulletin:
    """Put a bulletin together; the same inputs and counts give the same bulletin (编成通报).

    Source:
        domain rules, section 9.1: 部门表按三类受理与办结, 累计自1月1日起, 合计为各行之和;
        零办件: 本期三类受理均为0.
    """
    if inputs.districts:
        return _rolled_up(inputs, tally)
    departments = _departments(inputs, tally)
    return _bulletin(
        inputs=inputs,
        tally=tally,
        departments=departments,
        shares=_shares(inputs, departments),
        comparisons=_comparisons(inputs, tally, departments),
    )


def _rolled_up(inputs: BulletinInputs, tally: Tally) -> Bulletin:
    """Put a city's or province's bulletin together from those of its districts (汇总)."""
    composed = [
        compose(inputs=one.inputs, tally=tally.districts[one.inputs.region_code])
        for one in inputs.districts
    ]
    departments = tuple(
        Department(body=body, row=district.totals)
        for body, district in zip(inputs.bodies, composed, strict=True)
    )
    comparisons = {
        body.name: district.comparisons
        for body, district in zip(inputs.bodies, composed, strict=True)
    }
    return _bulletin(
        inputs=inputs,
        tally=tally,
        departments=departments,
        shares=added_shares([_shares(one.inputs, one.departments) for one in composed]),
        comparisons=tuple(
            added_comparisons(
                period=inputs.period,
                districts=comparisons,
                now=_totals([one.row for one in departments]).count,
            )
        ),
    )


def _bulletin(
    *,
    inputs: BulletinInputs,
    tally: Tally,
    departments: tuple[Department, ...],
    shares: Sequence[Share],
    comparisons: tuple[Comparison, ...],
) -> Bulletin:
    return Bulletin(
        inputs=inputs,
        departments=departments,
        totals=_totals([department.row for department in departments]),
        coverage=tuple(share.line for share in shares),
        good_departments=good_departments(departments),
        zero_case_departments=zero_case_departments(departments),
        comparisons=comparisons,
        notes=(*inputs.notes, inputs.late_note.replace("{count}", str(tally.late))),
        position=tally.position,
        chain=tally.chain,
    )


def good_departments(departments: Sequence[Department]) -> tuple[Department, ...]:
    """Return the five most accepted; a tie at fifth lists both, zero never (运行较好).

    Source:
        the printed bulletin names five departments, without a rule for ties.
    """
    ranked = sorted(departments, key=lambda department: -department.row.accepted)
    last = ranked[:GOOD_PLACES][-1].row.accepted if ranked else 0
    least = max(last, 1)
    return tuple(department for department in ranked if department.row.accepted >= least)


def zero_case_departments(departments: Sequence[Department]) -> tuple[Department, ...]:
    """Return the bodies that accepted nothing in any group (零办件部门).

    Source:
        domain rules, section 9.1: 本期三类受理均为0.
    """
    return tuple(department for department in departments if not department.row.accepted)


def stored_bulletin(*, inputs: BulletinInputs, figures: Mapping[str, Any]) -> Bulletin:
    """Return a bulletin as it was given out, from its kept inputs and JSON (读回通报).

    Raises:
        ValueError, KeyError, TypeError: the two do not belong together; one was changed.
    """
    departments = tuple(
        Department(body=body, row=_stored_row(row))
        for body, row in zip(inputs.bodies, figures["departments"], strict=True)
    )
    totals = _stored_row(figures["totals"])
    return Bulletin(
        inputs=inputs,
        departments=departments,
        totals=totals,
        coverage=tuple(
            Coverage(
                groups=tuple(ItemGroup(word) for word in line["groups"]),
                numerator=line["numerator"],
                denominator=line["denominator"],
                rate=line["rate"],
            )
            for line in figures["coverage"]
        ),
        good_departments=_named(departments, [one["name"] for one in figures["good_departments"]]),
        zero_case_departments=_named(departments, figures["zero_case_departments"]),
        comparisons=tuple(
            stored_comparison(one, now=totals.count) for one in figures.get("comparisons", ())
        ),
        notes=tuple(figures["notes"]),
        position=figures["cutoff"]["position"],
        chain=figures["cutoff"]["chain"],
    )


def targets_in_force(inputs: BulletinInputs, code: str) -> list[AnnualTarget]:
    """Return the targets of a body that hold on the last day of the period (末日有效的任务)."""
    return [
        target
        for target in inputs.targets
        if target.organisation_code == code and inputs.period.last_day in target.period
    ]


def _named(departments: Sequence[Department], names: Sequence[str]) -> tuple[Department, ...]:
    """Return departments by their names, each at most once where two share one.

    Raises:
        ValueError: no department has such a name; what was kept was changed.
    """
    left = list(departments)
    found = []
    for name in names:
        place = [one.body.name for one in left].index(name)
        found.append(left.pop(place))
    return tuple(found)


def _departments(inputs: BulletinInputs, tally: Tally) -> tuple[Department, ...]:
    """Return a row for each body, in printed order (各部门行)."""
    period, year = _folded(inputs, tally.period), _folded(inputs, tally.year)
    return tuple(
        Department(
            body=body,
            row=Row(
                annual_target=_annual_target(inputs, body),
                counts=_counts(body.code, period=period, year=year),
            ),
        )
        for body in inputs.bodies
    )


def _counts(code: str, *, period: Folded, year: Folded) -> dict[str, int]:
    folded = {Span.PERIOD: period, Span.YEAR: year}
    return {
        key: sum(folded[column.span][code, group, column.act] for group in column.groups)
        for key, column in COUNT_COLUMNS.items()
    }


def _shares(inputs: BulletinInputs, departments: Sequence[Department]) -> tuple[Share, ...]:
    return shares(
        inputs=inputs,
        figures={department.body.code: department.row.counts for department in departments},
    )


def _comparisons(
    inputs: BulletinInputs, tally: Tally, departments: Sequence[Department]
) -> tuple[Comparison, ...]:
    """Hold the totals against both earlier periods, over the same bodies (比较)."""
    if inputs.format == FIRST_FORMAT:
        return ()
    now = _totals([department.row for department in departments])
    counted = {Basis.PERIOD_BEFORE: tally.before, Basis.YEAR_BEFORE: tally.year_before}
    return tuple(
        compare(
            basis=basis,
            period=inputs.period,
            known_since=inputs.known_since,
            now=now.count,
            before=_earlier_totals(inputs, counted[basis]).count,
        )
        for basis in Basis
    )


def _earlier_totals(inputs: BulletinInputs, counts: Mapping[TallyKey, int]) -> Row:
    folded = _folded(inputs, counts)
    rows = [
        Row(annual_target=None, counts=_counts(body.code, period=folded, year=Counter()))
        for body in inputs.bodies
    ]
    return _totals(rows)


def _annual_target(inputs: BulletinInputs, body: Body) -> int | None:
    numbers = [target.number for target in targets_in_force(inputs, body.code)]
    return sum(numbers) if numbers else None


def _folded(inputs: BulletinInputs, counts: Mapping[TallyKey, int]) -> Folded:
    """Fold counts by item type and kind into groups and acts; what has no group is no case."""
    folded: Folded = Counter()
    act_of = {kind: act for act, kinds in inputs.kinds.items() for kind in kinds}
    for (code, item_type, kind), number in counts.items():
        group, act = inputs.grouping.get(item_type), act_of.get(kind)
        if group is not None and act is not None:
            folded[code, group, act] += number
    return folded


def _totals(rows: Sequence[Row]) -> Row:
    targets = [row.annual_target for row in rows if row.annual_target is not None]
    return Row(
        annual_target=sum(targets) if targets else None,
        counts={key: sum(row.counts[key] for row in rows) for key in COUNT_COLUMNS},
    )


def _stored_row(row: Mapping[str, Any]) -> Row:
    return Row(annual_target=row[ANNUAL_TARGET], counts={key: row[key] for key in COUNT_COLUMNS})
