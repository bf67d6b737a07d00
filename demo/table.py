"""The printed table of February 2018 as numbers a generator can meet (通报部门表)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from demo.sources import january_split, printed_departments
from zhengtong.kernel.item_types import ItemGroup

# The words that the printed table's columns begin with.
PRINTED_COLUMNS: Mapping[ItemGroup, str] = MappingProxyType(
    {
        ItemGroup.LICENSE: "permit",
        ItemGroup.POWER_OTHER: "power",
        ItemGroup.PUBLIC_SERVICE: "service",
    }
)


class DemoTableError(ValueError):
    """The demo's tables contradict each other (演示用表不相符)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Cases accepted and completed in one month (受理、办结件数)."""

    accepted: int
    completed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """One department's printed row and the split of its January (部门行)."""

    sequence: int
    name: str
    annual_target: int
    january: Mapping[ItemGroup, Counts]
    february: Mapping[ItemGroup, Counts]


def department_rows() -> tuple[DepartmentRow, ...]:
    """Return the 29 departments in printed order, proved against the cumulative columns (29个部门).

    Raises:
        DemoTableError: January and February do not make the printed cumulative figures, or
            a group would complete more cases than it ever accepted.
    """
    shares = {int(row["seq"]): row for row in january_split()}
    return tuple(
        _department_row(printed=printed, share=shares[int(printed["seq"])])
        for printed in printed_departments()
    )


def _department_row(*, printed: Mapping[str, str], share: Mapping[str, str]) -> DepartmentRow:
    row = DepartmentRow(
        sequence=int(printed["seq"]),
        name=printed["department_zh"],
        annual_target=int(printed["annual_target"]),
        january={
            group: Counts(
                accepted=int(share[f"{group}_accepted"]),
                completed=int(share[f"{group}_completed"]),
            )
            for group in ItemGroup
        },
        february={
            group: Counts(
                accepted=int(printed[f"{column}_accepted_feb"]),
                completed=int(printed[f"{column}_completed_feb"]),
            )
            for group, column in PRINTED_COLUMNS.items()
        },
    )
    _prove(
        row, accepted=int(printed["accepted_jan_feb"]), completed=int(printed["completed_jan_feb"])
    )
    return row


def _prove(row: DepartmentRow, *, accepted: int, completed: int) -> None:
    months = (row.january, row.february)
    sums = (
        sum(month[group].accepted for month in months for group in ItemGroup),
        sum(month[group].completed for month in months for group in ItemGroup),
    )
    if sums != (accepted, completed):
        raise DemoTableError(f"{row.name}：一、二月合计 {sums}，表载 {(accepted, completed)}")
    for group in ItemGroup:
        january, february = row.january[group], row.february[group]
        carried = january.accepted - january.completed
        if carried < 0 or february.completed > carried + february.accepted:
            raise DemoTableError(f"{row.name}：{group} 的办结件数超过累计受理件数")
