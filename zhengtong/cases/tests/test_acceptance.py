"""Acceptance by the organ and by its silence."""

import datetime as dt

import pytest

from zhengtong.cases.models import CaseMaterial
from zhengtong.cases.operations.acceptance import SilenceIsOver, accept_case, deem_accepted
from zhengtong.cases.operations.intake import fix_on_the_spot
from zhengtong.cases.operations.refusal import refuse_acceptance, state_not_required
from zhengtong.cases.rules.guards.acceptance import MaterialsLacking, SilenceNotOver
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.factories import accepted, at, make_office, moment, received, trace
from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.tests.factories import publish_again
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.calendars import OutsideCalendar

pytestmark = pytest.mark.django_db


def test_it_starts_both_clocks(office) -> None:
    journey = accepted(office, on="2018-09-28 09:00")
    case = journey.case
    # The worked example of the law: 20 working days from 28 September 2018 end on 31 October.
    assert case.statutory_due_at == moment("2018-10-31 23:59:59")
    assert case.promised_due_at == moment("2018-10-12 23:59:59")
    assert case.due_at == case.promised_due_at
    assert not case.due_is_provisional
    assert case.acceptor == office.clerk.code
    assert trace(journey.number).kinds[-1] == "cases.accepted"


def test_it_marks_a_due_day_in_an_unannounced_year(office) -> None:
    case = accepted(office, on="2019-12-20 09:00").case
    assert case.statutory_due_at == moment("2020-01-20 23:59:59")
    assert case.due_is_provisional


def test_it_refuses_a_day_outside_the_calendar(office) -> None:
    with pytest.raises(OutsideCalendar, match="2021"):
        received(office, on="2021-03-01 09:00")


def test_it_refuses_while_materials_are_lacking(office) -> None:
    journey = received(office)
    CaseMaterial.objects.filter(region_code="510703", name="营业执照").update(
        is_collected=False, collected_at=None
    )
    before = trace(journey.number)
    with pytest.raises(MaterialsLacking, match="营业执照"):
        accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before


def test_what_silence_has_accepted_is_not_dealt_with_at_the_counter(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    before = trace(journey.number)
    late = at("2018-10-11 09:00")
    with pytest.raises(SilenceIsOver):
        accept_case(case_number=journey.number, by=office.clerk, at=late)
    with pytest.raises(SilenceIsOver):
        state_not_required(case_number=journey.number, reason="无需许可", by=office.clerk, at=late)
    with pytest.raises(SilenceIsOver):
        refuse_acceptance(
            case_number=journey.number,
            reason="不属职权",
            competent_organ="市交通局",
            by=office.clerk,
            at=late,
        )
    assert trace(journey.number) == before
    on_the_last_day = at("2018-10-10 17:00")
    case = accept_case(case_number=journey.number, by=office.clerk, at=on_the_last_day)
    assert case.accepted_at == moment("2018-10-10 17:00")


def test_it_refuses_acceptance_by_others_and_twice(office) -> None:
    journey = received(office)
    with pytest.raises(PermissionRefused):
        accept_case(case_number=journey.number, by=office.reviewer, at=journey.tick())
    accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    before = trace(journey.number)
    with pytest.raises(ActionNotAllowed):
        accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    assert trace(journey.number) == before


def test_it_fixes_the_version_in_force_at_acceptance(office) -> None:
    journey = received(office)
    item = LocalItem.objects.get(region_code="510703")
    shorter = {**item.elements, "promised_limit": {"count": 3, "unit": "workday"}}
    item.version, item.elements = 2, shorter
    LocalItem.objects.filter(region_code="510703", id=item.id).update(version=2)
    second = publish_again(item=item)
    case = accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    case.refresh_from_db()
    assert (case.item_version, case.item_version_id) == (2, second.id)
    assert case.promised_limit == 3
    assert case.promised_due_at == moment("2018-03-01 23:59:59")


def test_it_is_deemed_accepted_after_five_silent_days(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    case = deem_accepted(case_number=journey.number, by=SYSTEM, at=at("2018-10-11 00:10"))
    assert (case.state, case.deemed_accepted) == ("accepted", True)
    assert case.accepted_at == moment("2018-09-28 10:00")
    assert case.statutory_due_at == moment("2018-10-31 23:59:59")
    entry = Entry.objects.get(region_code="510703", kind="cases.deemed_accepted")
    assert entry.day == dt.date(2018, 9, 28)
    assert entry.recorded_at == moment("2018-10-11 00:10")
    assert entry.actor == "system:system"


def test_it_is_dated_to_the_receipt_even_after_a_correction_on_the_spot(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    fix_on_the_spot(
        case_number=journey.number, fixed="补签名", by=office.clerk, at=at("2018-09-29 10:00")
    )
    case = deem_accepted(case_number=journey.number, by=SYSTEM, at=at("2018-10-11 00:10"))
    assert case.accepted_at == moment("2018-09-28 10:00")
    assert case.last_act_at == moment("2018-09-29 10:00")


def test_it_refuses_to_deem_too_early_or_by_staff(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    before = trace(journey.number)
    with pytest.raises(SilenceNotOver):
        deem_accepted(case_number=journey.number, by=SYSTEM, at=at("2018-10-10 23:00"))
    with pytest.raises(PermissionRefused):
        deem_accepted(case_number=journey.number, by=office.clerk, at=at("2018-10-11 00:10"))
    assert trace(journey.number) == before


def test_it_deems_accepted_though_the_item_was_cancelled_meanwhile(office) -> None:
    journey = received(office, on="2018-09-28 10:00")
    LocalItem.objects.filter(region_code="510703").update(state="cancelled")
    case = deem_accepted(case_number=journey.number, by=SYSTEM, at=at("2018-10-11 00:10"))
    assert case.state == "accepted"


def test_it_runs_without_a_statutory_limit(db) -> None:
    office = make_office(item_type="public_service", statutory_limit=None)
    case = accepted(office).case
    assert case.statutory_due_at is None
    # Seven working days from 26 February 2018.
    assert case.promised_due_at == moment("2018-03-07 23:59:59")
