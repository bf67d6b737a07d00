"""Reads of regions (行政区划)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhengtong.foundation.statements import Statement
from zhengtong.kernel.errors import DomainError
from zhengtong.places.models import FormerRegion, Region
from zhengtong.places.queries.parts import parts
from zhengtong.places.rules.regions import NATION, RegionLevel, level_of


class UnknownRegion(DomainError):
    """No edition that was loaded lists the code (区划代码不存在)."""

    code: ClassVar[str] = "unknown_region"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionInfo:
    """A region in one edition (行政区划).

    Args:
        as_of: date of the edition.
    """

    code: str
    level: RegionLevel
    name: str
    full_name: str
    parent_code: str
    source: str
    as_of: date


def region(code: str) -> RegionInfo:
    """Return a region in the newest edition that lists it (行政区划).

    Raises:
        UnknownRegion: no edition lists it.
    """
    found = _REGION.first(code=code)
    if found is None:
        raise UnknownRegion(f"区划代码 {code} 不存在，请核对；区划由 load-regions 载入")
    return _region_info(found)


_REGION = Statement(lambda code: Region.objects.filter(code=code)[:1], code=str)


def region_or_nation(code: str) -> RegionInfo | None:
    """Return a region; None for the nation, whose chain a command may name (区划或全国).

    Raises:
        UnknownRegion: no edition lists it.
    """
    return None if code == NATION else region(code)


def has_region(code: str) -> bool:
    """Tell whether any loaded edition lists the code (区划代码是否存在)."""
    return Region.objects.filter(code=code).exists()


def known_regions(codes: Collection[str]) -> frozenset[str]:
    """Return those of `codes` that any loaded edition lists, in few queries."""
    known: set[str] = set()
    for part in parts(sorted(set(codes))):
        known.update(Region.objects.filter(code__in=part).values_list("code", flat=True))
    return frozenset(known)


def children_of(parent_code: str, *, as_of: date | None = None) -> tuple[RegionInfo, ...]:
    """Return the regions directly below one, in order of code (下级区划).

    Args:
        as_of: an edition that was loaded, such as 2017-10-31; by default the newest one that
            lists children of this region. Empty `parent_code` gives the provinces.
    """
    rows: list[Region | FormerRegion] = list(Region.objects.filter(parent_code=parent_code))
    if as_of is None and parent_code:
        as_of = max((row.as_of for row in rows), default=None)
    if as_of is not None:
        rows = [row for row in rows if row.as_of == as_of]
        rows += FormerRegion.objects.filter(parent_code=parent_code, as_of=as_of)
    return tuple(sorted(map(_region_info, rows), key=lambda info: info.code))


def _region_info(row: Region | FormerRegion) -> RegionInfo:
    return RegionInfo(
        code=row.code,
        level=level_of(row.code),
        name=row.name,
        full_name=row.full_name,
        parent_code=row.parent_code,
        source=row.source,
        as_of=row.as_of,
    )
