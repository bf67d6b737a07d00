"""The four duties, the posts, and who may hold what (职责与岗位).

Source:
    一体化政务服务平台运行通报所载要求: 监察员须为纪检监察人员, 不得兼任部门管理员、
    实施清单管理人员、运行办件人员; 人员变动报政务服务中心备案.
    聘用人员不作审批决定是本平台的设定.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Duty(StrEnum):
    """One of the four duties (四类职责)."""

    DEPARTMENT_ADMINISTRATOR = "department_administrator"
    ITEM_MANAGER = "item_manager"
    CASE_HANDLER = "case_handler"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return DUTY_LABELS[self]


class Post(StrEnum):
    """What a case handler does in a flow (岗位)."""

    INTAKE = "intake"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    CERTIFICATE_MAKER = "certificate_maker"
    DELIVERER = "deliverer"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return POST_LABELS[self]


class StaffKind(StrEnum):
    """How a person is employed (人员性质)."""

    CIVIL = "civil"
    INSTITUTION = "institution"
    SECONDED = "seconded"
    CONTRACT = "contract"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return STAFF_KIND_LABELS[self]


class HoldingKind(StrEnum):
    """How a duty came to a person (取得方式)."""

    GRANT = "grant"
    DELEGATION = "delegation"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return HOLDING_KIND_LABELS[self]


DUTY_LABELS: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.DEPARTMENT_ADMINISTRATOR: "部门管理员",
        Duty.ITEM_MANAGER: "实施清单管理人员",
        Duty.CASE_HANDLER: "运行办件人员",
        Duty.SUPERVISOR: "部门监察员",
    }
)
POST_LABELS: Mapping[Post, str] = MappingProxyType(
    {
        Post.INTAKE: "收件岗",
        Post.REVIEWER: "审查岗",
        Post.DECIDER: "决定岗",
        Post.CERTIFICATE_MAKER: "制证岗",
        Post.DELIVERER: "送达岗",
    }
)
STAFF_KIND_LABELS: Mapping[StaffKind, str] = MappingProxyType(
    {
        StaffKind.CIVIL: "公务员",
        StaffKind.INSTITUTION: "事业人员",
        StaffKind.SECONDED: "借调人员",
        StaffKind.CONTRACT: "聘用人员",
    }
)
HOLDING_KIND_LABELS: Mapping[HoldingKind, str] = MappingProxyType(
    {HoldingKind.GRANT: "授予", HoldingKind.DELEGATION: "委托"}
)

# Whoever may grant these could otherwise choose who watches him, or make himself administrator.
GRANTED_BY_CENTRE: frozenset[Duty] = frozenset({Duty.DEPARTMENT_ADMINISTRATOR, Duty.SUPERVISOR})


def exclude_each_other(one: Duty, other: Duty) -> bool:
    """Tell whether one person may not hold both in the same period (是否不得兼任)."""
    return (one is Duty.SUPERVISOR) != (other is Duty.SUPERVISOR)


def needs_id_number(duty: Duty) -> bool:
    """Tell whether the holder must be identified, as the duty excludes others (须登记身份证号).

    A person with two staff codes could otherwise watch himself. That the ID number is the proof
    is this platform's own rule.
    """
    return duty is Duty.SUPERVISOR


def may_hold_post(kind: StaffKind, post: Post) -> bool:
    """Tell whether a person so employed may hold a post (可否任岗).

    A contract worker takes no decisions (聘用人员不得任决定岗).
    """
    return not (kind is StaffKind.CONTRACT and post is Post.DECIDER)


def duty_holding(duty: str) -> str:
    """Return how a permission names a duty (职责的权限写法)."""
    return f"duty:{duty}"


def post_holding(post: str) -> str:
    """Return how a permission names a post (岗位的权限写法)."""
    return f"post:{post}"
