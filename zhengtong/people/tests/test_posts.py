"""Assigning, ending and handing over posts; the last holder; two sessions at once."""

import threading
from contextlib import suppress
from datetime import date

import pytest

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.models import PostPeriod, StaffingAct
from zhengtong.people.operations.cover import SuccessorMissing, SuccessorRefused, WouldStrand
from zhengtong.people.operations.handover import ContractWorkerMayNotDecide, DutyMissing
from zhengtong.people.operations.posts import assign_post, end_post, reassign_post
from zhengtong.people.operations.staffing import DatesRefused
from zhengtong.people.operations.tenure_rows import AlreadyHeld, NotHeld
from zhengtong.people.ports import (
    Stranded,
    register_stranding_check,
    unregister_stranding_check,
)
from zhengtong.people.queries import UnknownStaff, holders
from zhengtong.people.rules.duties import Post, StaffKind
from zhengtong.people.tests.factories import (
    actor,
    give_duty,
    give_post,
    make_administrator,
    make_handler,
    make_staff,
    request,
)
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation

TODAY, TOMORROW = date(2018, 2, 28), date(2018, 3, 1)
APRIL, MAY = date(2018, 4, 30), date(2018, 5, 1)


def assign(staff_code="S01", post=Post.INTAKE, starts_on=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    assign_post(staff_code=staff_code, post=post, starts_on=starts_on, **fields)


def end(staff_code="S01", post=Post.DECIDER, last_day=TODAY, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), **fields}
    end_post(staff_code=staff_code, post=post, last_day=last_day, **fields)


def reassign(staff_code="S01", successor_code="S02", post=Post.DECIDER, **fields):
    fields = {"organisation_code": DEPARTMENT, "request": request(), "last_day": TODAY, **fields}
    reassign_post(staff_code=staff_code, successor_code=successor_code, post=post, **fields)


def in_post(post=Post.DECIDER, on=TOMORROW):
    return [info.staff_code for info in holders(DEPARTMENT, post, on)]


def refused(refusal, message, act, *arguments, **fields):
    """Assert that an act is refused with a message and changes nothing."""
    before = list(PostPeriod.objects.order_by("id").values()), Entry.objects.count()
    with pytest.raises(refusal, match=message) as caught:
        act(*arguments, **fields)
    assert (list(PostPeriod.objects.order_by("id").values()), Entry.objects.count()) == before
    return caught.value


@pytest.mark.django_db
class TestAssigning:
    def test_it_assigns_a_post_with_one_act_and_one_entry(self):
        make_handler()
        assign()
        assert in_post(Post.INTAKE, TODAY) == ["S01"]
        assert StaffingAct.objects.get().action == "assign_post"
        assert Entry.objects.get().kind == "people.post_assigned"

    def test_it_takes_a_case_handler_by_delegation(self):
        make_handler()
        make_staff(staff_code="S02")
        give_duty(
            staff_code="S02",
            starts_on=TODAY,
            ends_on=APRIL,
            kind="delegation",
            delegated_from="S01",
        )
        assign("S01")
        assign("S02", ends_on=APRIL)
        assert in_post(Post.INTAKE, APRIL) == ["S01", "S02"]

    def test_it_takes_a_duty_held_in_two_stretches(self):
        make_staff()
        give_duty(ends_on=APRIL)
        give_duty(starts_on=MAY)
        assign()
        assert in_post(Post.INTAKE, MAY) == ["S01"]

    def test_it_refuses_a_contract_worker_as_decider_and_lets_him_take_in(self):
        make_handler(kind=StaffKind.CONTRACT, name="聘用甲")
        refused(
            ContractWorkerMayNotDecide,
            "聘用甲（S01）是聘用人员，不能任决定岗",
            assign,
            post=Post.DECIDER,
        )
        assign()
        assert in_post(Post.INTAKE) == ["S01"]

    @pytest.mark.parametrize("kind", [StaffKind.CIVIL, StaffKind.INSTITUTION, StaffKind.SECONDED])
    def test_it_lets_all_others_decide(self, kind):
        make_handler(kind=kind)
        assign(post=Post.DECIDER)
        assert in_post() == ["S01"]

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"starts_on": date(2017, 6, 1)}, DutyMissing, "2017-06-01 在", id="early"),
            pytest.param(
                {"organisation_code": "510703-D02"},
                DutyMissing,
                "不是运行办件人员，不能任收件岗；请先授予职责",
                id="another body",
            ),
            pytest.param({"staff_code": "S99"}, UnknownStaff, "没有工号为 S99", id="person"),
            pytest.param({"ends_on": date(2018, 2, 1)}, DatesRefused, "早于起始日", id="days"),
            pytest.param(
                {"ends_on": APRIL}, SuccessorMissing, "收件岗到 2018-04-30", id="successor"
            ),
            pytest.param(
                {"ends_on": APRIL, "successor_code": "S99"}, SuccessorRefused, "S99", id="unknown"
            ),
            pytest.param(
                {"request": request(by=actor())}, PermissionRefused, "指派和收回岗位", id="rights"
            ),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_handler()
        make_organisation(code="510703-D02")
        refused(refusal, message, assign, **fields)

    def test_it_refuses_beyond_the_end_of_the_duty(self):
        make_staff()
        give_duty(ends_on=APRIL)
        refused(DutyMissing, "2018-05-01 在", assign)

    def test_it_refuses_the_same_post_twice(self):
        make_handler(Post.INTAKE)
        refused(AlreadyHeld, "已任收件岗", assign)

    def test_it_refuses_a_contract_worker_as_successor_of_a_decider(self):
        make_handler()
        make_staff(staff_code="S02", kind=StaffKind.CONTRACT)
        refused(
            SuccessorRefused,
            "是聘用人员，不能任决定岗",
            assign,
            post=Post.DECIDER,
            ends_on=APRIL,
            successor_code="S02",
        )

    def test_it_lets_the_bodys_administrator_assign(self):
        make_handler()
        assign(request=request(by=make_administrator()))
        assert PostPeriod.objects.get().assigned_by == "A01"


