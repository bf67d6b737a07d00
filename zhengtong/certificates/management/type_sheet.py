"""The columns of a file of certificate types, and one row's way in (证照类型文件)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.certificates.operations.types import (
    CertificateTypeDraft,
    save_certificate_type,
)
from zhengtong.certificates.rules.types import (
    FaceField,
    FaceFieldType,
    HolderKind,
    TypeState,
    ValidityRule,
    check_type_code,
)
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    CellRefused,
    Column,
    Sheet,
    boolean,
    choice,
    code,
    integer,
    listing,
    text,
)

_FIELD_TYPES = {
    "文本": FaceFieldType.TEXT,
    "日期": FaceFieldType.DATE,
    "数字": FaceFieldType.NUMBER,
    "图像": FaceFieldType.IMAGE,
}
_NEEDS = {"必填": True, "选填": False}


def _face_field(cell: str) -> FaceField:
    """Read `持证人:holder:文本:必填`; type and need may be left out."""
    name, _, rest = cell.replace("：", ":").partition(":")
    key, _, rest = rest.partition(":")
    kind, _, need = rest.partition(":")
    kind, need = kind.strip() or "文本", need.strip() or "必填"
    if not name.strip() or not key.strip() or kind not in _FIELD_TYPES or need not in _NEEDS:
        raise CellRefused("照面项应写成“名称:键:文本|日期|数字|图像:必填|选填”的样子")
    return FaceField(
        name=name.strip(), key=key.strip(), type=_FIELD_TYPES[kind], is_required=_NEEDS[need]
    )


def _words(options: type[HolderKind] | type[TypeState] | type[ValidityRule]) -> Any:
    """Make a parser that knows the Chinese words and the stored codes."""
    return choice(
        {option.label: option for option in options} | {option.value: option for option in options}
    )


CERTIFICATE_TYPES = Sheet(
    name="证照类型",
    columns=(
        Column(
            identifier="type_code",
            name_zh="证照类型代码",
            parser=check_type_code,
            required=True,
            example="11100000000013338W011",
        ),
        Column(
            identifier="type_name",
            name_zh="类型名称",
            parser=text(max_length=200),
            required=True,
            example="建筑施工企业安全生产管理人员考核合格证书",
        ),
        Column(
            identifier="holder_kind",
            name_zh="持证主体类别",
            parser=_words(HolderKind),
            required=True,
            example="自然人",
        ),
        Column(
            identifier="owner_body",
            name_zh="定义机构代码",
            parser=code(max_length=18),
            example="11100000000013338W",
        ),
        Column(
            identifier="owner_name",
            name_zh="定义机构",
            parser=text(max_length=100),
            example="中华人民共和国住房和城乡建设部",
        ),
        Column(
            identifier="validity_rule",
            name_zh="有效期类型",
            parser=_words(ValidityRule),
            example="固定期限",
        ),
        Column(
            identifier="validity_months",
            name_zh="有效月数",
            parser=integer(minimum=1, maximum=1200),
            help="只有固定期限才填",
            example="36",
        ),
        Column(
            identifier="face_fields",
            name_zh="照面项",
            parser=listing(_face_field),
            help="名称:键:类型:必填或选填，几项之间用；隔开",
            example="证书编号:number；持证人:holder:文本:必填；有效期至:valid_to:日期:必填",
        ),
        Column(
            identifier="template",
            name_zh="证照模板",
            parser=text(max_length=200),
            example="建筑安管人员合格证书",
        ),
        Column(identifier="security_level", name_zh="安全等级", parser=text(max_length=16)),
        Column(identifier="legal_basis", name_zh="设定依据", parser=text()),
        Column(
            identifier="state",
            name_zh="状态",
            parser=_words(TypeState),
            help="空白为在用",
            example="在用",
        ),
        Column(identifier="is_demo", name_zh="演示", parser=boolean(), help="空白为否"),
    ),
)


def save_row(values: Mapping[str, Any]) -> Saved:
    """Save one row (登记一行).

    Raises:
        CertificateTypeRefused: the validity cannot be right.
    """
    return save_certificate_type(
        draft=CertificateTypeDraft(
            type_code=values["type_code"],
            name=values["type_name"],
            holder_kind=values["holder_kind"],
            owner_code=values["owner_body"] or "",
            owner_name=values["owner_name"] or "",
            validity_rule=values["validity_rule"],
            validity_months=values["validity_months"],
            face_fields=values["face_fields"] or (),
            template_name=values["template"] or "",
            security_level=values["security_level"] or "",
            legal_basis=values["legal_basis"] or "",
            state=values["state"] or TypeState.ACTIVE,
            is_demo=bool(values["is_demo"]),
        )
    )
