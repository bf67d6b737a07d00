"""The columns of complete items and their materials, and one row's way in (实施清单文件)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengtong.catalogue.management.element_columns import (
    columns_of,
    element_values,
    is_role_assumed,
    material_columns,
    material_values,
)
from zhengtong.catalogue.operations.takeover import CompleteItem
from zhengtong.catalogue.rules.elements import ElementRecord
from zhengtong.foundation.tables import (
    CellRefused,
    Column,
    ErrorFile,
    Row,
    RowFault,
    Sheet,
    Table,
    boolean,
    code,
    integer,
    listing,
    text,
)

_CODE = "510703-D01-510101001000"
_ITEM_EXAMPLES = {
    "base_code": "510101001000",
    "item_name": "公共场所卫生许可",
    "item_type": "行政许可",
    "legal_basis": "《公共场所卫生管理条例》第四条",
    "service_target": "企业|自然人",
    "effective_date": "2018-01-01",
    "statutory_limit": "20",
    "statutory_limit_unit": "工作日",
    "undertaking_unit": "行政审批股",
    "exercise_level": "县级",
    "power_source": "法定本级行使",
    "promised_limit": "7",
    "promised_limit_unit": "工作日",
    "accept_limit": "5",
    "delivery_limit": "10",
    "case_kind": "承诺件",
    "special_procedures": "检验/《公共场所卫生管理条例实施细则》/10",
    "acceptance_condition": "申请材料齐全、符合法定形式",
    "flow": "受理/收件岗|审查/审查岗|决定/决定岗|办结/决定岗|送达/送达岗",
    "agency_allowed": "是",
    "handling_forms": "窗口办理",
    "is_online": "否",
    "visit_count": "1",
    "presence_reason": "须核验申请材料原件",
    "in_hall": "是",
    "hall_name": "涪城区政务服务中心",
    "one_window": "是",
    "appointment": "否",
    "pay_online": "否",
    "express": "否",
    "is_fee": "否",
    "place": "涪城区政务服务中心1号窗口",
    "hours": "工作日 9:00—12:00，13:00—17:00",
    "consult_phone": "0816-0000101",
    "complaint_phone": "0816-0000201",
    "reconsideration_body": "涪城区人民政府",
    "litigation_court": "涪城区人民法院",
    "faq": "问：可以代办吗？答：可以。",
    "result_type": "证照",
    "result_name": "卫生许可证",
    "result_sample": "样本",
    "result_validity": "4年",
    "certificate_type_code": "11100000000013338W021",
    "delivery_ways": "窗口领取",
    "natural_topic": "准营准办",
    "legal_topic": "医疗卫生",
}
_MATERIAL_EXAMPLES = {
    "material_name": "卫生许可证申请表",
    "kind": "申请表格文书",
    "form": "纸质或电子",
    "original_count": "1",
    "copy_count": "0",
    "necessity": "必要",
    "source": "申请人自备",
    "tolerant": "否",
}
IMPLEMENTATION_CODE = Column(
    identifier="implementation_code",
    name_zh="实施编码",
    aliases=("task_code",),
    parser=code(max_length=64),
    required=True,
    example=_CODE,
)
ITEMS = Sheet(
    name="实施清单",
    columns=(
        IMPLEMENTATION_CODE,
        Column(
            identifier="organisation_code",
            name_zh="机构编码",
            parser=code(max_length=32),
            required=True,
            example="510703-D01",
        ),
        *columns_of(
            ElementRecord.LOCAL,
            required=("base_code", "item_name"),
            examples=_ITEM_EXAMPLES,
        ),
        Column(
            identifier="provisional",
            name_zh="暂定要素",
            parser=listing(text(max_length=64)),
            help="尚未定稿的要素标识，关键要素不能暂定",
        ),
        Column(identifier="is_demo", name_zh="演示", parser=boolean()),
    ),
)
MATERIALS = Sheet(
    name="申请材料",
    columns=(
        IMPLEMENTATION_CODE,
        Column(identifier="sequence", name_zh="序号", parser=integer(minimum=1), example="1"),
        *material_columns(required=("material_name",), examples=_MATERIAL_EXAMPLES),
        Column(identifier="is_required", name_zh="是否必需", parser=boolean()),
    ),
)


@dataclass(slots=True)
class MaterialBook:
    """The materials of a file by item, and the items whose rows were bad (材料)."""

    rows: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)

    def read(self, table: Table, errors: ErrorFile) -> None:
        """Read a whole table of materials; bad rows go to its error file (读材料)."""
        columns = table.sheet.match(table.headers)
        present = _present(table)
        at = next(
            place
            for place, column in enumerate(columns)
            if column is not None and column.identifier == IMPLEMENTATION_CODE.identifier
        )
        for row in table:
            if isinstance(row, RowFault):
                errors.add(row)
                self.bad.add(row.raw[at].strip() if len(row.raw) > at else "")
                continue
            self._take(row, present, errors)

    def of(self, implementation_code: str) -> list[dict[str, Any]]:
        """Return the materials of an item in order (事项的材料).

        Raises:
            CellRefused: one of its rows was bad, so the list would not be whole.
        """
        if implementation_code in self.bad:
            raise CellRefused("申请材料中有错误行，材料不全，本事项未载入")
        rows = sorted(self.rows.get(implementation_code, ()), key=lambda row: row[0])
        return [material for _, material in rows]

    def _take(self, row: Row, present: Sequence[str], errors: ErrorFile) -> None:
        implementation_code = row.values["implementation_code"]
        try:
            material = material_values(row.values, present=present)
        except CellRefused as refusal:
            errors.add(row.fault(field_zh="申请材料", message=refusal.message))
            self.bad.add(implementation_code)
            return
        place = row.values["sequence"] or row.number
        self.rows.setdefault(implementation_code, []).append((place, material))


def complete_item(row: Row, *, table: Table, materials: MaterialBook | None) -> CompleteItem:
    """Return the item of a row with its materials (取完整事项).

    Args:
        materials: None where no table of materials was given: they stay as they are.

    Raises:
        CellRefused: a limit or a material of the item cannot be read.
    """
    values: Mapping[str, Any] = row.values
    elements = element_values(values, record=ElementRecord.LOCAL, present=_present(table))
    if materials is not None:
        elements["materials"] = materials.of(values["implementation_code"])
    return CompleteItem(
        implementation_code=values["implementation_code"],
        organisation_code=values["organisation_code"],
        base_code=values["base_code"],
        name=values["item_name"],
        elements=elements,
        provisional=_provisional(row, table, values),
        is_demo=bool(values["is_demo"]),
    )


def _present(table: Table) -> list[str]:
    return [column.identifier for column in table.sheet.match(table.headers) if column]


def _provisional(row: Row, table: Table, values: Mapping[str, Any]) -> set[str]:
    """Return the marks of the row; a flow whose posts were assumed is marked too."""
    marks = set(values["provisional"] or ())
    for column, cell in zip(table.sheet.match(table.headers), row.raw, strict=False):
        if column and column.identifier == "flow" and cell.strip() and is_role_assumed(cell):
            marks.add("flow")
    return marks
