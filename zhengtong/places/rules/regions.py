"""Region codes: what level a code is and what lies above it (行政区划代码).

Source:
    GB/T 2260: 6 digits, two each for province, city and county; 国家统计局《统计用区划代码》:
    9 digits to the township, 12 to the village.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError

# Where the ledger keeps what holds for the whole country; no region has this code.
NATION = "000000"
_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")


class RegionCodeRefused(DomainError):
    """The text is no region code (区划代码有误)."""

    code = "region_code_refused"


class RegionLevel(StrEnum):
    """How far down a region lies (区划级别)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return REGION_LEVEL_LABELS[self]


REGION_LEVEL_LABELS: Mapping[RegionLevel, str] = MappingProxyType(
    {
        RegionLevel.PROVINCE: "省级",
        RegionLevel.CITY: "市级",
        RegionLevel.COUNTY: "县级",
        RegionLevel.TOWNSHIP: "乡级",
        RegionLevel.VILLAGE: "村级",
    }
)


def level_of(code: str) -> RegionLevel:
    """Return the level that a code itself shows (级别).

    A city without counties (441900, 442000, 460400) is listed at two levels by the source;
    its code ends in 00, so it is a city.

    Raises:
        RegionCodeRefused: it is not 6, 9 or 12 digits.
    """
    if not _CODE.fullmatch(code):
        raise RegionCodeRefused(f"“{code}”不是区划代码，应为 6、9 或 12 位数字")
    match len(code):
        case 12:
            return RegionLevel.VILLAGE
        case 9:
            return RegionLevel.TOWNSHIP
    if code.endswith("0000"):
        return RegionLevel.PROVINCE
    return RegionLevel.CITY if code.endswith("00") else RegionLevel.COUNTY


def parent_of(code: str) -> str:
    """Return the code of the region directly above, empty for a province (上级区划).

    Raises:
        RegionCodeRefused: it is not 6, 9 or 12 digits.
    """
    match level_of(code):
        case RegionLevel.VILLAGE:
            return code[:9]
        case RegionLevel.TOWNSHIP:
            return code[:6]
        case RegionLevel.COUNTY:
            return f"{code[:4]}00"
        case RegionLevel.CITY:
            return f"{code[:2]}0000"
    return ""


def with_ancestors(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to `code` itself (本级及各上级).

    Raises:
        RegionCodeRefused: it is not 6, 9 or 12 digits.
    """
    chain = [code]
    while above := parent_of(chain[-1]):
        chain.append(above)
    return tuple(reversed(chain))
