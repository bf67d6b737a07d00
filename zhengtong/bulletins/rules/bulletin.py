"""A bulletin: its rows, totals, rates and lists, and its JSON (一期通报)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhengtong.bulletins.rules.columns import (
    ANNUAL_TARGET,
    PERIOD_COLUMNS,
    CountedAct,
    column_of,
)
from zhengtong.bulletins.rules.comparison import Comparison
from zhengtong.bulletins.rules.coverage import Coverage
from zhengtong.bulletins.rules.inputs import FIRST_FORMAT, Body, BulletinInputs
from zhengtong.foundation.ledger.canonical import canonical_text, text_hash
from zhengtong.kernel.item_types import ItemGroup


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

    def count(self, column: str) -> int:
        """Return the figure of a column of counts (取计数)."""
        return self.figure(column) or 0

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
    """A bulletin at one ledger position (一期通报).

    Args:
        departments: its rows: bodies, or districts where it is rolled up from them.
        comparisons: with the period before, then with the year before; none in the first format.
    """

    inputs: BulletinInputs
    departments: tuple[Department, ...]
    totals: Row
    coverage: tuple[Coverage, ...]
    good_departments: tuple[Department, ...]
    zero_case_departments: tuple[Department, ...]
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    position: int
    chain: str

    @property
    def shown_comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons without repeating one: a year's two are the same (所示比较)."""
        return tuple({one.period: one for one in self.comparisons}.values())

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
            **self._later_content(),
        }

    def _later_content(self) -> dict[str, Any]:
        """Return what the first format did not have, so that its hashes stay as they were."""
        if self.inputs.format == FIRST_FORMAT:
            return {}
        later: dict[str, Any] = {
            "level": self.inputs.level.value,
            "comparisons": [one.as_json() for one in self.comparisons],
        }
        if self.inputs.districts:
            later["districts"] = [
                {
                    "region": district.inputs.region_code,
                    "name": body.name,
                    "position": district.position,
                    "chain": district.chain,
                }
                for district, body in zip(self.inputs.districts, self.inputs.bodies, strict=True)
            ]
        return later

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


def _group_figures(totals: Row, group: ItemGroup) -> dict[str, int]:
    return {act.value: totals.counts[column_of(group=group, act=act).key] for act in CountedAct}
