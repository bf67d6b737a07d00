"""Tolerant acceptance: what may come later, until when, and what follows if it does not."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, CaseMaterial, Undertaking
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.correction import Point, notify_correction, supply_correction
from zhengtong.cases.operations.decision import (
    Proposal,
    deny_case,
    grant_case,
    propose_decision,
)
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.review import pass_step, start_review
from zhengtong.cases.operations.sweep import sweep_region
from zhengtong.cases.operations.undertakings import return_unsupplied, supply_tolerated
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.queries.undertakings import due_undertakings
from zhengtong.cases.rules.guards.acceptance import MaterialsLacking
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.guards.undertakings import (
    MaterialNotTolerable,
    SupplyAwaited,
    SupplyRefused,
    SupplyTooLate,
    UndertakingIncomplete,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.rules.undertakings import UndertakingKind
from zhengtong.cases.tests.counter_offices import (
    PLEDGED,
    TOLERATED,
    make_counter_office,
    materials,
    taken_in,
    tolerance,
    tolerated,
)
from zhengtong.cases.tests.factories import REMEDIES, Journey, at, moment, trace
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused

pytestmark = pytest.mark.django_db
REGION = "510703"


@pytest.fixture
def office(db):
    return make_counter_office()


def decided(journey: Journey, *, proposal: Proposal = Proposal.GRANT) -> Journey:
    """Bring an accepted case to its result."""
    office, number = journey.office, journey.number
    start_review(case_number=number, by=office.clerk, at=journey.tick())
    pass_step(
        case_number=number, node="review", opinion="符合", by=office.reviewer, at=journey.tick()
    )
    propose_decision(
        case_number=number,
        proposal=proposal,
        opinion="拟办",
        by=office.reviewer,
        at=journey.tick(),
    )
    if proposal is Proposal.GRANT:
        grant_case(case_number=number, opinion="同意", by=office.decider, at=journey.tick())
    else:
        deny_case(
            case_number=number,
            reasons="不符合",
            remedies=REMEDIES,
            by=office.decider,
            at=journey.tick(),
        )
    complete_case(case_number=number, by=office.decider, at=journey.tick())
    return journey


def deliver(journey: Journey) -> Case:
    return deliver_case(
        case_number=journey.number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=journey.office.deliverer,
        at=journey.tick(),
    )


def supply(journey: Journey, *names: str, on: str = "2018-03-01 09:00") -> Case:
    return supply_tolerated(
        case_number=journey.number,
        materials=names or (TOLERATED,),
        by=journey.office.clerk,
        at=at(on),
    )


def test_it_accepts_without_what_the_item_lets_come_later(office) -> None:
    journey = tolerated(office)
    assert (journey.case.state, journey.case.supply_due_on) == ("accepted", dt.date(2018, 3, 5))
    undertaking = Undertaking.objects.get(region_code=REGION)
    assert (undertaking.kind, undertaking.reference, undertaking.due_on) == (
        "tolerance",
        "容缺承诺第1号",
        dt.date(2018, 3, 5),
    )
    assert undertaking.told_at == journey.now
    material = CaseMaterial.objects.get(region_code=REGION, name=TOLERATED)
    assert (material.is_collected, material.supply_due_on) == (False, dt.date(2018, 3, 5))
    left = trace(journey.number)
    assert left.kinds == ("cases.received", "cases.accepted")
    body = Entry.objects.get(region_code=REGION, kind="cases.accepted").body
    assert '"supply_due_on":"2018-03-05"' in body
    assert "承诺第1号" not in body


def test_it_takes_an_earlier_day_that_the_applicant_undertakes(office) -> None:
    assert tolerated(office, supply_by=dt.date(2018, 2, 28)).case.supply_due_on == dt.date(
        2018, 2, 28
    )


def test_it_never_waits_beyond_the_promise(db) -> None:
    office = make_counter_office(materials=materials(count=30, unit="day"))
    # Accepted on 26 February; the promise of 7 working days ends on 7 March.
    assert tolerated(office).case.supply_due_on == dt.date(2018, 3, 7)


@pytest.mark.parametrize(
    ("changes", "refused", "words"),
    [
        pytest.param(
            {"supply_by": dt.date(2018, 3, 6)},
            SupplyTooLate,
            "补齐期限不能晚于 2018-03-05",
            id="beyond the limit of the material",
        ),
        pytest.param(
            {"supply_by": dt.date(2018, 2, 23)},
            SupplyTooLate,
            "补齐期限 2018-02-23 已经过去",
            id="in the past",
        ),
        pytest.param(
            {"materials": (TOLERATED, PLEDGED)},
            MaterialNotTolerable,
            "事项没有标明可以容缺：场地证明",
            id="a material that the item does not tolerate",
        ),
        pytest.param(
            {"materials": (TOLERATED, "户口簿")},
            MaterialNotTolerable,
            "事项没有标明可以容缺：户口簿",
            id="a material that nobody asked for",
        ),
        pytest.param({"reference": " "}, UndertakingIncomplete, "承诺书", id="no undertaking"),
        pytest.param(
            {"is_applicant_told": False}, UndertakingIncomplete, "书面告知", id="no notice"
        ),
        pytest.param({"materials": ()}, MaterialsLacking, "尚缺：营业执照", id="no material"),
    ],
)
def test_it_refuses_an_undertaking_and_changes_nothing(office, changes, refused, words) -> None:
    journey = taken_in(office, TOLERATED)
    before = trace(journey.number)
    with pytest.raises(refused, match=words):
        accept_case(
            case_number=journey.number,
            undertakings=tolerance(**changes),
            by=office.clerk,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert not Undertaking.objects.filter(region_code=REGION).exists()


def test_it_refuses_to_tolerate_what_is_there_or_not_undertaken(office) -> None:
    there = taken_in(office)
    with pytest.raises(UndertakingIncomplete, match="材料已经收齐，不必承诺：营业执照"):
        accept_case(
            case_number=there.number,
            undertakings=tolerance(),
            by=office.clerk,
            at=there.tick(),
        )
    lacking = taken_in(office, TOLERATED, "申请表")
    with pytest.raises(MaterialsLacking, match="尚缺：申请表"):
        accept_case(
            case_number=lacking.number,
            undertakings=tolerance(),
            by=office.clerk,
            at=lacking.tick(),
        )


def test_it_delivers_a_grant_only_once_everything_is_in(office) -> None:
    journey = decided(tolerated(office))
    before = trace(journey.number)
    with pytest.raises(SupplyAwaited, match="还没有补齐（期限 2018-03-05）"):
        deliver(journey)
    assert trace(journey.number) == before
    case = supply(journey)
    assert case.supply_due_on is None
    undertaking = Undertaking.objects.get(region_code=REGION)
    assert (undertaking.result, undertaking.settled_at) == ("supplied", moment("2018-03-01 09:00"))
    journey.now = moment("2018-03-02 09:00")
    assert deliver(journey).state == "delivered"
    assert "cases.tolerated_supplied" in trace(journey.number).kinds


def test_it_delivers_a_denial_without_waiting(office) -> None:
    assert deliver(decided(tolerated(office), proposal=Proposal.DENY)).state == "delivered"


def test_it_takes_in_one_material_after_the_other(db) -> None:
    both = [{**one, "tolerant": True} for one in materials()]
    both[2]["supply_limit"] = {"count": 3, "unit": "workday"}
    office = make_counter_office(materials=both)
    journey = taken_in(office, TOLERATED, PLEDGED)
    case = accept_case(
        case_number=journey.number,
        undertakings=tolerance(materials=(TOLERATED, PLEDGED)),
        by=office.clerk,
        at=journey.tick(),
    )
    assert case.supply_due_on == dt.date(2018, 3, 1)
    assert supply(journey, PLEDGED).supply_due_on == dt.date(2018, 3, 1)
    assert supply(journey, TOLERATED).supply_due_on is None


@pytest.mark.parametrize(
    ("names", "on", "words"),
    [
        pytest.param(("申请表",), "2018-03-01 09:00", "不在待补齐的容缺材料之内", id="another"),
        pytest.param((TOLERATED,), "2018-03-06 09:00", "补齐期限 2018-03-05 已过", id="late"),
    ],
)
def test_it_refuses_to_take_in(office, names, on, words) -> None:
    journey = tolerated(office)
    before = trace(journey.number)
    with pytest.raises(SupplyRefused, match=words):
        supply(journey, *names, on=on)
    assert trace(journey.number) == before


def test_it_refuses_to_take_in_where_nothing_is_awaited(office) -> None:
    journey = tolerated(office)
    supply(journey)
    with pytest.raises(SupplyRefused, match="没有待补齐的容缺材料"):
        supply(journey)
    with pytest.raises(ActionNotAllowed, match="不能“容缺材料补齐”"):
        supply(taken_in(office, TOLERATED))
    with pytest.raises(PermissionRefused):
        supply_tolerated(
            case_number=journey.number,
            materials=[TOLERATED],
            by=office.reviewer,
            at=at("2018-03-01 10:00"),
        )


def test_it_returns_by_rule_what_never_came(office) -> None:
    journey = tolerated(office)
    other = tolerated(office, supply_by=dt.date(2018, 3, 1))
    assert sweep_region(region_code=REGION, now=moment("2018-03-01 18:00")).unsupplied == []
    swept = sweep_region(region_code=REGION, now=moment("2018-03-05 23:00"))
    assert (swept.unsupplied, swept.refused) == ([other.number], [])
    swept = sweep_region(region_code=REGION, now=moment("2018-03-06 00:30"))
    assert swept.unsupplied == [journey.number]
    case = Case.objects.get(region_code=REGION, number=journey.number)
    assert (case.state, case.close_result, case.supply_due_on) == ("returned", "returned", None)
    assert case.close_reason == "逾期未补交材料：容缺受理承诺 2018-03-05 前补齐营业执照"
    assert trace(journey.number).kinds[-1] == "cases.returned_after_acceptance"
    assert sweep_region(region_code=REGION, now=moment("2018-03-07 00:30")).unsupplied == []


def test_it_returns_nothing_before_its_day_and_nothing_decided(office) -> None:
    journey = tolerated(office)
    with pytest.raises(SupplyRefused, match="期满前不能退件"):
        return_unsupplied(case_number=journey.number, by=SYSTEM, at=at("2018-03-05 18:00"))
    decided(journey)
    assert sweep_region(region_code=REGION, now=moment("2018-03-08 09:00")).unsupplied == []
    with pytest.raises(ActionNotAllowed):
        return_unsupplied(case_number=journey.number, by=SYSTEM, at=at("2018-03-08 09:00"))
    # Undelivered it stays; what comes late is still taken in.
    assert supply(journey, on="2018-03-08 10:00").supply_due_on is None


def test_it_awaits_nothing_of_a_case_that_ended(office) -> None:
    journey = tolerated(office)
    case = withdraw_case(
        case_number=journey.number,
        written_request="书面申请",
        by=office.clerk,
        at=journey.tick(),
    )
    assert case.supply_due_on is None
    assert sweep_region(region_code=REGION, now=moment("2018-04-02 09:00")).unsupplied == []


def test_it_lists_what_falls_due(office) -> None:
    journey = tolerated(office)
    asked = {"region_code": REGION, "kind": UndertakingKind.TOLERANCE}
    (due,) = due_undertakings(**asked, until=dt.date(2018, 3, 8), today=dt.date(2018, 3, 6))
    assert (due.case_number, due.due_on, due.is_overdue) == (
        journey.number,
        dt.date(2018, 3, 5),
        True,
    )
    assert due_undertakings(**asked, until=dt.date(2018, 3, 4), today=dt.date(2018, 3, 1)) == []


def test_it_looks_only_at_cases_that_await_something(office, django_assert_num_queries) -> None:
    for _ in range(3):
        taken_in(office)
    with django_assert_num_queries(3):  # received, noticed, unsupplied: one page each
        sweep_region(region_code=REGION, now=moment("2018-02-26 12:00"))


def test_it_keeps_when_the_applicant_was_told_though_acceptance_dates_back(office) -> None:
    journey = taken_in(office, TOLERATED)
    notify_correction(
        case_number=journey.number,
        points=[Point(what="申请表缺签名")],
        by=office.clerk,
        at=journey.tick(),
    )
    supply_correction(case_number=journey.number, by=office.clerk, at=at("2018-02-27 09:00"))
    case = accept_case(
        case_number=journey.number,
        undertakings=tolerance(),
        by=office.clerk,
        at=at("2018-03-01 09:00"),
    )
    undertaking = Undertaking.objects.get(region_code=REGION)
    assert case.accepted_at == moment("2018-02-27 09:00")
    assert undertaking.told_at == undertaking.undertaken_at == moment("2018-03-01 09:00")


def test_what_nobody_supplied_is_settled_when_the_case_ends(office) -> None:
    returned, withdrawn, waiting = (tolerated(office) for _ in range(3))
    return_unsupplied(case_number=returned.number, by=SYSTEM, at=at("2018-03-06 09:00"))
    withdraw_case(
        case_number=withdrawn.number,
        written_request="书面",
        by=office.clerk,
        at=at("2018-03-01 09:00"),
    )
    rows = Undertaking.objects.filter(region_code=REGION)
    assert rows.get(settled_at__isnull=True).case_id == waiting.case.id
    ended = rows.filter(result="lapsed").order_by("settled_at")
    assert [one.settled_at for one in ended] == [
        moment("2018-03-01 09:00"),
        moment("2018-03-06 09:00"),
    ]
