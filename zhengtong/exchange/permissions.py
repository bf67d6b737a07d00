"""Who may do what in the exchange (交换权限). Imported from `apps.py`, which declares them."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class ExchangePermission(StrEnum):
    """Permissions of the domain, asked at the region's service centre (交换权限)."""

    REGISTER_SOURCE = "exchange:source:register"
    RESOLVE = "exchange:put_aside:resolve"
    MAP = "exchange:mapping:set"
    RECONCILE = "exchange:reconciliation:run"
    EXPLAIN = "exchange:difference:explain"


_ADMINISTRATOR = ("duty:department_administrator",)
_OPERATOR = (ActorKind.SYSTEM,)

declare_permission(
    ExchangePermission.REGISTER_SOURCE,
    "登记来源系统（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    ExchangePermission.RESOLVE,
    "处理导入时搁置的矛盾（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    ExchangePermission.MAP,
    "设定来源系统的代码对照（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    ExchangePermission.RECONCILE,
    "与来源系统对账（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    ExchangePermission.EXPLAIN,
    "说明对账差异（由负责机构或政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
