"""Legal review, hearing and who stays apart before an outcome is decided."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, Suspension
from zhengtong.cases.operations.act_times import entered_late
from zhengtong.cases.operations.hearing import (
    HearingRecord,
    end_hearing,
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
from zhengtong.cases.rules.ex_officio import DropGround, HearingEnd, Outcome
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
from zhengtong.people.tests.factories import give_duty, make_staff

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


def awaited(office, **changes):
    """Bring a case to where the party has asked for a hearing, on 1 March."""
    journey = proposed(office, on="2018-03-01 10:00", is_hearing_due=True, **changes)
    common = {"case_number": journey.number, "by": office.handler}
    tell_hearing(**common, notice="听告〔2018〕1号", at=journey.tick())
    request_hearing(**common, request="申请书", at=journey.tick())
    return journey


def test_sending_back_takes_no_hearing_away_from_who_was_told_of_it(office):
    journey = awaited(office)
    number, common = journey.number, {"case_number": journey.number}
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    for _ in range(2):
        send_back_outcome(**common, reason="补充证据", by=office.decider, at=journey.tick())
        assert filing(number).hearing_told_on is None
        handle(office, number, journey.tick())
        propose_outcome(
            **common,
            outcome=Outcome.PUNISH,
            opinion="拟处罚",
            by=office.handler,
            at=journey.tick(),
        )
        assert filing(number).is_hearing_due
        refuses("hearing_outstanding", decide_outcome, **common, **decide, at=journey.tick())


def test_a_hearing_nobody_was_told_of_is_proposed_anew_or_not(office):
    journey = proposed(office, is_hearing_due=True)
    send_back_outcome(
        case_number=journey.number, reason="改为简单", by=office.decider, at=journey.tick()
    )
    assert not filing(journey.number).is_hearing_due


def test_who_gives_the_hearing_up_is_decided_on_without(office):
    journey = awaited(office)
    common = {"case_number": journey.number}
    end = {"ground": HearingEnd.WITHDRAWN, "by": office.handler}
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    end_hearing(**common, **end, at=journey.tick())
    row = filing(journey.number)
    assert (row.hearing_ended_on, row.hearing_end_ground) == (dt.date(2018, 3, 1), "withdrawn")
    assert not Suspension.objects.filter(ended_on=None).exists()
    refuses("hearing_outstanding", end_hearing, **common, **end, at=journey.tick())
    held = HearingRecord(chair="S03", noticed_on=dt.date(2018, 3, 1), record="听证笔录1号")
    journey.now = moment("2018-03-20 10:00")
    holding = {"hearing": held, "result": "维持", "by": office.handler}
    refuses("hearing_outstanding", hold_hearing, **common, **holding, at=journey.tick())
    assert decide_outcome(**common, **decide, at=journey.tick()).state == "decided"


def test_only_who_was_told_of_time_and_place_in_time_stays_away(office):
    journey = awaited(office)
    common = {"case_number": journey.number}
    absent = {"ground": HearingEnd.ABSENT, "by": office.handler}
    journey.now = moment("2018-03-20 10:00")
    for noticed_on in (None, dt.date(2018, 2, 28), dt.date(2018, 3, 12)):
        told = {"noticed_on": noticed_on}
        refuses("hearing_outstanding", end_hearing, **common, **absent, **told, at=journey.tick())
    end_hearing(**common, **absent, noticed_on=dt.date(2018, 3, 9), at=journey.tick())
    assert filing(journey.number).hearing_end_ground == "absent"
    assert not filing(journey.number).is_legality_due


def test_who_leaves_halfway_has_had_a_hearing_and_legal_review_is_due(office):
    journey = awaited(office)
    common = {"case_number": journey.number}
    review_legality(**common, is_passed=True, opinion="合法", by=office.reviewer, at=journey.tick())
    journey.now = moment("2018-03-20 10:00")
    left = {"ground": HearingEnd.LEFT, "noticed_on": dt.date(2018, 3, 9), "by": office.handler}
    end_hearing(**common, **left, at=journey.tick())
    decide = {"decision": decision(Outcome.PUNISH), "by": office.decider}
    refuses("legality_not_reviewed", decide_outcome, **common, **decide, at=journey.tick())


def test_a_hearing_nobody_asked_for_is_not_ended(office):
    journey = proposed(office)
    end = {"ground": HearingEnd.WITHDRAWN, "by": office.handler}
    refuses(
        "hearing_outstanding", end_hearing, case_number=journey.number, **end, at=journey.tick()
    )


def test_not_to_punish_needs_no_hearing_and_ends_one_awaited(office):
    journey = awaited(office)
    case = decide_outcome(
        case_number=journey.number,
        decision=decision(Outcome.NOT_ESTABLISHED),
        by=office.decider,
        at=journey.tick(),
    )
    assert case.state == "decided_against"
    assert not Suspension.objects.filter(ended_on=None).exists()


def test_a_hearing_is_not_notified_before_it_is_asked_for(office):
    journey = awaited(office)
    journey.now = moment("2018-03-20 10:00")
    early = HearingRecord(chair="S03", noticed_on=dt.date(2018, 2, 28), record="听证笔录1号")
    refusal = refuses(
        "hearing_outstanding",
        hold_hearing,
        case_number=journey.number,
        hearing=early,
        result="维持",
        by=office.handler,
        at=journey.tick(),
    )
    assert "2018-03-01" in refusal.message


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


def leaver(last_day: dt.date) -> str:
    """Return the code of who was case handler until a day and has left."""
    make_staff(staff_code="S06", active=False)
    give_duty(staff_code="S06", ends_on=last_day)
    return "S06"


@pytest.mark.parametrize(
    ("last_day", "is_named"), [(dt.date(2018, 3, 1), True), (dt.date(2018, 2, 28), False)]
)
def test_a_late_entry_names_who_was_in_service_on_its_day(office, last_day, is_named):
    journey = filed(office)
    entry = {
        "case_number": journey.number,
        "result": "查实",
        "investigators": [leaver(last_day)],
        "by": office.handler,
        "at": entered_late(
            occurred_at=moment("2018-03-01 10:00"), now=moment("2018-03-20 10:00"), reason="停电"
        ),
    }
    if is_named:
        record_handling(**entry)
        assert filing(journey.number).investigators == ["S01", "S06"]
    else:
        refuses("unknown_investigator", record_handling, **entry)


@pytest.mark.parametrize(
    ("last_day", "is_named"), [(dt.date(2018, 3, 20), True), (dt.date(2018, 3, 19), False)]
)
def test_a_hearing_entered_late_names_the_chair_of_its_day(office, last_day, is_named):
    journey = awaited(office)
    entry = {
        "case_number": journey.number,
        "hearing": HearingRecord(
            chair=leaver(last_day), noticed_on=dt.date(2018, 3, 9), record="听证笔录1号"
        ),
        "result": "维持",
        "by": office.handler,
        "at": entered_late(
            occurred_at=moment("2018-03-20 10:00"), now=moment("2018-04-10 10:00"), reason="停电"
        ),
    }
    if is_named:
        hold_hearing(**entry)
        assert filing(journey.number).hearing_chair == "S06"
    else:
        refuses("chair_investigated", hold_hearing, **entry)
