"""Cases that an organ begins itself: filed, handled, decided, closed or dropped."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, CaseAct, Filing
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.filing import file_case
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.investigation import propose_outcome, record_handling
from zhengtong.cases.operations.outcome import close_case, decide_outcome, drop_case
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.ex_officio import ClueSource, DropGround, Outcome
from zhengtong.cases.tests.ex_officio import (
    PUNISHMENT,
    closed,
    decided,
    decision,
    filed,
    filing,
    filing_request,
    handled,
    make_filing_office,
    proposed,
    refuses,
)
from zhengtong.cases.tests.factories import (
    CITIZEN,
    MOBILE,
    REMEDIES,
    application,
    make_office,
    moment,
    next_number,
    trace,
)
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.models import Entry, Retraction
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.indicators.queries import counts_at
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.periods import Period

pytestmark = pytest.mark.django_db
REPORTED = {"clue_source": ClueSource.REPORT, "clue_number": "JB-1"}
FEBRUARY = Period(dt.date(2018, 2, 1), dt.date(2018, 2, 28))


@pytest.fixture
def office():
    return make_filing_office()


def counted(code: str) -> int:
    number_pending(region_code="510703")
    found = counts_at(
        region_code="510703", period=FEBRUARY, kinds=measure(code).kinds, position=10**6
    )
    return sum(found.by_key.values())


def test_it_is_filed_handled_decided_and_closed(office):
    case = closed(office).case
    assert (case.state, case.close_result) == ("closed", "granted")
    assert trace(case.number).acts == (
        "file",
        "record_handling",
        "propose_outcome",
        "decide",
        "close",
    )
    assert trace(case.number).kinds == (
        "cases.filed",
        "cases.handling_recorded",
        "cases.outcome_proposed",
        "cases.outcome_decided",
        "cases.closed",
    )
    row = filing(case.number)
    assert (row.clue_source, row.outcome, row.remedies_told) == ("patrol", "punish", True)
    assert row.investigators == ["S01", "S02"]


def test_filing_counts_as_accepted_and_closing_as_completed(office):
    closed(office)
    assert (counted("accepted"), counted("completed")) == (1, 1)
    entry = Entry.objects.get(region_code="510703", kind="cases.filed")
    assert entry.item_type == "punishment"


def test_it_has_no_promise_and_ninety_calendar_days_where_the_item_says_nothing(office):
    case = filed(office).case
    # 2018-02-26 and 90 days; 27 May is a Sunday, so the Monday after it.
    assert (case.statutory_limit, case.statutory_limit_unit) == (90, "day")
    assert local_day(case.statutory_due_at) == dt.date(2018, 5, 28)
    assert case.promised_limit is None
    assert case.promised_due_at is None
    assert case.due_at == case.statutory_due_at


def test_the_limit_of_the_item_comes_first():
    office = make_filing_office(statutory_limit={"count": 30, "unit": "day"})
    assert local_day(filed(office).case.statutory_due_at) == dt.date(2018, 3, 28)


def test_an_inspection_has_no_limit_where_the_item_says_nothing():
    office = make_filing_office(item_type="inspection")
    case = filed(office).case
    assert (case.statutory_due_at, case.due_at) == (None, None)


def test_the_clock_ends_with_the_decision(office):
    assert decided(office).case.due_at is None


@pytest.mark.parametrize(
    ("item_type", "outcome", "state", "result"),
    [
        ("punishment", Outcome.PUNISH, "decided", "granted"),
        ("punishment", Outcome.NO_PUNISHMENT, "decided_against", "denied"),
        ("punishment", Outcome.NOT_ESTABLISHED, "decided_against", "denied"),
        ("punishment", Outcome.TO_PROSECUTION, "decided_against", "denied"),
        ("coercion", Outcome.COERCE, "decided", "granted"),
        ("coercion", Outcome.NO_COERCION, "decided_against", "denied"),
        ("inspection", Outcome.FOUND_FAULTY, "decided", "granted"),
    ],
)
def test_each_outcome_closes_with_its_result(item_type, outcome, state, result):
    office = make_filing_office(item_type=item_type)
    journey = decided(office, outcome=outcome)
    assert journey.case.state == state
    case = close_case(
        case_number=journey.number, execution="已执行", by=office.handler, at=journey.tick()
    )
    assert case.close_result == result
    assert bool(case.close_reason) == (result == "denied")


def test_the_party_is_sealed_like_an_applicant(office):
    case = filed(office).case
    assert CITIZEN not in case.applicant_id_sealed
    assert MOBILE not in case.applicant_mobile_sealed
    for body in Entry.objects.filter(region_code="510703").values_list("body", flat=True):
        assert CITIZEN not in body
        assert "张演示" not in body


def test_an_item_on_application_is_not_filed():
    office = make_office()
    number = next_number()
    with pytest.raises(DomainError) as refusal:
        file_case(
            case_number=number,
            request=filing_request(office),
            by=office.clerk,
            at=live(moment("2018-02-26 10:00")),
        )
    assert refusal.value.code == "wrong_beginning"
    assert not Case.objects.filter(region_code="510703").exists()


def test_nobody_applies_for_a_punishment():
    office = make_office(item=PUNISHMENT, item_type="punishment")
    with pytest.raises(DomainError) as refusal:
        receive_case(
            case_number=next_number(),
            application=application(item=PUNISHMENT),
            collected=["申请表", "营业执照"],
            by=office.clerk,
            at=live(moment("2018-02-26 10:00")),
        )
    assert refusal.value.code == "wrong_beginning"


def party(**changes) -> Applicant:
    given = {
        "kind": ApplicantKind.NATURAL,
        "name": "张演示",
        "id_type": "111",
        "id_number": CITIZEN,
        "mobile": "",
    }
    return Applicant(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clue_source": ClueSource.TRANSFER}, "filing_incomplete"),
        (
            {
                "party": Applicant(
                    kind=ApplicantKind.NATURAL,
                    name=" ",
                    id_type="111",
                    id_number=CITIZEN,
                    mobile="",
                )
            },
            "filing_incomplete",
        ),
        (
            {
                "party": Applicant(
                    kind=ApplicantKind.NATURAL,
                    name="张演示",
                    id_type="111",
                    id_number="110105194912310021",
                    mobile="",
                )
            },
            "code_refused",
        ),
        ({"party": party(kind=ApplicantKind.LEGAL)}, "applicant_refused"),
        ({"party": party(name="字" * 101)}, "text_refused"),
    ],
)
def test_an_incomplete_filing_is_refused(office, changes, code):
    with pytest.raises(DomainError) as refusal:
        filed(office, **changes)
    assert refusal.value.code == code
    assert not Filing.objects.filter(region_code="510703").exists()


def test_the_only_decider_does_not_file(office):
    with pytest.raises(DomainError) as refusal:
        file_case(
            case_number=next_number(),
            request=filing_request(office),
            by=office.decider,
            at=live(moment("2018-02-26 10:00")),
        )
    assert refusal.value.code == "last_decider_reviews"


def test_one_official_alone_does_not_investigate(office):
    journey = filed(office)
    common = {"case_number": journey.number, "by": office.handler, "at": journey.tick()}
    refusal = refuses(
        "handling_incomplete", record_handling, result="查实", investigators=[], **common
    )
    assert "两人" in refusal.message
    refuses("unknown_investigator", record_handling, result="查实", investigators=["X99"], **common)
    refuses("handling_incomplete", record_handling, result=" ", investigators=["S02"], **common)


def test_what_was_not_investigated_is_not_proposed(office):
    journey = filed(office)
    refuses(
        "action_not_allowed",
        propose_outcome,
        case_number=journey.number,
        outcome=Outcome.PUNISH,
        opinion="拟处罚",
        by=office.handler,
        at=journey.tick(),
    )


def test_an_outcome_of_another_kind_is_refused(office):
    journey = handled(office)
    refuses(
        "outcome_refused",
        propose_outcome,
        case_number=journey.number,
        outcome=Outcome.COERCE,
        opinion="拟强制",
        by=office.handler,
        at=journey.tick(),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reasons": " "}, "outcome_incomplete"),
        ({"remedies": None}, "outcome_incomplete"),
        ({"is_party_heard": False}, "party_not_heard"),
    ],
)
def test_a_decision_lacking_something_is_refused(office, changes, code):
    journey = proposed(office)
    refuses(
        code,
        decide_outcome,
        case_number=journey.number,
        decision=decision(Outcome.PUNISH, **changes),
        by=office.decider,
        at=journey.tick(),
    )


def test_what_an_inspection_found_needs_no_remedies():
    office = make_filing_office(item_type="inspection")
    journey = proposed(office, outcome=Outcome.FOUND_COMPLIANT)
    case = decide_outcome(
        case_number=journey.number,
        decision=decision(Outcome.FOUND_COMPLIANT, remedies=None, is_party_heard=False),
        by=office.decider,
        at=journey.tick(),
    )
    assert case.state == "decided"


def test_a_heavier_decision_than_proposed_is_refused_and_a_lighter_one_goes(office):
    journey = proposed(office, outcome=Outcome.NO_PUNISHMENT)
    common = {"case_number": journey.number, "by": office.decider, "at": journey.tick()}
    refuses("outcome_refused", decide_outcome, decision=decision(Outcome.PUNISH), **common)
    lighter = decide_outcome(decision=decision(Outcome.NOT_ESTABLISHED), **common)
    assert lighter.state == "decided_against"


def test_who_investigated_does_not_decide(office):
    journey = proposed(office)
    with pytest.raises(PermissionRefused):
        decide_outcome(
            case_number=journey.number,
            decision=decision(Outcome.PUNISH),
            by=office.handler,
            at=journey.tick(),
        )


def test_a_case_is_dropped_with_ground_and_clause_and_counts_as_completed(office):
    journey = proposed(office)
    common = {
        "case_number": journey.number,
        "ground": DropGround.NO_FACTS,
        "by": office.decider,
    }
    refuses("drop_unfounded", drop_case, **common, reason="", basis="第五十七条", at=journey.tick())
    refuses("drop_unfounded", drop_case, **common, reason="查无", basis=" ", at=journey.tick())
    too_long = {"reason": "查无", "basis": "条" * 501}
    refuses("text_refused", drop_case, **common, **too_long, at=journey.tick())
    case = drop_case(**common, reason="查无实据", basis="第五十七条", at=journey.tick())
    assert (case.state, case.close_result, case.decided_at) == ("dropped", "returned", None)
    assert (counted("accepted"), counted("completed")) == (1, 1)
    refuses(
        "action_not_allowed",
        close_case,
        case_number=journey.number,
        execution="无",
        by=office.handler,
        at=journey.tick(),
    )


def test_a_decided_case_is_not_dropped_and_a_filed_one_not_closed(office):
    journey = decided(office)
    refuses(
        "action_not_allowed",
        drop_case,
        case_number=journey.number,
        ground=DropGround.NO_FACTS,
        reason="查无",
        basis="第五十七条",
        by=office.decider,
        at=journey.tick(),
    )
    refuses(
        "closing_incomplete",
        close_case,
        case_number=journey.number,
        execution=" ",
        by=office.handler,
        at=journey.tick(),
    )
    other = filed(office)
    refuses(
        "action_not_allowed",
        close_case,
        case_number=other.number,
        execution="已执行",
        by=office.handler,
        at=other.tick(),
    )


def test_voiding_takes_back_what_filing_and_closing_counted(office):
    journey = closed(office)
    void_case(case_number=journey.number, reason="重复", by=office.administrator, at=journey.tick())
    taken = Retraction.objects.filter(region_code="510703").values_list("taken__kind", flat=True)
    assert set(taken) == {"cases.filed", "cases.closed"}
    assert (counted("accepted"), counted("completed")) == (0, 0)


def test_remedies_stand_in_the_decision(office):
    journey = decided(office)
    act = CaseAct.objects.get(region_code="510703", case_id=journey.case.id, action="decide")
    assert REMEDIES.reconsideration in act.opinion
    assert REMEDIES.suit in act.opinion
