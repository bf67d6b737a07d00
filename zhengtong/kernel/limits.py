"""Time limits with their unit: the laws differ, so a bare number is never a limit (时限)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError

MAX_COUNT = 9999


class LimitRefused(DomainError):
    """The number and unit make no time limit (时限不成立)."""

    code = "limit_refused"


class LimitsNotComparable(DomainError):
    """Two limits in different units have no order without a date (时限单位不同，无法比较)."""

    code = "limits_not_comparable"


class LimitUnit(StrEnum):
    """What a limit counts (时限单位).

    Source:
        《行政许可法》（2019年修正）第八十二条: 期限以工作日计算, 不含法定节假日;
        other laws count calendar days, months, hours or years.
    """

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    HOUR = "hour"
    YEAR = "year"
    ON_THE_SPOT = "on_the_spot"

    @property
    def label(self) -> str:
        """Return the Chinese measure word phrase (单位名称)."""
        return UNIT_LABELS[self]


UNIT_LABELS: Mapping[LimitUnit, str] = MappingProxyType(
    {
        LimitUnit.WORKDAY: "个工作日",
        LimitUnit.DAY: "日（自然日）",
        LimitUnit.MONTH: "个月",
        LimitUnit.HOUR: "小时",
        LimitUnit.YEAR: "年",
        LimitUnit.ON_THE_SPOT: "当场",
    }
)

_MONTHS_IN: Mapping[LimitUnit, int] = MappingProxyType({LimitUnit.MONTH: 1, LimitUnit.YEAR: 12})


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A number of units within which an act must be done (时限).

    On the spot has the count 0; every other unit counts from 1 to 9999.

    Raises:
        LimitRefused: the number does not fit the unit.
    """

    count: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.unit is LimitUnit.ON_THE_SPOT:
            if self.count != 0:
                raise LimitRefused("当场办结的时限只能写 0")
        elif not 1 <= self.count <= MAX_COUNT:
            raise LimitRefused(f"时限应为 1 至 {MAX_COUNT}{self.unit.label}，不能是 {self.count}")

    @property
    def label(self) -> str:
        """Return the limit as people read it (时限文字)."""
        if self.unit is LimitUnit.ON_THE_SPOT:
            return UNIT_LABELS[self.unit]
        return f"{self.count} {self.unit.label}"

    def extended_by(self, count: int) -> "TimeLimit":
        """Return the limit lengthened by `count` of its own unit (延长后的时限)."""
        return TimeLimit(self.count + count, self.unit)

    def is_longer_than(self, other: "TimeLimit") -> bool:
        """Tell whether this limit is longer than `other` (是否长于).

        On the spot is shorter than anything; months and years compare.

        Raises:
            LimitsNotComparable: the units have no fixed ratio.
        """
        if LimitUnit.ON_THE_SPOT in (self.unit, other.unit):
            return self.unit is not LimitUnit.ON_THE_SPOT
        if self.unit is other.unit:
            return self.count > other.count
        if self.unit in _MONTHS_IN and other.unit in _MONTHS_IN:
            return self.count * _MONTHS_IN[self.unit] > other.count * _MONTHS_IN[other.unit]
        raise LimitsNotComparable(f"“{self.label}”与“{other.label}”单位不同，无法直接比较长短")


def on_the_spot() -> TimeLimit:
    """Return the limit of an item that is decided at once (当场办结)."""
    return TimeLimit(0, LimitUnit.ON_THE_SPOT)


def working_days(count: int) -> TimeLimit:
    """Return a limit in working days (若干个工作日)."""
    return TimeLimit(count, LimitUnit.WORKDAY)
