"""Fill the demo items' elements and materials by their kind (演示办事指南)."""

from collections.abc import Iterator, Mapping
from typing import Any

from demo.items import (
    DISTRICT_LEVEL,
    LEGAL_BASIS,
    TARGET_CODES,
    DemoItem,
    ItemRow,
    MaterialRow,
    demo_items,
)
from demo.organisations import department_code
from demo.sources import YEAR
from zhengtong.kernel.item_types import ItemGroup

HALL = "涪城区政务服务中心"
_NO_REMEDY = ""
SAME_FOR_ALL: Mapping[str, Any] = {
    "exercise_level": DISTRICT_LEVEL,
    "power_source": "1",
    "legal_basis": LEGAL_BASIS,
    "effective_date": f"{YEAR}-01-01",
    "statutory_limit_unit": "workday",
    "accept_limit": 5,
    "delivery_limit": 10,
    "special_procedures": "",
    "acceptance_condition": "演示条件：申请人具备相应资格，申请材料齐全、符合法定形式",
    "flow": "受理|审查|决定|办结|送达",
    "visit_count": 1,
    "presence_reason": "演示原因：须到窗口核验申请材料原件",
    "in_hall": 1,
    "hall_name": HALL,
    "one_window": 1,
    "appointment": 0,
    "pay_online": 0,
    "express": 1,
    "is_fee": 0,
    "agency_allowed": 1,
    "hours": "工作日 9:00—12:00，13:00—17:00（演示）",
    "faq": "问：演示事项可以真实申请吗？答：不可以，本事项为演示数据。",
    "delivery_ways": "window|express",
    "is_demo": 1,
}
FORM: Mapping[str, Any] = {
    "material_name": "申请表（演示）",
    "kind": "form",
    "form": "both",
    "original_count": 1,
    "copy_count": 0,
    "necessity": "must",
    "is_required": 1,
    "source": "applicant",
    "issuing_body": "",
    "tolerant": 0,
    "supply_limit": "",
    "supply_limit_unit": "",
    "fill_notes": "演示：如实填写，申请人签名或者盖章",
}
IDENTITY_CARD: Mapping[str, Any] = {
    **FORM,
    "material_name": "居民身份证（演示）",
    "kind": "certificate",
    "original_count": 0,
    "copy_count": 1,
    "source": "government",
    "issuing_body": "公安机关（演示）",
    "fill_notes": "演示：核验原件，收复印件",
}
LICENCE: Mapping[str, Any] = {
    **IDENTITY_CARD,
    "material_name": "营业执照（演示）",
    "issuing_body": "市场监督管理机关（演示）",
}
STATEMENT: Mapping[str, Any] = {
    **FORM,
    "material_name": "符合办理条件的说明材料（演示）",
    "kind": "report",
    "form": "paper",
    "necessity": "conditional",
    "is_required": 0,
    "tolerant": 1,
    "supply_limit": "3",
    "supply_limit_unit": "workday",
    "fill_notes": "演示：需要实质审查时提交",
}


def item_rows() -> Iterator[ItemRow]:
    """Walk through the local items with every element filled (实施清单)."""
    for item in demo_items():
        yield _item_row(item)


def material_rows() -> Iterator[MaterialRow]:
    """Walk through the materials of every item (申请材料)."""
    for item in demo_items():
        yield from _materials(item)


def _item_row(item: DemoItem) -> ItemRow:
    is_power = item.group is not ItemGroup.PUBLIC_SERVICE
    is_legal = item.service_target == "legal"
    result_type, result_name = _result(item)
    return ItemRow(
        **SAME_FOR_ALL,
        implementation_code=item.implementation_code,
        base_code=item.base_code,
        organisation_code=department_code(item.department),
        item_name=item.name,
        item_type=item.item_type,
        statutory_limit=item.statutory_limit,
        promised_limit=item.promised_limit,
        promised_limit_unit="on_the_spot" if item.is_on_the_spot else "workday",
        case_kind="on_the_spot" if item.is_on_the_spot else "promised_time",
        handling_forms="1|2" if is_legal else "1",
        is_online=int(is_legal),
        place=f"演示地点：{HALL}{item.department}号窗口",
        # Local numbers never begin with 0, so these can reach nobody.
        consult_phone=f"0816-00001{item.department:02d}",
        complaint_phone=f"0816-00002{item.department:02d}",
        reconsideration="演示：涪城区人民政府" if is_power else _NO_REMEDY,
        litigation="演示：涪城区人民法院" if is_power else _NO_REMEDY,
        result_type=result_type,
        result_name=result_name,
        result_sample="演示样本" if result_name else "",
        service_target=TARGET_CODES[item.service_target],
        natural_topic="" if is_legal else "演示-其他",
        legal_topic="演示-其他" if is_legal else "",
    )


def _result(item: DemoItem) -> tuple[str, str]:
    match item.group:
        case ItemGroup.LICENSE:
            return "approval", "演示许可批复"
        case ItemGroup.POWER_OTHER:
            return "document", "演示办理结果公文"
        case ItemGroup.PUBLIC_SERVICE:
            return "none", ""


def _materials(item: DemoItem) -> Iterator[MaterialRow]:
    is_legal = item.service_target == "legal"
    wanted = [FORM, LICENCE if is_legal else IDENTITY_CARD]
    if not item.is_on_the_spot:
        wanted.append(STATEMENT)
    for sequence, material in enumerate(wanted, start=1):
        yield MaterialRow(
            implementation_code=item.implementation_code, sequence=sequence, **material
        )
