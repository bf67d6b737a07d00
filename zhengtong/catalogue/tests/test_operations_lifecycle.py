"""From claim to approval, act by act; each refusal changes nothing."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from zhengtong.catalogue.models import ItemAct, LocalItem
from zhengtong.catalogue.operations.approval import approve_item, return_item
from zhengtong.catalogue.operations.claiming import (
    AlreadyClaimed,
    Claim,
    ImplementationCodeRefused,
    claim_item,
    release_item,
)
from zhengtong.catalogue.operations.filling import ElementsRefused, fill_item
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.submission import submit_item, take_back_item
from zhengtong.catalogue.queries import item_for_case
from zhengtong.catalogue.queries.upper_items import UnknownUpperItem
from zhengtong.catalogue.rules.claims import ApproverIsSubmitter, ClaimRefused
from zhengtong.catalogue.rules.states import RevisionKind
from zhengtong.catalogue.rules.submission import SubmissionRefused
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    CODE,
    ITEM,
    LOCKED,
    REGION,
    item,
    kinds,
    release,
    request,
    upper_elements,
)
from zhengtong.catalogue.tests.steps import OWN, bring_to, claim, fill, refused, submit_and_approve
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff
from zhengtong.places.queries import UnknownOrganisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]


def test_it_walks_from_claim_to_operation_with_one_entry_an_act(manager, administrator) -> None:
    bring_to("running", manager, administrator)
    assert kinds() == [
        "item_claimed",
        "item_filled",
        "item_submitted",
        "item_approved",
        "item_published",
        "item_started",
    ]
    acts = ItemAct.objects.filter(region_code=REGION, item_id=item().id).order_by("act_no")
    assert list(acts.values_list("act_no", "action", "actor_code")) == [
        (1, "claim", "M01"),
        (2, "fill", "M01"),
        (3, "submit", "M01"),
        (4, "approve", "C01"),
        (5, "publish", "M01"),
        (6, "run", "M01"),
    ]
    found = item_for_case(**ITEM)
    assert (found.item_version, found.flow_code, found.flow_version) == (1, "F1", 1)
    assert number_pending(region_code=REGION) == 7  # its list too
    assert not list(verify_region(region_code=REGION))


def test_it_copies_and_locks_what_the_upper_item_gives(manager) -> None:
    assert claim(manager) == CODE
    assert {name: item().elements[name] for name in LOCKED} == {
        name: upper_elements()[name] for name in LOCKED
    }
    assert (item().name, item().base_version, item().claimed_by) == (
        "道路货物运输经营许可",
        1,
        "M01",
    )
    message = refused(
        ElementsRefused, lambda: fill(manager, statutory_limit={"count": 5, "unit": "workday"})
    )
    assert message == "“法定办结时限”以上级目录为准，不能自行修改"


def test_it_refuses_a_claim_off_the_list_or_beyond_the_level(manager) -> None:
    release(base_code="510101901001")
    release(base_code="510101901002", exercise_levels=["provincial"])

    def claim_other(base_code: str) -> None:
        claim(manager, base_code=base_code)

    assert refused(ClaimRefused, lambda: claim_other("510101901001")) == (
        "《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号）没有把这一事项列给本机构，"
        "不能超出清单认领"
    )
    assert refused(ClaimRefused, lambda: claim_other("510101901002")) == (
        "目录事项的行使层级不含本级，不能认领"
    )
    assert refused(UnknownUpperItem, lambda: claim_other("999")) == (
        "510703 及其上级的目录中没有基本编码 999，目录由 load-catalogue 载入"
    )


def test_it_refuses_an_unknown_body_and_a_stranger(manager) -> None:
    make_staff(staff_code="M02", organisation_code="510703-D02")
    give_duty(staff_code="M02", duty=Duty.ITEM_MANAGER, organisation_code="510703-D02")
    stranger = actor(staff_code="M02", organisation_code="510703-D02")
    refused(PermissionRefused, lambda: claim(stranger))
    refused(
        UnknownOrganisation,
        lambda: claim_item(
            claim=Claim(organisation_code="X", base_code=BASE_CODE), request=request(manager)
        ),
    )


def test_it_refuses_the_same_code_twice_and_takes_another_code(manager) -> None:
    claim(manager)
    message = refused(AlreadyClaimed, lambda: claim(manager))
    assert message == (
        f"实施编码 {CODE} 已用于“道路货物运输经营许可”，同一目录事项再认领一项的，请另填实施编码"
    )
    other = claim(manager, implementation_code=f"{CODE}-01", name="道路货物运输经营许可（变更）")
    assert other == f"{CODE}-01"


def test_it_claims_again_what_was_released(manager) -> None:
    claim(manager)
    release_item(**ITEM, request=request(manager))
    assert (item().state, item().elements, item().claimed_by) == ("to_claim", {}, "")
    claim(manager)
    assert kinds() == ["item_claimed", "item_released", "item_claimed"]


def test_it_refuses_faulty_elements_naming_each(manager) -> None:
    claim(manager)
    message = refused(ElementsRefused, lambda: fill(manager, visit_count="一次", nonsense=1))
    assert message == "“到办事现场次数”应为整数；没有“nonsense”这个要素"


def test_it_keeps_what_is_not_named_and_drops_what_is_none(manager) -> None:
    claim(manager)
    fill(manager)
    fill_item(**ITEM, elements={"traffic": "乘1路", "hall_name": None}, request=request(manager))
    assert item().elements["traffic"] == "乘1路"
    assert "hall_name" not in item().elements
    assert item().elements["place"] == "涪城区政务服务中心1号窗口"


def test_it_keeps_provisional_marks_and_refuses_them_on_key_elements(manager) -> None:
    claim(manager)
    fill_item(**ITEM, elements=OWN, provisional=["traffic", "flow"][1:], request=request(manager))
    assert item().provisional == ["flow"]
    message = refused(
        ElementsRefused,
        lambda: fill_item(**ITEM, elements={}, provisional=["place"], request=request(manager)),
    )
    assert message == "“办理地点”是关键要素，必须准确，不能标为暂定"


def test_it_refuses_to_submit_without_every_key_element(manager) -> None:
    claim(manager)
    fill(manager, place=None, consult_phone=None)
    message = refused(SubmissionRefused, lambda: submit_item(**ITEM, request=request(manager)))
    assert message == "不能上报：关键要素“办理地点”未填写；关键要素“咨询电话”未填写"


def test_it_refuses_to_submit_what_is_at_odds(manager) -> None:
    claim(manager)
    fill(manager, complaint_phone="0816-0000101", presence_reason=None)
    message = refused(SubmissionRefused, lambda: submit_item(**ITEM, request=request(manager)))
    assert message.startswith("不能上报：C-07 ")
    assert "C-15 咨询电话与监督投诉电话都有0816-0000101" in message


def test_it_submits_with_warnings_where_only_other_elements_lack(manager) -> None:
    claim(manager)
    fill(manager, litigation_address=None)
    review = submit_item(**ITEM, request=request(manager))
    assert review.warnings == ("要素“行政诉讼地址”未填写",)
    assert item().state == "submitted"


def test_it_lets_only_the_centre_approve_and_never_the_submitter(manager, administrator) -> None:
    bring_to("submitted", manager, administrator)
    refused(PermissionRefused, lambda: approve_item(**ITEM, request=request(manager)))
    give_duty(staff_code="M01", duty=Duty.DEPARTMENT_ADMINISTRATOR, organisation_code=CENTRE)
    message = refused(ApproverIsSubmitter, lambda: approve_item(**ITEM, request=request(manager)))
    assert message == "上报人不能审核自己上报的事项，请由其他人员审核"


def test_it_holds_the_separation_in_the_database(manager, administrator) -> None:
    bring_to("submitted", manager, administrator)
    with pytest.raises(DatabaseError), transaction.atomic():
        LocalItem.objects.filter(region_code=REGION).update(approved_by="M01")


def test_it_returns_an_item_with_a_reason_and_takes_it_again(manager, administrator) -> None:
    bring_to("submitted", manager, administrator)
    refused(ReasonMissing, lambda: return_item(**ITEM, request=request(administrator)))
    return_item(**ITEM, request=request(administrator, "地点不准确"))
    assert item().state == "returned"
    act = ItemAct.objects.get(region_code=REGION, action="return")
    assert act.reason == "地点不准确"
    entry = Entry.objects.get(region_code=REGION, kind="catalogue.item_returned")
    assert "地点不准确" not in entry.body
    fill(manager, place="2号窗口")
    submit_and_approve(manager, administrator)
    assert item().state == "approved"


def test_it_takes_a_submission_back(manager, administrator) -> None:
    bring_to("submitted", manager, administrator)
    take_back_item(**ITEM, request=request(manager))
    assert item().state == "filled"


def test_it_refuses_a_code_that_is_too_long(manager) -> None:
    message = refused(
        ImplementationCodeRefused, lambda: claim(manager, implementation_code="X" * 65)
    )
    assert message.startswith("实施编码最多 64 位，")


def test_it_fills_on_top_of_the_newest_upper_version(manager) -> None:
    claim(manager)
    release(
        kind=RevisionKind.CHANGE,
        item_type="confirmation",
        statutory_limit={"count": 15, "unit": "workday"},
    )
    fill(manager)
    assert (item().base_version, item().item_type) == (2, "confirmation")
    assert item().elements["item_type"] == "confirmation"
    assert item().elements["statutory_limit"] == {"count": 15, "unit": "workday"}
