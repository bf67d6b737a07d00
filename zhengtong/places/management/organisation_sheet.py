"""The columns of an organisations file, and one row's way into the register (机构文件)."""

from collections.abc import Mapping
from typing import Any

from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    EXAMPLE_ORGANISATION,
    EXAMPLE_REGION,
    Column,
    Sheet,
    boolean,
    choice,
    code,
    day,
    integer,
    listing,
    text,
)
from zhengtong.kernel.codes import Strictness
from zhengtong.places.operations.organisations import OrganisationDraft, save_organisation
from zhengtong.places.rules.organisations import BodyKind, OrganisationLevel


def _words(options: type[OrganisationLevel] | type[BodyKind]) -> Any:
    """Make a parser that knows the Chinese words and the stored codes."""
    return choice(
        {option.label: option for option in options} | {option.value: option for option in options}
    )


ORGANISATIONS = Sheet(
    name="机构",
    columns=(
        Column(
            identifier="organisation_code",
            name_zh="机构编码",
            aliases=("code",),
            parser=code(max_length=32),
            required=True,
            example=EXAMPLE_ORGANISATION,
        ),
        Column(
            identifier="name",
            name_zh="名称",
            parser=text(max_length=200),
            required=True,
            example="游仙区教育和体育局（示例）",
        ),
        Column(
            identifier="short_name", name_zh="简称", parser=text(max_length=100), example="教体局"
        ),
        Column(
            identifier="level",
            name_zh="层级",
            parser=_words(OrganisationLevel),
            required=True,
            example="区县部门",
        ),
        Column(identifier="kind", name_zh="性质", parser=_words(BodyKind), example="法定机关"),
        Column(
            identifier="region_code",
            name_zh="区划代码",
            parser=code(pattern=r"\d{6}", rule="应为 6 位数字"),
            required=True,
            example=EXAMPLE_REGION,
        ),
        Column(
            identifier="township_code",
            name_zh="乡级区划代码",
            parser=code(pattern=r"\d{9}", rule="应为 9 位数字"),
        ),
        Column(
            identifier="village_code",
            name_zh="村级区划代码",
            parser=code(pattern=r"\d{12}", rule="应为 12 位数字"),
        ),
        Column(identifier="parent_code", name_zh="上级机构编码", parser=code(max_length=32)),
        Column(
            identifier="sequence",
            name_zh="排序",
            parser=integer(minimum=1, maximum=99999),
            example="1",
        ),
        Column(
            identifier="uscc",
            name_zh="统一社会信用代码",
            aliases=("credit_code", "信用代码"),
            parser=listing(code(max_length=40)),
            help="可填多个，用“；”分开",
            example="91350100M000100Y43",
        ),
        Column(identifier="in_hall", name_zh="进驻大厅", parser=boolean(), example="是"),
        Column(
            identifier="on_platform_from", name_zh="上平台日期", parser=day(), example="2018-01-01"
        ),
        Column(identifier="is_demo", name_zh="演示", parser=boolean()),
    ),
    more_examples=(
        {
            "organisation_code": f"{EXAMPLE_REGION}-T01",
            "name": "涪江街道办事处（示例）",
            "level": "乡镇街道",
            "kind": "法定机关",
            "region_code": EXAMPLE_REGION,
            "township_code": f"{EXAMPLE_REGION}001",
            "sequence": "1",
            "in_hall": "否",
        },
    ),
)


def save_row(values: Mapping[str, Any], *, strictness: Strictness, request: Request) -> Saved:
    """Save one organisation (登记一行).

    Raises:
        DomainError: the operation refuses it.
    """
    filled = {name: value for name, value in values.items() if value is not None}
    credit_codes = filled.pop("uscc", ())
    draft = OrganisationDraft(
        code=filled.pop("organisation_code"), credit_codes=credit_codes, **filled
    )
    return save_organisation(draft=draft, strictness=strictness, request=request)
