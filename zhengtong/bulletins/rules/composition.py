"""From inputs and counts to the bulletin: rows, totals, rates and lists (通报的编成)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhengtong.bulletins.rules.columns import (
    ANNUAL_TARGET,
    COUNT_COLUMNS,
    PERIOD_COLUMNS,
    CountedAct,
    Span,
    column_of,
)
from zhengtong.bulletins.rules.coverage import Coverage, coverage_lines
from zhengtong.bulletins.rules.inputs import AnnualTarget, Body, BulletinInputs, Tally, TallyKey
from zhengtong.foundation.ledger.canonical import canonical_text, text_hash
from zhengtong.kernel.item_types import ItemGroup

GOOD_PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table, or its totals (一行).

    Args:
        annual_target: None where none was given.
        counts: by the key of the column.
    """

    annual_target: int | None
    counts: Mapping[str, int]

    @property
    def accepted(self) -> int:
        """Return the cases accepted in the period, all groups together (本期受理)."""
        return self._sum(CountedAct.ACCEPTED)

    @property
    def completed(self) -> int:
        """Return the cases completed in the period, all groups together (本期办结)."""
        return self._sum(CountedAct.COMPLETED)

    def figure(self, column: str) -> int | None:
        """Return the figure of any column by its key; KeyError for an unknown one (取数)."""
        if column == ANNUAL_TARGET:
            return self.annual_target
        if column in PERIOD_COLUMNS:
            return self._sum(PERIOD_COLUMNS[column].act)
        return self.counts[column]

    def as_json(self) -> dict[str, int | None]:
        """Return the row with the keys of its columns (存为 JSON)."""
        return {ANNUAL_TARGET: self.annual_target, **self.counts}

    def _sum(self, act: CountedAct) -> int:
        return sum(self.counts[column_of(group=group, act=act).key] for group in ItemGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A body and its row (部门一行)."""

    body: Body
    row: Row


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """A bulletin at one ledger position (一期通报)."""

    inputs: BulletinInputs
    departments: tuple[Department, ...]
    totals: Row
    coverage: tuple[Coverage, ...]
    good_departments: tuple[Department, ...]
    zero_case_departments: tuple[Department, ...]
    notes: tuple[str, ...]
    position: int
    chain: str

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the bulletin as JSON values, without its hash (通报内容)."""
        period = self.inputs.period
        return {
            "region": self.inputs.region_code,
            "period": {"from": f"{period.first_day}", "to": f"{period.last_day}"},
            "items": {group.value: self.inputs.items.get(group, 0) for group in ItemGroup},
            "groups": {group.value: _group_figures(self.totals, group) for group in ItemGroup},
            "coverage": [
                {
                    "groups": [group.value for group in line.groups],
                    "numerator": line.numerator,
                    "denominator": line.denominator,
                    "rate": line.rate,
                }
                for line in self.coverage
            ],
            "departments": [
                {"name": department.body.name, **department.row.as_json()}
                for department in self.departments
            ],
            "totals": self.totals.as_json(),
            "good_departments": [
                {"name": department.body.name, "accepted": department.row.accepted}
                for department in self.good_departments
            ],
            "zero_case_departments": [
                department.body.name for department in self.zero_case_departments
            ],
            "notes": list(self.notes),
            "cutoff": {"position": self.position, "chain": self.chain},
        }

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical content (数字摘要)."""
        return content_hash(self.content)

    def as_json(self) -> dict[str, Any]:
        """Return the bulletin as it is given out, with its hash (通报 JSON)."""
        return {**self.content, "hash": self.digest}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of a bulletin's JSON, leaving out the hash it carries (摘要)."""
    return text_hash(
        canonical_text({key: value for key, value in content.items() if key != "hash"})
    )


def compose(*, inputs: BulletinInputs, tally: Tally) -> Bulletin:
    """Put a bulletin together; the same inputs and counts give the same bulletin (编成通报).

    Source:
        domain rules, section 9.1: 部门表按三类受理与办结, 累计自1月1日起, 合计为各行之和;
        零办件: 本期三类受理均为0.
    """
    folded = {
        Span.PERIOD: _folded(inputs, tally.period),
        Span.YEAR: _folded(inputs, tally.year),
    }
    departments = tuple(
        Department(
            body=body,
            row=Row(
                annual_target=_annual_target(inputs, body),
                counts={
                    key: sum(
                        folded[column.span][body.code, group, column.act] for group in column.groups
                    )
                    for key, column in COUNT_COLUMNS.items()
                },
            ),
        )
        for body in inputs.bodies
    )
    return Bulletin(
        inputs=inputs,
        departments=departments,
        totals=_totals([department.row for department in departments]),
        coverage=coverage_lines(
            inputs=inputs,
            figures={department.body.code: department.row.counts for department in departments},
        ),
        good_departments=good_departments(departments),
        zero_case_departments=zero_case_departments(departments),
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
    return Bulletin(
        inputs=inputs,
        departments=departments,
        totals=_stored_row(figures["totals"]),
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


def _annual_target(inputs: BulletinInputs, body: Body) -> int | None:
    numbers = [target.number for target in targets_in_force(inputs, body.code)]
    return sum(numbers) if numbers else None


def _folded(
    inputs: BulletinInputs, counts: Mapping[TallyKey, int]
) -> Counter[tuple[str, ItemGroup, CountedAct]]:
    """Fold counts by item type and kind into groups and acts; what has no group is no case."""
    folded: Counter[tuple[str, ItemGroup, CountedAct]] = Counter()
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


def _group_figures(totals: Row, group: ItemGroup) -> dict[str, int]:
    return {act.value: totals.counts[column_of(group=group, act=act).key] for act in CountedAct}


def _stored_row(row: Mapping[str, Any]) -> Row:
    return Row(annual_target=row[ANNUAL_TARGET], counts={key: row[key] for key in COUNT_COLUMNS})
