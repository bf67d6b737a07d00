"""A repeat application starts from an earlier one of the same applicant."""

import pytest

from zhengtong.cases.models import Case, CaseLink, CaseMaterial
from zhengtong.cases.operations.applying_again import RepeatRefused, apply_again
from zhengtong.cases.operations.recording import ApplicantUnproved
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.operations.submission import Submission, submit_case
from zhengtong.cases.operations.withdrawal import withdraw_case
from zhengtong.cases.queries.lookup import cases_of_person
from zhengtong.cases.queries.people import opened
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.tests.factories import (
    APPLICANT,
    CITIZEN,
    MOBILE,
    accepted,
    completed,
    next_number,
    received_online,
    submitted,
    trace,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused

pytestmark = pytest.mark.django_db
REGION = "510703"


def ended(office, begin=received_online):
    journey = begin(office)
    withdraw_case(
        case_number=journey.number,
        written_request="书面申请",
        by=office.clerk,
        at=journey.tick(),
    )
    return journey


def again(journey, **changes) -> Case:
    fields = {
        "earlier_number": journey.number,
        "case_number": next_number(),
        "channel": Channel.WINDOW,
        "by": journey.office.clerk,
        "at": journey.tick(),
    }
    return apply_again(**{**fields, **changes})


def test_it_copies_form_people_and_reusable_materials(office) -> None:
    journey = ended(office)
    case = again(journey)
    earlier = Case.objects.get(region_code=REGION, number=journey.number)
    assert (case.state, case.channel, case.applicant_name) == ("draft", "window", "张演示")
    assert opened(case, "applicant_id_sealed") == CITIZEN
    assert opened(case, "form_sealed") == opened(earlier, "form_sealed") != ""
    rows = CaseMaterial.objects.filter(region_code=REGION, case_id=case.id).order_by("ordinal")
    assert list(rows.values_list("name", "is_collected", "way", "file_name")) == [
        ("申请表", True, "upload", "a.pdf"),
        ("营业执照", True, "upload", "b.jpg"),
    ]
    assert [line.number for line in cases_of_person(region_code=REGION, id_number=CITIZEN)] == [
        case.number,
        journey.number,
    ]


def test_it_seals_personal_data_for_its_own_row(office) -> None:
    journey = ended(office)
    case = again(journey)
    earlier = Case.objects.get(region_code=REGION, number=journey.number)
    for column in ("applicant_id_sealed", "applicant_mobile_sealed", "form_sealed"):
        assert getattr(case, column) != getattr(earlier, column)
    for body in Entry.objects.filter(region_code=REGION).values_list("body", flat=True):
        assert CITIZEN not in body
        assert MOBILE not in body


def test_it_links_both_cases_and_says_so_in_the_ledger(office) -> None:
    journey = ended(office)
    before = trace(journey.number)
    case = again(journey)
    links = CaseLink.objects.filter(region_code=REGION).values_list("role", "other_number")
    assert set(links) == {
        ("applied_again_from", journey.number),
        ("applied_again_as", case.number),
    }
    assert trace(journey.number) == before  # nothing was done to the earlier one
    body = Entry.objects.get(region_code=REGION, subject=f"case:{case.number}").body
    assert f'"again_from":"{journey.number}"' in body
    (link,) = case_record(case_number=case.number, now=journey.now).links
    assert (link.role.label, link.other_number) == ("再次申请自", journey.number)


def test_it_is_handed_in_like_any_other(office) -> None:
    case = again(ended(office))
    submit_case(
        case_number=case.number,
        submission=Submission(is_identity_verified=True),
        by=APPLICANT,
        at=received_online(office, on="2018-02-27 10:00").tick(),
        query_code=case.query_code,
    )
    rows = CaseMaterial.objects.filter(region_code=REGION, case_id=case.id)
    assert rows.filter(is_collected=True).count() == 2


def test_it_does_not_reuse_paper(office) -> None:
    case = again(completed(office))
    assert not CaseMaterial.objects.filter(region_code=REGION, case_id=case.id).exists()


@pytest.mark.parametrize("begin", [submitted, accepted])
def test_it_refuses_while_the_earlier_case_goes_on(office, begin) -> None:
    journey = begin(office)
    with pytest.raises(RepeatRefused, match="不能据以再次申请"):
        again(journey)
    assert Case.objects.filter(region_code=REGION).count() == 1


def test_it_refuses_a_removed_record_and_another_region(office) -> None:
    journey = accepted(office)
    with pytest.raises(RepeatRefused, match="原办件所在的区划"):
        again(journey, case_number=next_number(region_code="510700"))
    void_case(case_number=journey.number, reason="重复", by=office.administrator, at=journey.tick())
    with pytest.raises(RepeatRefused, match="已作废"):
        again(journey)


def test_it_lets_an_applicant_begin_only_from_his_own(office) -> None:
    journey = ended(office)
    with pytest.raises(ApplicantUnproved):
        again(journey, by=APPLICANT, query_code="no")
    code = Case.objects.get(region_code=REGION, number=journey.number).query_code
    assert again(journey, by=APPLICANT, query_code=code).state == "draft"
    with pytest.raises(PermissionRefused):
        again(journey, by=office.decider)
