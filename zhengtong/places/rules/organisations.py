"""Levels and kinds of organisations, and how their place must fit their level (机构)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError


class OrganisationLevel(StrEnum):
    """Where a body stands; figures never mix two levels (机构层级)."""

    DISTRICT_DEPARTMENT = "district_department"
    TOWNSHIP = "township"
    VILLAGE_STATION = "village_station"
    SERVICE_CENTRE = "service_centre"
    UPPER_LEVEL_BODY = "upper_level_body"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return LEVEL_LABELS[self]


class BodyKind(StrEnum):
    """In what capacity a body holds power (实施主体性质)."""

    STATUTORY_ORGAN = "statutory_organ"
    AUTHORISED_ORGANISATION = "authorised_organisation"
    ENTRUSTED_ORGANISATION = "entrusted_organisation"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return BODY_KIND_LABELS[self]


LEVEL_LABELS: Mapping[OrganisationLevel, str] = MappingProxyType(
    {
        OrganisationLevel.DISTRICT_DEPARTMENT: "区县部门",
        OrganisationLevel.TOWNSHIP: "乡镇街道",
        OrganisationLevel.VILLAGE_STATION: "村社区站点",
        OrganisationLevel.SERVICE_CENTRE: "政务服务中心",
        OrganisationLevel.UPPER_LEVEL_BODY: "上级机构",
    }
)
BODY_KIND_LABELS: Mapping[BodyKind, str] = MappingProxyType(
    {
        BodyKind.STATUTORY_ORGAN: "法定机关",
        BodyKind.AUTHORISED_ORGANISATION: "授权组织",
        BodyKind.ENTRUSTED_ORGANISATION: "受委托组织",
        BodyKind.OTHER: "其他",
    }
)


class OrganisationPlaceRefused(DomainError):
    """The place of a body does not fit its level, or its codes do not lie in one another."""

    code = "organisation_place_refused"


def require_place(
    *, level: OrganisationLevel, region_code: str, township_code: str, village_code: str
) -> None:
    """Refuse a place that does not fit the level of the body (机构所在地须与层级相符).

    Args:
        region_code: 6 digits; the township and village codes may be empty.

    Raises:
        OrganisationPlaceRefused: see there.
    """
    if township_code and not (len(township_code) == 9 and township_code.startswith(region_code)):
        raise OrganisationPlaceRefused(f"乡级区划 {township_code} 不在 {region_code} 之内")
    if village_code and not (
        len(village_code) == 12 and township_code and village_code.startswith(township_code)
    ):
        raise OrganisationPlaceRefused(f"村级区划 {village_code} 不在所填的乡级区划之内")
    if level is OrganisationLevel.TOWNSHIP and not township_code:
        raise OrganisationPlaceRefused("乡镇街道须填写乡级区划代码（9 位）")
    if level is OrganisationLevel.VILLAGE_STATION and not village_code:
        raise OrganisationPlaceRefused("村社区站点须填写村级区划代码（12 位）")
