"""Plain personal data is shown for a reason, and who saw it stays on record."""

import re
from pathlib import Path

import pytest

import zhengtong
from zhengtong.cases.models import CaseAct
from zhengtong.cases.operations.unmasking import unmask_people
from zhengtong.cases.rules.applications import Person
from zhengtong.cases.rules.personal_data import PersonalField, UnmaskingUnexplained
from zhengtong.cases.tests.factories import (
    ADDRESS,
    CITIZEN,
    MOBILE,
    in_review,
    make_office,
    moment,
    received,
    trace,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import actor, give_duty, make_staff

pytestmark = pytest.mark.django_db
NOW = moment("2018-02-28 10:00")
ASKED = [PersonalField.APPLICANT_MOBILE, PersonalField.APPLICANT_ID]


def unmask(number, by, *, fields=ASKED, reason="电话核实材料"):
    return unmask_people(case_number=number, fields=fields, reason=reason, by=by, now=NOW)


def test_it_shows_what_was_asked_for_and_no_more(office) -> None:
    journey = received(office)
    seen = unmask(journey.number, office.reviewer)
    assert seen == {"applicant_id": CITIZEN, "applicant_mobile": MOBILE}


def test_it_shows_every_field(office) -> None:
    contact = Person(name="李联系", mobile="13800002222")
    journey = received(office, contact=contact)
    seen = unmask(journey.number, office.reviewer, fields=list(PersonalField))
    assert seen["applicant_name"] == "张演示"
    assert seen["applicant_address"] == ADDRESS
    assert (seen["contact_name"], seen["contact_mobile"]) == ("李联系", "13800002222")
    assert seen["contact_id"] == seen["agent_name"] == seen["agent_mobile"] == ""
    assert seen["form"] == f"配偶证件号码：{CITIZEN}"


def test_who_looked_at_what_and_why_stays_on_record(office) -> None:
    journey = in_review(office)
    before = journey.case
    unmask(journey.number, office.reviewer)
    left = trace(journey.number)
    assert (left.state, left.acts[-1], left.kinds[-1]) == (
        "in_review",
        "unmask_people",
        "cases.people_unmasked",
    )
    act = CaseAct.objects.get(region_code="510703", action="unmask_people")
    assert (act.actor_code, act.opinion) == ("S02", "申请人证件号码、申请人手机；电话核实材料")
    entry = Entry.objects.get(region_code="510703", kind="cases.people_unmasked")
    assert '"fields":["applicant_id","applicant_mobile"]' in entry.body
    assert not any(plain in entry.body for plain in (CITIZEN, MOBILE, "电话核实"))
    journey.case.refresh_from_db()
    assert journey.case.last_act_at == before.last_act_at


@pytest.mark.parametrize(("fields", "reason"), [([], "电话核实"), (ASKED, ""), (ASKED, "  ")])
def test_it_refuses_without_reason_or_field(office, fields, reason) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(UnmaskingUnexplained):
        unmask(journey.number, office.reviewer, fields=fields, reason=reason)
    assert trace(journey.number) == before


def test_it_refuses_who_has_nothing_to_do_with_the_case(office) -> None:
    other = make_office(
        organisation_code="510703-D02",
        prefix="T",
        item="510703-D02-510101901000",
        calendar=False,
    )
    journey = received(office)
    before = trace(journey.number)
    for by in (other.reviewer, office.administrator):
        with pytest.raises(PermissionRefused, match="查看个人信息原文"):
            unmask(journey.number, by)
    assert trace(journey.number) == before


def test_a_supervisor_may_look_and_is_recorded_too(office) -> None:
    make_staff(staff_code="J01", organisation_code="510703-J01")
    give_duty(staff_code="J01", duty=Duty.SUPERVISOR)
    journey = received(office)
    unmask(journey.number, actor(staff_code="J01", organisation_code="510703-J01"))
    assert trace(journey.number).kinds[-1] == "cases.people_unmasked"


def test_no_other_way_leads_people_to_plain_text() -> None:
    """Who opens sealed columns of a case: the masking, the copying upward, and this operation."""
    root = Path(zhengtong.__file__).parent
    opening = re.compile(r"\bopened\(|\bopen_value\(")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "tests" not in path.parts and opening.search(path.read_text())
    }
    assert found - {"foundation/vault.py"} == {
        "cases/operations/people.py",
        "cases/operations/unmasking.py",
        "cases/queries/people.py",
    }
