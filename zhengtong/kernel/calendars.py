"""The working calendar as data: announced holidays and make-up working days (工作日历)."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import ONE_DAY

# Days that the regulation itself fixes in the solar calendar. The festivals of the lunar calendar
# and every swapped day wait for the yearly notice.
FIXED_HOLIDAYS: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (1, 1): "元旦",
        (5, 1): "劳动节",
        (5, 2): "劳动节",
        (10, 1): "国庆节",
        (10, 2): "国庆节",
        (10, 3): "国庆节",
    }
)


class OutsideCalendar(DomainError):
    """A day lies in a year whose holidays are not loaded (日期超出已载入的日历).

    Args:
        year: the year that is missing.
    """

    code = "outside_calendar"
    year: int

    def __init__(self, message: str, *, year: int) -> None:
        super().__init__(message)
        self.year = year


class DayKind(StrEnum):
    """What a day is for working-day arithmetic (日期性质)."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"

    @property
    def is_working(self) -> bool:
        """Tell whether people work on such a day (是否上班)."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return KIND_LABELS[self]


KIND_LABELS: Mapping[DayKind, str] = MappingProxyType(
    {
        DayKind.WORKDAY: "工作日",
        DayKind.WEEKEND: "周末",
        DayKind.HOLIDAY: "节假日",
        DayKind.MAKEUP_WORKDAY: "调休上班",
    }
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day as a notice announces it (日历中的一日).

    Args:
        name: of the festival, or of the make-up day.
        in_lieu: a holiday that was swapped against a make-up day (调休).
        published: the year's notice is out; a guessed year says False.
    """

    date: dt.date
    kind: DayKind
    name: str = ""
    in_lieu: bool = False
    published: bool = True


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of the announced years, and of one year more by the fixed rule (工作日历).

    Holidays and make-up working weekends (调休上班) are announced each year and cannot be
    computed, so both are data. The year after the last announced one is reckoned by weekends and
    the holidays that the regulation fixes in the solar calendar, and is provisional: the notice
    comes only in November. Any other year is an error, never a guess.

    A notice may also move the last days of December before it (2018-12-29 was made a working day
    by the notice for 2019), so a newly loaded year is a reason to recompute open cases.

    Args:
        years: the announced years.
        special_days: all days that weekday and weekend alone do not explain; kinds holiday and
            makeup_workday, or workday and weekend where a region takes one back. For a day
            that stands twice the later one holds. Days outside `years` are refused, except in
            the provisional year, where a region may know its own festival before the nation does.

    Raises:
        OutsideCalendar: a special day lies in a year that is not there.

    Source:
        国务院办公厅年度《关于部分节假日安排的通知》; 《全国年节及纪念日放假办法》（2024年修订）
        第二条: 元旦1天, 劳动节2天（5月1日、2日）, 国庆节3天（10月1日至3日）; 第四条: 少数民族习惯的
        节日由当地人民政府规定放假日期.
    """

    years: tuple[int, ...]
    special_days: tuple[CalendarDay, ...] = ()
    _special: Mapping[dt.date, CalendarDay] = field(init=False, repr=False, compare=False)
    _working: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _known_years: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        years = tuple(sorted(set(self.years)))
        known_years = frozenset(years) | ({years[-1] + 1} if years else set())
        special = _fixed_holidays(years[-1] + 1) if years else {}
        special |= {day.date: day for day in self.special_days}
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "special_days", tuple(sorted(self.special_days, key=_by_date)))
        object.__setattr__(self, "_known_years", known_years)
        for day in special:
            self.require_year(day.year)
        object.__setattr__(self, "_special", special)
        object.__setattr__(self, "_working", _working_ordinals(known_years, special))

    @property
    def last_published_year(self) -> int:
        """Return the last year whose notice is loaded (已公布的最后一年).

        Raises:
            OutsideCalendar: no year is loaded.
        """
        if not self.years:
            raise OutsideCalendar("还没有载入任何一年的放假安排", year=0)
        return self.years[-1]

    def is_provisional(self, day: dt.date) -> bool:
        """Tell whether `day` lies in the year whose notice is still awaited (是否暂按推算).

        Raises:
            OutsideCalendar: the year is not loaded.
        """
        self.require_year(day.year)
        return day.year not in self.years

    def day_kind(self, day: dt.date) -> DayKind:
        """Return what `day` is (日期性质).

        Raises:
            OutsideCalendar: the year is not loaded.
        """
        self.require_year(day.year)
        special = self._special.get(day)
        return special.kind if special else _plain_kind(day)

    def day_name(self, day: dt.date) -> str:
        """Return the name of the festival or make-up day, or an empty text (节日名称)."""
        self.require_year(day.year)
        special = self._special.get(day)
        return special.name if special else ""

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether `day` is a working day (是否工作日).

        Raises:
            OutsideCalendar: the year is not loaded.
        """
        return self.day_kind(day).is_working

    def working_days_between(self, after: dt.date, until: dt.date) -> int:
        """Count working days later than `after`, up to and including `until` (其间工作日数).

        Zero when `until` is not later than `after`.

        Raises:
            OutsideCalendar: a year in between is not loaded.
        """
        if until <= after:
            return 0
        self._require_span(after + ONE_DAY, until)
        return self._rank(until) - self._rank(after)

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`-th working day after `day`, which is itself not counted (顺数工作日).

        Args:
            count: at least 1; 0 returns `day`.

        Raises:
            OutsideCalendar: the answer lies in a year that is not loaded.
        """
        if count < 0:
            raise ValueError("count backwards with subtract_working_days")
        if count == 0:
            return day
        self.require_year((day + ONE_DAY).year)
        index = self._rank(day) + count - 1
        if index >= len(self._working):
            raise self._missing(self.last_published_year + 2)
        answer = dt.date.fromordinal(self._working[index])
        self._require_span(day + ONE_DAY, answer)
        return answer

    def subtract_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`-th working day before `day`, which is itself not counted (倒数工作日).

        Args:
            count: at least 1; 0 returns `day`.

        Raises:
            OutsideCalendar: the answer lies in a year that is not loaded.
        """
        if count < 0:
            raise ValueError("count forwards with add_working_days")
        if count == 0:
            return day
        self.require_year((day - ONE_DAY).year)
        index = self._rank(day - ONE_DAY) - count
        if index < 0:
            raise self._missing(self.years[0] - 1)
        answer = dt.date.fromordinal(self._working[index])
        self._require_span(answer, day - ONE_DAY)
        return answer

    def off_rest_day(self, day: dt.date) -> dt.date:
        """Return `day`, or the next working day where it is a rest day (遇休息日顺延).

        Raises:
            OutsideCalendar: the answer lies in a year that is not loaded.
        """
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def with_overlay(self, days: Iterable[CalendarDay]) -> "WorkCalendar":
        """Return this calendar with a region's own days laid over it (叠加地方节假日).

        Unpublished days are left out.

        Raises:
            OutsideCalendar: a day lies in a year that is not loaded.
        """
        local = {day.date: day for day in days if day.published}
        kept = tuple(day for day in self.special_days if day.date not in local)
        return WorkCalendar(self.years, kept + tuple(local.values()))

    def require_year(self, year: int) -> None:
        """Refuse a year that is neither announced nor provisional (须在已载入的年度内).

        Raises:
            OutsideCalendar: the year is not loaded.
        """
        if year not in self._known_years:
            raise self._missing(year)

    def _rank(self, day: dt.date) -> int:
        """Return how many known working days there are up to and including `day`."""
        return bisect_right(self._working, day.toordinal())

    def _require_span(self, first_day: dt.date, last_day: dt.date) -> None:
        for year in range(first_day.year, last_day.year + 1):
            self.require_year(year)

    def _missing(self, year: int) -> OutsideCalendar:
        if not self.years:
            return OutsideCalendar(f"还没有载入任何一年的放假安排，无法计算 {year} 年", year=year)
        return OutsideCalendar(
            f"{year} 年的放假安排没有载入，无法计算；"
            f"现有 {self.years[0]}—{self.years[-1]} 年，{self.years[-1] + 1} 年可暂按推算",
            year=year,
        )


def _by_date(day: CalendarDay) -> dt.date:
    return day.date


def _plain_kind(day: dt.date) -> DayKind:
    return DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND


def _fixed_holidays(year: int) -> dict[dt.date, CalendarDay]:
    days = (
        CalendarDay(dt.date(year, month, day), DayKind.HOLIDAY, name, published=False)
        for (month, day), name in FIXED_HOLIDAYS.items()
    )
    return {day.date: day for day in days}


def _working_ordinals(
    years: Iterable[int], special: Mapping[dt.date, CalendarDay]
) -> tuple[int, ...]:
    ordinals: list[int] = []
    for year in sorted(years):
        first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
        # Ordinal 1 was a Monday, so the remainder by seven gives the weekday without a date.
        ordinals += [ordinal for ordinal in range(first, last + 1) if (ordinal - 1) % 7 < 5]
    working = set(ordinals)
    for day, entry in special.items():
        (working.add if entry.kind.is_working else working.discard)(day.toordinal())
    return tuple(sorted(working))
