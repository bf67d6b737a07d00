"""Totals of whole months, for the list of bulletins (各月合计)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhengtong.bulletins.queries.districts import NoDistricts, districts_of
from zhengtong.bulletins.queries.gathering import counted_kinds
from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.bulletins.rules.levels import BulletinLevel
from zhengtong.catalogue.queries import exceptions_on_days
from zhengtong.indicators import queries as indicators
from zhengtong.indicators.queries import Counts
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.periods import Period, last_day_of_month
from zhengtong.places.queries import OrganisationInfo, organisations_in
from zhengtong.places.rules.organisations import OrganisationLevel

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotals:
    """What a region's departments accepted and completed in a month (一月合计)."""

    period: Period
    accepted: int
    completed: int


def months_with_counts(*, region_code: str) -> list[MonthTotals]:
    """Return the newest months in which anything was counted, newest first (各月).

    The totals are those of the bulletin as of now: district departments alone, without those
    that are left out at the end of the month; of a city or province, those of its districts.
    """
    try:
        districts = districts_of(region_code=region_code, level=BulletinLevel.DEPARTMENT)
    except NoDistricts:
        return []
    codes = [info.code for info in districts.loaded] if districts is not None else [region_code]
    by_period: dict[Period, list[MonthTotals]] = defaultdict(list)
    for code in codes:
        for one in _months_of(code):
            by_period[one.period].append(one)
    newest = sorted(by_period, key=lambda period: period.first_day, reverse=True)[:MOST_MONTHS]
    return [
        MonthTotals(
            period=period,
            accepted=sum(one.accepted for one in by_period[period]),
            completed=sum(one.completed for one in by_period[period]),
        )
        for period in newest
    ]


def _months_of(region_code: str) -> list[MonthTotals]:
    """Return the newest months of one ledger that have counts; years of silence are passed over."""
    days = indicators.counted_days(region_code=region_code)
    if days is None:
        return []
    whole = Period(days.first_day.replace(day=1), last_day_of_month(days.last_day))
    months = list(whole.months())
    bodies = organisations_in(region_code, OrganisationLevel.DISTRICT_DEPARTMENT)
    found: list[MonthTotals] = []
    while months and len(found) < MOST_MONTHS:
        months, newest = months[:-MOST_MONTHS], months[-MOST_MONTHS:]
        found += _with_counts(region_code, newest, bodies)
    return found


def _with_counts(
    region_code: str, months: Sequence[Period], bodies: Sequence[OrganisationInfo]
) -> list[MonthTotals]:
    kinds = counted_kinds()
    counted = indicators.counts_of_periods(
        region_code=region_code,
        periods=months,
        kinds=frozenset(kind for some in kinds.values() for kind in some),
    )
    exceptions = exceptions_on_days(
        region_code=region_code, days=[month.last_day for month in months]
    )
    found = []
    for month, counts in zip(months, counted, strict=True):
        codes = {
            info.code for info in bodies if exceptions[month.last_day].left_out(info.code) is None
        }
        totals = MonthTotals(
            period=month,
            accepted=_total(counts, kinds[CountedAct.ACCEPTED], codes),
            completed=_total(counts, kinds[CountedAct.COMPLETED], codes),
        )
        if totals.accepted or totals.completed:
            found.append(totals)
    return found


def _total(counts: Counts, kinds: frozenset[str], codes: set[str]) -> int:
    known = {item_type.value for item_type in ItemType}
    return sum(
        number
        for key, number in counts.by_key.items()
        if key.kind in kinds and key.organisation_code in codes and key.item_type in known
    )
