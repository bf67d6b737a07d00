"""From the draft to the receipt, on line."""

from dataclasses import replace

import pytest

from zhengtong.cases.models import Case, CaseAct, CaseMaterial
from zhengtong.cases.operations.drafting import start_draft
from zhengtong.cases.operations.pre_review import (
    fail_pre_review,
    pass_pre_review,
    start_pre_review,
)
from zhengtong.cases.operations.recording import ApplicantUnproved
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.rules.applicants import ApplicantRefused
from zhengtong.cases.rules.guards.acceptance import (
    FaultsNotListed,
    FileKindRefused,
    SubmissionIncomplete,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import (
    APPLICANT,
    application,
    at,
    moment,
    next_number,
    submitted,
    trace,
)
from zhengtong.catalogue.queries import ItemNotRunning
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.codes import CodeRefused

pytestmark = pytest.mark.django_db
COMPLETE = Submission(is_identity_verified=True)


def draft(office, **changes) -> Case:
    return start_draft(
        case_number=next_number(),
        application=application(item=office.item, **changes),
        by=APPLICANT,
        at=at("2018-02-26 10:00"),
    )


def test_it_begins_as_a_draft_with_a_query_code(office) -> None:
    case = draft(office)
    left = trace(case.number)
    assert (left.state, left.acts, left.kinds) == ("draft", ("start_draft",), ("cases.drafted",))
    assert len(case.query_code) == 6
    assert case.organisation_code == office.organisation_code
    assert (case.statutory_limit, case.statutory_limit_unit) == (20, "workday")
    assert (case.promised_limit, case.promised_limit_unit) == (7, "workday")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"id_number": "110105194912310020"}, CodeRefused),
        ({"name": " "}, ApplicantRefused),
        ({"id_type": "777"}, ApplicantRefused),
        ({"id_type": "414", "id_number": " "}, ApplicantRefused),
    ],
)
def test_it_refuses_an_applicant_who_cannot_be(office, changed, refusal) -> None:
    applicant = replace(application().applicant, **changed)
    with pytest.raises(refusal):
        draft(office, applicant=applicant)
    assert not Case.objects.exists()


def test_it_refuses_an_item_that_is_not_there(office) -> None:
    with pytest.raises(ItemNotRunning):
        draft(office, implementation_code="510703-D01-none")
    assert not Case.objects.exists()


def test_it_is_submitted_with_its_materials(office) -> None:
    journey = submitted(office)
    assert trace(journey.number).kinds == ("cases.drafted", "cases.submitted")
    assert journey.case.submitted_at == moment("2018-02-26 10:01")
    materials = CaseMaterial.objects.filter(region_code="510703", case_id=journey.case.id)
    assert list(
        materials.order_by("ordinal").values_list("name", "is_collected", "way", "file_name")
    ) == [("申请表", True, "upload", "a.pdf"), ("营业执照", True, "upload", "b.jpg")]


@pytest.mark.parametrize(
    ("submission", "refusal"),
    [
        (Submission(is_identity_verified=False), SubmissionIncomplete),
        (
            Submission(is_identity_verified=True, missing_fields=["经营范围"]),
            SubmissionIncomplete,
        ),
        (
            Submission(is_identity_verified=True, files={"申请表": "a.exe"}),
            FileKindRefused,
        ),
    ],
)
def test_it_refuses_an_incomplete_submission(office, submission, refusal) -> None:
    case = draft(office)
    before = trace(case.number)
    with pytest.raises(refusal):
        submit_case(
            case_number=case.number,
            submission=submission,
            by=APPLICANT,
            at=at("2018-02-26 10:01"),
            query_code=case.query_code,
        )
    assert trace(case.number) == before


def test_it_refuses_an_applicant_without_the_query_code(office) -> None:
    case = draft(office)
    before = trace(case.number)
    with pytest.raises(ApplicantUnproved):
        submit_case(
            case_number=case.number,
            submission=COMPLETE,
            by=APPLICANT,
            at=at("2018-02-26 10:01"),
            query_code="",
        )
    assert trace(case.number) == before


def test_it_refuses_a_second_submission(office) -> None:
    journey = submitted(office)
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed, match="已提交"):
        submit_case(
            case_number=journey.number,
            submission=COMPLETE,
            by=APPLICANT,
            at=journey.tick(),
            query_code=journey.case.query_code,
        )
    assert trace(journey.number) == before


def test_it_is_received_when_pre_review_passes(office) -> None:
    journey = submitted(office)
    start_pre_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    case = pass_pre_review(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number).kinds[-2:] == ("cases.pre_review_started", "cases.received")
    assert case.received_at == moment("2018-02-26 10:03")
    assert case.intake_staff == office.clerk.code
    # Five working days from Monday 26 February.
    assert case.due_at == moment("2018-03-05 23:59:59")


def test_it_goes_back_as_a_draft_with_all_faults(office) -> None:
    journey = submitted(office)
    fail_pre_review(
        case_number=journey.number,
        faults=["申请表未签名", "照片不清晰"],
        by=office.clerk,
        at=journey.tick(),
    )
    assert trace(journey.number).state == "draft"
    act = CaseAct.objects.get(region_code="510703", action="fail_pre_review")
    assert act.opinion == "申请表未签名；照片不清晰"
    amended = application(item=office.item, township_code="510703001")
    again = submit_case(
        case_number=journey.number,
        submission=Submission(is_identity_verified=True, amended=amended),
        by=APPLICANT,
        at=journey.tick(),
        query_code=journey.case.query_code,
    )
    assert (again.state, again.township_code) == ("submitted", "510703001")
    again.refresh_from_db()
    assert again.township_code == "510703001"
    # What was handed in before stays.
    assert CaseMaterial.objects.filter(region_code="510703", is_collected=True).count() == 2


def test_it_refuses_to_fail_without_faults(office) -> None:
    journey = submitted(office)
    before = trace(journey.number)
    with pytest.raises(FaultsNotListed):
        fail_pre_review(case_number=journey.number, faults=[], by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before


@pytest.mark.parametrize("who", ["reviewer", "decider", "administrator"])
def test_it_refuses_pre_review_by_others(office, who) -> None:
    journey = submitted(office)
    before = trace(journey.number)
    with pytest.raises(PermissionRefused):
        pass_pre_review(case_number=journey.number, by=getattr(office, who), at=journey.tick())
    assert trace(journey.number) == before
