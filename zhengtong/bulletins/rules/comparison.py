"""Against the period before and the same period of the year before (环比与同比).

Source:
    domain rules, section 9: every rate shows both its parts, 0/0 is no rate. Where the region
    kept no ledger then there is no figure at all, which is not nought.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from zhengtong.bulletins.rules.columns import COUNT_COLUMNS, PERIOD_COLUMNS, CountColumn, Span
from zhengtong.bulletins.rules.coverage import rounded
from zhengtong.kernel.named_periods import period_a_year_before, period_before
from zhengtong.kernel.periods import Period

# Both acts of all groups together, then group by group: what is compared.
COMPARED: Mapping[str, CountColumn] = {
    **PERIOD_COLUMNS,
    **{key: column for key, column in COUNT_COLUMNS.items() if column.span is Span.PERIOD},
}


class Basis(StrEnum):
    """What a period is compared with (比较对象)."""

    PERIOD_BEFORE = "period_before"
    YEAR_BEFORE = "year_before"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return "上期" if self is Basis.PERIOD_BEFORE else "上年同期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure now and then (增减)."""

    now: int
    before: int

    @property
    def difference(self) -> int:
        """Return how many more, negative for fewer (增减数)."""
        return self.now - self.before

    @property
    def rate(self) -> str | None:
        """Return the change over what was before, three places; None over nought (增减率)."""
        if not self.before:
            return None
        size = rounded(Fraction(abs(self.difference), self.before))
        is_fewer = self.difference < 0 and float(size) != 0
        return f"-{size}" if is_fewer else size


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The bulletin's totals against those of an earlier period (比较).

    Args:
        period: None where the year before has no such period, as for a 53rd week.
        changes: by the key of the column; None where there is no data of that time.
        since: the first day that is known, where that lies well inside the earlier period.
        unknown: districts of a roll-up of which there is no data of that time.
    """

    basis: Basis
    period: Period | None
    changes: Mapping[str, Change] | None
    since: date | None = None
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values (存为 JSON)."""
        return {
            "with": self.basis.value,
            "period": {"from": f"{self.period.first_day}", "to": f"{self.period.last_day}"}
            if self.period
            else None,
            "since": f"{self.since}" if self.since else None,
            "without_data": list(self.unknown),
            "figures": {
                key: {
                    "before": change.before,
                    "difference": change.difference,
                    "rate": change.rate,
                }
                for key, change in self.changes.items()
            }
            if self.changes is not None
            else None,
        }


def stored_comparison(stored: Mapping[str, Any], *, now: Callable[[str], int]) -> Comparison:
    """Return a comparison as it was given out (读回比较).

    Args:
        now: gives the figure of a column in the totals.
    """
    period, figures = stored["period"], stored["figures"]
    return Comparison(
        basis=Basis(stored["with"]),
        period=Period(date.fromisoformat(period["from"]), date.fromisoformat(period["to"]))
        if period
        else None,
        changes={
            key: Change(now=now(key), before=figure["before"]) for key, figure in figures.items()
        }
        if figures is not None
        else None,
        since=date.fromisoformat(stored["since"]) if stored["since"] else None,
        unknown=tuple(stored["without_data"]),
    )


def compared_period(period: Period, basis: Basis) -> Period | None:
    """Return the earlier period to compare with (比较期)."""
    return period_before(period) if basis is Basis.PERIOD_BEFORE else period_a_year_before(period)


def compared_periods(period: Period) -> dict[Basis, Period]:
    """Return the earlier periods that there are (各比较期)."""
    found = {basis: compared_period(period, basis) for basis in Basis}
    return {basis: earlier for basis, earlier in found.items() if earlier is not None}


def compare(
    *,
    basis: Basis,
    period: Period,
    known_since: date | None,
    now: Callable[[str], int],
    before: Callable[[str], int],
) -> Comparison:
    """Hold the totals of a period against an earlier one (比较).

    Args:
        known_since: the first day that the region's ledger knows, None while it is empty.
        now: gives the figure of a column of the period.
        before: the same of the earlier one.
    """
    earlier = compared_period(period, basis)
    if earlier is None or known_since is None or known_since > earlier.last_day:
        return Comparison(basis=basis, period=earlier, changes=None)
    return Comparison(
        basis=basis,
        period=earlier,
        changes={key: Change(now=now(key), before=before(key)) for key in COMPARED},
        since=_since(earlier, known_since),
    )


def added_comparisons(
    *, period: Period, districts: Mapping[str, tuple[Comparison, ...]], now: Callable[[str], int]
) -> Iterator[Comparison]:
    """Hold the totals of several districts against an earlier period (各区县合计比较).

    Where one of them has no data of that time, the sum would compare unlike things: there is
    none, and the districts are named.

    Args:
        districts: the comparisons of each, by its name.
    """
    for place, basis in enumerate(Basis):
        found = {name: comparisons[place] for name, comparisons in districts.items()}
        known = [one.changes for one in found.values() if one.changes is not None]
        since = [one.since for one in found.values() if one.since is not None]
        complete = len(known) == len(found)
        yield Comparison(
            basis=basis,
            period=compared_period(period, basis),
            changes={
                key: Change(now=now(key), before=sum(changes[key].before for changes in known))
                for key in COMPARED
            }
            if complete
            else None,
            since=max(since) if since and complete else None,
            unknown=tuple(name for name, one in found.items() if one.changes is None),
        )


def _since(earlier: Period, known_since: date) -> date | None:
    """Return the first known day where whole months of the earlier period lie before it.

    A year begins with a holiday, so that days alone say nothing.
    """
    first = earlier.first_day
    same_month = (known_since.year, known_since.month) == (first.year, first.month)
    return None if known_since <= first or same_month else known_since
