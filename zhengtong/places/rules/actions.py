"""The acts by which organisations and calendars change (机构与日历变动种类)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class PlacesAction(StrEnum):
    """One kind of change (变动种类)."""

    REGISTER_ORGANISATION = "register_organisation"
    CHANGE_ORGANISATION = "change_organisation"
    LOAD_NOTICE = "load_notice"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return PLACES_ACTION_LABELS[self]


PLACES_ACTION_LABELS: Mapping[PlacesAction, str] = MappingProxyType(
    {
        PlacesAction.REGISTER_ORGANISATION: "登记机构",
        PlacesAction.CHANGE_ORGANISATION: "变更机构信息",
        PlacesAction.LOAD_NOTICE: "载入放假通知",
    }
)
