"""Who decides, what a denial must say, and the certificate, completion and delivery after it."""

import pytest

from zhengtong.cases.models import CaseAct, Step
from zhengtong.cases.operations.certificate import start_certificate
from zhengtong.cases.operations.completion import complete_case
from zhengtong.cases.operations.decision import (
    Interests,
    Proposal,
    deny_case,
    grant_case,
    grant_on_the_spot,
    propose_decision,
    send_back_decision,
)
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.rules.guards.decision import (
    CertificateBlocked,
    CertificateNotMade,
    CertificateNotNeeded,
    DenialIncomplete,
    PartiesNotHeard,
    Remedies,
    SendBackUnexplained,
)
from zhengtong.cases.rules.guards.delivery import DeliveryUnproved, DeliveryWay
from zhengtong.cases.rules.guards.handling import NotOnTheSpot, OpinionMissing
from zhengtong.cases.rules.guards.separation import (
    ContractWorkerDecides,
    IntakeHandles,
    LastDeciderReviews,
    ReviewerDecides,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    REMEDIES,
    accepted,
    at,
    completed,
    denied,
    granted,
    make_office,
    moment,
    proposed,
    reviewed,
    trace,
)
from zhengtong.certificates.tests.factories import make_certificate_type
from zhengtong.flows.rules.shapes import on_the_spot, promised_with_certificate
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import Staff
from zhengtong.people.rules.duties import Post
from zhengtong.people.tests.factories import actor, give_post, make_handler

pytestmark = pytest.mark.django_db
TYPE = "11510703008437461X001"


def test_it_is_proposed_then_granted(office) -> None:
    journey = granted(office)
    left = trace(journey.number)
    assert left.state == "granted"
    assert left.kinds[-2:] == ("cases.decision_proposed", "cases.granted")
    assert (journey.case.decider, journey.case.proposal) == ("S03", "grant")
    assert journey.case.decided_at == moment("2018-02-26 10:05")


