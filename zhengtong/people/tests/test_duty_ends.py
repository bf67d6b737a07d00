"""Ending duties with their posts, and handing both over."""

import json
from datetime import date

import pytest

from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import DutyPeriod, StaffingAct
from zhengtong.people.operations.cover import SuccessorRefused, WouldStrand
from zhengtong.people.operations.duties import (
    ProofMissing,
)
from zhengtong.people.operations.handover import ContractWorkerMayNotDecide
from zhengtong.people.operations.staffing import DatesRefused
from zhengtong.people.operations.tenure_rows import NotHeld, SupervisorConflict
from zhengtong.people.rules.duties import Duty, Post, StaffKind
from zhengtong.people.tests.duty_steps import (
    JUNE,
    TODAY,
    TOMORROW,
    YESTERDAY,
    end,
    grant,
    held,
    reassign,
    refused,
)
from zhengtong.people.tests.factories import (
    give_duty,
    make_handler,
    make_staff,
)
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code=DEPARTMENT, name="涪城区教育和体育局")
    make_service_centre()


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
