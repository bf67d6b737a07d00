"""An accepted application goes back undecided, and only for the grounds there are."""

import datetime as dt

import pytest

from zhengtong.cases.models import Step, Suspension
from zhengtong.cases.operations.returning import ReturnRequest, return_case
from zhengtong.cases.operations.suspension import suspend_case
from zhengtong.cases.rules.guards.closing import ReturnGround, ReturnRefused
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    accepted,
    at,
    granted,
    in_review,
    moment,
    proposed,
    received,
    trace,
)
from zhengtong.cases.tests.test_procedures import procedure
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused

pytestmark = pytest.mark.django_db


def request(**changes) -> ReturnRequest:
    fields = {
        "ground": ReturnGround.NOT_SUPPLIED,
        "reason": "两次书面通知后仍未补交",
        "proof": "涪建函〔2018〕3号",
        "supply_by": dt.date(2018, 3, 5),
        "is_applicant_told": True,
    }
    return ReturnRequest(**{**fields, **changes})


def test_it_returns_and_counts_as_completed(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    case = return_case(
        case_number=journey.number,
        request=request(),
        by=office.decider,
        at=at("2018-03-06 10:00"),
    )
    assert (case.state, case.close_result) == ("returned", "returned")
    assert case.close_reason == "逾期未补交材料：两次书面通知后仍未补交"
    assert case.completed_at == moment("2018-03-06 10:00")
    left = trace(journey.number)
    assert left.kinds[-1] == "cases.returned_after_acceptance"
    assert left.acts[-1] == "return_accepted"
    body = Entry.objects.get(region_code="510703", kind=left.kinds[-1]).body
    assert '"ground":"not_supplied"' in body
    assert "两次书面通知" not in body
    assert not Step.objects.filter(region_code="510703", closed_at=None).exists()


@pytest.mark.parametrize("begin", [accepted, in_review, proposed])
def test_it_returns_from_every_state_before_the_decision(office, begin) -> None:
    journey = begin(office)
    given_up = request(ground=ReturnGround.GIVEN_UP, proof="电话记录第1号", supply_by=None)
    case = return_case(
        case_number=journey.number, request=given_up, by=office.decider, at=journey.tick()
    )
    assert case.state == "returned"


def test_it_ends_the_special_procedure_too(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    suspend_case(
        case_number=journey.number, request=procedure(), by=office.reviewer, at=journey.tick()
    )
    return_case(
        case_number=journey.number, request=request(), by=office.decider, at=at("2018-03-06 10:00")
    )
    row = Suspension.objects.get(region_code="510703")
    assert (row.ended_on, row.result) == (dt.date(2018, 3, 6), "逾期未补交材料")


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": ""},
        {"proof": " "},
        {"supply_by": None},
        {"supply_by": dt.date(2018, 3, 6)},
        {"is_applicant_told": False},
    ],
)
def test_it_refuses_a_return_without_its_ground(office, changed) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    before = trace(journey.number)
    with pytest.raises(ReturnRefused):
        return_case(
            case_number=journey.number,
            request=request(**changed),
            by=office.decider,
            at=at("2018-03-06 10:00"),
        )
    assert trace(journey.number) == before


@pytest.mark.parametrize("begin", [received, granted])
def test_it_refuses_before_acceptance_and_after_the_decision(office, begin) -> None:
    journey = begin(office)
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        return_case(
            case_number=journey.number,
            request=request(),
            by=office.decider,
            at=at("2018-03-06 10:00"),
        )
    assert trace(journey.number) == before


def test_it_refuses_others_than_the_decider(office) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused, match="受理后退件"):
        return_case(
            case_number=journey.number,
            request=request(),
            by=office.reviewer,
            at=at("2018-03-06 10:00"),
        )
    assert trace(journey.number) == before
