"""What may be done about people, and what it takes (权限)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import declare_permission


class PeoplePermission(StrEnum):
    """Verbs of this domain; asked at the body concerned and at the region's service centre."""

    REGISTER_STAFF = "people:staff:register"
    GRANT_DUTY = "people:duty:grant"
    GRANT_CENTRE_DUTY = "people:centre_duty:grant"
    DELEGATE_DUTY = "people:duty:delegate"
    ASSIGN_POST = "people:post:assign"
    RECORD_STAFFING = "people:staffing:record"
    NAME_LEADERSHIP = "people:leadership:name"
    OPEN_ACCOUNT = "people:account:open"


_ADMINISTRATOR = ("duty:department_administrator",)
_OPERATOR = (ActorKind.SYSTEM,)

declare_permission(
    PeoplePermission.REGISTER_STAFF, "登记人员", holdings=_ADMINISTRATOR, kinds=_OPERATOR
)
declare_permission(
    PeoplePermission.GRANT_DUTY,
    "授予和收回实施清单管理、运行办件职责",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    PeoplePermission.GRANT_CENTRE_DUTY,
    "授予和收回部门管理员、部门监察员职责（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    PeoplePermission.DELEGATE_DUTY, "委托他人履行职责", holdings=_ADMINISTRATOR, kinds=_OPERATOR
)
declare_permission(
    PeoplePermission.ASSIGN_POST, "指派和收回岗位", holdings=_ADMINISTRATOR, kinds=_OPERATOR
)
declare_permission(
    PeoplePermission.RECORD_STAFFING,
    "人员变动备案（由政务服务中心办理）",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    PeoplePermission.NAME_LEADERSHIP,
    "指定分管领导、机关负责人和联络员",
    holdings=_ADMINISTRATOR,
    kinds=_OPERATOR,
)
declare_permission(
    PeoplePermission.OPEN_ACCOUNT, "开通和停用账号", holdings=_ADMINISTRATOR, kinds=_OPERATOR
)
