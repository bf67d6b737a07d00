"""Spans of days in which something is held: overlap, cover, gaps (任期)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhengtong.kernel.periods import ONE_DAY


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """Whole days from `starts_on` to `ends_on`, both included; None is open (任期)."""

    starts_on: date
    ends_on: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day, the end of time for an open tenure (末日)."""
        return self.ends_on or date.max

    def covers(self, day: date) -> bool:
        """Tell whether it is held on `day` (当日在任)."""
        return self.starts_on <= day <= self.last_day

    def overlaps(self, other: "Tenure") -> bool:
        """Tell whether the two share a day (是否重叠)."""
        return self.starts_on <= other.last_day and other.starts_on <= self.last_day


def first_gap(tenures: Iterable[Tenure], *, within: Tenure) -> date | None:
    """Return the first day of `within` that no tenure covers, None where all are (首个空档日)."""
    day = within.starts_on
    for tenure in sorted(tenures):
        if tenure.starts_on > day:
            break
        if tenure.last_day < day:
            continue
        if tenure.last_day >= within.last_day:
            return None
        day = tenure.last_day + ONE_DAY
    return day


def days_of_change(tenures: Iterable[Tenure], *, starts_on: date) -> tuple[date, ...]:
    """Return `starts_on` and each later day on which a tenure begins or is over (人员变动日).

    Who holds what changes on these days alone, so each one stands for the days up to the next.
    """
    days = {starts_on}
    for tenure in tenures:
        days.add(tenure.starts_on)
        if tenure.ends_on is not None and tenure.ends_on != date.max:
            days.add(tenure.ends_on + ONE_DAY)
    return tuple(sorted(day for day in days if day >= starts_on))
