"""The lower case ends, the upper one goes on with the whole file."""

import pytest

from zhengtong.cases.models import Case, CaseLink, CaseMaterial
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.relay import UpperCase, relay_case
from zhengtong.cases.queries.people import opened
from zhengtong.cases.rules.guards.acceptance import MaterialsAskedAgain
from zhengtong.cases.rules.guards.handling import RelayIncomplete
from zhengtong.cases.tests.factories import (
    ADDRESS,
    CITIZEN,
    in_review,
    make_office,
    next_number,
    trace,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db
CITY = "510700"
CITY_ITEM = "510700-D01-510101901000"


@pytest.fixture
def city(office):
    make_region(code=CITY, name="绵阳市")
    return make_office(
        organisation_code="510700-D01",
        region_code=CITY,
        prefix="U",
        item=CITY_ITEM,
        calendar=False,
    )


def upper() -> UpperCase:
    return UpperCase(case_number=next_number(region_code=CITY), implementation_code=CITY_ITEM)


def test_it_goes_up_with_its_whole_file(office, city) -> None:
    journey = in_review(office)
    lower, above = relay_case(
        case_number=journey.number,
        upper=upper(),
        opinion="初审合格",
        by=office.reviewer,
        at=journey.tick(),
    )
    assert (lower.state, lower.close_result) == ("relayed", "relayed")
    assert trace(lower.number).kinds[-1] == "cases.relayed"
    assert trace(above.number).kinds == ("cases.received",)
    assert (above.region_code, above.organisation_code) == (CITY, "510700-D01")
    assert above.came_from_below
    entries = Entry.objects.filter(region_code__in=[CITY, "510703"], occurred_at=lower.completed_at)
    assert entries.count() == 2
    links = CaseLink.objects.order_by("region_code").values_list(
        "region_code", "role", "other_number"
    )
    assert list(links) == [
        (CITY, "relayed_from", lower.number),
        ("510703", "relayed_to", above.number),
    ]
    materials = CaseMaterial.objects.filter(region_code=CITY, case_id=above.id)
    assert list(materials.order_by("ordinal").values_list("name", "is_collected", "way")) == [
        ("申请表", True, "exchange"),
        ("营业执照", True, "exchange"),
    ]


def test_it_seals_the_people_anew_for_the_upper_row(office, city) -> None:
    journey = in_review(office)
    lower, above = relay_case(
        case_number=journey.number,
        upper=upper(),
        opinion="初审合格",
        by=office.reviewer,
        at=journey.tick(),
    )
    assert above.applicant_id_sealed != lower.applicant_id_sealed
    assert opened(above, "applicant_id_sealed") == CITIZEN
    assert opened(above, "applicant_address_sealed") == ADDRESS
    assert above.applicant_id_hash == lower.applicant_id_hash


def test_the_upper_organ_must_not_ask_again(office, city) -> None:
    journey = in_review(office)
    _, above = relay_case(
        case_number=journey.number,
        upper=upper(),
        opinion="初审合格",
        by=office.reviewer,
        at=journey.tick(),
    )
    with pytest.raises(MaterialsAskedAgain):
        notify_correction(
            case_number=above.number,
            points=[Point(what="请重新提交申请表")],
            by=city.clerk,
            at=journey.tick(),
        )


def test_it_refuses_to_go_up_without_opinion_or_materials(office, city) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    with pytest.raises(RelayIncomplete):
        relay_case(
            case_number=journey.number,
            upper=upper(),
            opinion="",
            by=office.reviewer,
            at=journey.tick(),
        )
    CaseMaterial.objects.filter(region_code="510703", name="申请表").update(
        is_collected=False, collected_at=None
    )
    with pytest.raises(RelayIncomplete):
        relay_case(
            case_number=journey.number,
            upper=upper(),
            opinion="初审合格",
            by=office.reviewer,
            at=journey.tick(),
        )
    assert trace(journey.number) == before
    assert not Case.objects.filter(region_code=CITY).exists()
