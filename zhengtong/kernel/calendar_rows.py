"""From rows of a file or table to a working calendar, refusing what is incomplete (建历)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengtong.kernel.calendars import CalendarDay, DayKind, WorkCalendar
from zhengtong.kernel.errors import DomainError


class CalendarRefused(DomainError):
    """The rows make no complete published year (日历数据不完整或自相矛盾).

    Args:
        year: the year that is at fault.
    """

    code = "calendar_refused"
    year: int

    def __init__(self, message: str, *, year: int) -> None:
        super().__init__(message)
        self.year = year


@dataclass(frozen=True, slots=True)
class CalendarBuild:
    """A calendar and what was left out of it (建历结果)."""

    calendar: WorkCalendar
    skipped_years: tuple[int, ...]
    skipped_days: int


def build_calendar(days: Iterable[CalendarDay]) -> CalendarBuild:
    """Build a calendar from rows that give every day of each published year (建历).

    Years without any published day are skipped and counted.

    Raises:
        CalendarRefused: a published year lacks a day, a day stands twice, or its kind
            contradicts the weekday.
    """
    published: dict[int, dict[dt.date, CalendarDay]] = defaultdict(dict)
    skipped: list[CalendarDay] = []
    for day in days:
        if not day.published:
            skipped.append(day)
            continue
        _refuse_contradiction(day)
        if day.date in published[day.date.year]:
            raise CalendarRefused(f"{day.date} 出现了两次", year=day.date.year)
        published[day.date.year][day.date] = day
    for year in sorted(published):
        _refuse_gap(year, published[year])
    return CalendarBuild(
        calendar=WorkCalendar(
            tuple(sorted(published)),
            tuple(day for year in published.values() for day in year.values() if _is_special(day)),
        ),
        skipped_years=tuple(sorted({day.date.year for day in skipped} - published.keys())),
        skipped_days=len(skipped),
    )


def _is_special(day: CalendarDay) -> bool:
    return day.kind in (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY)


def _refuse_contradiction(day: CalendarDay) -> None:
    is_weekend = day.date.weekday() >= 5
    if day.kind is DayKind.HOLIDAY or is_weekend == (day.kind is not DayKind.WORKDAY):
        return
    weekday = "周末" if is_weekend else "周一至周五"
    raise CalendarRefused(f"{day.date} 是{weekday}，不能标为“{day.kind.label}”", year=day.date.year)


def _refuse_gap(year: int, days: Mapping[dt.date, CalendarDay]) -> None:
    first = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    missing = [
        day for offset in range(length) if (day := first + dt.timedelta(days=offset)) not in days
    ]
    if missing:
        raise CalendarRefused(
            f"{year} 年已公布，但缺 {len(missing)} 天，第一天是 {missing[0]}；请补全后再载入",
            year=year,
        )
