"""What may be done with bulletins, asked at the region's service centre (通报权限)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class BulletinPermission(StrEnum):
    """Permissions of the domain, one per verb (通报权限)."""

    FREEZE = "bulletins:bulletin:freeze"
    CORRECT = "bulletins:bulletin:correct"
    WITHDRAW = "bulletins:bulletin:withdraw"


_ADMINISTRATOR = ("duty:department_administrator",)
_OPERATOR = (ActorKind.SYSTEM,)

declare_permission(
    BulletinPermission.FREEZE,
    "冻结通报（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    BulletinPermission.CORRECT,
    "更正通报（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    BulletinPermission.WITHDRAW,
    "撤回通报（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
