"""Which districts a city or province is rolled up from (汇总的区县)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.bulletins.rules.levels import BulletinLevel, UnknownLevel
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import (
    RegionInfo,
    children_of,
    organisations_in,
    region,
    regions_with_organisations,
)
from zhengtong.places.rules.regions import RegionLevel

_ABOVE_DISTRICTS = (RegionLevel.PROVINCE, RegionLevel.CITY)


class NoDistricts(DomainError):
    """Nothing below the city or province is loaded (没有可汇总的区县)."""

    code: ClassVar[str] = "no_districts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """The districts of a city or province (下辖区县).

    Args:
        loaded: those that have organisations; each becomes a row.
        missing: names of the others, by the city that they lie in.
    """

    loaded: tuple[RegionInfo, ...]
    missing: dict[str, tuple[str, ...]]


def districts_of(*, region_code: str, level: BulletinLevel) -> Districts | None:
    """Return what a region is rolled up from, None where its own bodies have the rows (下辖区县).

    A city without counties, such as 441900, is a district to those above it and to itself.

    Raises:
        UnknownRegion: no loaded edition lists the code.
        UnknownLevel: `own` was asked of a district.
        NoDistricts: none of the districts has organisations.
    """
    info = region(region_code)
    below = _districts_below(info)
    if not below:
        if level is BulletinLevel.OWN:
            raise UnknownLevel(
                f"{info.name}没有下辖区县，不分本级，请用层级 department（区县部门）"
            )
        _refuse_bare_city(info)
        return None
    if level is BulletinLevel.OWN:
        return None
    with_bodies = set(regions_with_organisations())
    loaded = tuple(one for one in below if one.code in with_bodies)
    if not loaded:
        raise NoDistricts(
            f"{info.name}下辖 {len(below)} 个区县，都还没有载入机构，无法汇总；"
            "机构由 load-organisations 载入"
        )
    missing: dict[str, list[str]] = defaultdict(list)
    for one in below:
        if one.code not in with_bodies:
            missing[one.full_name.removesuffix(one.name)].append(one.name)
    return Districts(
        loaded=loaded,
        missing={
            city.removeprefix(info.full_name) or info.name: tuple(names)
            for city, names in missing.items()
        },
    )


def row_name(info: RegionInfo, *, within: RegionInfo) -> str:
    """Return what a district is called in a table: with its city in a province's (行名)."""
    return info.full_name.removeprefix(within.full_name).removeprefix("市辖区") or info.name


def _districts_below(info: RegionInfo) -> list[RegionInfo]:
    found = []
    for child in _children(info):
        found += _districts_below(child) or [child]
    return found


def _children(info: RegionInfo) -> tuple[RegionInfo, ...]:
    if info.level not in _ABOVE_DISTRICTS:
        return ()
    return tuple(child for child in children_of(info.code) if len(child.code) == len(info.code))


def _refuse_bare_city(info: RegionInfo) -> None:
    """Refuse a city or province below which nothing is known and that has nothing itself."""
    if info.level in _ABOVE_DISTRICTS and not organisations_in(info.code):
        raise NoDistricts(
            f"{info.name}的下级区划和机构都没有载入，无法汇总；"
            "区划由 load-regions 载入，机构由 load-organisations 载入"
        )
