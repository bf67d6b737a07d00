"""Granting duties: what is written, what is refused, who may."""

import json
import threading
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.tests.test_ledger import application_role
from zhengtong.people.models import DutyPeriod, StaffingAct
from zhengtong.people.operations.cover import SuccessorMissing, SuccessorRefused
from zhengtong.people.operations.duties import (
    ProofMissing,
)
from zhengtong.people.operations.staffing import DatesRefused, StaffInactive
from zhengtong.people.operations.tenure_rows import AlreadyHeld, SupervisorConflict
from zhengtong.people.queries import UnknownStaff
from zhengtong.people.rules.duties import Duty
from zhengtong.people.rules.tenures import Tenure
from zhengtong.people.tests.duty_steps import (
    APRIL,
    JUNE,
    TODAY,
    TOMORROW,
    YESTERDAY,
    end,
    grant,
    held,
    refused,
)
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    make_administrator,
    make_centre_administrator,
    make_staff,
    request,
)
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.queries import NoServiceCentre, UnknownOrganisation
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_service_centre()


class TestGranting:
    def test_it_grants_a_duty_with_one_act_and_one_entry(self):
        make_staff()
        grant(starts_on=TOMORROW)
        assert held(on=TODAY) == frozenset()
        assert held(on=TOMORROW) == {"duty:case_handler"}
        act = StaffingAct.objects.get()
        assert (act.action, act.staff_code, act.reason) == ("grant_duty", "S01", "测试")
        entry = Entry.objects.get()
        assert (entry.kind, entry.subject, entry.region_code, entry.organisation_code) == (
            "people.duty_granted",
            "staffing:510703-D01",
            "510703",
            "510703-D01",
        )
        assert json.loads(entry.body)["payload"] == {
            "staff_code": "S01",
            "organisation_code": "510703-D01",
            "duty": "case_handler",
            "starts_on": "2018-03-01",
            "ends_on": None,
            "successor_code": "",
        }

    def test_it_numbers_the_acts_of_a_body_one_after_the_other(self):
        make_staff()
        grant()
        grant(duty=Duty.ITEM_MANAGER)
        end(duty=Duty.ITEM_MANAGER)
        assert list(StaffingAct.objects.order_by("act_no").values_list("act_no", "action")) == [
            (1, "grant_duty"),
            (2, "grant_duty"),
            (3, "end_duty"),
        ]

    @pytest.mark.parametrize(
        "sql",
        ["UPDATE people_staffingact SET reason = '改'", "DELETE FROM people_staffingact"],
    )
    def test_it_refuses_the_application_to_change_an_act(self, sql):
        make_staff()
        grant()
        with application_role() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(sql)
        assert StaffingAct.objects.get().reason == "测试"

    def test_it_lets_one_person_hold_the_other_three_together(self):
        make_staff()
        for duty in (Duty.DEPARTMENT_ADMINISTRATOR, Duty.ITEM_MANAGER, Duty.CASE_HANDLER):
            grant(duty=duty)
        assert len(held()) == 3

    def test_it_lets_a_supervisor_serve_several_bodies(self):
        make_staff(discipline_post_proof="派驻组任职文件")
        make_organisation(code="510703-D02")
        grant(duty=Duty.SUPERVISOR)
        grant(duty=Duty.SUPERVISOR, organisation_code="510703-D02")
        assert held(organisation_code="510703-D02") == {"duty:supervisor"}
        assert DutyPeriod.objects.first().proof == "派驻组任职文件"

    def test_it_refuses_a_supervisor_without_proof(self):
        make_staff()
        refused(ProofMissing, "没有纪检监察岗位证明", grant, duty=Duty.SUPERVISOR)
        grant(duty=Duty.SUPERVISOR, proof="任职文件")
        assert held() == {"duty:supervisor"}

    @pytest.mark.parametrize(
        "other", [Duty.DEPARTMENT_ADMINISTRATOR, Duty.ITEM_MANAGER, Duty.CASE_HANDLER]
    )
    def test_it_refuses_a_supervisor_another_duty_at_any_body(self, other):
        make_staff(discipline_post_proof="证明")
        make_organisation(code="510703-D02")
        grant(duty=Duty.SUPERVISOR)
        refused(
            SupervisorConflict,
            f"任部门监察员，同期不能再任{other.label}",
            grant,
            duty=other,
            organisation_code="510703-D02",
        )

    def test_it_refuses_to_make_a_supervisor_of_a_handler(self):
        make_staff(discipline_post_proof="证明")
        grant()
        refused(
            SupervisorConflict,
            "任运行办件人员，同期不能再任部门监察员",
            grant,
            duty=Duty.SUPERVISOR,
        )

    def test_it_lets_a_handler_supervise_after_his_last_day(self):
        make_staff(discipline_post_proof="证明")
        grant()
        end(last_day=TODAY)
        grant(duty=Duty.SUPERVISOR, starts_on=TOMORROW)
        assert held(on=TOMORROW) == {"duty:supervisor"}

    def test_it_is_keyed_by_the_person_whatever_accounts_he_has(self):
        from zhengtong.people.queries import actor_of_user
        from zhengtong.people.tests.factories import make_account

        make_staff(discipline_post_proof="证明")
        grant(duty=Duty.SUPERVISOR)
        first, second = make_account(username="one"), make_account(username="two")
        assert actor_of_user(first) == actor_of_user(second)
        refused(SupervisorConflict, "同期不能再任", grant)

    @pytest.mark.parametrize(
        ("duty", "refusal", "message"),
        [
            pytest.param(
                Duty.SUPERVISOR,
                SupervisorConflict,
                "同期任监察员和其他职责，两者不得兼任",
                id="apart",
            ),
            pytest.param(Duty.CASE_HANDLER, AlreadyHeld, "同期已担任，任期不能重叠", id="once"),
        ],
    )
    def test_it_answers_in_chinese_when_only_the_database_sees_it(
        self, monkeypatch, duty, refusal, message
    ):
        make_staff(discipline_post_proof="证明")
        grant()
        monkeypatch.setattr(Tenure, "overlaps", lambda *_: False)
        refused(refusal, message, grant, duty=duty)

    def test_it_refuses_the_same_duty_twice(self):
        make_staff()
        grant()
        refused(AlreadyHeld, "已任运行办件人员（2018-02-28 至 今）", grant, starts_on=JUNE)

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"staff_code": "S99"}, UnknownStaff, "没有工号为 S99", id="person"),
            pytest.param(
                {"organisation_code": "X"}, UnknownOrganisation, "机构 X 不存在", id="body"
            ),
            pytest.param(
                {"starts_on": JUNE, "ends_on": APRIL},
                DatesRefused,
                "终止日 2018-04-30 早于起始日 2018-06-30",
                id="days out of order",
            ),
            pytest.param({"ends_on": APRIL}, SuccessorMissing, "须填写接任人", id="no successor"),
            pytest.param(
                {"ends_on": APRIL, "successor_code": "S99"},
                SuccessorRefused,
                "接任人 S99 不存在或已不在职",
                id="unknown successor",
            ),
            pytest.param(
                {"ends_on": APRIL, "successor_code": "S03"},
                SuccessorRefused,
                "接任人 S03 不存在或已不在职",
                id="successor has left",
            ),
            pytest.param(
                {"ends_on": APRIL, "successor_code": "S01"},
                SuccessorRefused,
                "接任人不能是本人",
                id="himself",
            ),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_staff()
        make_staff(staff_code="S03", active=False)
        refused(refusal, message, grant, **fields)

    def test_it_refuses_a_person_who_has_left(self):
        make_staff(active=False)
        refused(StaffInactive, "已不在职", grant)

    def test_it_takes_an_end_with_a_successor_named(self):
        make_staff()
        make_staff(staff_code="S02")
        grant(ends_on=APRIL, successor_code="S02")
        assert held(on=APRIL) == {"duty:case_handler"}
        assert held(on=date(2018, 5, 1)) == frozenset()

    def test_it_takes_an_end_while_another_covers_the_day_after(self):
        make_staff()
        make_staff(staff_code="S02")
        grant(staff_code="S02")
        grant(ends_on=APRIL)
        assert DutyPeriod.objects.count() == 2

    def test_it_refuses_a_supervisor_as_successor_of_a_handler(self):
        make_staff()
        make_staff(staff_code="S02", name="监察员甲", discipline_post_proof="证明")
        grant(staff_code="S02", duty=Duty.SUPERVISOR)
        refused(
            SuccessorRefused,
            "接任人 监察员甲 届时是部门监察员，不能接任运行办件人员",
            grant,
            ends_on=APRIL,
            successor_code="S02",
        )

    def test_it_refuses_a_successor_of_a_supervisor_without_proof(self):
        make_staff(discipline_post_proof="证明")
        make_staff(staff_code="S02")
        refused(
            SuccessorRefused,
            "没有纪检监察岗位证明，不能接任部门监察员",
            grant,
            duty=Duty.SUPERVISOR,
            ends_on=APRIL,
            successor_code="S02",
        )


