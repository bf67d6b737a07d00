"""What may be done about organisations and calendars, and what it takes (权限)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class PlacesPermission(StrEnum):
    """Verbs of this domain; the first is asked at the region's service centre."""

    REGISTER_ORGANISATION = "places:organisation:register"
    LOAD_CALENDAR = "places:calendar:load"


_ADMINISTRATOR = ("duty:department_administrator",)
_OPERATOR = (ActorKind.SYSTEM,)

declare_permission(
    PlacesPermission.REGISTER_ORGANISATION,
    "登记和变更机构（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    PlacesPermission.LOAD_CALENDAR, "载入放假安排（由运维人员办理）", kinds=_OPERATOR
)
