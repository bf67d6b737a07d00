"""Pledge: decided on the undertaking, checked afterwards, annulled if false."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, Undertaking
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.decision import Proposal, grant_on_the_spot
from zhengtong.cases.operations.pledges import AnnulmentRequest, annul_decision, check_pledge
from zhengtong.cases.queries.undertakings import due_undertakings
from zhengtong.cases.rules.guards.acceptance import MaterialsLacking
from zhengtong.cases.rules.guards.handling import NotOnTheSpot
from zhengtong.cases.rules.guards.undertakings import (
    AnnulmentRefused,
    PledgeCheckRefused,
    PledgeNotAllowed,
    UndertakingIncomplete,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.rules.undertakings import UndertakingKind, UndertakingResult
from zhengtong.cases.tests.counter_offices import (
    PLEDGED,
    TOLERATED,
    make_counter_office,
    pledge,
    pledged,
    taken_in,
)
from zhengtong.cases.tests.factories import REMEDIES, Journey, at, trace
from zhengtong.cases.tests.test_tolerance import decided, deliver
from zhengtong.flows.rules.shapes import on_the_spot
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.models import Entry, Retraction
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.indicators.queries import counts_at
from zhengtong.kernel.periods import Period

pytestmark = pytest.mark.django_db
REGION = "510703"
CHECKED = "2018-03-20 10:00"


@pytest.fixture
def office(db):
    return make_counter_office()


def check(journey: Journey, result: UndertakingResult, on: str = CHECKED, **changes) -> Case:
    fields = {
        "case_number": journey.number,
        "result": result,
        "finding": "现场核查，场地与承诺一致",
        "by": journey.office.reviewer,
        "at": at(on),
    }
    return check_pledge(**{**fields, **changes})


def annulment(**changes) -> AnnulmentRequest:
    fields = {"reasons": "场地不存在", "remedies": REMEDIES, "is_holder_heard": True}
    return AnnulmentRequest(**{**fields, **changes})


def annul(journey: Journey, on: str = "2018-03-21 10:00", **changes) -> Case:
    fields = {
        "case_number": journey.number,
        "request": annulment(),
        "by": journey.office.decider,
        "at": at(on),
    }
    return annul_decision(**{**fields, **changes})


def test_it_decides_on_the_pledge_and_sets_the_day_of_the_check(office) -> None:
    journey = pledged(office)
    assert journey.case.is_on_pledge
    assert Undertaking.objects.get(region_code=REGION).due_on is None
    decided(journey)
    row = Undertaking.objects.get(region_code=REGION)
    # Granted on 26 February; 20 working days later is 26 March.
    assert (row.kind, row.due_on, row.result) == ("pledge", dt.date(2018, 3, 26), "")
    (due,) = due_undertakings(
        region_code=REGION,
        kind=UndertakingKind.PLEDGE,
        until=dt.date(2018, 3, 30),
        today=dt.date(2018, 3, 27),
    )
    assert (due.case_number, due.is_overdue) == (journey.number, True)
    assert deliver(journey).state == "delivered"


def test_it_sets_no_check_where_it_denied(office) -> None:
    journey = decided(pledged(office), proposal=Proposal.DENY)
    assert Undertaking.objects.get(region_code=REGION).due_on is None
    with pytest.raises(PledgeCheckRefused, match="没有待核查的承诺"):
        check(journey, UndertakingResult.PASSED)


def test_it_decides_at_once_where_the_flow_leads_to_the_decision(db) -> None:
    office = make_counter_office(flow=on_the_spot(), one_window=False)
    journey = pledged(office)
    case = grant_on_the_spot(case_number=journey.number, by=office.decider, at=journey.tick())
    assert (case.state, case.is_on_the_spot) == ("granted", False)
    full = taken_in(office)
    accept_case(case_number=full.number, by=office.clerk, at=full.tick())
    with pytest.raises(NotOnTheSpot):
        grant_on_the_spot(case_number=full.number, by=office.decider, at=full.tick())


@pytest.mark.parametrize(
    ("changes", "refused", "words"),
    [
        ({"materials": (PLEDGED, TOLERATED)}, PledgeNotAllowed, "不.*承诺替代：营业执照|没有标明"),
        ({"reference": ""}, UndertakingIncomplete, "承诺书"),
        ({"is_applicant_told": False}, UndertakingIncomplete, "书面告知"),
        ({"materials": ()}, MaterialsLacking, "尚缺：场地证明"),
    ],
)
def test_it_refuses_a_pledge_and_changes_nothing(office, changes, refused, words) -> None:
    journey = taken_in(office, PLEDGED)
    before = trace(journey.number)
    with pytest.raises(refused, match=words):
        accept_case(
            case_number=journey.number,
            undertakings=pledge(**changes),
            by=office.clerk,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ({"pledge": False}, "本事项不适用告知承诺"),
        ({"pledge_check_limit": None}, "没有规定承诺的事后核查时限"),
    ],
)
def test_it_takes_a_pledge_only_where_the_item_says_so(db, elements, words) -> None:
    office = make_counter_office(**elements)
    journey = taken_in(office, PLEDGED)
    with pytest.raises(PledgeNotAllowed, match=words):
        accept_case(
            case_number=journey.number,
            undertakings=pledge(),
            by=office.clerk,
            at=journey.tick(),
        )


def test_it_records_a_check_that_passed_and_annuls_nothing(office) -> None:
    journey = decided(pledged(office))
    deliver(journey)
    case = check(journey, UndertakingResult.PASSED)
    assert case.state == "delivered"
    row = Undertaking.objects.get(region_code=REGION)
    assert (row.result, row.checker, row.finding) == ("passed", "S02", "现场核查，场地与承诺一致")
    body = Entry.objects.get(region_code=REGION, kind="cases.pledge_checked").body
    assert '"result":"passed"' in body
    assert "现场核查" not in body
    with pytest.raises(AnnulmentRefused, match="没有核查为不实"):
        annul(journey)
    with pytest.raises(PledgeCheckRefused, match="已经核查过"):
        check(journey, UndertakingResult.FALSE)


def test_it_annuls_on_a_false_pledge_and_touches_no_past_figure(office) -> None:
    journey = decided(pledged(office))
    deliver(journey)
    figures = counted()
    assert check(journey, UndertakingResult.FALSE, finding="现场没有场地").state == "delivered"
    case = annul(journey)
    assert (case.state, case.close_result) == ("annulled", "granted")
    assert case.decided_at is not None
    assert case.delivered_at is not None
    left = trace(journey.number)
    assert left.acts[-2:] == ("check_pledge", "annul")
    assert left.kinds[-2:] == ("cases.pledge_checked", "cases.decision_annulled")
    assert not Retraction.objects.filter(region_code=REGION).exists()
    assert counted() == figures == {"accepted": 1, "completed": 1}
    with pytest.raises(ActionNotAllowed):
        annul(journey, on="2018-03-22 10:00")


def counted() -> dict[str, int]:
    number_pending(region_code=REGION)
    year = Period(dt.date(2018, 1, 1), dt.date(2018, 12, 31))
    return {
        code: sum(
            counts_at(
                region_code=REGION, period=year, kinds=measure(code).kinds, position=10**6
            ).by_key.values()
        )
        for code in ("accepted", "completed")
    }


def test_it_annuls_before_delivery_too_and_stops_the_flow(office) -> None:
    journey = decided(pledged(office))
    check(journey, UndertakingResult.FALSE)
    assert annul(journey).state == "annulled"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reasons": " "}, "说明理由"),
        ({"remedies": type(REMEDIES)(reconsideration="区政府", suit="")}, "行政诉讼"),
        ({"is_holder_heard": False}, "陈述、申辩"),
        ({"harms_public": True}, "不予撤销"),
    ],
)
def test_it_refuses_to_annul(office, changes, words) -> None:
    journey = decided(pledged(office))
    check(journey, UndertakingResult.FALSE)
    before = trace(journey.number)
    with pytest.raises(AnnulmentRefused, match=words) as refusal:
        annul(journey, request=annulment(**changes))
    assert refusal.value.clause == "《行政许可法》第六十九条"
    assert trace(journey.number) == before


def test_it_lets_only_who_decides_annul(office) -> None:
    journey = decided(pledged(office))
    check(journey, UndertakingResult.FALSE)
    with pytest.raises(PermissionRefused):
        annul(journey, by=office.reviewer)
    with pytest.raises(PermissionRefused):
        check(journey, UndertakingResult.FALSE, by=office.clerk)


def test_it_refuses_a_check_that_says_nothing_or_comes_too_early(office) -> None:
    journey = pledged(office)
    with pytest.raises(ActionNotAllowed, match="不能“承诺事后核查”"):
        check(journey, UndertakingResult.PASSED)
    decided(journey)
    with pytest.raises(PledgeCheckRefused, match="查到了什么"):
        check(journey, UndertakingResult.PASSED, finding=" ")
    with pytest.raises(PledgeCheckRefused, match="应为属实或不实"):
        check(journey, UndertakingResult.SUPPLIED)


def test_it_has_no_pledge_to_check_in_an_ordinary_case(office) -> None:
    journey = taken_in(office)
    accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    decided(journey)
    with pytest.raises(PledgeCheckRefused):
        check(journey, UndertakingResult.PASSED)


def test_it_annuls_nothing_that_is_still_on_its_way(office) -> None:
    with pytest.raises(ActionNotAllowed):
        annul(pledged(office))
