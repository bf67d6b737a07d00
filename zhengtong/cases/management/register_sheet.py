"""The columns of the on-the-spot register, and a row's way to a line (即办登记表)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.cases.rules.applicants import (
    CITIZEN_NUMBER,
    CREDIT_CODE,
    ID_TYPE_LABELS,
    KIND_LABELS,
    ApplicantKind,
)
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.register import SpotLine
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    Column,
    Sheet,
    choice,
    code,
    moment,
    text,
)

_KINDS = {
    **{label: kind for kind, label in KIND_LABELS.items()},
    **{kind.value: kind for kind in ApplicantKind},
}
_ID_TYPES = {
    **{label: number for number, label in ID_TYPE_LABELS.items()},
    **{number: number for number in ID_TYPE_LABELS},
}
_MOBILE = code(max_length=20, pattern=r"\+?[\d-]{5,19}", rule="应为电话号码")

REGISTER = Sheet(
    name="即办登记",
    columns=(
        Column(
            identifier="item",
            name_zh="事项",
            aliases=("implementation_code", "事项实施编码", "事项名称"),
            parser=text(max_length=500),
            required=True,
            help="实施编码，或本机构即办事项的名称",
            example=f"{EXAMPLE_ORGANISATION}-510704905000",
        ),
        Column(
            identifier="applicant_name",
            name_zh="申请人",
            aliases=("申请人名称", "姓名"),
            parser=text(max_length=100),
            required=True,
            example="示例申请人",
        ),
        Column(
            identifier="applicant_id_number",
            name_zh="证件号码",
            aliases=("applicant_id_no",),
            parser=code(max_length=64),
            required=True,
            example="510703190001010815",
        ),
        Column(
            identifier="mobile",
            name_zh="手机",
            aliases=("contact_mobile", "联系电话"),
            parser=_MOBILE,
            example="16400000081",
        ),
        Column(
            identifier="applicant_kind",
            name_zh="申请人类型",
            parser=choice(_KINDS),
            help="不填为自然人",
            example="自然人",
        ),
        Column(
            identifier="applicant_id_type",
            name_zh="证件类型",
            parser=choice(_ID_TYPES),
            help="不填时自然人为居民身份证，其他为统一社会信用代码",
            example="居民身份证",
        ),
        Column(
            identifier="legal_representative",
            name_zh="法定代表人",
            parser=text(max_length=30),
            help="申请人是法人的必填",
        ),
        Column(
            identifier="certificate_number",
            name_zh="证照编号",
            parser=text(max_length=64),
            help="结果是证照的必填",
        ),
        Column(
            identifier="receiver",
            name_zh="领取人",
            parser=text(max_length=100),
            help="当场领走结果的填写，即登记送达",
            example="示例申请人",
        ),
        Column(
            identifier="handled_at",
            name_zh="办理时间",
            parser=moment(),
            help="事后补录的才填；不填为现在",
        ),
        Column(
            identifier="late_reason",
            name_zh="补录理由",
            parser=text(max_length=200),
            help="填了办理时间的必填",
        ),
        Column(
            identifier="key",
            name_zh="登记号",
            parser=text(max_length=64),
            help="窗口自己的流水号，可不填；同一号只登记一次",
        ),
    ),
)


def spot_line(*, number: int, values: Mapping[str, Any]) -> SpotLine:
    """Return the line that a row says (取登记行)."""
    kind = values["applicant_kind"] or ApplicantKind.NATURAL
    usual_paper = CITIZEN_NUMBER if kind is ApplicantKind.NATURAL else CREDIT_CODE
    return SpotLine(
        number=number,
        item=values["item"].strip(),
        applicant=Applicant(
            kind=kind,
            name=values["applicant_name"],
            id_type=values["applicant_id_type"] or usual_paper,
            id_number=values["applicant_id_number"],
            mobile=values["mobile"] or "",
            legal_representative=values["legal_representative"] or "",
        ),
        certificate_number=values["certificate_number"] or "",
        receiver=values["receiver"] or "",
        handled_at=values["handled_at"],
        late_reason=values["late_reason"] or "",
        key=values["key"] or "",
    )


def field_name(identifier: str) -> str:
    """Return the Chinese header of a column (列名)."""
    return next(one.name_zh for one in REGISTER.columns if one.identifier == identifier)
