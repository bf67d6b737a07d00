"""The tables of a bulletin as cells: what Word prints and Excel holds (各表)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhengtong.bulletins.rules.bulletin import Bulletin, Row
from zhengtong.bulletins.rules.cells import TOTALS_NAME
from zhengtong.bulletins.rules.columns import (
    ANNUAL_TARGET,
    COUNT_COLUMNS,
    CountedAct,
    Span,
    column_of,
)
from zhengtong.bulletins.rules.comparison import Comparison
from zhengtong.bulletins.rules.coverage import Coverage, percent
from zhengtong.bulletins.rules.inputs import BulletinInputs
from zhengtong.bulletins.rules.periods import column_label, period_label, year_label
from zhengtong.kernel.item_types import ItemGroup

NO_FIGURE = "—"


@dataclass(frozen=True, slots=True)
class Percent:
    """A rate of three decimal places, such as `-0.243` (百分比)."""

    rate: str

    @property
    def text(self) -> str:
        """Return `-24.3%` (百分比)."""
        return percent(self.rate)


# A whole number, one with decimal places, a rate, a text, or nothing to say.
CellValue = int | Decimal | Percent | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """A table as cells (表).

    Args:
        heads: heading rows; a cell that repeats the one to its left or above is one with it.
        texts: how many leading columns hold text.
        has_totals: whether the last row is the sum of the others.
    """

    caption: str
    heads: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[CellValue, ...], ...]
    texts: int
    has_totals: bool = False


def cell_text(value: CellValue) -> str:
    """Return a cell as it is printed (单元格文字)."""
    if value is None:
        return NO_FIGURE
    return value.text if isinstance(value, Percent) else str(value)


def summary_table(bulletin: Bulletin) -> SheetTable:
    """Return what was handled in all, against both earlier periods (总表)."""
    period = bulletin.inputs.period
    heads: list[tuple[str, str]] = [("项目", "项目"), (column_label(period), column_label(period))]
    for comparison in bulletin.shown_comparisons:
        # A week's days would be brackets inside brackets.
        label = period_label(comparison.period).partition("（")[0] if comparison.period else "无"
        head = f"{comparison.basis.label}（{label}）"
        heads += [(head, part) for part in ("件数", "增减", "增减率")]
    columns = [
        (name, column)
        for act in CountedAct
        for name, column in (
            *(
                (f"{group.label}{act.label}", column_of(group=group, act=act).key)
                for group in ItemGroup
            ),
            (f"{act.label}合计", act.value),
        )
    ]
    rows = [
        (
            name,
            bulletin.totals.count(column),
            *(cell for one in bulletin.shown_comparisons for cell in _changed(one, column)),
        )
        for name, column in columns
    ]
    return SheetTable(
        caption=f"{period_label(period)}受理、办结总体情况",
        heads=(tuple(first for first, _ in heads), tuple(second for _, second in heads)),
        rows=tuple(rows),
        texts=1,
    )


def departments_table(bulletin: Bulletin) -> SheetTable:
    """Return a row for each body and their sum (分部门表)."""
    inputs = bulletin.inputs
    heads = [("序号", "序号"), (inputs.noun, inputs.noun), ("年任务", "年任务")]
    for column in COUNT_COLUMNS.values():
        is_year = column.span is Span.YEAR
        label = year_label(inputs.period) if is_year else column.heading
        heads.append((label, column.act.label))
    rows = [
        (number, one.body.name, *_figures(one.row))
        for number, one in enumerate(bulletin.departments, start=1)
    ]
    return SheetTable(
        caption=f"{period_label(inputs.period)}各{inputs.noun}受理、办结情况",
        heads=(tuple(first for first, _ in heads), tuple(second for _, second in heads)),
        rows=(*rows, ("", TOTALS_NAME, *_figures(bulletin.totals))),
        texts=2,
        has_totals=True,
    )


def coverage_table(bulletin: Bulletin) -> SheetTable:
    """Return what was entered of what should have been (录入率表)."""
    return SheetTable(
        caption=f"{period_label(bulletin.inputs.period)}录入情况",
        heads=(("类别", "受理数", "应录入数", "录入率", "应录入数的来历"),),
        rows=tuple(
            (
                groups_text(line),
                line.numerator,
                _number(line.denominator) if line.rate is not None else None,
                Percent(line.rate) if line.rate is not None else None,
                basis_text(bulletin.inputs, line),
            )
            for line in bulletin.coverage
        ),
        texts=1,
    )


def groups_text(line: Coverage) -> str:
    """Return the groups of a rate in words (录入率的类别)."""
    return "与".join(group.label for group in line.groups)


def basis_text(inputs: BulletinInputs, line: Coverage) -> str:
    """Say where a denominator comes from (基数来历)."""
    if inputs.districts:
        return "各区县应录入数之和" if line.rate is not None else "各区县都没有任务数和上年办件量"
    codes = set(inputs.body_codes)
    targets = [
        target.number
        for target in inputs.targets
        if target.groups == line.groups
        and target.organisation_code in codes
        and inputs.period.last_day in target.period
    ]
    if targets:
        return f"年任务 {sum(targets):,} 件按月折算"
    volumes = [volume for volume in inputs.volumes if volume.groups == line.groups]
    if volumes:
        return "、".join(f"{one.year} 年实际办件量 {one.number:,} 件按月折算" for one in volumes)
    return "没有任务数或上年办件量"


def _number(written: int | str) -> int | Decimal:
    return written if isinstance(written, int) else Decimal(written)


def _changed(comparison: Comparison, column: str) -> Iterator[CellValue]:
    if comparison.changes is None:
        yield from ("无数据", None, None)
        return
    change = comparison.changes[column]
    yield change.before
    yield change.difference
    yield Percent(change.rate) if change.rate is not None else None


def _figures(row: Row) -> tuple[CellValue, ...]:
    return tuple(row.figure(key) for key in (ANNUAL_TARGET, *COUNT_COLUMNS))
