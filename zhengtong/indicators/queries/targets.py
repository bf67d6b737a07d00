"""Annual targets and real volumes (年任务与实际办件量)."""

from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.indicators.models import BaseVolume, Target
from zhengtong.indicators.rules.groups import groups_of
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInfo:
    """A target of a year that holds in a period (年任务).

    Args:
        number: of the whole year.
    """

    organisation_code: str
    number: int
    groups: tuple[ItemGroup, ...]
    source: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeInfo:
    """What a region really handled in a year (实际办件量)."""

    year: int
    number: int
    groups: tuple[ItemGroup, ...]
    source: str


def targets_in(*, region_code: str, period: Period) -> list[TargetInfo]:
    """Return the targets that hold on any day of a period, by body and first day (期间内年任务)."""
    rows = Target.objects.filter(
        region_code=region_code, starts_on__lte=period.last_day, ends_on__gte=period.first_day
    )
    return [
        TargetInfo(
            organisation_code=row.organisation_code,
            number=row.number,
            groups=groups_of(row.groups),
            source=row.source,
            period=Period(row.starts_on, row.ends_on),
        )
        for row in rows.order_by("organisation_code", "starts_on", "groups")
    ]


def volumes_of(*, region_code: str, years: Collection[int]) -> list[VolumeInfo]:
    """Return what a region really handled in some years (各年实际办件量)."""
    rows = BaseVolume.objects.filter(region_code=region_code, year__in=years)
    return [
        VolumeInfo(
            year=row.year, number=row.volume, groups=groups_of(row.groups), source=row.source
        )
        for row in rows.order_by("year", "groups")
    ]