@pytest.mark.django_db(transaction=True)
def test_it_lets_only_one_of_two_sessions_make_a_supervisor_or_a_handler(tmp_path):
    make_staff(discipline_post_proof="证明")
    make_organisation(code="510703-D02")
    both_ready = threading.Barrier(2, timeout=10)
    outcomes: list[str] = []

    def work(duty: Duty, organisation_code: str):
        def run() -> None:
            both_ready.wait()
            try:
                grant(duty=duty, organisation_code=organisation_code)
                outcomes.append("granted")
            except SupervisorConflict:
                outcomes.append("refused")

        return run

    counted: list[int] = []
    in_sessions(tmp_path, work(Duty.SUPERVISOR, DEPARTMENT), work(Duty.CASE_HANDLER, "510703-D02"))
    in_sessions(tmp_path, lambda: counted.append(DutyPeriod.objects.count()))
    assert (sorted(outcomes), counted) == (["granted", "refused"], [1])


class TestWhoMayGrant:
    def test_it_lets_the_administrator_of_the_body_grant_handling_and_items(self):
        make_staff()
        by = request(by=make_administrator())
        grant(request=by)
        grant(duty=Duty.ITEM_MANAGER, request=by)
        assert held() == {"duty:case_handler", "duty:item_manager"}

    @pytest.mark.parametrize("duty", [Duty.DEPARTMENT_ADMINISTRATOR, Duty.SUPERVISOR])
    def test_it_leaves_administrators_and_supervisors_to_the_centre(self, duty):
        make_staff(discipline_post_proof="证明")
        by = request(by=make_administrator())
        refused(PermissionRefused, "由政务服务中心办理", grant, duty=duty, request=by)
        grant(duty=duty, request=request(by=make_centre_administrator()))
        assert held() == {f"duty:{duty}"}

    def test_it_refuses_centre_duties_where_there_is_no_centre(self):
        make_staff()
        make_organisation(code="X", region_code="510722")
        by = request(by=make_administrator(organisation_code="X"))
        refused(
            NoServiceCentre,
            "510722 还没有政务服务中心",
            grant,
            duty=Duty.DEPARTMENT_ADMINISTRATOR,
            organisation_code="X",
            request=by,
        )
        grant(organisation_code="X", request=by)
        assert held(organisation_code="X") == {"duty:case_handler"}

    def test_it_refuses_the_administrator_of_another_body(self):
        make_staff()
        make_organisation(code="510703-D02")
        by = request(by=make_administrator(organisation_code="510703-D02"))
        refused(PermissionRefused, "没有“授予和收回", grant, request=by)

    def test_it_refuses_whoever_holds_nothing(self):
        make_staff()
        refused(PermissionRefused, "没有“授予和收回", grant, request=request(by=actor()))

    def test_it_refuses_an_administrator_whose_period_is_over(self):
        make_staff()
        make_staff(staff_code="A01")
        give_duty(staff_code="A01", duty=Duty.DEPARTMENT_ADMINISTRATOR, ends_on=YESTERDAY)
        refused(PermissionRefused, "没有“", grant, request=request(by=actor(staff_code="A01")))

    def test_it_lets_only_the_operator_enter_what_began_in_the_past(self):
        make_staff()
        by = request(by=make_administrator())
        refused(DatesRefused, "早于今天，不能倒签", grant, starts_on=YESTERDAY, request=by)
        grant(starts_on=date(2017, 1, 1))
        assert held(on=date(2017, 6, 1)) == {"duty:case_handler"}
