"""The columns of an upper catalogue, and one row's way into the platform (基本目录文件)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from zhengtong.catalogue.management.element_columns import columns_of, element_values
from zhengtong.catalogue.operations.releases import release_upper_item
from zhengtong.catalogue.operations.revisions import RevisionDraft
from zhengtong.catalogue.rules.changes import TODO_WORKDAYS
from zhengtong.catalogue.rules.codes import BaseCode, parse_base_code
from zhengtong.catalogue.rules.elements import ElementRecord
from zhengtong.catalogue.rules.states import REVISION_KIND_LABELS, RevisionKind
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import Column, Sheet, boolean, choice, code, integer, listing, text
from zhengtong.kernel.errors import DomainError

_KINDS = {label: kind for kind, label in REVISION_KIND_LABELS.items()} | {
    kind.value: kind for kind in RevisionKind
}
_EXAMPLES = {
    "base_code": "510101001000",
    "item_name": "公共场所卫生许可",
    "item_type": "行政许可",
    "legal_basis": "《公共场所卫生管理条例》第四条",
    "service_target": "企业|自然人",
    "effective_date": "2018-01-01",
    "statutory_limit": "20",
    "statutory_limit_unit": "工作日",
    "level_kind": "主项",
    "has_sub": "否",
    "in_national_catalogue": "是",
    "exercise_levels": "市级|县级",
    "central_guiding_body": "卫生健康部门",
}
CATALOGUE = Sheet(
    name="基本目录",
    columns=(
        *columns_of(
            ElementRecord.CATALOGUE,
            required=("base_code", "item_name", "item_type"),
            examples=_EXAMPLES,
        ),
        Column(
            identifier="region_code",
            name_zh="目录所属区划",
            parser=code(pattern=r"\d{6}", rule="应为 6 位数字"),
            help="编制目录的省、市；空着的按基本编码的省份",
        ),
        Column(
            identifier="operation", name_zh="变更类型", aliases=("kind",), parser=choice(_KINDS)
        ),
        Column(identifier="reason", name_zh="变更原因", parser=text(max_length=500)),
        Column(
            identifier="basis_document",
            name_zh="变更依据文件",
            aliases=("basis_doc",),
            parser=text(max_length=200),
        ),
        Column(
            identifier="successor_codes",
            name_zh="承接事项编码",
            parser=listing(code(max_length=64)),
        ),
        Column(
            identifier="answer_workdays",
            name_zh="跟进时限（工作日）",
            parser=integer(minimum=1, maximum=60),
            help="各地认领、变更的工作日数，空着为 5",
        ),
        Column(identifier="is_demo", name_zh="演示", parser=boolean()),
    ),
)


class CatalogueRegionUnknown(DomainError):
    """The base code does not show whose catalogue it is of (看不出目录属于哪里)."""

    code: ClassVar[str] = "catalogue_region_unknown"


def release_row(
    values: Mapping[str, Any], *, present: Sequence[str], region_code: str, request: Request
) -> Saved:
    """Put one row in force as the upper level published it (载入一行).

    Args:
        present, region_code: see `draft_of_row`.

    Raises:
        DomainError: the row or the operation refuses it.
    """
    draft = draft_of_row(values, present=present, region_code=region_code)
    reason = values.get("reason") or ""
    return release_upper_item(draft=draft, request=replace(request, reason=reason))


def draft_of_row(
    values: Mapping[str, Any], *, present: Sequence[str], region_code: str
) -> RevisionDraft:
    """Return what a row would make of its upper item (一行的修订内容).

    Args:
        present: identifiers of the columns that the file has.
        region_code: of the catalogue, where neither row nor code says it; empty for none.

    Raises:
        CatalogueRegionUnknown: nothing tells whose catalogue it is.
    """
    elements = element_values(values, record=ElementRecord.CATALOGUE, present=present)
    base_code = values["base_code"]
    return RevisionDraft(
        region_code=values.get("region_code") or region_code or _province_of(base_code),
        base_code=base_code,
        kind=values.get("operation") or RevisionKind.ADD,
        elements=elements,
        basis_document=values.get("basis_document") or "",
        successor_codes=values.get("successor_codes") or (),
        answer_workdays=values.get("answer_workdays") or TODO_WORKDAYS,
        is_demo=bool(values.get("is_demo")),
    )


def _province_of(base_code: str) -> str:
    read = parse_base_code(code=base_code)
    if isinstance(read, BaseCode) and read.province:
        return f"{read.province}0000"
    raise CatalogueRegionUnknown(
        f"从基本编码 {base_code} 看不出目录属于哪个省，请填“目录所属区划”列或用 --region 指定"
    )
