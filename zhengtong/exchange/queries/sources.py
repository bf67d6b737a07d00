"""Reads of registered sources (来源系统)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.exchange.models import Source
from zhengtong.kernel.errors import DomainError


class UnknownSource(DomainError):
    """The region has no source of this name (来源系统未登记)."""

    code: ClassVar[str] = "unknown_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """A registered source and what was agreed with it (来源系统).

    Args:
        id: of the small table; part of the numbers of its contradictions.
        contact_post: the post that answers for it, no person.
        every_days: how often it delivers; None where that is not agreed.
        switched_off_on: its last day; None while it runs.
    """

    id: int
    region_code: str
    name: str
    organisation_code: str
    contact_post: str
    lag_days: int
    every_days: int | None
    switched_off_on: dt.date | None
    result_codes: Mapping[str, str]
    registered_at: dt.datetime
    last_seen_at: dt.datetime | None
    last_seen_file: str


def source(*, region_code: str, name: str) -> SourceInfo:
    """Return a source by its name (来源系统).

    Raises:
        UnknownSource: it was never registered in the region.
    """
    row = Source.objects.filter(region_code=region_code, name=name).first()
    if row is None:
        raise UnknownSource(
            f"区划 {region_code} 没有登记名为“{name}”的来源系统，"
            "请先用 register-source 登记（办件只从登记过的来源导入）"
        )
    return _info(row)


def sources(*, region_code: str) -> tuple[SourceInfo, ...]:
    """Return all sources of a region by name (来源系统名册)."""
    return tuple(map(_info, Source.objects.filter(region_code=region_code).order_by("name")))


def regions_with_sources() -> tuple[str, ...]:
    """Return the regions that have sources (有来源系统的区划)."""
    rows = Source.objects.order_by("region_code").values_list("region_code", flat=True)
    return tuple(rows.distinct())


def _info(row: Source) -> SourceInfo:
    return SourceInfo(
        id=row.pk,
        region_code=row.region_code,
        name=row.name,
        organisation_code=row.organisation_code,
        contact_post=row.contact_post,
        lag_days=row.lag_days,
        every_days=row.every_days,
        switched_off_on=row.switched_off_on,
        result_codes=row.result_codes,
        registered_at=row.registered_at,
        last_seen_at=row.last_seen_at,
        last_seen_file=row.last_seen_file,
    )
