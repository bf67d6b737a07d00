"""Whose cases a bulletin counts: one level of bodies, chosen and never mixed (统计层级)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.named_periods import parse_period, period_text
from zhengtong.kernel.periods import Period
from zhengtong.places.rules.organisations import OrganisationLevel


class UnknownLevel(DomainError):
    """There is no such level of bodies (没有这个层级)."""

    code: ClassVar[str] = "unknown_level"


class BulletinLevel(StrEnum):
    """The level that a bulletin counts (统计层级).

    Of a city or province the first three are rolled up from its districts, a row each; `own`
    counts the bodies of the city or province itself.
    """

    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    OWN = "own"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return _WORDS[self].label

    @property
    def noun(self) -> str:
        """Return what one row is called (行的称呼)."""
        return _WORDS[self].noun

    @property
    def organisations(self) -> OrganisationLevel:
        """Return the level of the bodies that are counted (机构层级)."""
        return _WORDS[self].organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    label: str
    noun: str
    organisations: OrganisationLevel
    also: tuple[str, ...]


_WORDS: Mapping[BulletinLevel, _Words] = MappingProxyType(
    {
        BulletinLevel.DEPARTMENT: _Words(
            label="区县部门",
            noun="部门",
            organisations=OrganisationLevel.DISTRICT_DEPARTMENT,
            also=("部门", "departments", "district_department"),
        ),
        BulletinLevel.TOWNSHIP: _Words(
            label="乡镇街道",
            noun="乡镇街道",
            organisations=OrganisationLevel.TOWNSHIP,
            also=("乡镇", "townships"),
        ),
        BulletinLevel.VILLAGE: _Words(
            label="村社区站点",
            noun="村社区站点",
            organisations=OrganisationLevel.VILLAGE_STATION,
            also=("村", "村社区", "villages", "village_station"),
        ),
        BulletinLevel.OWN: _Words(
            label="本级部门",
            noun="部门",
            organisations=OrganisationLevel.DISTRICT_DEPARTMENT,
            also=("本级",),
        ),
    }
)
DISTRICT_NOUN = "区县"


def parse_level(text: str) -> BulletinLevel:
    """Read a level as people and addresses write it (读层级).

    Raises:
        UnknownLevel: there is none of that name.
    """
    given = text.strip()
    for level, words in _WORDS.items():
        if given in {level.value, words.label, *words.also}:
            return level
    known = "、".join(f"{level.value}（{level.label}）" for level in BulletinLevel)
    raise UnknownLevel(f"没有“{given}”这个层级，可用的层级：{known}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which bulletin of a region is meant: its period and level (哪一期).

    The text stands in addresses, file names and numbers: `2018-02`, `2018Q1-township`.
    """

    period: Period
    level: BulletinLevel = BulletinLevel.DEPARTMENT

    @property
    def text(self) -> str:
        """Return the edition as addresses write it (期次)."""
        suffix = "" if self.level is BulletinLevel.DEPARTMENT else f"-{self.level.value}"
        return f"{period_text(self.period)}{suffix}"


def parse_edition(text: str) -> Edition:
    """Read what `Edition.text` writes (读期次).

    Raises:
        PeriodRefused: it names no period.
    """
    for level in BulletinLevel:
        before, found, after = text.rpartition(f"-{level.value}")
        if found and not after:
            return Edition(period=parse_period(before), level=level)
    return Edition(period=parse_period(text))
