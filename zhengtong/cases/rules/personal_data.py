"""What of a case is personal, and what must be said to see it in plain text (个人信息)."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class PersonalField(StrEnum):
    """One piece of personal data in a case (个人信息字段)."""

    APPLICANT_NAME = "applicant_name"
    APPLICANT_ID = "applicant_id"
    APPLICANT_MOBILE = "applicant_mobile"
    APPLICANT_ADDRESS = "applicant_address"
    CONTACT_NAME = "contact_name"
    CONTACT_ID = "contact_id"
    CONTACT_MOBILE = "contact_mobile"
    AGENT_NAME = "agent_name"
    AGENT_ID = "agent_id"
    AGENT_MOBILE = "agent_mobile"
    FORM = "form"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return PERSONAL_FIELD_LABELS[self]

    @property
    def is_sealed(self) -> bool:
        """Tell whether it is kept sealed; names are kept plain and shown masked (是否加密)."""
        return not self.endswith("_name")


PERSONAL_FIELD_LABELS: Mapping[PersonalField, str] = MappingProxyType(
    {
        PersonalField.APPLICANT_NAME: "申请人名称",
        PersonalField.APPLICANT_ID: "申请人证件号码",
        PersonalField.APPLICANT_MOBILE: "申请人手机",
        PersonalField.APPLICANT_ADDRESS: "申请人通讯地址",
        PersonalField.CONTACT_NAME: "联系人",
        PersonalField.CONTACT_ID: "联系人证件号码",
        PersonalField.CONTACT_MOBILE: "联系人手机",
        PersonalField.AGENT_NAME: "代理人",
        PersonalField.AGENT_ID: "代理人证件号码",
        PersonalField.AGENT_MOBILE: "代理人手机",
        PersonalField.FORM: "申请表内容",
    }
)


class UnmaskingUnexplained(DomainError):
    """Plain personal data is asked for without saying why or which (未说明查看理由)."""

    code: ClassVar[str] = "unmasking_unexplained"
    clause: ClassVar[str] = "《个人信息保护法》第六条"


def check_unmasking(*, fields: Collection[PersonalField], reason: str) -> None:
    """Refuse to show personal data without a purpose, or more than is asked for (检查查看个人信息).

    Raises:
        UnmaskingUnexplained: no reason, or no field is named.

    Source:
        《个人信息保护法》第六条: 处理个人信息应当具有明确、合理的目的, 并应当与处理目的直接相关,
        采取对个人权益影响最小的方式.
    """
    if not fields:
        raise UnmaskingUnexplained("请选择要查看的个人信息")
    if not reason.strip():
        raise UnmaskingUnexplained("查看个人信息原文应写明理由")
