"""Recording at the service centre what a body granted itself."""

import pytest

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import DutyPeriod
from zhengtong.people.operations.records import NothingToRecord, record_at_centre
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.duty_steps import grant, held, refused
from zhengtong.people.tests.factories import (
    make_administrator,
    make_centre_administrator,
    make_staff,
    request,
)
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_service_centre()


class TestRecording:
    def test_it_is_on_record_at_once_when_granted_at_the_centre(self):
        make_staff()
        grant(request=request(by=make_centre_administrator()))
        row = DutyPeriod.objects.get(staff_id="S01")
        assert (row.granted_by, row.recorded_by) == ("C01", "C01")
        assert row.recorded_at is not None

    def test_it_waits_for_the_centre_when_granted_by_the_body(self):
        make_staff()
        grant(request=request(by=make_administrator()))
        row = DutyPeriod.objects.get(staff_id="S01")
        assert (row.granted_by, row.recorded_by, row.recorded_at) == ("A01", "", None)
        assert held() == {"duty:case_handler"}
        record_at_centre(
            staff_code="S01",
            organisation_code=DEPARTMENT,
            duty=Duty.CASE_HANDLER,
            request=request(by=make_centre_administrator()),
        )
        row.refresh_from_db()
        assert row.recorded_by == "C01"
        assert Entry.objects.filter(kind="people.staffing_recorded").count() == 1

    def test_it_lets_only_the_centre_record(self):
        make_staff()
        by = request(by=make_administrator())
        grant(request=by)
        refused(
            PermissionRefused,
            "由政务服务中心办理",
            record_at_centre,
            staff_code="S01",
            organisation_code=DEPARTMENT,
            duty=Duty.CASE_HANDLER,
            request=by,
        )

    def test_it_refuses_to_record_what_is_on_record(self):
        make_staff()
        grant()
        refused(
            NothingToRecord,
            "没有待备案的运行办件人员职责",
            record_at_centre,
            staff_code="S01",
            organisation_code=DEPARTMENT,
            duty=Duty.CASE_HANDLER,
            request=request(),
        )
