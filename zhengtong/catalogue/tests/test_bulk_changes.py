"""One element over many items: preview, one request, one review."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.catalogue.models import (
    BulkAct,
    BulkRequest,
    BulkRequestItem,
    ClaimTodo,
    ItemAct,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.operations.approval import approve_item
from zhengtong.catalogue.operations.bulk_decisions import (
    approve_page,
    drop_page,
    return_page,
)
from zhengtong.catalogue.operations.bulk_requests import (
    BulkDone,
    BulkOrder,
    close_request,
    preview_page,
    submit_page,
)
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.submission import take_back_item
from zhengtong.catalogue.queries import item_for_case
from zhengtong.catalogue.rules.bulk import BulkSource, Wish
from zhengtong.catalogue.rules.claims import ApproverIsSubmitter
from zhengtong.catalogue.rules.states import ItemActionNotAllowed, LocalItemState
from zhengtong.catalogue.tests.bulk_scene import code_of, make_running
from zhengtong.catalogue.tests.offices import BASE_CODE, DEPARTMENT, PROVINCE, REGION, request
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
ORDER = BulkOrder(region_code=REGION, source=BulkSource.SET, digest="d" * 64)
PLACE = {"place": "二楼综合窗口"}


@pytest.fixture
def codes(manager) -> list[str]:
    return [make_running(number) for number in (1, 2, 3)]


def submit(by, codes, elements=PLACE, *, order=ORDER, is_closed=True) -> BulkDone:
    done = BulkDone()
    wishes = {code: Wish(elements=elements) for code in codes}
    submit_page(order=order, wishes=wishes, request=request(by), done=done)
    if is_closed:
        close_request(order=order, request=request(by), done=done)
    return done


def row(code: str) -> LocalItem:
    return LocalItem.objects.get(region_code=REGION, implementation_code=code)


def acts_of(code: str) -> list[str]:
    acts = ItemAct.objects.filter(region_code=REGION, item_id=row(code).id)
    return list(acts.order_by("act_no").values_list("action", flat=True))


def kept() -> list[object]:
    models = (LocalItem, ItemAct, ItemVersion, BulkRequest, BulkRequestItem, BulkAct, Entry)
    return [
        list(model.objects.filter(region_code=REGION).order_by("id").values()) for model in models
    ]


def test_a_preview_shows_old_and_new_and_writes_nothing(manager, codes):
    before = kept()
    done = BulkDone()
    preview_page(
        order=ORDER,
        wishes={code: Wish(elements=PLACE) for code in codes},
        request=request(manager),
        done=done,
    )
    (change,) = done.planned[0].plan.changes
    assert (change.before, change.after) == ("涪城区政务服务中心1号窗口", "二楼综合窗口")
    assert len(done.planned) == 3
    assert kept() == before


def test_one_request_and_one_approval_give_each_item_its_version(manager, administrator, codes):
    done = submit(manager, codes)
    assert done.number == f"{REGION}-P0001"
    assert {row(code).state for code in codes} == {"change_submitted"}
    assert item_for_case(region_code=REGION, implementation_code=codes[0]).item_version == 1
    assert approve_page(number=done.number, request=request(administrator)) == 0
    for code in codes:
        item = row(code)
        assert (item.state, item.version, item.elements["place"]) == ("running", 2, PLACE["place"])
        assert (item.submitted_by, item.approved_by) == ("M01", "C01")
        assert acts_of(code) == ["change", "fill", "submit", "approve", "publish"]
        newest = ItemVersion.objects.get(region_code=REGION, item_id=item.id, version=2)
        assert newest.elements["place"] == PLACE["place"]
        subject = f"item:{code}"
        assert Entry.objects.filter(region_code=REGION, subject=subject).count() == 5
    bulk = BulkRequest.objects.get(region_code=REGION)
    assert (bulk.state, bulk.item_count, bulk.decided_by) == ("approved", 3, "C01")
    number_pending(region_code=REGION)
    assert list(verify_region(region_code=REGION)) == []


def test_the_ledger_holds_no_reason_and_no_value(manager, administrator, codes):
    done = BulkDone()
    asked = request(manager, "搬迁")
    wishes = {code: Wish(elements=PLACE) for code in codes}
    submit_page(order=ORDER, wishes=wishes, request=asked, done=done)
    bodies = Entry.objects.filter(region_code=REGION).values_list("body", flat=True)
    assert not any("搬迁" in body or PLACE["place"] in body for body in bodies)
    assert ItemAct.objects.filter(region_code=REGION, reason="搬迁").count() == 9


def test_who_submitted_does_not_approve(manager, codes):
    done = submit(manager, codes)
    give_duty(staff_code="M01", duty=Duty.DEPARTMENT_ADMINISTRATOR, organisation_code=f"{REGION}-C")
    before = kept()
    with pytest.raises((ApproverIsSubmitter, PermissionRefused)):
        approve_page(number=done.number, request=request(manager))
    assert kept() == before


def test_the_operator_does_not_approve_his_own(codes):
    done = submit(request().by, codes)
    with pytest.raises(ApproverIsSubmitter):
        approve_page(number=done.number, request=request())


def test_only_the_centre_decides(manager, codes):
    done = submit(manager, codes)
    make_staff(staff_code="X01")
    with pytest.raises(PermissionRefused):
        approve_page(number=done.number, request=request(actor(staff_code="X01")))


def test_a_return_needs_its_reason_and_leads_back_to_changing(manager, administrator, codes):
    done = submit(manager, codes)
    with pytest.raises(ReasonMissing):
        return_page(number=done.number, request=request(administrator))
    assert return_page(number=done.number, request=request(administrator, "地点有误")) == 0
    assert {row(code).state for code in codes} == {"changing"}
    act = ItemAct.objects.filter(region_code=REGION, item_id=row(codes[0]).id).latest("act_no")
    assert (act.action, act.reason) == ("return", "地点有误")
    assert drop_page(number=done.number, request=request(manager)) == 0
    for code in codes:
        assert (row(code).state, row(code).version) == ("running", 1)
        assert row(code).elements["place"] == "涪城区政务服务中心1号窗口"
    assert BulkRequest.objects.get(region_code=REGION).state == "dropped"
    assert submit(manager, codes).number == f"{REGION}-P0002"


def test_a_decided_request_is_not_decided_again(manager, administrator, codes):
    done = submit(manager, codes)
    approve_page(number=done.number, request=request(administrator))
    before = kept()
    with pytest.raises(ItemActionNotAllowed):
        return_page(number=done.number, request=request(administrator, "晚了"))
    assert kept() == before


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        pytest.param({"base_code": "510101999000"}, "“基本编码”以上级目录为准", id="locked"),
        pytest.param({"consult_phone": None}, "电话", id="a key element taken away"),
        pytest.param(
            {"promised_limit": {"count": 30, "unit": "workday"}}, "法定", id="a check breaks"
        ),
    ],
)
def test_what_refuses_is_named_and_left(manager, codes, elements, message):
    before = kept()
    done = submit(manager, codes, elements)
    assert len(done.refused) == 3
    assert message in done.refused[0][2][0][1]
    assert (done.number, kept()) == ("", before)


def test_one_that_refuses_does_not_hold_the_others(manager, codes):
    LocalItem.objects.filter(region_code=REGION, implementation_code=codes[0]).update(
        state=LocalItemState.SUSPENDED.value
    )
    same = make_running(4, place=PLACE["place"])
    done = submit(manager, [*codes, same, "nothing"])
    assert [code for code, _, _ in done.refused] == [codes[0], "nothing"]
    assert "已暂停" in done.refused[0][2][0][1]
    assert done.unchanged == [same]
    assert len(done.planned) == 2


def test_nobody_but_the_item_manager_changes(codes):
    make_staff(staff_code="X01")
    before = kept()
    done = submit(actor(staff_code="X01"), codes)
    assert len(done.refused) == 3
    assert "权限" in done.refused[0][2][0][1]
    assert kept() == before


def test_it_may_be_run_again(manager, codes):
    first = submit(manager, codes)
    before = kept()
    again = submit(manager, codes)
    assert [number for _, number in again.waiting] == [first.number] * 3
    assert kept() == before


def test_an_interrupted_run_goes_on_under_the_same_number(manager, administrator, codes):
    first = submit(manager, codes[:1], is_closed=False)
    with pytest.raises(ItemActionNotAllowed):
        approve_page(number=first.number, request=request(administrator))
    done = submit(manager, codes)
    assert done.number == first.number
    bulk = BulkRequest.objects.get(region_code=REGION)
    assert (bulk.state, bulk.item_count) == ("submitted", 3)


def test_an_item_that_was_handled_by_itself_is_left(manager, administrator, codes):
    done = submit(manager, codes)
    take_back_item(region_code=REGION, implementation_code=codes[0], request=request(manager))
    approve_item(region_code=REGION, implementation_code=codes[1], request=request(administrator))
    assert approve_page(number=done.number, request=request(administrator)) == 0
    outcomes = BulkRequestItem.objects.filter(region_code=REGION).order_by("implementation_code")
    assert list(outcomes.values_list("outcome", flat=True)) == [
        "overtaken",
        "overtaken",
        "published",
    ]
    assert [row(code).state for code in codes] == ["changing", "change_approved", "running"]


def test_what_cannot_be_published_stays_approved_with_the_reason(
    manager, administrator, codes, readiness
):
    readiness.certificate = ("证照类型停用",)
    elements = {
        "result_type": "certificate",
        "result_name": "经营许可证",
        "certificate_type_code": "11100000000013338W021",
    }
    done = submit(manager, codes[:1], elements)
    assert done.refused == []
    approve_page(number=done.number, request=request(administrator))
    place = BulkRequestItem.objects.get(region_code=REGION)
    assert (place.outcome, row(codes[0]).state) == ("approved", "change_approved")
    assert "证照类型停用" in place.remark


def test_a_changed_shape_asks_for_a_flow_and_another_change_does_not(
    manager, administrator, codes, readiness
):
    LocalItem.objects.filter(region_code=REGION).update(flow_code="F0", flow_version=7)
    done = submit(manager, codes[:1])
    approve_page(number=done.number, request=request(administrator))
    assert readiness.asked == []
    assert (row(codes[0]).flow_code, row(codes[0]).flow_version) == ("F0", 7)
    on_the_spot = {
        "promised_limit": {"count": 0, "unit": "on_the_spot"},
        "case_kind": "on_the_spot",
    }
    done = submit(manager, codes[1:2], on_the_spot)
    assert done.refused == []
    approve_page(number=done.number, request=request(administrator))
    assert [asked.implementation_code for asked in readiness.asked] == codes[1:2]
    assert row(codes[1]).flow_code == "F1"


def test_the_publication_answers_the_to_do(manager, administrator, codes):
    ClaimTodo.objects.create(
        region_code=REGION, organisation_code=DEPARTMENT, catalogue_region_code=PROVINCE,
        base_code=BASE_CODE, catalogue_version=1, item_name="许可", item_type="license",
        kind="change", action="change", implementation_code=codes[0],
        raised_on="2018-02-01", due_on="2018-02-08",
    )  # fmt: skip
    done = submit(manager, codes)
    approve_page(number=done.number, request=request(administrator))
    assert ClaimTodo.objects.get(region_code=REGION).answer == "done"


def test_the_number_of_queries_does_not_grow_with_the_items(manager, administrator):
    few = [make_running(number) for number in range(10, 12)]
    many = [make_running(number) for number in range(20, 60)]
    asked = []
    for codes in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            done = submit(manager, codes)
            approve_page(number=done.number, request=request(administrator))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert row(code_of(59)).version == 2
