"""The acts by which the staffing of a body changes (人员变动种类)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class StaffingAction(StrEnum):
    """One kind of change (人员变动种类)."""

    REGISTER_STAFF = "register_staff"
    CHANGE_STAFF = "change_staff"
    GRANT_DUTY = "grant_duty"
    DELEGATE_DUTY = "delegate_duty"
    END_DUTY = "end_duty"
    ASSIGN_POST = "assign_post"
    END_POST = "end_post"
    RECORD = "record"
    NAME_LEADERSHIP = "name_leadership"
    OPEN_ACCOUNT = "open_account"
    CLOSE_ACCOUNT = "close_account"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return STAFFING_ACTION_LABELS[self]


STAFFING_ACTION_LABELS: Mapping[StaffingAction, str] = MappingProxyType(
    {
        StaffingAction.REGISTER_STAFF: "登记人员",
        StaffingAction.CHANGE_STAFF: "变更人员信息",
        StaffingAction.GRANT_DUTY: "授予职责",
        StaffingAction.DELEGATE_DUTY: "委托职责",
        StaffingAction.END_DUTY: "终止职责",
        StaffingAction.ASSIGN_POST: "指派岗位",
        StaffingAction.END_POST: "终止岗位",
        StaffingAction.RECORD: "中心备案",
        StaffingAction.NAME_LEADERSHIP: "指定领导和联络员",
        StaffingAction.OPEN_ACCOUNT: "开通账号",
        StaffingAction.CLOSE_ACCOUNT: "停用账号",
    }
)
