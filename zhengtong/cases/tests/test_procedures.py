"""What stops and lengthens the clocks of a case."""

import datetime as dt

import pytest

from zhengtong.cases.models import Extension, Suspension
from zhengtong.cases.operations.extension import ExtensionRequest, extend_case
from zhengtong.cases.operations.suspension import ProcedureRequest, resume_case, suspend_case
from zhengtong.cases.rules.deadlines import Approver, ExtensionRefused
from zhengtong.cases.rules.guards.handling import (
    ExtensionUnapproved,
    ExtensionUnexplained,
    ResumptionRefused,
    SuspensionIncomplete,
    SuspensionKindRefused,
    SuspensionUnapproved,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    ORGAN_HEAD,
    accepted,
    at,
    in_review,
    make_office,
    moment,
    trace,
)
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.people.tests.factories import make_staff
from zhengtong.places.models import Organisation

pytestmark = pytest.mark.django_db


def procedure(**changes) -> ProcedureRequest:
    fields = {
        "kind": SpecialProcedure.EXPERT_REVIEW,
        "reason": "须组织专家评审",
        "planned_days": 5,
        "approver": "S03",
        "is_applicant_told": True,
    }
    return ProcedureRequest(**{**fields, **changes})


def extension(**changes) -> ExtensionRequest:
    fields = {
        "count": 10,
        "reason": "情况复杂，需进一步核实",
        "approver": Approver.ORGAN_HEAD,
        "approved_by": ORGAN_HEAD,
        "is_applicant_told": True,
    }
    return ExtensionRequest(**{**fields, **changes})


