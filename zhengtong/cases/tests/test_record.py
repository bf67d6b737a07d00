"""One case with everything that belongs to it, and the list of cases."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.decision import send_back_decision
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.relay import UpperCase, relay_case
from zhengtong.cases.operations.suspension import resume_case, suspend_case
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.queries.clock_days import clock_days
from zhengtong.cases.queries.lookup import CaseUnknown
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.queries.worklist import (
    CaseGroup,
    Scope,
    Stretch,
    worklist_count,
    worklist_page,
)
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.tests.factories import (
    CITIZEN,
    MOBILE,
    at,
    completed,
    in_review,
    make_office,
    moment,
    next_number,
    proposed,
    received,
    submitted,
)
from zhengtong.cases.tests.life_acts import EXTENSION, PROCEDURE
from zhengtong.cases.tests.test_importing import DONE, bring, record, statement
from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.case_numbers import CaseNumberRefused
from zhengtong.kernel.deadlines import DayReason
from zhengtong.kernel.origins import Origin
from zhengtong.places.tests.factories import DEPARTMENT, REGION, make_region

pytestmark = pytest.mark.django_db
FEBRUARY_28 = moment("2018-02-28 12:00")
WHOLE_REGION = Scope(region_code=REGION, organisation_codes=None)


def test_it_tells_who_did_what_in_order(office) -> None:
    journey = completed(office)
    found = case_record(case_number=journey.number, now=FEBRUARY_28)
    assert [(act.label, act.people, act.node) for act in found.acts] == [
        ("收件", "演示员S01", ""),
        ("受理", "演示员S01", ""),
        ("开始审查", "演示员S01", ""),
        ("环节通过", "演示员S02", "审查"),
        ("提出拟办意见", "演示员S02", ""),
        ("准予", "演示员S03", "决定"),
        ("办结", "演示员S03", ""),
    ]
    assert found.head.state is CaseState.TO_DELIVER
    assert found.organisation_name == "机构510703-D01"
    assert [step.name for step in found.open_steps] == ["送达"]
    assert found.at_work == {(DEPARTMENT, "deliverer"): ("演示员S05",)}


def test_it_masks_the_people(office) -> None:
    found = case_record(case_number=received(office).number, now=FEBRUARY_28)
    assert (found.people.applicant, found.people.mobile) == ("张某某", "139****1111")
    assert found.people.id_number == "1101***********02X"
    assert CITIZEN not in repr(found)
    assert MOBILE not in repr(found)
    assert "张演示" not in repr(found)


def test_both_clocks_stand_where_they_are(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    days = case_record(case_number=journey.number, now=FEBRUARY_28).days
    assert (days.statutory.due_on, days.promised.due_on) == (
        dt.date(2018, 3, 26),
        dt.date(2018, 3, 7),
    )
    assert days.promised.standing.remaining_working_days == 5
    assert days.passed == (True, True)
    assert not days.is_provisional


def test_a_pause_takes_days_out_and_leaves_the_due_day_open(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    suspend_case(
        case_number=journey.number,
        request=PROCEDURE,
        by=office.reviewer,
        at=at("2018-02-28 10:00"),
    )
    days = clock_days(case_number=journey.number, now=moment("2018-03-05 12:00"))
    assert days.statutory.due_on is None
    assert days.statutory.standing.left.count == 18
    # 1, 2 and 5 March; the weekend between them is no working day.
    assert days.passed == (True, True, False, False, False)
    assert [day.reason for day in days.statutory.days[2:]] == [DayReason.SUSPENDED] * 5
    resume_case(
        case_number=journey.number,
        result="检测合格",
        by=office.reviewer,
        at=at("2018-03-06 10:00"),
    )
    days = clock_days(case_number=journey.number, now=moment("2018-03-07 12:00"))
    assert days.passed == (True, True, False, False, False, False, True)
    assert days.statutory.due_on == dt.date(2018, 3, 30)


def test_past_the_due_day_every_working_day_counts(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    days = clock_days(case_number=journey.number, now=moment("2018-03-28 12:00"))
    assert days.passed == (True,) * 22
    assert days.statutory.standing.overdue_working_days == 2
    assert days.promised.standing.overdue_working_days == 15


def test_the_clocks_end_with_the_handling(office) -> None:
    journey = completed(office, on="2018-02-26 10:00")
    days = clock_days(case_number=journey.number, now=moment("2018-09-01 12:00"))
    assert days.ended_at == moment("2018-02-26 10:06")
    assert days.passed == ()
    assert not days.statutory.standing.is_overdue


def test_a_withdrawn_case_has_ended_without_a_clock(office) -> None:
    journey = received(office)
    withdraw_case(
        case_number=journey.number, written_request="申请1号", by=office.clerk, at=journey.tick()
    )
    days = clock_days(case_number=journey.number, now=FEBRUARY_28)
    assert (days.accepted_at, days.ended_at) == (None, journey.now)
    assert (days.statutory, days.promised, days.latest) == (None, None, None)


def test_it_says_when_a_due_day_is_provisional(office) -> None:
    journey = in_review(office, on="2019-12-20 10:00")
    days = clock_days(case_number=journey.number, now=moment("2019-12-23 10:00"))
    assert days.statutory.due_on == dt.date(2020, 1, 20)
    assert (days.statutory.is_provisional, days.promised.is_provisional) == (True, False)


def test_it_says_why_the_clocks_cannot_be_computed(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    now = moment("2022-02-28 10:00")
    days = case_record(case_number=journey.number, now=now).days
    assert "2021 年的放假安排没有载入" in days.fault or "2022 年的放假安排没有载入" in days.fault
    assert days.statutory is None
    with pytest.raises(OutsideCalendar):
        clock_days(case_number=journey.number, now=now)


def test_it_keeps_extension_notice_steps_and_links(office) -> None:
    make_region(code="510700", name="绵阳市")
    make_office(
        organisation_code="510700-D01",
        region_code="510700",
        prefix="U",
        item="510700-D01-510101901000",
        calendar=False,
    )
    journey = in_review(office)
    extend_case(
        case_number=journey.number, request=EXTENSION, by=office.reviewer, at=journey.tick()
    )
    upper = UpperCase(
        case_number=next_number(region_code="510700"),
        implementation_code="510700-D01-510101901000",
    )
    relay_case(
        case_number=journey.number,
        upper=upper,
        opinion="初审合格",
        by=office.reviewer,
        at=journey.tick(),
    )
    found = case_record(case_number=journey.number, now=FEBRUARY_28)
    assert found.extension.added.label == "10 个工作日"
    assert found.days.statutory.limit.count == 30
    assert [(link.role.label, link.other_number) for link in found.links] == [
        ("转报至", upper.case_number)
    ]
    assert [(step.name, step.result.value) for step in found.steps] == [
        ("受理", "passed"),
        ("审查", "stopped"),
    ]
    above = case_record(case_number=upper.case_number, now=FEBRUARY_28)
    assert above.links[0].other_number == journey.number
    assert [material.way.value for material in above.materials] == ["exchange", "exchange"]


def test_it_keeps_what_was_sent_back_apart(office) -> None:
    journey = proposed(office)
    send_back_decision(
        case_number=journey.number,
        reason="补充理由",
        target="review",
        by=office.decider,
        at=journey.tick(),
    )
    steps = case_record(case_number=journey.number, now=FEBRUARY_28).steps
    assert [(step.name, step.is_redone) for step in steps] == [
        ("受理", False),
        ("审查", True),
        ("决定", True),
        ("审查", False),
    ]


def test_it_shows_what_the_one_notice_asked_for(office) -> None:
    journey = received(office)
    notify_correction(
        case_number=journey.number,
        points=[Point(what="营业执照过期", ground="《某条例》第三条", material="营业执照")],
        by=office.clerk,
        at=journey.tick(),
    )
    notice = case_record(case_number=journey.number, now=FEBRUARY_28).notice
    assert [(point.what, point.ground) for point in notice.points] == [
        ("营业执照过期", "《某条例》第三条")
    ]


def test_an_imported_case_has_acts_and_no_steps(office) -> None:
    bring(record(statement=statement(**DONE)))
    number = worklist_page(scope=WHOLE_REGION, group=CaseGroup.CLOSED, now=FEBRUARY_28)
    found = case_record(case_number=number.rows[0].number, now=FEBRUARY_28)
    assert {act.people for act in found.acts} == {"来源系统 traffic"}
    assert [act.is_late_entry for act in found.acts] == [True] * 5
    assert (found.steps, found.materials, found.notice) == ((), (), None)
    assert found.head.origin is Origin.SYNCED
    assert found.days.passed == (True,)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("510703180226", CaseNumberRefused),
        ("510703180226000019", CaseNumberRefused),
        (next_number(), CaseUnknown),
    ],
)
def test_it_refuses_a_number_that_is_none(db, number, refusal) -> None:
    with pytest.raises(refusal):
        case_record(case_number=number, now=FEBRUARY_28)


def test_its_queries_do_not_grow_with_the_life_of_the_case(office) -> None:
    young, old = received(office), completed(office)
    deliver_case(
        case_number=old.number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=office.deliverer,
        at=old.tick(),
    )
    asked = []
    for journey in (young, old, old):
        with CaptureQueriesContext(connection) as queries:
            case_record(case_number=journey.number, now=FEBRUARY_28)
        asked.append(len(queries))
    assert max(asked) <= 16


def numbers(group: CaseGroup, *, limit: int = 2, scope: Scope = WHOLE_REGION) -> list[str]:
    found, after = [], None
    while True:
        page = worklist_page(scope=scope, group=group, now=FEBRUARY_28, after=after, limit=limit)
        found += [row.number for row in page.rows]
        if not page.has_more:
            return found
        after = page.rows[-1].place


def test_the_list_goes_by_due_moment_then_pauses_then_the_rest(office) -> None:
    waiting = submitted(office)
    paused = in_review(office, on="2018-02-26 09:00")
    suspend_case(case_number=paused.number, request=PROCEDURE, by=office.reviewer, at=paused.tick())
    late = in_review(office, on="2018-02-27 10:00")
    # Both are due on 7 March; the key decides, and the receipt is due on 5 March.
    soon, same = in_review(office), in_review(office)
    fresh = received(office)
    assert numbers(CaseGroup.OPEN) == [
        case.number for case in (fresh, soon, same, late, paused, waiting)
    ]
    assert numbers(CaseGroup.BEFORE) == [fresh.number, waiting.number]
    assert numbers(CaseGroup.HANDLING, limit=1) == [
        case.number for case in (soon, same, late, paused)
    ]
    assert numbers(CaseGroup.CLOSED) == []
    page = worklist_page(scope=WHOLE_REGION, group=CaseGroup.OPEN, now=FEBRUARY_28)
    assert [row.place.stretch for row in page.rows[-2:]] == [Stretch.PAUSED, Stretch.OTHER]
    assert page.rows[1].nodes == ("审查",)
    assert page.rows[0].applicant == "张某某"


def test_ended_cases_come_newest_first(office) -> None:
    bring(*(record(number, statement=statement(**DONE)) for number in range(1, 6)))
    found = numbers(CaseGroup.CLOSED)
    assert len(set(found)) == 5
    assert found == sorted(found, reverse=True)
    assert worklist_count(scope=WHOLE_REGION, group=CaseGroup.CLOSED) == 5


def test_the_list_keeps_to_its_bodies(office) -> None:
    other = make_office(
        organisation_code="510703-D02",
        prefix="T",
        item="510703-D02-510101901000",
        calendar=False,
    )
    own, foreign = received(office), received(other)
    scope = Scope(region_code=REGION, organisation_codes=frozenset({DEPARTMENT}))
    assert numbers(CaseGroup.OPEN, scope=scope) == [own.number]
    assert set(numbers(CaseGroup.OPEN)) == {own.number, foreign.number}
    nobody = Scope(region_code=REGION, organisation_codes=frozenset())
    assert numbers(CaseGroup.OPEN, scope=nobody) == []


def test_a_draft_is_the_applicant_s_own(office) -> None:
    from zhengtong.cases.operations.pre_review import fail_pre_review

    journey = submitted(office)
    fail_pre_review(
        case_number=journey.number, faults=["缺签名"], by=office.clerk, at=journey.tick()
    )
    assert numbers(CaseGroup.OPEN) == []


def test_the_queries_of_the_list_do_not_grow(office) -> None:
    asked = []
    for more in (2, 6):
        for _ in range(more):
            in_review(office)
        with CaptureQueriesContext(connection) as queries:
            worklist_page(scope=WHOLE_REGION, group=CaseGroup.OPEN, now=FEBRUARY_28)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 9
