"""Totals of whole months, for the list of bulletins and for comparison (各月合计)."""

from dataclasses import dataclass

from zhengtong.bulletins.queries.gathering import counted_kinds
from zhengtong.bulletins.rules.columns import CountedAct
from zhengtong.bulletins.rules.inputs import BulletinInputs
from zhengtong.indicators import queries as indicators
from zhengtong.indicators.queries import Counts
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.periods import ONE_DAY, Period, last_day_of_month
from zhengtong.places.queries import organisations_in
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
    that are left out at the end of the month.
    """
    days = indicators.counted_days(region_code=region_code)
    if days is None:
        return []
    first = days.first_day.replace(day=1)
    whole = Period(first, last_day_of_month(days.last_day))
    months = list(whole.months())[-MOST_MONTHS:]
    kinds = counted_kinds()
    counted = indicators.counts_of_periods(
        region_code=region_code,
        periods=months,
        kinds=frozenset(kind for some in kinds.values() for kind in some),
    )
    bodies = organisations_in(region_code, OrganisationLevel.DISTRICT_DEPARTMENT)
    found = []
    for month, counts in zip(months, counted, strict=True):
        codes = {info.code for info in bodies if info.excluded_on(month.last_day) is None}
        found.append(
            MonthTotals(
                period=month,
                accepted=_total(counts, kinds[CountedAct.ACCEPTED], codes),
                completed=_total(counts, kinds[CountedAct.COMPLETED], codes),
            )
        )
    return [one for one in reversed(found) if one.accepted or one.completed]


def earlier_totals(*, inputs: BulletinInputs, position: int | None) -> MonthTotals:
    """Return the totals of the period before, over the same bodies (上期).

    Args:
        position: as they stood there; None for those of now.
    """
    region_code, period, kinds = inputs.region_code, period_before(inputs.period), inputs.all_kinds
    if position is None:
        counts = indicators.counts(region_code=region_code, period=period, kinds=kinds)
    else:
        counts = indicators.counts_at(
            region_code=region_code, period=period, kinds=kinds, position=position
        )
    codes = set(inputs.body_codes)
    return MonthTotals(
        period=period,
        accepted=_total(counts, inputs.kinds[CountedAct.ACCEPTED], codes),
        completed=_total(counts, inputs.kinds[CountedAct.COMPLETED], codes),
    )


def period_before(period: Period) -> Period:
    """Return the month before a month, else as many days before (上一期)."""
    last = period.first_day - ONE_DAY
    if period.is_month():
        return Period(last.replace(day=1), last)
    return Period(last - (period.length_days() - 1) * ONE_DAY, last)


def _total(counts: Counts, kinds: frozenset[str], codes: set[str]) -> int:
    known = {item_type.value for item_type in ItemType}
    return sum(
        number
        for key, number in counts.by_key.items()
        if key.kind in kinds and key.organisation_code in codes and key.item_type in known
    )
