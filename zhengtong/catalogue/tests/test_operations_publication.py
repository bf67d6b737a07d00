"""Publication, operation, change, suspension, cancellation; each refusal changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from zhengtong.catalogue.models import ItemVersion
from zhengtong.catalogue.operations.acting import UnknownItem
from zhengtong.catalogue.operations.approval import approve_item
from zhengtong.catalogue.operations.cancellation import cancel_item
from zhengtong.catalogue.operations.changing import change_item, drop_change
from zhengtong.catalogue.operations.publication import NotReady, publish_item, run_item
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.submission import submit_item
from zhengtong.catalogue.operations.suspension import resume_item, suspend_item
from zhengtong.catalogue.ports import FlowAnswer
from zhengtong.catalogue.queries import ItemNotRunning, item_for_case
from zhengtong.catalogue.rules.states import ItemActionNotAllowed, RevisionKind
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CODE,
    DEPARTMENT,
    ITEM,
    NOW,
    REGION,
    item,
    release,
    request,
)
from zhengtong.catalogue.tests.steps import bring_to, claim, fill, refused, submit_and_approve
from zhengtong.foundation import database_guards
from zhengtong.places.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]


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
    submit_and_approve(manager, administrator)
    readiness.certificate = ("没有印章",)
    message = refused(NotReady, lambda: publish_item(**ITEM, request=request(manager)))
    assert message == "证照未就绪：没有印章"
    readiness.certificate = ()
    assert publish_item(**ITEM, request=request(manager)) == 1


def test_it_does_not_run_before_its_day(manager, administrator) -> None:
    claim(manager)
    fill(manager, effective_date="2018-03-01")
    submit_and_approve(manager, administrator)
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
    submit_and_approve(manager, administrator)
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
