"""Legal review, hearing and who stays apart before an outcome is decided."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case
from zhengtong.cases.operations.hearing import (
    HearingRecord,
    hold_hearing,
    request_hearing,
    review_legality,
    tell_hearing,
)
from zhengtong.cases.operations.investigation import (
    propose_outcome,
    record_handling,
    send_back_outcome,
)
from zhengtong.cases.operations.outcome import decide_outcome, drop_case
from zhengtong.cases.rules.ex_officio import DropGround, Outcome
from zhengtong.cases.tests.ex_officio import (
    decision,
    filed,
    filing,
    handle,
    make_filing_office,
    proposed,
    refuses,
)
from zhengtong.cases.tests.factories import (
    moment,
)
from zhengtong.kernel.local_time import local_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_filing_office()


def test_legal_review_comes_before_the_decision_where_it_is_due(office):
    journey = proposed(office, is_legality_due=True)
    number, common = journey.number, {"case_number": journey.number}
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())
    review_legality(
        **common, is_passed=False, opinion="定性不当", by=office.reviewer, at=journey.tick()
    )
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())
    send_back_outcome(**common, reason="重新定性", by=office.decider, at=journey.tick())
    assert filing(number).legality_passed is None
    handle(office, number, journey.tick())
    propose_outcome(
        **common,
        outcome=Outcome.PUNISH,
        opinion="拟处罚",
        is_legality_due=True,
        by=office.handler,
        at=journey.tick(),
    )
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    assert decide_outcome(**common, **decide, at=journey.tick()).reviewer == "S03"


def test_a_review_that_failed_holds_up_the_decision_though_it_was_not_due(office):
    journey = proposed(office)
    common = {"case_number": journey.number}
    review_legality(
        **common, is_passed=False, opinion="定性不当", by=office.reviewer, at=journey.tick()
    )
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    assert decide_outcome(**common, **decide, at=journey.tick()).state == "decided"


def test_a_review_before_the_hearing_is_no_review_after_it(office):
    journey = proposed(office, on="2018-03-01 10:00", is_hearing_due=True)
    common = {"case_number": journey.number}
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    tell_hearing(**common, notice="听告〔2018〕1号", by=office.handler, at=journey.tick())
    request_hearing(**common, request="申请书", by=office.handler, at=journey.tick())
    journey.now = moment("2018-03-20 10:00")
    held = HearingRecord(chair="S03", noticed_on=dt.date(2018, 3, 9), record="听证笔录1号")
    hold_hearing(**common, hearing=held, result="减轻", by=office.handler, at=journey.tick())
    assert filing(journey.number).legality_passed is None
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    assert decide_outcome(**common, **decide, at=journey.tick()).state == "decided"


def test_who_investigated_does_not_review_legality(office):
    from zhengtong.people.rules.duties import Post
    from zhengtong.people.tests.factories import give_post

    give_post(staff_code="S01", post=Post.REVIEWER)
    journey = proposed(office)
    refuses(
        "reviews_own_case",
        review_legality,
        case_number=journey.number,
        is_passed=True,
        opinion="合法",
        by=office.handler,
        at=journey.tick(),
    )


def test_a_hearing_is_told_asked_for_and_held_before_the_decision(office):
    journey = proposed(office, on="2018-03-01 10:00", is_hearing_due=True)
    number, common = journey.number, {"case_number": journey.number}
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    refuses("hearing_outstanding", decide_outcome, **common, **decide, at=journey.tick())
    tell_hearing(**common, notice="听告〔2018〕1号", by=office.handler, at=journey.tick())
    # Thursday 1 March and five working days: Thursday the 8th.
    assert filing(number).hearing_request_due_on == dt.date(2018, 3, 8)
    refuses("hearing_outstanding", decide_outcome, **common, **decide, at=journey.tick())
    again = {"notice": "听告〔2018〕2号", "by": office.handler}
    refuses("hearing_outstanding", tell_hearing, **common, **again, at=journey.tick())
    request_hearing(**common, request="申请书", by=office.handler, at=journey.tick())
    journey.now = moment("2018-03-20 10:00")
    refuses("hearing_outstanding", decide_outcome, **common, **decide, at=journey.tick())
    held = HearingRecord(chair="S03", noticed_on=dt.date(2018, 3, 9), record="听证笔录1号")
    late = HearingRecord(chair="S03", noticed_on=dt.date(2018, 3, 12), record="听证笔录1号")
    own = HearingRecord(chair="S02", noticed_on=dt.date(2018, 3, 9), record="听证笔录1号")
    holding = {"result": "维持", "by": office.handler}
    refuses(
        "hearing_outstanding", hold_hearing, **common, hearing=late, **holding, at=journey.tick()
    )
    refuses("chair_investigated", hold_hearing, **common, hearing=own, **holding, at=journey.tick())
    hold_hearing(**common, hearing=held, **holding, at=journey.tick())
    # After a hearing the law asks for legal review.
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    assert decide_outcome(**common, **decide, at=journey.tick()).state == "decided"


def test_who_asks_for_no_hearing_in_time_has_none(office):
    journey = proposed(office, on="2018-03-01 10:00", is_hearing_due=True)
    common = {"case_number": journey.number, "by": office.handler}
    tell_hearing(**common, notice="听告〔2018〕1号", at=journey.tick())
    journey.now = moment("2018-03-09 10:00")
    refuses("hearing_outstanding", request_hearing, **common, request="申请书", at=journey.tick())
    case = decide_outcome(
        case_number=journey.number,
        decision=decision(Outcome.PUNISH),
        by=office.decider,
        at=journey.tick(),
    )
    assert case.state == "decided"


def test_a_hearing_stops_the_clock_where_the_item_lists_it():
    listed = [{"kind": "hearing", "basis": "《某规定》第六十四条"}]
    office = make_filing_office(special_procedures=listed)
    journey = proposed(office, on="2018-03-01 10:00", is_hearing_due=True)
    common = {"case_number": journey.number, "by": office.handler}
    tell_hearing(**common, notice="听告〔2018〕1号", at=journey.tick())
    request_hearing(**common, request="申请书", at=journey.tick())
    case = Case.objects.get(region_code="510703", number=journey.number)
    assert case.statutory_due_at is None
    journey.now = moment("2018-03-20 10:00")
    held = HearingRecord(chair="S03", noticed_on=dt.date(2018, 3, 9), record="听证笔录1号")
    case = hold_hearing(**common, hearing=held, result="维持", at=journey.tick())
    # 1 March and 90 days is 30 May; 19 days stood still.
    assert local_day(case.statutory_due_at) == dt.date(2018, 6, 19)


def test_a_decider_who_investigated_leaves_it_to_another(office):
    from zhengtong.people.rules.duties import Post
    from zhengtong.people.tests.factories import make_handler

    second = make_handler(Post.DECIDER, staff_code="S05")
    journey = filed(office)
    record_handling(
        case_number=journey.number,
        result="查实",
        investigators=[second.code],
        by=office.handler,
        at=journey.tick(),
    )
    propose_outcome(
        case_number=journey.number,
        outcome=Outcome.PUNISH,
        opinion="拟处罚",
        by=office.handler,
        at=journey.tick(),
    )
    common = {"case_number": journey.number, "at": journey.tick()}
    refuses(
        "reviewer_decides", decide_outcome, decision=decision(Outcome.PUNISH), by=second, **common
    )
    refuses(
        "reviewer_decides",
        drop_case,
        ground=DropGround.NO_FACTS,
        reason="查无实据",
        basis="第五十七条",
        by=second,
        **common,
    )
    assert decide_outcome(decision=decision(Outcome.PUNISH), by=office.decider, **common)
