"""What is wrong with sources, each point with an owner (来源问题)."""

import datetime as dt
from dataclasses import dataclass
from datetime import timedelta

from zhengtong.cases.queries.by_source import LateCase, late_cases_of_source
from zhengtong.cases.queries.lookup import case_lines
from zhengtong.exchange.models import ImportBatch
from zhengtong.exchange.queries.differences import DifferenceInfo, standing_differences
from zhengtong.exchange.queries.put_asides import PutAsideInfo, put_asides
from zhengtong.exchange.queries.sources import SourceInfo, regions_with_sources, source, sources
from zhengtong.exchange.rules.silence import Silence, silence_of
from zhengtong.kernel.local_time import end_of_day, local_day
from zhengtong.kernel.periods import Period
from zhengtong.places.queries import centre_code_of

MOST_SHOWN = 200
# How far back deliveries are looked for; further back is no habit any more.
_HABIT = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedContradiction:
    """A contradiction with the body that is to settle it (矛盾及负责机构)."""

    found: PutAsideInfo
    owner_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """A case that its source entered late, with the body that answers for it (逾期登记)."""

    source_name: str
    lag_days: int
    late_by_days: int
    found: LateCase
    owner_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentSource:
    """A source that ought to have delivered (久未送数)."""

    source_name: str
    silence: Silence
    owner_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIssues:
    """Everything that somebody has to see to (来源问题).

    Args:
        period: of the acts that came late.
        is_cut: a list is longer than what is shown.
    """

    period: Period
    differences: tuple[DifferenceInfo, ...]
    late: tuple[LateRow, ...]
    contradictions: tuple[OwnedContradiction, ...]
    silent: tuple[SilentSource, ...]

    @property
    def is_cut(self) -> bool:
        return MOST_SHOWN in (len(self.differences), len(self.contradictions)) or (
            len(self.late) >= MOST_SHOWN
        )


def source_issues(
    *, region_code: str, source_name: str = "", period: Period, today: dt.date
) -> SourceIssues:
    """Return the lists of a region or of one source (来源问题清单).

    Raises:
        UnknownSource: the region has no such source.
    """
    named = sources(region_code=region_code)
    if source_name:
        named = (source(region_code=region_code, name=source_name),)
    centre = centre_code_of(region_code)
    return SourceIssues(
        period=period,
        differences=standing_differences(
            region_code=region_code, source_name=source_name, limit=MOST_SHOWN
        ),
        late=_late(named, period),
        contradictions=_contradictions(region_code, source_name, named, centre),
        silent=silent_sources(region_code=region_code, among=named, today=today),
    )


def silent_sources(
    *, region_code: str, among: tuple[SourceInfo, ...], today: dt.date
) -> tuple[SilentSource, ...]:
    """Return the sources that used to deliver and have stopped, in one query (久未送数)."""
    if not among:
        return ()
    centre = centre_code_of(region_code)
    days: dict[str, set[dt.date]] = {}
    rows = ImportBatch.objects.filter(
        region_code=region_code,
        started_at__gt=end_of_day(today - _HABIT),
        finished_at__isnull=False,
    ).values_list("source_name", "started_at")
    for name, started_at in rows:
        days.setdefault(name, set()).add(local_day(started_at))
    found = []
    for one in among:
        arrived = set(days.get(one.name, ()))
        if one.last_seen_at is not None:
            arrived.add(local_day(one.last_seen_at))
        silence = silence_of(
            arrived_on=arrived,
            every_days=one.every_days,
            switched_off_on=one.switched_off_on,
            today=today,
        )
        if silence is not None:
            owner = one.organisation_code or centre
            found.append(SilentSource(source_name=one.name, silence=silence, owner_code=owner))
    return tuple(found)


def silent_everywhere(*, today: dt.date) -> tuple[str, ...]:
    """Return a sentence for each silent source of each region, for `doctor` (久未送数)."""
    return tuple(
        f"{region_code} 来源系统“{one.source_name}”：{one.silence.sentence}，"
        f"请向 {one.owner_code or '所属机构'} 核实"
        for region_code in regions_with_sources()
        for one in silent_sources(
            region_code=region_code, among=sources(region_code=region_code), today=today
        )
    )


def _late(named: tuple[SourceInfo, ...], period: Period) -> tuple[LateRow, ...]:
    rows = [
        LateRow(
            source_name=one.name,
            lag_days=one.lag_days,
            late_by_days=(local_day(late.entered_at) - local_day(late.first_at)).days,
            found=late,
            owner_code=late.organisation_code,
        )
        for one in named
        for late in late_cases_of_source(
            region_code=one.region_code, source=one.name, period=period, limit=MOST_SHOWN
        )
    ]
    return tuple(rows)


def _contradictions(
    region_code: str, source_name: str, named: tuple[SourceInfo, ...], centre: str
) -> tuple[OwnedContradiction, ...]:
    waiting = put_asides(region_code=region_code, source_name=source_name)
    lines = case_lines(region_code=region_code, numbers={one.case_number for one in waiting})
    owners = {one.name: one.organisation_code for one in named}
    return tuple(
        OwnedContradiction(
            found=one,
            owner_code=(
                lines[one.case_number].organisation_code
                if one.case_number in lines
                else owners.get(one.source_name) or centre
            ),
        )
        for one in waiting
    )
