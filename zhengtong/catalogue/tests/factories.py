"""Items as other tests need them; rows are written as they stand, without acts."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from zhengtong.catalogue.models import ItemVersion, LocalItem
from zhengtong.catalogue.rules.case_terms import case_terms
from zhengtong.catalogue.rules.states import LocalItemState
from zhengtong.kernel.limits import TimeLimit

REGION = "510703"
ORGANISATION = "510703-D01"
PUBLISHED_AT = datetime(2018, 1, 2, 1, 0, tzinfo=UTC)


_COMPLETE: dict[str, Any] = {
    "base_code": "510101901000",
    "item_name": "道路货物运输经营许可",
    "item_type": "license",
    "legal_basis": [{"law": "《中华人民共和国道路运输条例》", "clause": "第二十四条"}],
    "service_target": ["enterprise"],
    "effective_date": "2018-01-01",
    "statutory_limit": {"count": 20, "unit": "workday"},
    "body_nature": "statutory_organ",
    "undertaking_unit": "行政审批股",
    "exercise_level": "county",
    "power_source": "own_by_law",
    "promised_limit": {"count": 7, "unit": "workday"},
    "accept_limit": 5,
    "delivery_limit": 10,
    "case_kind": "promised_time",
    "special_procedures": [],
    "acceptance_condition": "申请材料齐全、符合法定形式",
    "flow": [
        {"step_name": name, "node_kind": kind, "role": role}
        for name, kind, role in (
            ("受理", "accept", "收件岗"),
            ("审查", "review", "审查岗"),
            ("决定", "approve", "决定岗"),
            ("办结", "complete", "决定岗"),
            ("送达", "deliver", "送达岗"),
        )
    ],
    "agency_allowed": True,
    "handling_forms": ["window"],
    "is_online": False,
    "visit_count": 1,
    "presence_reason": "须核验申请材料原件",
    "in_hall": True,
    "hall_name": "涪城区政务服务中心",
    "one_window": True,
    "appointment": False,
    "pay_online": False,
    "express": False,
    "is_fee": False,
    "place": "涪城区政务服务中心1号窗口",
    "hours": "工作日 9:00—12:00，13:00—17:00",
    "consult_phone": "0816-0000101",
    "complaint_phone": "0816-0000201",
    "reconsideration_body": "涪城区人民政府",
    "reconsideration_address": "涪城区",
    "reconsideration_phone": "0816-0000301",
    "litigation_court": "涪城区人民法院",
    "litigation_address": "涪城区",
    "litigation_phone": "0816-0000401",
    "faq": [{"question": "可以代办吗？", "answer": "可以。"}],
    "result_type": "approval",
    "result_name": "许可批复",
    "result_sample": "样本",
    "delivery_ways": ["window"],
    "legal_topic": ["交通运输"],
    "materials": [
        {
            "material_name": "申请表",
            "kind": "form",
            "form": "both",
            "original_count": 1,
            "copy_count": 0,
            "necessity": "required",
            "source": "applicant",
            "tolerant": False,
        },
        {
            "material_name": "营业执照",
            "kind": "certificate",
            "form": "both",
            "original_count": 0,
            "copy_count": 1,
            "necessity": "required",
            "source": "government_issued",
            "issuing_body": "市场监督管理机关",
            "tolerant": False,
        },
    ],
}


def complete_elements(**changes: Any) -> dict[str, Any]:
    """Return the elements of a promised-time licence with nothing missing and nothing at odds."""
    return {**deepcopy(_COMPLETE), **changes}


def on_the_spot_elements(**changes: Any) -> dict[str, Any]:
    """Return the elements of an item that is decided at once."""
    return complete_elements(
        **{
            "promised_limit": {"count": 0, "unit": "on_the_spot"},
            "case_kind": "on_the_spot",
            **changes,
        }
    )


def make_published_item(
    *,
    region_code: str = REGION,
    implementation_code: str = "510703-D01-510101901000",
    organisation_code: str = ORGANISATION,
    state: LocalItemState = LocalItemState.RUNNING,
    version: int = 1,
    elements: Mapping[str, Any] | None = None,
    flow_code: str = "",
    flow_version: int = 0,
    is_demo: bool = False,
    **element_changes: Any,
) -> ItemVersion:
    """Write a running item with its published version, and return the version.

    Args:
        state: give another one for an item that is suspended, cancelled and so on.
        elements: the whole guide; `complete_elements()` by default.
        element_changes: single elements that differ, such as `item_type="public_service"`.
    """
    guide = {**(complete_elements() if elements is None else elements), **element_changes}
    item = LocalItem.objects.create(
        region_code=region_code,
        implementation_code=implementation_code,
        organisation_code=organisation_code,
        catalogue_region_code=f"{region_code[:2]}0000",
        base_code=guide["base_code"],
        name=guide["item_name"],
        item_type=guide["item_type"],
        state=state.value,
        version=version,
        elements=guide,
        flow_code=flow_code,
        flow_version=flow_version,
        is_demo=is_demo,
    )
    return publish_again(item=item)


def publish_again(*, item: LocalItem) -> ItemVersion:
    """Write the version that an item's row names, from its elements as they stand."""
    terms = case_terms(elements=item.elements)
    return ItemVersion.objects.create(
        region_code=item.region_code,
        item_id=item.id,
        implementation_code=item.implementation_code,
        version=item.version,
        base_code=item.base_code,
        organisation_code=item.organisation_code,
        item_name=item.name,
        item_type=item.item_type,
        case_kind=terms.case_kind,
        is_on_the_spot=terms.is_on_the_spot,
        is_joint=terms.is_joint,
        is_one_window=terms.is_one_window,
        **_limit_columns("statutory_limit", terms.statutory_limit),
        **_limit_columns("promised_limit", terms.promised_limit),
        result_type=terms.result_type,
        certificate_type_code=terms.certificate_type_code,
        flow_code=item.flow_code,
        flow_version=item.flow_version,
        elements=item.elements,
        published_at=PUBLISHED_AT,
        published_by="operator",
        is_demo=item.is_demo,
    )


def _limit_columns(name: str, limit: TimeLimit | None) -> dict[str, Any]:
    if limit is None:
        return {}
    return {name: limit.count, f"{name}_unit": limit.unit.value}
