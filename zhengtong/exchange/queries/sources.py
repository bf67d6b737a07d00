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
        switched_off_on: its last day; None while it runs.
    """

    id: int
    region_code: str
    name: str
    organisation_code: str
    lag_days: int
    switched_off_on: dt.date | None
    result_codes: Mapping[str, str]
    registered_at: dt.datetime
    last_seen_at: dt.datetime | None


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


def _info(row: Source) -> SourceInfo:
    return SourceInfo(
        id=row.pk,
        region_code=row.region_code,
        name=row.name,
        organisation_code=row.organisation_code,
        lag_days=row.lag_days,
        switched_off_on=row.switched_off_on,
        result_codes=row.result_codes,
        registered_at=row.registered_at,
        last_seen_at=row.last_seen_at,
    )
