"""What may be done with flows, and what it takes (权限)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class FlowPermission(StrEnum):
    """Verbs of this domain; asked at the flow's organisation or its region's service centre."""

    DRAFT = "flows:flow:draft"
    PUBLISH = "flows:flow:publish"
    WITHDRAW = "flows:flow:withdraw"
    MOVE_CASES = "flows:case:move"


# The department administrator keeps a department's people, bodies and flows (部门管理员).
_ADMINISTRATOR = ("duty:department_administrator",)
_OPERATOR = (ActorKind.SYSTEM,)

declare_permission(FlowPermission.DRAFT, "起草流程", holdings=_ADMINISTRATOR, kinds=_OPERATOR)
declare_permission(FlowPermission.PUBLISH, "发布流程", holdings=_ADMINISTRATOR, kinds=_OPERATOR)
declare_permission(FlowPermission.WITHDRAW, "停用流程", holdings=_ADMINISTRATOR, kinds=_OPERATOR)
declare_permission(
    FlowPermission.MOVE_CASES,
    "把办理中的办件移到流程的另一版",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
