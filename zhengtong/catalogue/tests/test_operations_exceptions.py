"""Exceptions as acts: declared by the body, decided by the centre, ended early; what they leave."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from zhengtong.catalogue.models import ExceptionAct, ExceptionDeclaration
from zhengtong.catalogue.operations.exceptions import (
    ExceptionDraft,
    UnknownDeclaration,
    UnknownExceptionItem,
    approve_exception,
    declare_exception,
    end_exception,
    refuse_exception,
)
from zhengtong.catalogue.operations.requests import ReasonMissing
from zhengtong.catalogue.queries import declarations_in, exceptions_in_force, list_rates
from zhengtong.catalogue.rules.exceptions import (
    ApproverIsDeclarer,
    ExceptionActionNotAllowed,
    ExceptionKind,
    ExceptionRefused,
)
from zhengtong.catalogue.rules.list_measures import ListMeasure
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    CODE,
    DEPARTMENT,
    REGION,
    request,
    take_list,
)
from zhengtong.catalogue.tests.steps import claim
from zhengtong.foundation.actors import OPERATOR, Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import TextRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_administrator, make_staff
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.tests.factories import make_organisation, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness", "office")]
TODAY = date(2018, 2, 28)
LATER = datetime(2018, 6, 1, 2, 0, tzinfo=UTC)
YEAR_END = date(2018, 12, 31)
ORDER = "川府发〔2018〕1号第三条"


def declare(by: Actor, *, now: datetime | None = None, **changes: object) -> int:
    said = {
        "organisation_code": DEPARTMENT,
        "kind": ExceptionKind.UPPER_LEVEL,
        "item_code": BASE_CODE,
        "basis": ORDER,
        "starts_on": TODAY,
        "ends_on": YEAR_END,
        **changes,
    }
    asked = request(by, "改由市局受理", **({"now": now} if now else {}))
    return declare_exception(draft=ExceptionDraft(**said), request=asked).number


def approve(by: Actor, number: int = 1, *, now: datetime = LATER, region: str = REGION) -> None:
    approve_exception(region_code=region, number=number, request=request(by, now=now))


def refused(error: type[DomainError], act) -> str:
    """Return the message of a refusal, after seeing that it changed nothing."""
    before = list(ExceptionDeclaration.objects.order_by("number").values())
    counted = Entry.objects.count(), ExceptionAct.objects.count()
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert list(ExceptionDeclaration.objects.order_by("number").values()) == before
    assert (Entry.objects.count(), ExceptionAct.objects.count()) == counted
    return refusal.value.message


def shares(on: date) -> dict[str, tuple[int, int]]:
    total = list_rates(region_code=REGION, on=on).total
    return {
        each.value: (total.measures[each].denominator, total.measures[each].excepted)
        for each in ListMeasure
    }


def test_it_stays_in_every_base_until_the_centre_approves(manager, administrator) -> None:
    declare(manager)
    assert shares(date(2018, 5, 31))["claim_rate"] == (1, 0)
    approve(administrator)
    assert shares(date(2018, 5, 31))["claim_rate"] == (1, 0)  # a past day keeps its answer
    assert shares(date(2018, 6, 1))["claim_rate"] == (0, 1)
    assert shares(YEAR_END)["claim_rate"] == (0, 1)
    assert shares(date(2019, 1, 1))["claim_rate"] == (1, 0)  # it ends on its day
    entries = Entry.objects.filter(region_code=REGION, subject="exception:1")
    assert [(one.kind, one.actor) for one in entries.order_by("subject_no")] == [
        ("catalogue.exception_declared", "staff:M01"),
        ("catalogue.exception_approved", "staff:C01"),
    ]
    bodies = "".join(entries.values_list("body", flat=True))
    assert '"counts_from":"2018-06-01","counts_to":"2018-12-31"' in bodies
    assert "川府发" not in bodies  # free text stays in the row
    assert "改由市局受理" not in bodies
    acts = ExceptionAct.objects.order_by("act_no")
    assert [(act.action, act.actor_code, act.reason) for act in acts] == [
        ("declare", "M01", "改由市局受理"),
        ("approve", "C01", ""),
    ]


EVERY = {*(measure.value for measure in ListMeasure)}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        pytest.param(ExceptionKind.SECRET, EVERY - {"claim_rate"}, id="secret"),
        pytest.param(ExceptionKind.NOT_ONLINE, {"online_rate"}, id="not online"),
        pytest.param(ExceptionKind.NOT_IN_HALL, {"in_hall_rate", "one_window_rate"}, id="hall"),
        pytest.param(ExceptionKind.UPPER_LEVEL, EVERY, id="upper level"),
        pytest.param(ExceptionKind.BY_ORDER, EVERY, id="by order"),
    ],
)
@pytest.mark.parametrize("item_code", ["", BASE_CODE])
def test_it_leaves_the_bases_of_its_kind(manager, administrator, kind, left, item_code) -> None:
    for listed in (
        ListKind.IN_HALL,
        ListKind.ONE_WINDOW,
        ListKind.AT_MOST_ONCE,
        ListKind.ZERO_VISIT,
    ):
        take_list((DEPARTMENT, BASE_CODE), kind=listed, by=administrator)
    declare(manager, kind=kind, item_code=item_code)
    approve(administrator)
    found = shares(date(2018, 6, 1))
    assert {name for name, share in found.items() if share == (0, 1)} == left
    assert {name for name, share in found.items() if share == (1, 0)} == EVERY - left
    excepted = list_rates(region_code=REGION, on=date(2018, 6, 1)).exceptions
    assert [(each.number, each.kind) for each in excepted] == [(1, kind)]


def test_it_is_of_the_item_that_the_body_holds(manager, administrator) -> None:
    claim(manager)
    declare(manager, item_code=CODE)
    row = ExceptionDeclaration.objects.get(region_code=REGION, number=1)
    assert (row.base_code, row.state, row.counts_from) == (BASE_CODE, "declared", None)


def test_it_is_declared_by_administrator_or_manager_of_the_body(administrator) -> None:
    assert declare(make_administrator(staff_code="A01")) == 1
    make_organisation(code="510703-D02")
    other = make_administrator(staff_code="A02", organisation_code="510703-D02")
    make_staff(staff_code="S09")
    for by in (other, administrator, actor(staff_code="S09")):
        refused(PermissionRefused, lambda by=by: declare(by, kind=ExceptionKind.SECRET))


def test_it_is_decided_by_the_centre_alone(manager, administrator) -> None:
    declare(manager)
    own = make_administrator(staff_code="A01")
    for by in (own, OPERATOR):
        refused(PermissionRefused, lambda by=by: approve(by))
    approve(administrator)
    refused(ExceptionActionNotAllowed, lambda: approve(administrator))


def test_it_is_never_decided_by_who_declared_it(administrator) -> None:
    make_staff(staff_code="B01")
    give_duty(staff_code="B01", duty=Duty.ITEM_MANAGER)
    give_duty(staff_code="B01", duty=Duty.DEPARTMENT_ADMINISTRATOR, organisation_code=CENTRE)
    both = actor(staff_code="B01")
    declare(both)
    at_centre = actor(staff_code="B01", organisation_code=CENTRE)
    assert "不能审核自己申报的例外" in refused(ApproverIsDeclarer, lambda: approve(at_centre))
    refused(
        ApproverIsDeclarer,
        lambda: refuse_exception(
            region_code=REGION, number=1, request=request(at_centre, "无依据")
        ),
    )
    approve(administrator)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        pytest.param({"basis": " "}, ExceptionRefused, "须写明依据的条款或者文号", id="no clause"),
        pytest.param({"basis": "条" * 201}, TextRefused, "依据最多 200 字", id="long clause"),
        pytest.param({"ends_on": None}, ExceptionRefused, "须有终止日", id="no end"),
        pytest.param(
            {"ends_on": date(2018, 2, 27)},
            ExceptionRefused,
            "终止日 2018-02-27 早于起始日 2018-02-28",
            id="end before start",
        ),
        pytest.param(
            {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 1, 31)},
            ExceptionRefused,
            "终止日 2018-01-31 已过，例外不追溯",
            id="over",
        ),
        pytest.param(
            {"item_code": "999"}, UnknownExceptionItem, "没有编码为 999 的事项", id="unknown item"
        ),
        pytest.param(
            {"item_code": "511602-ITEM"},
            UnknownExceptionItem,
            "510703 没有编码为 511602-ITEM 的事项",
            id="item of another region",
        ),
        pytest.param(
            {"item_code": "510703-D02-ITEM"},
            UnknownExceptionItem,
            "是机构 510703-D02 的，不是机构 510703-D01 的",
            id="item of another body",
        ),
        pytest.param(
            {"organisation_code": "X"}, UnknownOrganisation, "机构 X 不存在", id="unknown body"
        ),
        pytest.param(
            {"organisation_code": "511602-D01"}, PermissionRefused, "", id="body of another region"
        ),
    ],
)
def test_it_refuses_what_cannot_be_declared(manager, changes, error, message) -> None:
    make_region(code="511602", name="广安区")
    make_organisation(code="511602-D01", region_code="511602")
    make_organisation(code="510703-D02")
    for region, body in (("511602", "511602-D01"), (REGION, "510703-D02")):
        code = "511602-ITEM" if region != REGION else "510703-D02-ITEM"
        make_published_item(implementation_code=code, organisation_code=body, region_code=region)
    assert message in refused(error, lambda: declare(manager, **changes))


def test_it_refuses_a_second_one_of_a_kind_for_the_same_days(manager, administrator) -> None:
    declare(manager)
    message = refused(ExceptionRefused, lambda: declare(manager, starts_on=YEAR_END))
    assert "已有“由上级办理”的例外申报（#1，待审核），期间不能重叠" in message
    assert declare(manager, kind=ExceptionKind.SECRET) == 2
    assert declare(manager, item_code="") == 3
    assert declare(manager, starts_on=date(2019, 1, 1), ends_on=date(2019, 6, 30)) == 4
    refuse_exception(region_code=REGION, number=1, request=request(administrator, "无依据"))
    assert declare(manager) == 5  # a refused one stands in nobody's way


def test_it_is_refused_with_a_reason(manager, administrator) -> None:
    declare(manager)
    refused(
        ReasonMissing,
        lambda: refuse_exception(region_code=REGION, number=1, request=request(administrator)),
    )
    refuse_exception(region_code=REGION, number=1, request=request(administrator, "文件已废止"))
    assert not exceptions_in_force(region_code=REGION, on=TODAY).in_force
    refused(ExceptionActionNotAllowed, lambda: approve(administrator))


def test_it_cannot_be_approved_once_it_is_over(manager, administrator) -> None:
    declare(manager)
    late = datetime(2019, 1, 1, 2, 0, tzinfo=UTC)
    assert "已过" in refused(ExceptionRefused, lambda: approve(administrator, now=late))


def test_another_region_has_its_own_declarations(manager, administrator) -> None:
    make_region(code="511602", name="广安区")
    declare(manager)
    assert "511602 没有第 1 号例外申报" in refused(
        UnknownDeclaration, lambda: approve(administrator, region="511602")
    )


def end(
    by: Actor, *, last_day: date | None = None, reason: str = "改革完成", days: int = 0
) -> None:
    now = LATER + timedelta(days=days)
    end_exception(
        region_code=REGION, number=1, last_day=last_day, request=request(by, reason, now=now)
    )


def test_it_is_ended_early_with_a_reason_and_leaves_past_days(manager, administrator) -> None:
    declare(manager)
    approve(administrator)
    refused(ReasonMissing, lambda: end(manager, reason=" ", days=9))
    make_organisation(code="510703-D02")
    other = make_administrator(staff_code="A02", organisation_code="510703-D02")
    refused(PermissionRefused, lambda: end(other, days=9))
    message = refused(ExceptionRefused, lambda: end(manager, last_day=date(2018, 6, 5), days=9))
    assert "最早为 2018-06-09" in message
    assert "要比它早" in refused(ExceptionRefused, lambda: end(manager, last_day=YEAR_END, days=9))
    end(administrator, days=9)
    assert shares(date(2018, 6, 9))["claim_rate"] == (0, 1)
    assert shares(date(2018, 6, 10))["claim_rate"] == (1, 0)
    assert ExceptionAct.objects.get(action="end").reason == "改革完成"
    entry = Entry.objects.get(kind="catalogue.exception_ended")
    assert ('"counts_to":"2018-06-09"' in entry.body, "改革完成" in entry.body) == (True, False)
    refused(ExceptionActionNotAllowed, lambda: end(administrator, days=9))
    assert declare(manager, now=LATER + timedelta(days=9)) == 2


def test_it_never_counted_when_ended_on_its_first_day_or_taken_back(manager, administrator) -> None:
    declare(manager)
    approve(administrator)
    end(manager)
    assert shares(date(2018, 6, 1))["claim_rate"] == (1, 0)
    assert declare(manager) == 2
    taken_back = request(manager, "写错", now=LATER)
    end_exception(region_code=REGION, number=2, request=taken_back)
    found = declarations_in(region_code=REGION)
    assert [(one.known.number, one.known.state, one.decided_by) for one in found] == [
        (1, "ended", "C01"),
        (2, "ended", ""),
    ]


def test_it_asks_no_more_queries_for_more_of_them(
    manager, administrator, django_assert_num_queries
) -> None:
    declare(manager)
    with django_assert_num_queries(3):
        declarations_in(region_code=REGION)
    declare(manager, kind=ExceptionKind.SECRET)
    declare(manager, item_code="")
    with django_assert_num_queries(3):
        assert len(declarations_in(region_code=REGION)) == 3
    with django_assert_num_queries(1):
        exceptions_in_force(region_code=REGION, on=TODAY)
