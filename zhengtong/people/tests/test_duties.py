"""Granting, ending, handing over and recording duties."""

import json
import threading
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.foundation.tests.test_ledger import application_role
from zhengtong.people.models import DutyPeriod, PostPeriod, StaffingAct
from zhengtong.people.operations.cover import SuccessorMissing, SuccessorRefused, WouldStrand
from zhengtong.people.operations.delegations import DelegationRefused, delegate_duty
from zhengtong.people.operations.duties import (
    DelegationOutstanding,
    ProofMissing,
    end_duty,
    grant_duty,
    reassign_duty,
)
from zhengtong.people.operations.handover import ContractWorkerMayNotDecide
from zhengtong.people.operations.records import NothingToRecord, record_at_centre
from zhengtong.people.operations.staffing import DatesRefused, StaffInactive
from zhengtong.people.operations.tenure_rows import AlreadyHeld, NotHeld, SupervisorConflict
from zhengtong.people.queries import UnknownStaff, holdings
from zhengtong.people.rules.duties import Duty, Post, StaffKind
from zhengtong.people.rules.tenures import Tenure
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    give_post,
    make_administrator,
    make_centre_administrator,
    make_handler,
    make_staff,
    request,
)
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.queries import NoServiceCentre, UnknownOrganisation
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db
TODAY, YESTERDAY, TOMORROW = date(2018, 2, 28), date(2018, 2, 27), date(2018, 3, 1)
APRIL, JUNE = date(2018, 4, 30), date(2018, 6, 30)


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_service_centre()


def grant(staff_code="S01", duty=Duty.CASE_HANDLER, starts_on=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    grant_duty(staff_code=staff_code, duty=duty, starts_on=starts_on, **fields)


def end(staff_code="S01", duty=Duty.CASE_HANDLER, last_day=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    end_duty(staff_code=staff_code, duty=duty, last_day=last_day, **fields)


def reassign(staff_code="S01", successor_code="S02", duty=Duty.CASE_HANDLER, **fields):
    fields = {
        "organisation_code": DEPARTMENT,
        "request": request(),
        "last_day": TODAY,
        **fields,
    }
    reassign_duty(staff_code=staff_code, successor_code=successor_code, duty=duty, **fields)


def delegate(delegator_code="S01", staff_code="S02", duty=Duty.CASE_HANDLER, **fields):
    fields = {
        "organisation_code": DEPARTMENT,
        "request": request(),
        "starts_on": TODAY,
        "ends_on": APRIL,
        **fields,
    }
    delegate_duty(delegator_code=delegator_code, staff_code=staff_code, duty=duty, **fields)


def held(staff_code="S01", on=TODAY, organisation_code=DEPARTMENT):
    return holdings(staff_code, organisation_code, on)


def refused(refusal, message, act, *arguments, **fields):
    """Assert that an act is refused with a message and changes nothing."""
    before = everything()
    with pytest.raises(refusal, match=message):
        act(*arguments, **fields)
    assert everything() == before


def everything():
    return (
        list(DutyPeriod.objects.order_by("id").values()),
        list(PostPeriod.objects.order_by("id").values()),
        StaffingAct.objects.count(),
        Entry.objects.count(),
    )


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


class TestEnding:
    def test_it_ends_a_duty_with_the_posts_that_hang_on_it(self):
        make_handler(Post.INTAKE, Post.REVIEWER)
        end(last_day=TODAY)
        assert held(on=TODAY) == {"duty:case_handler", "post:intake", "post:reviewer"}
        assert held(on=TOMORROW) == frozenset()
        payload = json.loads(Entry.objects.get().body)["payload"]
        assert payload["posts"] == ["intake", "reviewer"]

    def test_it_leaves_posts_alone_when_another_duty_ends(self):
        make_handler(Post.INTAKE)
        give_duty(duty=Duty.ITEM_MANAGER)
        end(duty=Duty.ITEM_MANAGER)
        assert held(on=TOMORROW) == {"duty:case_handler", "post:intake"}

    def test_it_takes_back_what_has_not_begun(self):
        make_staff()
        grant(starts_on=JUNE)
        end(last_day=TODAY)
        assert not DutyPeriod.objects.exists()
        assert StaffingAct.objects.count() == 2

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param(
                {"duty": Duty.ITEM_MANAGER}, NotHeld, "并未担任实施清单管理人员", id="duty"
            ),
            pytest.param({"last_day": date(2018, 2, 26)}, DatesRefused, "不能倒签", id="past"),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_handler(Post.INTAKE)
        refused(refusal, message, end, **fields)

    def test_it_refuses_to_undo_what_began_today(self):
        make_staff()
        grant(starts_on=TODAY)
        refused(DatesRefused, "最后一日不能早于这一天", end, last_day=YESTERDAY)

    def test_it_refuses_when_a_case_needs_a_post_that_hangs_on_it(self, needs):
        make_handler(Post.INTAKE, Post.DECIDER)
        needs.need(Post.DECIDER)
        refused(
            WouldStrand,
            "涪城区教育和体育局2018-03-01 起没有人担任决定岗，下列事项将无人办理："
            "办件 510703180226000018 待决定岗",
            end,
        )

    def test_it_goes_through_while_another_holds_the_post(self, needs):
        make_handler(Post.DECIDER)
        make_handler(Post.DECIDER, staff_code="S02")
        needs.need(Post.DECIDER)
        end()
        assert held("S02", TOMORROW) == {"duty:case_handler", "post:decider"}
        assert [loss.remaining for loss in needs.asked] == [{"S02"}]


class TestHandingOver:
    def test_it_gives_duty_and_posts_to_the_successor_in_one_act(self, needs):
        make_handler(Post.DECIDER, Post.INTAKE)
        make_staff(staff_code="S02")
        needs.need(Post.DECIDER)
        reassign()
        assert held("S01", TOMORROW) == frozenset()
        assert held("S02", TODAY) == frozenset()
        assert held("S02", TOMORROW) == {"duty:case_handler", "post:decider", "post:intake"}
        assert StaffingAct.objects.get().action == "end_duty"

    def test_it_leaves_the_successor_what_he_has(self):
        make_handler(Post.DECIDER)
        make_handler(Post.DECIDER, staff_code="S02")
        reassign()
        assert held("S02", TOMORROW) == {"duty:case_handler", "post:decider"}

    def test_it_refuses_a_contract_worker_as_decider(self):
        make_handler(Post.DECIDER)
        make_staff(staff_code="S02", kind=StaffKind.CONTRACT)
        refused(ContractWorkerMayNotDecide, "是聘用人员，不能任决定岗", reassign)

    def test_it_refuses_a_supervisor_as_successor(self):
        make_handler(Post.INTAKE)
        make_staff(staff_code="S02")
        give_duty(staff_code="S02", duty=Duty.SUPERVISOR)
        refused(SupervisorConflict, "同期不能再任运行办件人员", reassign)

    def test_it_refuses_himself_as_successor(self):
        make_handler(Post.INTAKE)
        refused(SuccessorRefused, "接任人不能是本人", reassign, successor_code="S01")

    def test_it_refuses_a_supervisor_without_proof_as_successor_of_one(self):
        make_staff()
        make_staff(staff_code="S02")
        give_duty(duty=Duty.SUPERVISOR)
        refused(ProofMissing, "没有纪检监察岗位证明", reassign, duty=Duty.SUPERVISOR)
        reassign(duty=Duty.SUPERVISOR, proof="任职文件")
        assert held("S02", TOMORROW) == {"duty:supervisor"}


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
