"""The columns of the bulletin's table: what each of them counts (通报表的列)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.item_types import ItemGroup


class CountedAct(StrEnum):
    """The two acts that a bulletin counts; also the codes of their measures (受理与办结)."""

    ACCEPTED = "accepted"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return ACT_LABELS[self]


class Span(StrEnum):
    """Whether a column counts the period or the year so far (本期与累计)."""

    PERIOD = "period"
    YEAR = "year"


ACT_LABELS: Mapping[CountedAct, str] = MappingProxyType(
    {CountedAct.ACCEPTED: "受理", CountedAct.COMPLETED: "办结"}
)
# Short, since they stand beside the act in a heading.
_GROUP_WORDS: Mapping[ItemGroup, str] = MappingProxyType(
    {
        ItemGroup.LICENSE: "行政许可",
        ItemGroup.POWER_OTHER: "行政权力",
        ItemGroup.PUBLIC_SERVICE: "公共服务",
    }
)
ANNUAL_TARGET = "annual_target"
TOTALS = "totals"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountColumn:
    """A column of counted cases (计数列).

    Args:
        groups: whose cases it counts.
        heading: first line of its heading, the act being the second.
    """

    key: str
    groups: tuple[ItemGroup, ...]
    act: CountedAct
    span: Span
    heading: str

    @property
    def label(self) -> str:
        """Return `行政许可受理` (列名)."""
        return f"{self.heading}{self.act.label}"


def _of_group(group: ItemGroup, act: CountedAct) -> CountColumn:
    return CountColumn(
        key=f"{group.value}_{act.value}",
        groups=(group,),
        act=act,
        span=Span.PERIOD,
        heading=_GROUP_WORDS[group],
    )


def _of_year(act: CountedAct) -> CountColumn:
    return CountColumn(
        key=f"year_{act.value}", groups=tuple(ItemGroup), act=act, span=Span.YEAR, heading="累计"
    )


def _of_period(act: CountedAct) -> CountColumn:
    return CountColumn(
        key=act.value, groups=tuple(ItemGroup), act=act, span=Span.PERIOD, heading="本期"
    )


# In printed order; all groups together in the year so far, as the bulletin prints it.
COUNT_COLUMNS: Mapping[str, CountColumn] = MappingProxyType(
    {
        column.key: column
        for column in (
            *(_of_group(group, act) for group in ItemGroup for act in CountedAct),
            *(_of_year(act) for act in CountedAct),
        )
    }
)
# Not in the table, but figures of the bulletin all the same: those of the good departments.
PERIOD_COLUMNS: Mapping[str, CountColumn] = MappingProxyType(
    {column.key: column for column in map(_of_period, CountedAct)}
)
COLUMN_LABELS: Mapping[str, str] = MappingProxyType(
    {ANNUAL_TARGET: "年任务", **{key: column.label for key, column in COUNT_COLUMNS.items()}}
)


def column_of(*, group: ItemGroup, act: CountedAct) -> CountColumn:
    """Return the column of one group and act in the period (本期某类的列)."""
    return COUNT_COLUMNS[f"{group.value}_{act.value}"]