def test_it_stops_and_starts_both_clocks(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    assert journey.case.statutory_due_at == moment("2018-03-26 23:59:59")
    case = suspend_case(
        case_number=journey.number,
        request=procedure(),
        by=office.reviewer,
        at=at("2018-02-28 10:00"),
    )
    assert (case.state, case.statutory_due_at, case.due_at) == ("suspended", None, None)
    row = Suspension.objects.get(region_code="510703")
    assert (row.planned_until, row.ended_on) == (dt.date(2018, 3, 7), None)
    case = resume_case(
        case_number=journey.number,
        result="专家评审通过",
        by=office.reviewer,
        at=at("2018-03-06 10:00"),
    )
    # 1, 2, 5 and 6 March did not count: four working days later.
    assert case.state == "in_review"
    assert case.statutory_due_at == moment("2018-03-30 23:59:59")
    assert case.promised_due_at == moment("2018-03-13 23:59:59")
    assert trace(journey.number).kinds[-2:] == ("cases.suspended", "cases.resumed")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"kind": SpecialProcedure.SITE_CHECK}, SuspensionKindRefused),
        ({"kind": SpecialProcedure.PUBLIC_NOTICE}, SuspensionKindRefused),
        ({"reason": ""}, SuspensionIncomplete),
        ({"planned_days": 0}, SuspensionIncomplete),
        ({"is_applicant_told": False}, SuspensionIncomplete),
    ],
)
def test_it_refuses_a_procedure_that_may_not_stop_the_clock(office, changed, refusal) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(refusal):
        suspend_case(
            case_number=journey.number,
            request=procedure(**changed),
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert not Suspension.objects.exists()


@pytest.mark.parametrize(
    ("approver", "words"),
    [
        pytest.param("", "请填写批准特别程序的人员工号", id="nobody"),
        pytest.param("张局长", "没有工号为 张局长 的在职人员", id="a name"),
        pytest.param("S77", "没有工号为 S77 的在职人员", id="out of service"),
        pytest.param("S02", "S02 不能批准特别程序", id="a reviewer"),
        pytest.param("T03", "T03 不能批准特别程序", id="another body's decider"),
    ],
)
def test_it_refuses_an_approver_without_the_right(office, approver, words) -> None:
    make_staff(staff_code="S77", active=False)
    make_office(
        organisation_code="510703-D05", prefix="T", item="510703-D05-510701901000", calendar=False
    )
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(SuspensionUnapproved, match=words):
        suspend_case(
            case_number=journey.number,
            request=procedure(approver=approver),
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert not Suspension.objects.exists()


@pytest.mark.parametrize("field", ["organ_head_code", "leader_in_charge_code"])
def test_the_head_or_the_leader_in_charge_may_approve(office, field) -> None:
    make_staff(staff_code=ORGAN_HEAD)
    Organisation.objects.filter(code=office.organisation_code).update(**{field: ORGAN_HEAD})
    journey = in_review(office)
    suspend_case(
        case_number=journey.number,
        request=procedure(approver=f" {ORGAN_HEAD} "),
        by=office.reviewer,
        at=journey.tick(),
    )
    assert Suspension.objects.get(region_code="510703").approver == ORGAN_HEAD


def test_another_kind_of_item_stops_only_for_what_it_lists(db) -> None:
    listed = [
        {
            "kind": "public_notice",
            "basis": "《某条例》第八条",
            "limit": {"count": 5, "unit": "workday"},
        }
    ]
    office = make_office(item_type="confirmation", special_procedures=listed)
    journey = in_review(office)
    with pytest.raises(SuspensionKindRefused):
        suspend_case(
            case_number=journey.number,
            request=procedure(kind=SpecialProcedure.EXPERT_REVIEW),
            by=office.reviewer,
            at=journey.tick(),
        )
    case = suspend_case(
        case_number=journey.number,
        request=procedure(kind=SpecialProcedure.PUBLIC_NOTICE),
        by=office.reviewer,
        at=journey.tick(),
    )
    assert case.state == "suspended"


def test_it_refuses_to_suspend_before_review_and_twice(office) -> None:
    journey = accepted(office)
    with pytest.raises(ActionNotAllowed):
        suspend_case(
            case_number=journey.number, request=procedure(), by=office.reviewer, at=journey.tick()
        )
    second = in_review(office)
    suspend_case(
        case_number=second.number, request=procedure(), by=office.reviewer, at=second.tick()
    )
    before = trace(second.number)
    with pytest.raises(ActionNotAllowed):
        suspend_case(
            case_number=second.number, request=procedure(), by=office.reviewer, at=second.tick()
        )
    assert trace(second.number) == before


def test_it_refuses_to_resume_without_result(office) -> None:
    journey = in_review(office)
    suspend_case(
        case_number=journey.number, request=procedure(), by=office.reviewer, at=journey.tick()
    )
    before = trace(journey.number)
    with pytest.raises(ResumptionRefused):
        resume_case(case_number=journey.number, result=" ", by=office.reviewer, at=journey.tick())
    assert trace(journey.number) == before


def test_it_lengthens_both_limits_once(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    case = extend_case(
        case_number=journey.number, request=extension(), by=office.reviewer, at=journey.tick()
    )
    # 30 working days and 17 working days from 26 February 2018.
    assert case.statutory_due_at == moment("2018-04-10 23:59:59")
    assert case.promised_due_at == moment("2018-03-21 23:59:59")
    row = Extension.objects.get(region_code="510703")
    assert (row.count, row.unit, row.approver, row.approved_by) == (
        10,
        "workday",
        "organ_head",
        ORGAN_HEAD,
    )
    before = trace(journey.number)
    assert before.kinds[-1] == "cases.extended"
    with pytest.raises(ExtensionRefused, match="只能延长一次"):
        extend_case(
            case_number=journey.number, request=extension(), by=office.reviewer, at=journey.tick()
        )
    assert trace(journey.number) == before


def test_it_may_leave_the_promise_as_it_is(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    case = extend_case(
        case_number=journey.number,
        request=extension(extends_promise=False),
        by=office.reviewer,
        at=journey.tick(),
    )
    assert case.statutory_due_at == moment("2018-04-10 23:59:59")
    assert case.promised_due_at == moment("2018-03-07 23:59:59")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"count": 11}, ExtensionRefused),
        ({"count": 0}, ExtensionRefused),
        ({"approver": None}, ExtensionUnapproved),
        ({"approver": Approver.GOVERNMENT_HEAD}, ExtensionUnapproved),
        ({"reason": ""}, ExtensionUnexplained),
        ({"is_applicant_told": False}, ExtensionUnexplained),
    ],
)
def test_it_refuses_an_extension_without_ground(office, changed, refusal) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(refusal):
        extend_case(
            case_number=journey.number,
            request=extension(**changed),
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert not Extension.objects.exists()


def test_it_refuses_an_extension_after_the_limit(office) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    before = trace(journey.number)
    with pytest.raises(ExtensionRefused, match="届满"):
        extend_case(
            case_number=journey.number,
            request=extension(),
            by=office.reviewer,
            at=at("2018-03-27 09:00"),
        )
    assert trace(journey.number) == before


def test_joint_handling_is_lengthened_by_the_head_of_government(db) -> None:
    office = make_office(joint_body=[{"body_name": "规划"}], statutory_limit=None)
    journey = in_review(office, on="2018-02-26 10:00")
    case = extend_case(
        case_number=journey.number,
        request=extension(count=15, approver=Approver.GOVERNMENT_HEAD),
        by=office.reviewer,
        at=journey.tick(),
    )
    # 45 + 15 working days: 2 in February, 22 in March, 20 in April, 16 in May.
    assert case.statutory_due_at == moment("2018-05-23 23:59:59")


def test_other_kinds_are_lengthened_by_their_own_rule_alone(db) -> None:
    without_rule = make_office(item_type="confirmation")
    journey = in_review(without_rule)
    with pytest.raises(ExtensionRefused, match="依据"):
        extend_case(
            case_number=journey.number,
            request=extension(count=5),
            by=without_rule.reviewer,
            at=journey.tick(),
        )
    with_rule = make_office(
        organisation_code="510703-D05",
        prefix="T",
        item="510703-D05-510701901000",
        calendar=False,
        item_type="confirmation",
        extension_limit={"count": 5, "unit": "workday"},
        extension_basis="《某条例》第九条",
        extension_approver="organ_head",
    )
    second = in_review(with_rule)
    extend_case(
        case_number=second.number,
        request=extension(count=5),
        by=with_rule.reviewer,
        at=second.tick(),
    )
    assert Extension.objects.get(region_code="510703").basis == "《某条例》第九条"


def test_it_refuses_procedures_by_others(office) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused):
        suspend_case(
            case_number=journey.number, request=procedure(), by=office.clerk, at=journey.tick()
        )
    with pytest.raises(PermissionRefused):
        extend_case(
            case_number=journey.number, request=extension(), by=office.clerk, at=journey.tick()
        )
    assert trace(journey.number) == before
