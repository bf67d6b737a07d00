"""Weeks, months, quarters, half-years and years: how they are written, and what came before.

Source:
    GB/T 7408.1 (ISO 8601): a week runs from Monday to Sunday and belongs to the year that its
    Thursday lies in; 统计上的季度、半年按公历月份划分.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from zhengtong.kernel.periods import (
    ONE_DAY,
    Period,
    PeriodRefused,
    last_day_of_month,
    month,
    year,
)

_NAMED = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?P<month>[0-9]{2})|-?W(?P<week>[0-9]{2})|-?Q(?P<quarter>[1-4])|-?H(?P<half>[12]))?"
)
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", re.ASCII)
FORMS = (
    "2018-02（月）、2018-W07（周）、2018Q1（季度）、2018H1（半年）、2018（年），"
    "或 2018-02-05_2018-02-11（起止日）"
)
DAYS_OF_WEEK = 7


class PeriodKind(StrEnum):
    """How long a period is, as offices speak of it (期间种类)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    DATES = "dates"


_MONTHS = {
    1: PeriodKind.MONTH,
    3: PeriodKind.QUARTER,
    6: PeriodKind.HALF_YEAR,
    12: PeriodKind.YEAR,
}


def week(number: int, *, of_year: int) -> Period:
    """Return a week by its number in its year, Monday to Sunday (第几周).

    Raises:
        PeriodRefused: the year has no such week.
    """
    try:
        first_day = date.fromisocalendar(of_year, number, 1)
        return Period(first_day, first_day + (DAYS_OF_WEEK - 1) * ONE_DAY)
    except (ValueError, OverflowError):
        raise PeriodRefused(f"{of_year}年没有第{number}周") from None


def quarter(number: int, *, of_year: int) -> Period:
    """Return a quarter, 1 to 4 (季度)."""
    return _months(of_year, first=3 * number - 2, count=3)


def half_year(number: int, *, of_year: int) -> Period:
    """Return the first or second half of a year (半年)."""
    return _months(of_year, first=6 * number - 5, count=6)


def parse_period(text: str) -> Period:
    """Read a period as people and addresses write it (读期间).

    Raises:
        PeriodRefused: it is none of the known forms, or there is no such period.
    """
    given = text.strip()
    dates = _DATES.fullmatch(given)
    if dates is not None:
        return _between(given, *dates.groups())
    found = _NAMED.fullmatch(given.upper())
    if found is None or int(found["year"]) == 0:
        raise PeriodRefused(f"“{given}”不是统计期，应写成 {FORMS}")
    of_year = int(found["year"])
    readers: dict[str, Callable[[], Period]] = {
        "month": lambda: month(given),
        "week": lambda: week(int(found["week"]), of_year=of_year),
        "quarter": lambda: quarter(int(found["quarter"]), of_year=of_year),
        "half": lambda: half_year(int(found["half"]), of_year=of_year),
    }
    named = next((name for name in readers if found[name]), None)
    return readers[named]() if named else year(of_year)


def period_text(period: Period) -> str:
    """Return the text that `parse_period` reads; a name where the period has one (写期间)."""
    first = period.first_day
    match kind_of(period):
        case PeriodKind.WEEK:
            in_year, number, _ = first.isocalendar()
            return f"{in_year:04d}-W{number:02d}"
        case PeriodKind.MONTH:
            return f"{first:%Y-%m}"
        case PeriodKind.QUARTER:
            return f"{first:%Y}Q{(first.month + 2) // 3}"
        case PeriodKind.HALF_YEAR:
            return f"{first:%Y}H{1 if first.month == 1 else 2}"
        case PeriodKind.YEAR:
            return f"{first:%Y}"
    return f"{first}_{period.last_day}"


def kind_of(period: Period) -> PeriodKind:
    """Return what kind of period it is (期间种类)."""
    first = period.first_day
    if period.length_days() == DAYS_OF_WEEK and first.isoweekday() == 1:
        return PeriodKind.WEEK
    count = _whole_months(period)
    kind = _MONTHS.get(count, PeriodKind.DATES)
    if kind is PeriodKind.DATES or (first.month - 1) % count:
        return PeriodKind.DATES
    return kind


def containing(day: date, kind: PeriodKind) -> Period:
    """Return the week, month, quarter, half-year or year that a day lies in (所在期间).

    Raises:
        ValueError: the kind is `dates`, which names no period.
    """
    match kind:
        case PeriodKind.WEEK:
            first_day = day - (day.isoweekday() - 1) * ONE_DAY
            return Period(first_day, first_day + (DAYS_OF_WEEK - 1) * ONE_DAY)
        case PeriodKind.MONTH:
            return Period(day.replace(day=1), last_day_of_month(day))
        case PeriodKind.QUARTER:
            return quarter((day.month + 2) // 3, of_year=day.year)
        case PeriodKind.HALF_YEAR:
            return half_year(1 if day.month <= 6 else 2, of_year=day.year)
        case PeriodKind.YEAR:
            return year(day.year)
    raise ValueError(kind)


def period_before(period: Period) -> Period:
    """Return the period directly before, as long in months, else in days (上一期)."""
    last = period.first_day - ONE_DAY
    count = _whole_months(period)
    if count:
        first_month = last.year * 12 + last.month - count
        return Period(date(first_month // 12, first_month % 12 + 1, 1), last)
    return Period(last - (period.length_days() - 1) * ONE_DAY, last)


def period_after(period: Period) -> Period:
    """Return the period directly after, as long in months, else in days (下一期)."""
    first = period.last_day + ONE_DAY
    count = _whole_months(period)
    if count:
        return _months(first.year, first=first.month, count=count)
    return Period(first, first + (period.length_days() - 1) * ONE_DAY)


def period_a_year_before(period: Period) -> Period | None:
    """Return the same period of the year before (上年同期).

    A week is compared with the week of the same number; None for a 53rd week where the year
    before had 52. Of 29 February the 28th is the counterpart.
    """
    if kind_of(period) is PeriodKind.WEEK:
        in_year, number, _ = period.first_day.isocalendar()
        try:
            return week(number, of_year=in_year - 1)
        except PeriodRefused:
            return None
    first, last = _a_year_before(period.first_day), _a_year_before(period.last_day)
    if _whole_months(period):
        last = last_day_of_month(last)
    return Period(first, last)


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _whole_months(period: Period) -> int:
    """Return of how many whole months a period is made, 0 where a part month is in it."""
    if period.first_day.day != 1 or period.last_day != last_day_of_month(period.last_day):
        return 0
    first, last = period.first_day, period.last_day
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _months(of_year: int, *, first: int, count: int) -> Period:
    start = date(of_year, first, 1)
    final = of_year * 12 + first + count - 2
    return Period(start, last_day_of_month(date(final // 12, final % 12 + 1, 1)))


def _between(text: str, first: str, last: str) -> Period:
    try:
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise PeriodRefused(f"“{text}”里有不存在的日期") from None
