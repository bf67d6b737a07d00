"""Periods of whole days, the months they are worth, and how they are written (期间)."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from zhengtong.kernel.errors import DomainError

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
ONE_DAY = timedelta(days=1)


class PeriodRefused(DomainError):
    """The text or the two days make no period (期间不成立)."""

    code = "period_refused"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first_day` to `last_day`, both included (期间).

    Raises:
        PeriodRefused: the last day lies before the first.
    """

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise PeriodRefused(f"期间的末日 {self.last_day} 早于首日 {self.first_day}")

    def __str__(self) -> str:
        return f"{self.first_day} 至 {self.last_day}"

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def length_days(self) -> int:
        """Return the number of calendar days (天数)."""
        return (self.last_day - self.first_day).days + 1

    def days(self) -> Iterator[date]:
        """Walk through the days in order (逐日)."""
        for offset in range(self.length_days()):
            yield self.first_day + timedelta(days=offset)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two share a day (是否重叠)."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def months(self) -> Iterator["Period"]:
        """Cut the period at month ends; the first and last piece may be part months (按月切分)."""
        first_day = self.first_day
        while first_day <= self.last_day:
            last_day = min(last_day_of_month(first_day), self.last_day)
            yield Period(first_day, last_day)
            first_day = last_day + ONE_DAY

    def months_in(self) -> Fraction:
        """Return the exact number of months, a part month by its days (折合月数).

        Coverage over a period divides a yearly base by 12 and multiplies by this.
        """
        return sum(
            (
                Fraction(piece.length_days(), last_day_of_month(piece.first_day).day)
                for piece in self.months()
            ),
            start=Fraction(0),
        )

    def is_month(self) -> bool:
        """Tell whether the period is exactly one calendar month (是否整月)."""
        return self.first_day.day == 1 and self.last_day == last_day_of_month(self.first_day)

    def year_to_date(self) -> "Period":
        """Return the period from 1 January of the last day's year to the last day (年初至今)."""
        return Period(date(self.last_day.year, 1, 1), self.last_day)


def month(text: str) -> Period:
    """Read a month written as 2018-02 (月份).

    Raises:
        PeriodRefused: the text is no month.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found["month"]) <= 12 or int(found["year"]) == 0:
        raise PeriodRefused(f"“{text}”不是月份，应写成 2018-02 的样子")
    first_day = date(int(found["year"]), int(found["month"]), 1)
    return Period(first_day, last_day_of_month(first_day))


def year(number: int) -> Period:
    """Return a whole calendar year (年度)."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def last_day_of_month(day: date) -> date:
    """Return the last day of the month that `day` lies in (月末日)."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
