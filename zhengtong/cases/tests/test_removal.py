"""Withdrawal, void and delete, and what they take back from the figures."""

import datetime as dt

import pytest

from zhengtong.cases.models import Case, Step, Suspension
from zhengtong.cases.operations.recording import ApplicantUnproved
from zhengtong.cases.operations.removal import delete_case, void_case
from zhengtong.cases.operations.suspension import suspend_case
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.rules.guards.closing import RemovalRefused, WithdrawalUnwritten
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    APPLICANT,
    at,
    completed,
    granted,
    in_review,
    moment,
    received,
    submitted,
    trace,
)
from zhengtong.cases.tests.test_procedures import procedure
from zhengtong.foundation.ledger.models import Entry, Retraction
from zhengtong.foundation.permissions import PermissionRefused

pytestmark = pytest.mark.django_db


def taken_back() -> list[tuple]:
    return list(
        Retraction.objects.filter(region_code="510703")
        .order_by("taken__kind")
        .values_list("taken__kind", "taken__day", "taken__origin")
    )


def test_it_is_withdrawn_before_acceptance_and_counts_nowhere(office) -> None:
    journey = submitted(office)
    case = withdraw_case(
        case_number=journey.number,
        written_request="撤回申请书",
        by=APPLICANT,
        at=journey.tick(),
        query_code=journey.case.query_code,
    )
    assert (case.state, case.close_result, case.completed_at) == ("withdrawn", "returned", None)
    assert trace(journey.number).kinds[-1] == "cases.withdrawn"


def test_it_is_withdrawn_after_acceptance_and_counts_as_completed(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    case = withdraw_case(
        case_number=journey.number,
        written_request="撤回申请书",
        by=office.clerk,
        at=journey.tick(),
    )
    assert case.completed_at == moment("2018-02-26 10:03")
    assert trace(journey.number).kinds[-1] == "cases.withdrawn_after_acceptance"
    assert not Step.objects.filter(region_code="510703", closed_at=None).exists()


def test_a_withdrawal_ends_the_special_procedure_too(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    suspend_case(
        case_number=journey.number, request=procedure(), by=office.reviewer, at=journey.tick()
    )
    withdraw_case(
        case_number=journey.number,
        written_request="撤回申请书",
        by=office.clerk,
        at=at("2018-02-28 10:00"),
    )
    row = Suspension.objects.get(region_code="510703")
    assert (row.ended_on, row.result) == (dt.date(2018, 2, 28), "申请人撤回申请")


def test_it_refuses_a_withdrawal_on_hearsay_or_by_a_stranger_or_too_late(office) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(WithdrawalUnwritten):
        withdraw_case(
            case_number=journey.number, written_request="", by=office.clerk, at=journey.tick()
        )
    with pytest.raises(ApplicantUnproved):
        withdraw_case(
            case_number=journey.number,
            written_request="撤回申请书",
            by=APPLICANT,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    decided = granted(office)
    with pytest.raises(ActionNotAllowed):
        withdraw_case(
            case_number=decided.number,
            written_request="撤回申请书",
            by=office.clerk,
            at=decided.tick(),
        )


def test_a_void_takes_back_exactly_what_was_counted(office) -> None:
    journey = completed(office, on="2018-02-26 10:00")
    other = in_review(office, on="2018-02-26 10:00")
    case = void_case(
        case_number=journey.number,
        reason="重复录入",
        by=office.administrator,
        at=journey.tick(),
    )
    day = moment("2018-02-26 10:00").date()
    assert (case.state, case.close_result, case.close_reason) == ("voided", "voided", "重复录入")
    assert taken_back() == [
        ("cases.accepted", day, "live"),
        ("cases.completed", day, "live"),
    ]
    assert {row.taken.subject for row in Retraction.objects.all()} == {f"case:{journey.number}"}
    assert Entry.objects.filter(subject=f"case:{other.number}", kind="cases.accepted").exists()
    assert Case.objects.filter(region_code="510703", number=journey.number).exists()


def test_a_delete_of_an_open_case_takes_back_its_acceptance(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    delete_case(
        case_number=journey.number, reason="录错部门", by=office.administrator, at=journey.tick()
    )
    assert taken_back() == [("cases.accepted", moment("2018-02-26 10:00").date(), "live")]
    assert trace(journey.number).kinds[-1] == "cases.deleted"


def test_a_void_of_a_withdrawn_case_takes_back_both(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    withdraw_case(
        case_number=journey.number, written_request="书面", by=office.clerk, at=journey.tick()
    )
    void_case(
        case_number=journey.number, reason="测试件", by=office.administrator, at=journey.tick()
    )
    assert [kind for kind, _, _ in taken_back()] == [
        "cases.accepted",
        "cases.withdrawn_after_acceptance",
    ]


def test_it_refuses_removal_without_reason_right_or_twice(office) -> None:
    journey = completed(office)
    before = trace(journey.number)
    with pytest.raises(RemovalRefused):
        void_case(
            case_number=journey.number, reason=" ", by=office.administrator, at=journey.tick()
        )
    with pytest.raises(PermissionRefused):
        void_case(
            case_number=journey.number, reason="重复录入", by=office.decider, at=journey.tick()
        )
    assert trace(journey.number) == before
    void_case(
        case_number=journey.number, reason="重复录入", by=office.administrator, at=journey.tick()
    )
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        delete_case(
            case_number=journey.number,
            reason="重复录入",
            by=office.administrator,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert len(taken_back()) == 2


def test_it_refuses_to_remove_a_case_that_never_counted(office) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        void_case(
            case_number=journey.number, reason="重复", by=office.administrator, at=journey.tick()
        )
    assert trace(journey.number) == before
