"""Letting another person do one's duty for a time."""

from datetime import date

import pytest

from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import DutyPeriod
from zhengtong.people.operations.delegations import DelegationRefused
from zhengtong.people.operations.duties import (
    DelegationOutstanding,
    ProofMissing,
)
from zhengtong.people.operations.staffing import DatesRefused
from zhengtong.people.operations.tenure_rows import SupervisorConflict
from zhengtong.people.queries import UnknownStaff
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.tests.duty_steps import (
    APRIL,
    TODAY,
    TOMORROW,
    YESTERDAY,
    delegate,
    end,
    held,
    refused,
)
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    give_post,
    make_handler,
    make_staff,
    request,
)
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_service_centre()


class TestDelegating:
    def test_it_lets_the_holder_delegate_until_a_day(self):
        by = make_handler(Post.INTAKE)
        make_staff(staff_code="S02")
        delegate(request=request(by=by))
        assert held("S02", APRIL) == {"duty:case_handler"}
        assert held("S02", date(2018, 5, 1)) == frozenset()
        assert held("S01", APRIL) == {"duty:case_handler", "post:intake"}
        row = DutyPeriod.objects.get(staff_id="S02")
        assert (row.kind, row.delegated_from) == ("delegation", "S01")

    def test_it_never_delegates_to_a_supervisor(self):
        make_handler()
        make_staff(staff_code="S02", discipline_post_proof="证明")
        give_duty(staff_code="S02", duty=Duty.SUPERVISOR, organisation_code="510703-D02")
        refused(SupervisorConflict, "任部门监察员，同期不能再任运行办件人员（含受委托）", delegate)

    def test_it_refuses_a_supervisor_who_begins_while_the_delegation_runs(self):
        make_handler()
        make_staff(staff_code="S02", discipline_post_proof="证明")
        give_duty(staff_code="S02", duty=Duty.SUPERVISOR, starts_on=APRIL)
        refused(SupervisorConflict, "同期不能再任", delegate)

    def test_it_does_not_delegate_on(self):
        make_handler()
        make_staff(staff_code="S02")
        make_staff(staff_code="S03")
        delegate()
        refused(
            DelegationRefused,
            "没有经授予的运行办件人员职责，不能委托",
            delegate,
            delegator_code="S02",
            staff_code="S03",
        )

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"staff_code": "S01"}, DelegationRefused, "不能委托给本人", id="himself"),
            pytest.param(
                {"duty": Duty.ITEM_MANAGER}, DelegationRefused, "不能委托", id="not his duty"
            ),
            pytest.param({"ends_on": YESTERDAY}, DatesRefused, "早于起始日", id="days"),
            pytest.param({"staff_code": "S99"}, UnknownStaff, "S99", id="unknown person"),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_handler()
        make_staff(staff_code="S02")
        refused(refusal, message, delegate, **fields)

    def test_it_refuses_beyond_the_delegators_own_period(self):
        make_staff()
        make_staff(staff_code="S02")
        give_duty(ends_on=date(2018, 3, 31))
        refused(DelegationRefused, "2018-04-01 在 涪城区教育和体育局 没有经授予的", delegate)

    def test_it_refuses_a_stranger_to_delegate_for_another(self):
        make_handler()
        make_staff(staff_code="S02")
        by = request(by=actor(staff_code="S02"))
        refused(PermissionRefused, "没有“委托他人履行职责”", delegate, request=by)

    def test_it_delegates_supervision_only_at_the_centre_and_to_discipline_staff(self):
        make_staff(staff_code="S01")
        make_staff(staff_code="S02")
        make_staff(staff_code="S03", discipline_post_proof="证明")
        give_duty(duty=Duty.SUPERVISOR)
        own = request(by=actor())
        refused(PermissionRefused, "中心办理", delegate, duty=Duty.SUPERVISOR, request=own)
        refused(ProofMissing, "不能受托任部门监察员", delegate, duty=Duty.SUPERVISOR)
        delegate(duty=Duty.SUPERVISOR, staff_code="S03")
        assert held("S03") == {"duty:supervisor"}

    def test_it_keeps_the_delegator_until_the_delegation_is_ended(self):
        make_handler()
        make_staff(staff_code="S02")
        delegate()
        refused(DelegationOutstanding, "已委托给 S02（至 2018-04-30）", end)
        end(staff_code="S02")
        end(staff_code="S01")
        assert held("S02", TOMORROW) == held("S01", TOMORROW) == frozenset()

    def test_it_ends_posts_of_a_delegate_with_his_delegation(self):
        make_handler()
        make_staff(staff_code="S02")
        delegate()
        give_post(staff_code="S02", starts_on=TODAY, ends_on=APRIL)
        end(staff_code="S02")
        assert held("S02", TOMORROW) == frozenset()