def test_it_refuses_a_proposal_without_opinion(office) -> None:
    journey = reviewed(office)
    before = trace(journey.number)
    with pytest.raises(OpinionMissing):
        propose_decision(
            case_number=journey.number,
            proposal=Proposal.GRANT,
            opinion="",
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_refuses_a_decision_by_the_reviewer(office) -> None:
    give_post(staff_code="S02", post=Post.DECIDER)
    journey = proposed(office)
    before = trace(journey.number)
    with pytest.raises(ReviewerDecides):
        grant_case(
            case_number=journey.number, opinion="同意", by=office.reviewer, at=journey.tick()
        )
    assert trace(journey.number) == before


def test_it_refuses_a_decision_by_its_proposer(office) -> None:
    make_handler(Post.REVIEWER, Post.DECIDER, staff_code="S40")
    both = actor(staff_code="S40")
    journey = reviewed(office)
    propose_decision(
        case_number=journey.number,
        proposal=Proposal.GRANT,
        opinion="拟准予",
        by=both,
        at=journey.tick(),
    )
    before = trace(journey.number)
    with pytest.raises(ReviewerDecides):
        grant_case(case_number=journey.number, opinion="同意", by=both, at=journey.tick())
    assert trace(journey.number) == before


def test_the_only_decider_does_not_propose(office) -> None:
    journey = reviewed(office)
    before = trace(journey.number)
    with pytest.raises(LastDeciderReviews):
        propose_decision(
            case_number=journey.number,
            proposal=Proposal.GRANT,
            opinion="拟准予",
            by=office.decider,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_refuses_a_decision_by_the_intake_person(office) -> None:
    give_post(staff_code="S01", post=Post.DECIDER)
    journey = proposed(office)
    with pytest.raises(IntakeHandles):
        grant_case(case_number=journey.number, opinion="同意", by=office.clerk, at=journey.tick())


def test_it_refuses_a_decision_by_a_contract_worker(office) -> None:
    journey = proposed(office)
    Staff.objects.filter(staff_code="S03").update(kind="contract")
    before = trace(journey.number)
    with pytest.raises(ContractWorkerDecides):
        grant_case(case_number=journey.number, opinion="同意", by=office.decider, at=journey.tick())
    assert trace(journey.number) == before


def test_it_refuses_a_decision_by_who_holds_no_such_post(office) -> None:
    journey = proposed(office)
    with pytest.raises(PermissionRefused):
        grant_case(case_number=journey.number, opinion="同意", by=office.maker, at=journey.tick())


def test_it_hears_others_first_where_their_interests_are_touched(office) -> None:
    journey = proposed(office)
    before = trace(journey.number)
    with pytest.raises(PartiesNotHeard):
        grant_case(
            case_number=journey.number,
            opinion="同意",
            interests=Interests(touches_major=True),
            by=office.decider,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    case = grant_case(
        case_number=journey.number,
        opinion="同意",
        interests=Interests(touches_major=True, are_heard=True),
        by=office.decider,
        at=journey.tick(),
    )
    assert case.state == "granted"


def test_a_denial_says_why_and_what_can_be_done(office) -> None:
    journey = denied(office)
    assert (journey.case.state, journey.case.close_reason) == ("denied", "不符合许可条件")
    act = CaseAct.objects.get(region_code="510703", action="deny")
    assert act.opinion == (
        "不符合许可条件；行政复议：涪城区人民政府，六十日内；行政诉讼：涪城区人民法院，六个月内"
    )
    case = complete_case(case_number=journey.number, by=office.decider, at=journey.tick())
    assert (case.state, case.close_result) == ("to_deliver", "denied")
    assert trace(journey.number).kinds[-2:] == ("cases.denied", "cases.completed")


@pytest.mark.parametrize(
    ("reasons", "remedies"),
    [
        ("", REMEDIES),
        ("不符合许可条件", Remedies(reconsideration="", suit="涪城区人民法院")),
        ("不符合许可条件", Remedies(reconsideration="涪城区人民政府", suit=" ")),
    ],
)
def test_it_refuses_an_incomplete_denial(office, reasons, remedies) -> None:
    journey = proposed(office, proposal=Proposal.DENY)
    before = trace(journey.number)
    with pytest.raises(DenialIncomplete):
        deny_case(
            case_number=journey.number,
            reasons=reasons,
            remedies=remedies,
            by=office.decider,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_refuses_to_send_back_in_silence(office) -> None:
    journey = proposed(office)
    before = trace(journey.number)
    with pytest.raises(SendBackUnexplained):
        send_back_decision(
            case_number=journey.number, reason=" ", by=office.decider, at=journey.tick()
        )
    assert trace(journey.number) == before


def test_it_refuses_a_decision_before_a_proposal(office) -> None:
    journey = reviewed(office)
    with pytest.raises(ActionNotAllowed):
        grant_case(case_number=journey.number, opinion="同意", by=office.decider, at=journey.tick())


def spot_office(**changes):
    return make_office(
        flow=on_the_spot(),
        promised_limit={"count": 0, "unit": "on_the_spot"},
        case_kind="on_the_spot",
        **changes,
    )


def test_an_on_the_spot_case_is_granted_at_once(db) -> None:
    office = spot_office()
    journey = accepted(office)
    case = grant_on_the_spot(case_number=journey.number, by=office.decider, at=journey.tick())
    assert case.state == "granted"
    assert case.promised_due_at == moment("2018-02-26 23:59:59")
    steps = Step.objects.filter(region_code="510703").order_by("ordinal")
    assert list(steps.values_list("node", "handler", "result")) == [
        ("intake", "S01", "passed"),
        ("decision", "S03", "passed"),
        ("delivery", "", ""),
    ]


def test_it_refuses_to_grant_at_once_on_a_later_day(db) -> None:
    office = spot_office()
    journey = accepted(office)
    before = trace(journey.number)
    with pytest.raises(NotOnTheSpot):
        grant_on_the_spot(case_number=journey.number, by=office.decider, at=at("2018-02-27 09:00"))
    assert trace(journey.number) == before
    assert not Step.objects.exists()


def test_it_refuses_to_grant_a_promised_item_at_once(office) -> None:
    journey = accepted(office)
    before = trace(journey.number)
    with pytest.raises(NotOnTheSpot):
        grant_on_the_spot(case_number=journey.number, by=office.decider, at=journey.tick())
    assert trace(journey.number) == before


def test_the_intake_person_may_decide_where_the_item_lets_one_person(db) -> None:
    office = spot_office(one_window=False, one_person_on_the_spot=True)
    give_post(staff_code="S01", post=Post.DECIDER)
    journey = accepted(office)
    case = grant_on_the_spot(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert case.decider == "S01"


def certificate_office():
    return make_office(
        flow=promised_with_certificate(),
        result_type="certificate",
        result_name="道路运输经营许可证",
        certificate_type_code=TYPE,
    )


def test_the_certificate_step_is_blocked_while_the_type_is_not_ready(db) -> None:
    office = certificate_office()
    make_certificate_type(type_code=TYPE, template_name="")
    journey = granted(office)
    before = trace(journey.number)
    with pytest.raises(CertificateBlocked, match="没有证照模板"):
        start_certificate(case_number=journey.number, by=office.maker, at=journey.tick())
    with pytest.raises(CertificateNotMade):
        complete_case(case_number=journey.number, by=office.decider, at=journey.tick())
    assert trace(journey.number) == before


def test_a_certificate_is_made_then_the_case_is_complete(db) -> None:
    office = certificate_office()
    make_certificate_type(type_code=TYPE)
    journey = granted(office)
    start_certificate(case_number=journey.number, by=office.maker, at=journey.tick())
    before = trace(journey.number)
    assert before.kinds[-1] == "cases.certificate_started"
    with pytest.raises(CertificateNotMade):
        complete_case(case_number=journey.number, by=office.maker, at=journey.tick())
    assert trace(journey.number) == before
    case = complete_case(
        case_number=journey.number,
        certificate_number="川交运管许可绵字510703000001号",
        by=office.maker,
        at=journey.tick(),
    )
    assert (case.state, case.close_result) == ("to_deliver", "granted")
    assert case.certificate_number == "川交运管许可绵字510703000001号"
    assert list(
        Step.objects.filter(region_code="510703", closed_at=None).values_list("node", flat=True)
    ) == ["delivery"]


def test_it_refuses_a_certificate_where_none_is_needed(office) -> None:
    journey = granted(office)
    with pytest.raises(CertificateNotNeeded):
        start_certificate(case_number=journey.number, by=office.maker, at=journey.tick())


def test_completion_waits_ten_working_days_for_delivery(office) -> None:
    case = completed(office, on="2018-02-26 10:00").case
    assert (case.state, case.close_result) == ("to_deliver", "granted")
    assert case.completed_at == moment("2018-02-26 10:06")
    # Ten working days from the decision on 26 February 2018.
    assert case.due_at == moment("2018-03-12 23:59:59")


def test_it_refuses_to_complete_twice(office) -> None:
    journey = completed(office)
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        complete_case(case_number=journey.number, by=office.decider, at=journey.tick())
    assert trace(journey.number) == before


@pytest.mark.parametrize(
    ("way", "proof", "is_proved"),
    [
        (DeliveryWay.SIGNED, "张演示", True),
        (DeliveryWay.EXPRESS, "EX123456789CN", True),
        (DeliveryWay.EXPRESS, "签收", False),
        (DeliveryWay.SIGNED, " ", False),
        (DeliveryWay.ELECTRONIC, "", False),
    ],
)
def test_it_is_delivered_with_proof(office, way, proof, is_proved) -> None:
    journey = completed(office)
    before = trace(journey.number)

    def deliver():
        return deliver_case(
            case_number=journey.number,
            way=way,
            proof=proof,
            by=office.deliverer,
            at=journey.tick(),
        )

    if not is_proved:
        with pytest.raises(DeliveryUnproved):
            deliver()
        assert trace(journey.number) == before
        return
    case = deliver()
    assert (case.state, case.due_at) == ("delivered", None)
    assert trace(journey.number).kinds[-1] == "cases.delivered"
    assert not Step.objects.filter(region_code="510703", closed_at=None).exists()


def test_it_refuses_delivery_by_others(office) -> None:
    journey = completed(office)
    make_handler(Post.REVIEWER, staff_code="S30")
    with pytest.raises(PermissionRefused):
        deliver_case(
            case_number=journey.number,
            way=DeliveryWay.SIGNED,
            proof="张演示",
            by=office.reviewer,
            at=journey.tick(),
        )
