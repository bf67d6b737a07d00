"""The one notice, its five days, and what follows it."""

import pytest

from zhengtong.cases.models import CaseMaterial, CorrectionNotice, CorrectionPoint
from zhengtong.cases.operations.acceptance import SilenceIsOver, accept_case, deem_accepted
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.correction import (
    Point,
    notify_correction,
    return_uncorrected,
    supply_correction,
)
from zhengtong.cases.operations.recording import ApplicantUnproved
from zhengtong.cases.operations.sweep import sweep_region
from zhengtong.cases.rules.guards.acceptance import (
    CorrectionAwaited,
    CorrectionStillOpen,
    CorrectionSuppliedInFull,
    MaterialsLacking,
    NewFaultAfterNotice,
    NoticeEmpty,
    NoticeTooLate,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import APPLICANT, Journey, at, moment, received, trace
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry

pytestmark = pytest.mark.django_db
POINTS = (
    Point(what="营业执照已过期", ground="办事指南第3项", material="营业执照"),
    Point(what="申请表未签名"),
)


def noticed(office, *, on: str = "2018-02-26 10:00") -> Journey:
    journey = received(office, on=on)
    CaseMaterial.objects.filter(region_code="510703", name="营业执照").update(
        is_collected=False, collected_at=None
    )
    journey.case = notify_correction(
        case_number=journey.number, points=POINTS, by=office.clerk, at=journey.tick()
    )
    return journey


def test_it_tells_everything_once(office) -> None:
    journey = noticed(office)
    left = trace(journey.number)
    assert (left.state, left.kinds[-1]) == ("correction_noticed", "cases.correction_noticed")
    # Fifteen working days from 26 February 2018.
    assert journey.case.correction_due_at == moment("2018-03-19 23:59:59")
    assert journey.case.due_at == journey.case.correction_due_at
    points = CorrectionPoint.objects.filter(region_code="510703").order_by("ordinal")
    assert list(points.values_list("what", "material")) == [
        ("营业执照已过期", "营业执照"),
        ("申请表未签名", ""),
    ]


def test_it_still_tells_on_the_fifth_working_day(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    case = notify_correction(
        case_number=journey.number,
        points=POINTS,
        by=office.clerk,
        at=at("2018-10-10 23:00"),
    )
    assert case.state == "correction_noticed"


def test_it_refuses_a_notice_after_the_fifth_working_day(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    before = trace(journey.number)
    with pytest.raises(NoticeTooLate):
        notify_correction(
            case_number=journey.number,
            points=POINTS,
            by=office.clerk,
            at=at("2018-10-11 09:00"),
        )
    assert trace(journey.number) == before


def test_it_refuses_an_empty_notice_and_a_second_one(office) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(NoticeEmpty):
        notify_correction(case_number=journey.number, points=[], by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before
    second = noticed(office)
    before = trace(second.number)
    with pytest.raises(ActionNotAllowed):
        notify_correction(
            case_number=second.number, points=POINTS, by=office.clerk, at=second.tick()
        )
    assert trace(second.number) == before
    assert CorrectionNotice.objects.count() == 1


def test_it_is_accepted_as_of_the_full_supply(office) -> None:
    journey = noticed(office)
    supply_correction(
        case_number=journey.number,
        by=APPLICANT,
        at=at("2018-03-02 20:00"),
        query_code=journey.case.query_code,
    )
    case = accept_case(case_number=journey.number, by=office.clerk, at=at("2018-03-05 09:00"))
    assert case.accepted_at == moment("2018-03-02 20:00")
    entry = Entry.objects.get(region_code="510703", kind="cases.accepted")
    assert entry.occurred_at == moment("2018-03-02 20:00")
    assert entry.recorded_at == moment("2018-03-05 09:00")
    assert CaseMaterial.objects.get(region_code="510703", name="营业执照").is_collected


def test_it_waits_while_something_told_is_lacking(office) -> None:
    journey = noticed(office)
    supply_correction(
        case_number=journey.number,
        lacking=["申请表未签名"],
        by=office.clerk,
        at=journey.tick(),
    )
    before = trace(journey.number)
    assert before.state == "correction_noticed"
    with pytest.raises(MaterialsLacking, match="申请表未签名"):
        accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before
    supply_correction(case_number=journey.number, by=office.clerk, at=journey.tick())
    case = accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert case.state == "accepted"


def test_it_refuses_to_ask_for_what_was_not_told(office) -> None:
    journey = noticed(office)
    before = trace(journey.number)
    with pytest.raises(NewFaultAfterNotice):
        supply_correction(
            case_number=journey.number,
            lacking=["身份证复印件"],
            by=office.clerk,
            at=journey.tick(),
        )
    assert trace(journey.number) == before


def test_it_refuses_a_supply_by_a_stranger(office) -> None:
    journey = noticed(office)
    before = trace(journey.number)
    with pytest.raises(ApplicantUnproved):
        supply_correction(
            case_number=journey.number, by=APPLICANT, at=journey.tick(), query_code="x"
        )
    assert trace(journey.number) == before


def test_it_is_returned_only_after_the_period(office) -> None:
    journey = noticed(office)
    before = trace(journey.number)
    with pytest.raises(CorrectionStillOpen):
        return_uncorrected(case_number=journey.number, by=SYSTEM, at=at("2018-03-19 23:00"))
    assert trace(journey.number) == before
    case = return_uncorrected(
        case_number=journey.number, by=SYSTEM, at=live(moment("2018-03-20 00:10"))
    )
    assert (case.state, case.close_result) == ("returned", "returned")
    assert case.close_reason == "逾期未补正"
    assert trace(journey.number).kinds[-1] == "cases.returned"


def test_it_is_accepted_as_of_the_first_full_supply_though_more_came_after(office) -> None:
    journey = noticed(office)
    for day in ("2018-03-02 20:00", "2018-03-03 20:00"):
        supply_correction(case_number=journey.number, by=office.clerk, at=at(day))
    case = accept_case(case_number=journey.number, by=office.clerk, at=at("2018-03-05 09:00"))
    assert case.accepted_at == moment("2018-03-02 20:00")
    assert case.last_act_at == moment("2018-03-03 20:00")


def test_what_was_corrected_in_full_is_accepted_by_silence_and_never_returned(office) -> None:
    journey = noticed(office, on="2018-02-26 10:00")
    case = supply_correction(
        case_number=journey.number,
        by=APPLICANT,
        at=at("2018-03-02 20:00"),
        query_code=journey.case.query_code,
    )
    # Five working days from Friday 2 March 2018.
    assert case.due_at == moment("2018-03-09 23:59:59")
    with pytest.raises(CorrectionSuppliedInFull):
        return_uncorrected(case_number=journey.number, by=SYSTEM, at=at("2018-03-20 00:10"))
    swept = sweep_region(region_code="510703", now=moment("2018-03-10 00:10"))
    assert (swept.deemed, swept.returned, swept.refused) == ([journey.number], [], [])
    entry = Entry.objects.get(region_code="510703", kind="cases.deemed_accepted")
    assert entry.occurred_at == moment("2018-03-02 20:00")


def test_silence_accepts_nothing_while_a_correction_is_awaited(office) -> None:
    journey = noticed(office)
    supply_correction(
        case_number=journey.number,
        lacking=["申请表未签名"],
        by=office.clerk,
        at=at("2018-03-02 10:00"),
    )
    before = trace(journey.number)
    with pytest.raises(CorrectionAwaited):
        deem_accepted(case_number=journey.number, by=SYSTEM, at=at("2018-03-20 00:10"))
    assert trace(journey.number) == before


def test_a_full_supply_is_accepted_within_five_days_or_by_silence(office) -> None:
    journey = noticed(office)
    supply_correction(case_number=journey.number, by=office.clerk, at=at("2018-03-02 10:00"))
    with pytest.raises(SilenceIsOver):
        accept_case(case_number=journey.number, by=office.clerk, at=at("2018-03-10 09:00"))
