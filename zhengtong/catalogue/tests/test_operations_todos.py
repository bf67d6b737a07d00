"""To-dos that arise from the upper level: for whom, until when, and how they are answered."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from zhengtong.catalogue.handlers import follow_published_flow
from zhengtong.catalogue.models import ClaimTodo
from zhengtong.catalogue.operations.claiming import Claim, claim_item
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.operations.suspension import suspend_item
from zhengtong.catalogue.operations.todos import UnknownTodo, decline_todo
from zhengtong.catalogue.queries import item_for_case, open_todos
from zhengtong.catalogue.rules.states import RevisionKind
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    CODE,
    DEPARTMENT,
    ITEM,
    NOW,
    REGION,
    open_office,
    release,
    request,
    take_list,
)
from zhengtong.catalogue.tests.steps import carry_to_running, change_and_publish
from zhengtong.flows.events import FlowPublished
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.delivery import deliver_pending
from zhengtong.foundation.ledger.models import Entry, FollowerCursor, ParkedSubject
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.places.tests.factories import make_calendar, make_organisation, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
NEW = "510101901001"


@pytest.fixture
def manager() -> Actor:
    make_calendar(years=(2018,))
    manager, _ = open_office()
    return manager


def deliver() -> None:
    number_pending(region_code="510000")
    deliver_pending(region_code="510000", now=NOW)


def todos() -> list[tuple[str, str, str, str]]:
    rows = ClaimTodo.objects.filter(region_code=REGION).order_by("base_code", "organisation_code")
    return [(row.organisation_code, row.base_code, row.action, row.answer) for row in rows]


def test_it_asks_the_body_on_the_list_to_claim_within_five_working_days(manager) -> None:
    deliver()
    assert todos() == [(DEPARTMENT, BASE_CODE, "claim", "")]
    todo = ClaimTodo.objects.get(region_code=REGION)
    assert (todo.raised_on, todo.due_on) == (date(2018, 2, 28), date(2018, 3, 7))
    assert (todo.kind, todo.catalogue_version, todo.item_name) == (
        "add",
        1,
        "道路货物运输经营许可",
    )


def test_it_asks_once_however_often_it_is_told(manager) -> None:
    deliver()
    FollowerCursor.objects.update(position=0)
    deliver()
    assert len(todos()) == 1
    assert not ParkedSubject.objects.filter(region_code="510000").exists()


def test_it_asks_bodies_of_the_same_line_where_the_list_is_silent(manager) -> None:
    release(kind=RevisionKind.CHANGE, central_guiding_body="交通运输厅")
    release(base_code=NEW, central_guiding_body="交通运输厅")
    deliver()
    assert (DEPARTMENT, NEW, "claim", "") in todos()


def test_it_asks_the_centre_whose_an_item_is_that_nobody_is_known_for(manager) -> None:
    release(base_code=NEW)
    release(base_code="510101901002", exercise_levels=["provincial"])
    deliver()
    assert [row for row in todos() if row[1] != BASE_CODE] == [(CENTRE, NEW, "claim", "")]


def test_it_reaches_every_region_below_and_no_other(manager) -> None:
    make_region(code="511602")
    make_region(code="370117")
    make_organisation(code="511602-D01", region_code="511602")
    make_organisation(code="370117-D01", region_code="370117")
    release(region_code="370000")
    for region, body in (("511602", "511602-D01"), ("370117", "370117-D01")):
        take_list((body, BASE_CODE), region_code=region)
    deliver()
    assert ClaimTodo.objects.filter(region_code="511602").count() == 1
    assert not ClaimTodo.objects.filter(region_code="370117").exists()


def test_it_waits_for_the_calendar_and_goes_on_when_it_is_loaded() -> None:
    open_office()
    deliver()
    assert todos() == []
    assert ParkedSubject.objects.get(region_code="510000").error.startswith("OutsideCalendar")


def test_it_is_answered_by_the_claim_also_for_the_centre(manager) -> None:
    release(base_code=NEW)
    deliver()
    take_list((DEPARTMENT, NEW), batch="增补")
    for base_code in (BASE_CODE, NEW):
        claim_item(
            claim=Claim(organisation_code=DEPARTMENT, base_code=base_code), request=request(manager)
        )
    assert [row[3] for row in todos()] == ["done", "done"]


def test_it_asks_the_holder_to_change_and_is_answered_by_the_change(manager) -> None:
    carry_to_running(manager)
    deliver()
    assert todos() == []
    release(kind=RevisionKind.CHANGE, statutory_limit={"count": 15, "unit": "workday"})
    deliver()
    todo = ClaimTodo.objects.get(region_code=REGION)
    assert (todo.action, todo.implementation_code) == ("change", CODE)
    assert todo.reasons == ["变更“法定办结时限”"]
    change_and_publish(manager)
    assert [row[3] for row in todos()] == ["done"]


def test_it_asks_nothing_where_a_change_does_not_touch_the_local_item(manager) -> None:
    carry_to_running(manager)
    release(kind=RevisionKind.CHANGE, annual_check="每年一次")
    deliver()
    assert todos() == []


def test_it_asks_the_holder_to_suspend(manager) -> None:
    carry_to_running(manager)
    release(kind=RevisionKind.SUSPEND)
    deliver()
    assert [row[2] for row in todos()] == ["suspend"]
    suspend_item(**ITEM, request=request(manager, "上级暂停"))
    assert [row[3] for row in todos()] == ["done"]


def test_it_lets_new_cases_run_on_a_newer_flow_and_never_on_an_older(manager) -> None:
    carry_to_running(manager)
    event = FlowPublished(
        region_code=REGION, flow_code="F1", version=3, organisation_code=DEPARTMENT, digest=""
    )
    follow_published_flow(event)
    assert item_for_case(**ITEM).flow_version == 3
    follow_published_flow(replace(event, version=2))
    follow_published_flow(replace(event, version=9, flow_code="F2"))
    assert item_for_case(**ITEM).flow_version == 3


def test_it_does_not_ask_twice_to_claim(manager) -> None:
    deliver()
    release(kind=RevisionKind.CHANGE, annual_check="每年一次")
    deliver()
    assert len(todos()) == 1


def test_it_lists_what_is_open_and_flags_what_is_overdue(
    manager, django_assert_num_queries
) -> None:
    deliver()
    with django_assert_num_queries(3):
        (row,) = open_todos(region_code=REGION, today=date(2018, 3, 8))
    assert (row.organisation_name, row.item_name) == ("机构510703-D01", "道路货物运输经营许可")
    assert (row.due_on, row.is_overdue) == (date(2018, 3, 7), True)
    (row,) = open_todos(region_code=REGION, today=date(2018, 3, 7))
    assert row.is_overdue is False
    assert open_todos(region_code=REGION, today=date(2018, 3, 7), overdue_only=True) == ()


def test_it_takes_a_refusal_with_its_reason_as_an_act(manager) -> None:
    deliver()
    todo = ClaimTodo.objects.get(region_code=REGION)
    key = {"region_code": REGION, "todo_id": todo.id}
    with pytest.raises(ReasonMissing), transaction.atomic():
        decline_todo(**key, request=request(manager))
    stranger = Actor(kind=manager.kind, code="X9", organisation_code="510703-D09")
    with pytest.raises(PermissionRefused), transaction.atomic():
        decline_todo(**key, request=request(stranger, "不是我的"))
    decline_todo(**key, request=request(manager, "职能已划出"))
    todo = ClaimTodo.objects.get(region_code=REGION)
    assert (todo.answer, todo.answer_reason, todo.answered_by) == (
        "declined",
        "职能已划出",
        "M01",
    )
    entry = Entry.objects.get(region_code=REGION, kind="catalogue.claim_declined")
    assert entry.organisation_code == DEPARTMENT
    assert "职能已划出" not in entry.body
    with pytest.raises(UnknownTodo) as refusal, transaction.atomic():
        decline_todo(**key, request=request(manager, "再说一次"))
    assert refusal.value.message == "没有这项待办，或者已经答复"
