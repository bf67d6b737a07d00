"""The life of a local item, act by act; each refusal changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from zhengtong.catalogue.models import ItemAct, ItemVersion, LocalItem
from zhengtong.catalogue.operations.acting import UnknownItem
from zhengtong.catalogue.operations.approval import approve_item, return_item
from zhengtong.catalogue.operations.cancellation import cancel_item
from zhengtong.catalogue.operations.changing import change_item, drop_change
from zhengtong.catalogue.operations.claiming import AlreadyClaimed, claim_item, release_item
from zhengtong.catalogue.operations.filling import ElementsRefused, fill_item
from zhengtong.catalogue.operations.publication import NotReady, publish_item, run_item
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.submission import submit_item, take_back_item
from zhengtong.catalogue.operations.suspension import resume_item, suspend_item
from zhengtong.catalogue.ports import FlowAnswer
from zhengtong.catalogue.queries import ItemNotRunning, item_for_case
from zhengtong.catalogue.queries.upper_items import UnknownUpperItem
from zhengtong.catalogue.rules.claims import ApproverIsSubmitter, ClaimRefused
from zhengtong.catalogue.rules.states import ItemActionNotAllowed, RevisionKind
from zhengtong.catalogue.rules.submission import SubmissionRefused
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    CODE,
    DEPARTMENT,
    ITEM,
    LOCKED,
    NOW,
    REGION,
    item,
    kinds,
    open_office,
    release,
    request,
    upper_elements,
)
from zhengtong.foundation import database_guards
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff
from zhengtong.places.models import Organisation
from zhengtong.places.queries import UnknownOrganisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
OWN = {name: value for name, value in complete_elements().items() if name not in LOCKED}


@pytest.fixture
def office() -> tuple[Actor, Actor]:
    return open_office()


@pytest.fixture
def manager(office: tuple[Actor, Actor]) -> Actor:
    return office[0]


@pytest.fixture
def administrator(office: tuple[Actor, Actor]) -> Actor:
    return office[1]


def claim(by: Actor) -> str:
    return claim_item(organisation_code=DEPARTMENT, base_code=BASE_CODE, request=request(by))


def fill(by: Actor, **changes) -> None:
    fill_item(**ITEM, elements={**OWN, **changes}, request=request(by))


def bring_to(state: str, manager: Actor, administrator: Actor) -> None:
    """Walk the item to a state on the way to operation."""
    steps: dict[str, Callable[[], object]] = {
        "claimed": lambda: claim(manager),
        "filled": lambda: fill(manager),
        "submitted": lambda: submit_item(**ITEM, request=request(manager)),
        "approved": lambda: approve_item(**ITEM, request=request(administrator)),
        "published": lambda: publish_item(**ITEM, request=request(manager)),
        "running": lambda: run_item(**ITEM, request=request(manager)),
        "changing": lambda: change_item(**ITEM, request=request(manager)),
    }
    for reached, step in steps.items():
        step()
        if reached == state:
            break
    assert item().state == state


def refused(error: type[Exception], act: Callable[[], object]) -> str:
    """Return the message of a refusal, after seeing that it changed nothing."""
    before = list(LocalItem.objects.filter(region_code=REGION).values())
    entries, acts = Entry.objects.count(), ItemAct.objects.count()
    versions = ItemVersion.objects.count()
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert list(LocalItem.objects.filter(region_code=REGION).values()) == before
    assert (Entry.objects.count(), ItemAct.objects.count()) == (entries, acts)
    assert ItemVersion.objects.count() == versions
    return str(getattr(refusal.value, "message", ""))


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
    assert number_pending(region_code=REGION) == 6
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
        claim_item(organisation_code=DEPARTMENT, base_code=base_code, request=request(manager))

    assert refused(ClaimRefused, lambda: claim_other("510101901001")) == (
        "本级清单没有把这一事项列给本机构，请先由政务服务中心列入清单"
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
        lambda: claim_item(organisation_code="X", base_code=BASE_CODE, request=request(manager)),
    )


def test_it_refuses_the_same_code_twice_and_takes_another_code(manager) -> None:
    claim(manager)
    message = refused(AlreadyClaimed, lambda: claim(manager))
    assert message == (
        f"实施编码 {CODE} 已用于“道路货物运输经营许可”，同一目录事项再认领一项的，请另填实施编码"
    )
    other = claim_item(
        organisation_code=DEPARTMENT,
        base_code=BASE_CODE,
        implementation_code=f"{CODE}-01",
        name="道路货物运输经营许可（变更）",
        request=request(manager),
    )
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
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))
    assert item().state == "approved"


def test_it_takes_a_submission_back(manager, administrator) -> None:
    bring_to("submitted", manager, administrator)
    take_back_item(**ITEM, request=request(manager))
    assert item().state == "filled"


def test_it_does_not_publish_without_credit_code_or_demo_mark(manager, administrator) -> None:
    bring_to("approved", manager, administrator)
    Organisation.objects.filter(code=DEPARTMENT).update(is_demo=False)
    message = refused(NotReady, lambda: publish_item(**ITEM, request=request(manager)))
    assert message == (
        "机构510703-D01还没有统一社会信用代码，不能发布事项，请先用 load-organisations 补充"
    )


def test_it_does_not_publish_before_the_flow_is_ready(manager, administrator, readiness) -> None:
    bring_to("approved", manager, administrator)
    readiness.flow = FlowAnswer(reasons=("决定岗无人在岗",))
    message = refused(NotReady, lambda: publish_item(**ITEM, request=request(manager)))
    assert message == "办理流程未就绪：决定岗无人在岗"


def test_it_asks_for_a_flow_by_the_shape_of_the_item(manager, administrator, readiness) -> None:
    bring_to("approved", manager, administrator)
    publish_item(**ITEM, request=request(manager), flow_code="F9")
    (asked,) = readiness.asked
    assert (asked.flow_code, asked.organisation_code) == ("F9", DEPARTMENT)
    assert (asked.is_on_the_spot, asked.is_joint, asked.needs_certificate) == (False, False, False)
    assert asked.is_intake_handler_split is True


def test_it_does_not_publish_before_the_certificate_is_ready(
    manager, administrator, readiness
) -> None:
    claim(manager)
    fill(
        manager,
        result_type="certificate",
        result_name="道路运输经营许可证",
        result_validity="4年",
        certificate_type_code="11100000000013127D001",
    )
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))
    readiness.certificate = ("没有印章",)
    message = refused(NotReady, lambda: publish_item(**ITEM, request=request(manager)))
    assert message == "证照未就绪：没有印章"
    readiness.certificate = ()
    assert publish_item(**ITEM, request=request(manager)) == 1


def test_it_does_not_run_before_its_day(manager, administrator) -> None:
    claim(manager)
    fill(manager, effective_date="2018-03-01")
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))
    publish_item(**ITEM, request=request(manager))
    message = refused(NotReady, lambda: run_item(**ITEM, request=request(manager)))
    assert message == "计划生效日期是 2018-03-01，未到日期不能运行"
    run_item(**ITEM, request=request(manager, now=NOW + timedelta(days=1)))
    assert item().state == "running"


def test_it_keeps_the_version_in_force_while_a_change_is_made(manager, administrator) -> None:
    bring_to("running", manager, administrator)
    change_item(**ITEM, request=request(manager))
    fill(manager, promised_limit={"count": 5, "unit": "workday"})
    assert item_for_case(**ITEM).promised_limit.count == 7
    submit_item(**ITEM, request=request(manager))
    approve_item(**ITEM, request=request(administrator))
    assert item_for_case(**ITEM).item_version == 1
    assert publish_item(**ITEM, request=request(manager)) == 2
    found = item_for_case(**ITEM)
    assert (found.item_version, found.promised_limit.count) == (2, 5)
    first = ItemVersion.objects.get(region_code=REGION, version=1)
    assert first.elements["promised_limit"] == {"count": 7, "unit": "workday"}


def test_it_freezes_a_published_version_in_the_database(manager, administrator) -> None:
    bring_to("published", manager, administrator)
    versions = ItemVersion.objects.filter(region_code=REGION)
    if connection.vendor == "sqlite":  # on PostgreSQL the application's role may not update
        with pytest.raises(DatabaseError), transaction.atomic():
            versions.update(item_name="改名")
    assert versions.get().item_name == "道路货物运输经营许可"
    assert "catalogue_itemversion" in database_guards._APPEND_ONLY_TABLES


def test_it_drops_a_change_and_is_as_before(manager, administrator) -> None:
    bring_to("changing", manager, administrator)
    before = item().elements
    fill(manager, place="3号窗口")
    drop_change(**ITEM, request=request(manager))
    assert (item().state, item().elements) == ("running", before)


def test_it_takes_over_the_newest_upper_version_when_it_changes(manager, administrator) -> None:
    bring_to("running", manager, administrator)
    release(kind=RevisionKind.CHANGE, statutory_limit={"count": 15, "unit": "workday"})
    change_item(**ITEM, request=request(manager))
    assert item().elements["statutory_limit"] == {"count": 15, "unit": "workday"}
    assert item().base_version == 2
    drop_change(**ITEM, request=request(manager))
    assert item().base_version == 1


def test_it_suspends_resumes_and_cancels_with_a_reason(manager, administrator) -> None:
    bring_to("changing", manager, administrator)
    fill(manager, place="3号窗口")
    refused(ReasonMissing, lambda: suspend_item(**ITEM, request=request(manager)))
    suspend_item(**ITEM, request=request(manager, "系统升级"))
    assert item().elements["place"] == "涪城区政务服务中心1号窗口"
    with pytest.raises(ItemNotRunning):
        item_for_case(**ITEM)
    resume_item(**ITEM, request=request(manager))
    assert item_for_case(**ITEM).item_version == 1
    refused(ReasonMissing, lambda: cancel_item(**ITEM, request=request(manager)))
    cancel_item(**ITEM, request=request(manager, "法规废止"))
    refused(ItemActionNotAllowed, lambda: resume_item(**ITEM, request=request(manager)))
    assert item().state == "cancelled"


def test_it_does_not_run_on_while_the_upper_item_is_suspended(manager, administrator) -> None:
    bring_to("approved", manager, administrator)
    release(kind=RevisionKind.SUSPEND)
    message = refused(NotReady, lambda: publish_item(**ITEM, request=request(manager)))
    assert message == f"目录事项 {BASE_CODE} 已暂停，不能发布或运行"


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("claimed", submit_item),
        ("filled", approve_item),
        ("submitted", publish_item),
        ("approved", run_item),
        ("published", change_item),
        ("running", drop_change),
        ("claimed", drop_change),
        ("claimed", suspend_item),
        ("running", resume_item),
    ],
)
def test_it_refuses_an_act_out_of_turn(state, act, manager, administrator) -> None:
    bring_to(state, manager, administrator)
    by = administrator if act is approve_item else manager
    message = refused(ItemActionNotAllowed, lambda: act(**ITEM, request=request(by, "试")))
    assert message.startswith("事项“")


def test_it_refuses_an_unknown_code(manager) -> None:
    message = refused(UnknownItem, lambda: submit_item(**ITEM, request=request(manager)))
    assert message == f"510703 没有实施编码为 {CODE} 的事项，请核对"
