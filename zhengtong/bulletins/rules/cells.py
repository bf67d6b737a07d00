"""Naming one figure of a bulletin: ROW:COLUMN (一格)."""

from dataclasses import dataclass
from typing import ClassVar

from zhengtong.bulletins.rules.columns import (
    COLUMN_LABELS,
    COUNT_COLUMNS,
    PERIOD_COLUMNS,
    TOTALS,
    CountColumn,
)
from zhengtong.bulletins.rules.composition import Bulletin, Department, Row
from zhengtong.kernel.errors import DomainError

TOTALS_NAME = "合计"
_COUNTED = {**COUNT_COLUMNS, **PERIOD_COLUMNS}
_LABELS = {
    **COLUMN_LABELS,
    **{key: column.label for key, column in PERIOD_COLUMNS.items()},
}


class UnknownCell(DomainError):
    """The bulletin has no such row or column (没有这一格)."""

    code: ClassVar[str] = "unknown_cell"


class NothingBehind(DomainError):
    """The figure is not made of cases (数字背后没有办件)."""

    code: ClassVar[str] = "nothing_behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure of a bulletin and whose cases it counts (一格).

    Args:
        row_key: the body's code, or `totals`.
        row_name: the body's name, or 合计.
    """

    row_key: str
    row_name: str
    column: str
    figure: int | None
    organisation_codes: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return `涪城区农业局 行政许可受理` (这一格的名称)."""
        return f"{self.row_name} {_LABELS[self.column]}"

    @property
    def counted(self) -> CountColumn:
        """Return what the column counts (计数列).

        Raises:
            NothingBehind: the column is no count.
        """
        if self.column not in _COUNTED:
            raise NothingBehind(f"“{_LABELS[self.column]}”不是由办件数出来的，背后没有办件可列")
        return _COUNTED[self.column]


def find_cell(*, bulletin: Bulletin, row: str, column: str) -> Cell:
    """Return a figure by its row and column (找到一格).

    Args:
        row: name or code of a body, or `totals`.
        column: key of the column in the JSON, or `accepted` and `completed` of the period.

    Raises:
        UnknownCell: there is no such row or column, or two bodies share the name.
    """
    if column not in _LABELS:
        known = "、".join(_LABELS)
        raise UnknownCell(f"没有“{column}”这一列，可用的列：{known}")
    if row in {TOTALS, TOTALS_NAME}:
        return _cell(TOTALS, TOTALS_NAME, column, bulletin.totals, bulletin.inputs.body_codes)
    department = _department(bulletin, row)
    body = department.body
    return _cell(body.code, body.name, column, department.row, (body.code,))


def split_cell(text: str) -> tuple[str, str]:
    """Read `ROW:COLUMN`, also with the full-width colon (读行列).

    Raises:
        UnknownCell: there is no colon, or nothing beside it.
    """
    row, _, column = text.replace("：", ":").rpartition(":")
    if not row.strip() or not column.strip():
        raise UnknownCell(f"“{text}”应写成 行:列，例如 totals:license_accepted")
    return row.strip(), column.strip()


def _department(bulletin: Bulletin, row: str) -> Department:
    for matches in (
        [one for one in bulletin.departments if one.body.code == row],
        [one for one in bulletin.departments if one.body.name == row],
        [one for one in bulletin.departments if one.body.short_name == row],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            codes = "、".join(one.body.code for one in matches)
            raise UnknownCell(f"有 {len(matches)} 个部门叫“{row}”，请用机构编码：{codes}")
    raise UnknownCell(f"本期通报没有“{row}”这一行，行是部门名称或 {TOTALS}")


def _cell(
    row_key: str, row_name: str, column: str, row: Row, organisation_codes: tuple[str, ...]
) -> Cell:
    return Cell(
        row_key=row_key,
        row_name=row_name,
        column=column,
        figure=row.figure(column),
        organisation_codes=organisation_codes,
    )
