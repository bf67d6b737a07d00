"""Ways from a bulletin to those of other periods and levels (去处)."""

from collections.abc import Iterator
from datetime import date

from zhengtong.bulletins.rules.inputs import BulletinInputs
from zhengtong.bulletins.rules.levels import BulletinLevel, Edition
from zhengtong.bulletins.rules.periods import KIND_LABELS, period_label
from zhengtong.bulletins.web.addresses import bulletin_url
from zhengtong.bulletins.web.pages import Way, WayGroup
from zhengtong.bulletins.web.words import spaced
from zhengtong.kernel.named_periods import (
    PeriodKind,
    containing,
    kind_of,
    period_after,
    period_before,
)
from zhengtong.kernel.periods import Period
from zhengtong.places.rules.regions import RegionLevel, level_of


def ways(*, inputs: BulletinInputs, today: date) -> tuple[WayGroup, ...]:
    """Return the ways to other bulletins of the region (去处)."""
    return (
        WayGroup(label="前后", ways=tuple(_neighbours(inputs, today))),
        WayGroup(label="统计期", ways=tuple(_kinds(inputs, today))),
        WayGroup(label="层级", ways=tuple(_levels(inputs))),
    )


def levels_of(region_code: str) -> tuple[BulletinLevel, ...]:
    """Return the levels that a region can be asked for; a district has no `own` (可选层级)."""
    is_district = level_of(region_code) is RegionLevel.COUNTY
    return tuple(
        level for level in BulletinLevel if not (is_district and level is BulletinLevel.OWN)
    )


def _neighbours(inputs: BulletinInputs, today: date) -> Iterator[Way]:
    yield _to(inputs, period_before(inputs.period), label="上一期")
    after = period_after(inputs.period)
    if after.first_day <= today:
        yield _to(inputs, after, label="下一期")


def _kinds(inputs: BulletinInputs, today: date) -> Iterator[Way]:
    """Yield the week, month, quarter, half-year and year in which the period ends."""
    last = min(inputs.period.last_day, today)
    for kind in PeriodKind:
        if kind is kind_of(inputs.period):
            yield Way(label=KIND_LABELS[kind])
        elif kind is not PeriodKind.DATES:
            yield _to(inputs, containing(last, kind), label=KIND_LABELS[kind])


def _levels(inputs: BulletinInputs) -> Iterator[Way]:
    for level in levels_of(inputs.region_code):
        if level is inputs.level:
            yield Way(label=level.label)
        else:
            edition = Edition(period=inputs.period, level=level)
            url = bulletin_url(region_code=inputs.region_code, edition=edition)
            yield Way(label=level.label, url=url)


def _to(inputs: BulletinInputs, period: Period, *, label: str) -> Way:
    edition = Edition(period=period, level=inputs.level)
    url = bulletin_url(region_code=inputs.region_code, edition=edition)
    name = spaced(period_label(period)) if label.endswith("期") else ""
    return Way(label=f"{label} {name}".strip(), url=url)