@pytest.mark.django_db
class TestTakingAway:
    def test_it_lets_a_post_go_that_nothing_needs(self, needs):
        make_handler(Post.DECIDER)
        end()
        assert (in_post(on=TODAY), in_post(on=TOMORROW)) == (["S01"], [])
        assert len(needs.asked) == 1

    def test_it_refuses_to_take_the_last_holder_with_the_list_of_what_would_be_stranded(
        self, needs
    ):
        make_handler(Post.DECIDER)
        needs.need(Post.DECIDER)
        refusal = refused(WouldStrand, "办件 510703180226000018 待决定岗", end)
        assert [found.key for found in refusal.stranded] == ["510703180226000018"]
        assert "请先安排他人任岗，或用移交同时指定接任人" in refusal.message

    def test_it_refuses_the_second_of_two_when_both_are_taken_in_turn(self, needs):
        make_handler(Post.DECIDER)
        make_handler(Post.DECIDER, staff_code="S02")
        needs.need(Post.DECIDER)
        end("S01")
        refused(WouldStrand, "没有人担任决定岗", end, "S02")

    def test_it_refuses_today_what_only_next_month_would_strand(self, needs):
        """One was let go for later because the other stayed; the other may not leave now."""
        make_handler(Post.DECIDER)
        make_handler(Post.DECIDER, staff_code="S02")
        needs.need(Post.DECIDER)
        end("S01", last_day=APRIL)
        refused(WouldStrand, "2018-05-01 起没有人担任决定岗", end, "S02", last_day=TODAY)

    def test_it_refuses_to_call_off_whoever_was_to_come(self, needs):
        make_handler(Post.DECIDER)
        make_handler(staff_code="S02")
        give_post(staff_code="S02", post=Post.DECIDER, starts_on=MAY)
        needs.need(Post.DECIDER)
        end("S01", last_day=APRIL)
        refused(WouldStrand, "2018-05-01 起", end, "S02", last_day=TODAY)

    def test_it_refuses_when_separation_bars_all_who_remain(self, needs):
        make_handler(Post.DECIDER)
        make_handler(Post.DECIDER, staff_code="S02")
        needs.need(Post.DECIDER)
        needs.barred = frozenset({"S02"})
        refused(WouldStrand, "其余在岗人员按职责分离不能办理", end, "S01")

    def test_it_refuses_when_separation_bars_whoever_holds_it_later(self, needs):
        """S02 could go on until April; from May only S03 is there, whom separation bars."""
        make_handler(Post.DECIDER)
        make_handler(staff_code="S02")
        make_handler(staff_code="S03")
        give_post(staff_code="S02", post=Post.DECIDER, ends_on=APRIL)
        give_post(staff_code="S03", post=Post.DECIDER, starts_on=MAY)
        needs.need(Post.DECIDER)
        needs.barred = frozenset({"S03"})
        refused(WouldStrand, "2018-05-01 起其余在岗人员按职责分离不能办理", end, "S01")
        assert [(loss.starts_on, loss.remaining) for loss in needs.asked] == [
            (TOMORROW, {"S02"}),
            (MAY, {"S03"}),
        ]

    def test_it_asks_only_for_days_on_which_he_would_have_held_it(self, needs):
        make_handler(staff_code="S01")
        make_handler(Post.DECIDER, staff_code="S02")
        give_post(post=Post.DECIDER, ends_on=APRIL)
        end("S01")
        assert [loss.starts_on for loss in needs.asked] == [TOMORROW]

    def test_it_hands_over_to_a_successor_in_the_same_act(self, needs):
        make_handler(Post.DECIDER)
        make_handler(staff_code="S02")
        needs.need(Post.DECIDER)
        reassign()
        assert (in_post(on=TODAY), in_post(on=TOMORROW)) == (["S01"], ["S02"])
        assert StaffingAct.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"successor_code": "S03"}, DutyMissing, "请先授予职责", id="no handler"),
            pytest.param({"successor_code": "S01"}, SuccessorRefused, "不能是本人", id="himself"),
            pytest.param(
                {"successor_code": "S04"}, ContractWorkerMayNotDecide, "聘用人员", id="contract"
            ),
            pytest.param({"successor_code": "S99"}, UnknownStaff, "S99", id="unknown"),
        ],
    )
    def test_it_refuses_to_hand_over_to_whoever_may_not_hold_it(self, fields, refusal, message):
        make_handler(Post.DECIDER)
        make_staff(staff_code="S03")
        make_handler(staff_code="S04", kind=StaffKind.CONTRACT)
        refused(refusal, message, reassign, **fields)

    @pytest.mark.parametrize(
        ("fields", "refusal", "message"),
        [
            pytest.param({"post": Post.INTAKE}, NotHeld, "并未担任收件岗", id="not held"),
            pytest.param({"last_day": date(2018, 2, 1)}, DatesRefused, "不能倒签", id="past"),
            pytest.param(
                {"request": request(by=actor())}, PermissionRefused, "指派和收回岗位", id="rights"
            ),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, fields, refusal, message):
        make_handler(Post.DECIDER)
        refused(refusal, message, end, **fields)

    def test_it_names_ten_and_counts_the_rest(self):
        def check(*, losses):
            found = [
                Stranded(kind="open_case", key=str(n), description=f"办件{n}") for n in range(12)
            ]
            return dict.fromkeys(losses, found)

        make_handler(Post.DECIDER)
        register_stranding_check(check)
        try:
            refused(WouldStrand, "办件9；等 12 项", end)
        finally:
            unregister_stranding_check(check)


@pytest.mark.django_db(transaction=True)
def test_it_lets_only_one_of_two_sessions_take_one_of_the_last_two(tmp_path, needs):
    """Whoever gets to the check waits there for the other, so without a lock both would pass."""
    make_handler(Post.DECIDER)
    make_handler(Post.DECIDER, staff_code="S02")
    assign("S01", post=Post.REVIEWER)  # the row that is locked is there already
    needs.need(Post.DECIDER)
    both_inside = threading.Barrier(2, timeout=0.5)
    outcomes: list[str] = []

    def check(*, losses):
        with suppress(threading.BrokenBarrierError):
            both_inside.wait()
        return {}

    def take(staff_code: str):
        def work() -> None:
            try:
                end(staff_code)
                outcomes.append("taken")
            except WouldStrand:
                outcomes.append("refused")

        return work

    left: list[list[str]] = []
    register_stranding_check(check)
    try:
        in_sessions(tmp_path, take("S01"), take("S02"))
    finally:
        unregister_stranding_check(check)
    in_sessions(tmp_path, lambda: left.append(in_post()))
    assert sorted(outcomes) == ["refused", "taken"]
    assert len(left[0]) == 1
