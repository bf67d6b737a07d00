"""`staffing`, as an operator or an administrator runs it."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import DutyPeriod, PostPeriod, StaffingAct
from zhengtong.people.operations.leadership import name_leadership
from zhengtong.people.ports import (
    Stranded,
    register_stranding_check,
    unregister_stranding_check,
)
from zhengtong.people.queries import duty_holders, holders, staff
from zhengtong.people.rules.duties import Duty, Post
from zhengtong.people.tests.duty_steps import everything
from zhengtong.people.tests.factories import (
    give_duty,
    make_account,
    make_administrator,
    make_centre_administrator,
    make_handler,
    make_staff,
    request,
)
from zhengtong.places.tests.factories import DEPARTMENT, make_organisation, make_service_centre

pytestmark = pytest.mark.django_db
TODAY, TOMORROW, APRIL = date(2018, 2, 28), date(2018, 3, 1), date(2018, 4, 30)
YESTERDAY = date(2018, 2, 27)


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command on 2018-02-28; return exit code and what was printed."""
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: datetime(2018, 2, 28, 2, 0, tzinfo=UTC)
    )

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("staffing", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def deciders(on=TOMORROW):
    return [info.staff_code for info in holders(DEPARTMENT, Post.DECIDER, on)]


def case_handlers(on=TOMORROW):
    return [info.staff_code for info in duty_holders(DEPARTMENT, Duty.CASE_HANDLER, on)]


class TestEnding:
    def test_it_ends_a_post_today(self, run):
        make_handler(Post.DECIDER)
        assert run("end-post", "S01", "decider") == (
            0,
            "S01 在 510703-D01 的决定岗到 2018-02-28 为止\n",
            "",
        )
        assert (deciders(TODAY), deciders()) == (["S01"], [])
        assert Entry.objects.get().kind == "people.post_ended"

    def test_it_ends_a_duty_by_its_chinese_name_with_its_posts(self, run):
        make_handler(Post.DECIDER)
        code, out, _ = run("end-duty", "S01", "运行办件人员", "--last-day", "2018-04-30")
        assert (code, out) == (0, "S01 在 510703-D01 的运行办件人员到 2018-04-30 为止\n")
        assert (deciders(APRIL), deciders(date(2018, 5, 1))) == (["S01"], [])

    def test_it_refuses_with_the_list_of_what_would_be_stranded(self, run, needs):
        make_handler(Post.DECIDER)
        needs.need(Post.DECIDER)
        before = everything()
        for arguments in (("end-post", "S01", "decider"), ("end-duty", "S01", "case_handler")):
            code, out, err = run(*arguments)
            assert (code, out) == (1, "")
            assert "2018-03-01 起没有人担任决定岗" in err
            assert "办件 510703180226000018 待决定岗" in err
        assert everything() == before

    def test_it_lists_all_that_would_be_stranded(self, run):
        def check(*, losses):
            found = [
                Stranded(kind="open_case", key=str(n), description=f"办件{n}") for n in range(12)
            ]
            return dict.fromkeys(losses, found)

        make_handler(Post.DECIDER)
        register_stranding_check(check)
        try:
            _, _, err = run("end-post", "S01", "decider")
            code, out, _ = run("end-post", "S01", "decider", "--json")
        finally:
            unregister_stranding_check(check)
        assert err.endswith("还有：办件10\n还有：办件11\n")
        assert code == 1
        assert [found["key"] for found in json.loads(out)["stranded"]] == [
            str(n) for n in range(12)
        ]

    def test_it_hands_a_post_over_in_one_act(self, run, needs):
        make_handler(Post.DECIDER)
        make_handler(staff_code="S02")
        needs.need(Post.DECIDER)
        code, out, _ = run("end-post", "S01", "决定岗", "--successor", "S02")
        assert (code, out) == (
            0,
            "S01 在 510703-D01 的决定岗到 2018-02-28 为止，次日起由 S02 接任\n",
        )
        assert deciders() == ["S02"]
        assert StaffingAct.objects.count() == 1

    def test_it_hands_a_duty_over_with_its_posts(self, run, needs):
        make_handler(Post.DECIDER)
        make_staff(staff_code="S02")
        needs.need(Post.DECIDER)
        code, out, _ = run("end-duty", "S01", "case_handler", "--successor", "S02", "--json")
        assert (code, json.loads(out)["done"]) == (0, True)
        assert (case_handlers(), deciders()) == (["S02"], ["S02"])

    def test_it_acts_in_the_name_of_an_administrator(self, run):
        make_handler(Post.DECIDER)
        make_administrator()
        assert run("end-post", "S01", "decider", "--staff", "A01")[0] == 0
        assert Entry.objects.get().actor == "staff:A01"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                ("end-post", "S01", "decider", "--reason", "字" * 201),
                "事由最多 200 字，现有 201 字",
            ),
            (("end-post", "S01", "decider", "--reason", "调\x01动"), "事由里有看不见的控制字符"),
            (
                ("end-duty", "S01", "supervisor", "--successor", "S02", "--proof", "字" * 201),
                "纪检监察岗位证明最多 200 字",
            ),
            (
                (
                    "delegate",
                    "S01",
                    "case_handler",
                    "--to",
                    "S02",
                    "--until",
                    "2018-04-30",
                    "--successor",
                    "S" * 33,
                ),
                "接任人工号最多 32 字",
            ),
        ],
    )
    def test_it_refuses_a_text_that_its_column_cannot_keep(self, run, arguments, message):
        make_handler(Post.DECIDER)
        make_staff(staff_code="S02")
        make_staff(staff_code="J01")
        give_duty(staff_code="J01", duty=Duty.SUPERVISOR)
        before = everything()
        if "supervisor" in arguments:
            arguments = ("end-duty", "J01", *arguments[2:])
        code, out, err = run(*arguments)
        assert (code, out, message in err) == (1, "", True)
        assert everything() == before

    def test_it_refuses_whoever_may_not(self, run):
        make_handler(Post.DECIDER)
        before = everything()
        code, out, err = run("end-post", "S01", "decider", "--staff", "S01")
        assert (code, out) == (1, "")
        assert "指派和收回岗位" in err
        assert everything() == before


class TestDelegating:
    def test_it_delegates_for_a_time(self, run):
        make_handler()
        make_staff(staff_code="S02")
        code, out, _ = run(
            "delegate", "S01", "case_handler", "--to", "S02",
            "--from", "2018-03-01", "--until", "2018-04-30",
        )  # fmt: skip
        assert (code, out) == (
            0,
            "S01 在 510703-D01 的运行办件人员职责已委托 S02（2018-03-01 至 2018-04-30）\n",
        )
        row = DutyPeriod.objects.get(staff_id="S02")
        assert (row.delegated_from, row.starts_on, row.ends_on) == ("S01", TOMORROW, APRIL)

    def test_it_refuses_what_the_delegator_does_not_hold(self, run):
        make_handler()
        make_staff(staff_code="S02")
        before = everything()
        code, _, err = run(
            "delegate", "S01", "item_manager", "--to", "S02", "--until", "2018-04-30"
        )
        assert code == 1
        assert "没有经授予的实施清单管理人员职责，不能委托" in err
        assert everything() == before


class TestRecording:
    @pytest.mark.parametrize("by", [(), ("--staff", "C01")], ids=["operator", "centre"])
    def test_it_records_what_the_body_granted_itself(self, run, by):
        make_service_centre()
        make_centre_administrator()
        make_staff()
        give_duty()
        code, out, _ = run("record", "S01", "case_handler", *by)
        assert (code, out) == (0, "S01 在 510703-D01 的运行办件人员职责已备案\n")
        row = DutyPeriod.objects.get(staff_id="S01")
        assert row.recorded_by == ("C01" if by else "system:operator")
        code, _, err = run("record", "S01", "case_handler", *by)
        assert code == 1
        assert "没有待备案的运行办件人员职责" in err

    def test_it_refuses_the_bodys_own_administrator(self, run):
        make_service_centre()
        make_handler()
        make_administrator()
        code, _, _ = run("record", "S01", "case_handler", "--staff", "A01")
        assert code == 1
        assert DutyPeriod.objects.get(staff_id="S01").recorded_at is None


class TestLeaving:
    def test_it_ends_all_that_he_holds_and_closes_his_accounts(self, run):
        make_handler(Post.DECIDER, Post.INTAKE)
        make_organisation(code="510703-D02")
        give_duty(organisation_code="510703-D02", duty=Duty.ITEM_MANAGER)
        account = make_account()
        assert run("leave", "S01") == (
            0,
            "S01（510703-D01）自 2018-02-28 起离职，账号已停用\n",
            "",
        )
        account.refresh_from_db()
        assert (staff("S01").active, account.is_active) == (False, False)
        ends = {*DutyPeriod.objects.values_list("ends_on", flat=True)}
        assert ends | {*PostPeriod.objects.values_list("ends_on", flat=True)} == {YESTERDAY}
        assert [entry.kind for entry in Entry.objects.order_by("id")] == [
            "people.duty_ended",
            "people.duty_ended",
            "people.staff_changed",
        ]

    def test_it_refuses_with_the_list_of_all_that_would_be_stranded(self, run, needs):
        make_handler(Post.DECIDER, Post.INTAKE)
        account = make_account()
        needs.need(Post.DECIDER)
        needs.need(Post.INTAKE)
        before = everything()
        code, out, err = run("leave", "S01")
        assert (code, out) == (1, "")
        assert "2018-02-28 起没有人担任决定岗，下列事项将无人办理：办件 510703180226000018" in err
        assert "2018-02-28 起没有人担任收件岗，下列事项将无人办理：办件 510703180226000018" in err
        code, out, _ = run("leave", "S01", "--json")
        assert (code, len(json.loads(out)["stranded"])) == (1, 2)
        account.refresh_from_db()
        assert (everything(), staff("S01").active, account.is_active) == (before, True, True)

    def test_it_hands_everything_to_a_successor_in_one_act(self, run, needs):
        make_handler(Post.DECIDER)
        make_staff(staff_code="S02")
        needs.need(Post.DECIDER)
        code, out, _ = run("leave", "S01", "--successor", "S02")
        assert (code, out) == (
            0,
            "S01（510703-D01）自 2018-02-28 起离职，账号已停用，由 S02 接任\n",
        )
        assert (case_handlers(TODAY), deciders(TODAY)) == (["S02"], ["S02"])

    def test_it_lets_go_who_holds_nothing_and_not_twice(self, run):
        make_staff()
        assert run("leave", "S01")[0] == 0
        assert run("leave", "S01")[2] == "演示员S01（S01）已不在职\n"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param(("--staff", "S02"), "登记人员", id="rights"),
            pytest.param(("--successor", "S01"), "接任人不能是本人", id="himself"),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, run, arguments, message):
        make_staff()
        make_staff(staff_code="S02")
        code, _, err = run("leave", "S01", *arguments)
        assert (code, message in err, staff("S01").active) == (1, True, True)

    def test_it_refuses_what_began_today_and_the_leader_of_a_body(self, run):
        make_staff()
        give_duty(starts_on=TODAY)
        assert "任期从 2018-02-28 开始，最后一日不能早于这一天" in run("leave", "S01")[2]
        make_staff(staff_code="S02")
        name_leadership(organisation_code=DEPARTMENT, organ_head_code="S02", request=request())
        assert "机关负责人；请先另行指定，再办离职" in run("leave", "S02")[2]
        assert (staff("S01").active, staff("S02").active) == (True, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少参数：子命令"),
        (["end-post", "S01"], "缺少参数：POST"),
        (["end-post", "S01", "chief"], "没有“chief”，可选：intake（收件岗）"),
        (["end-duty", "S01", "decider"], "可选：department_administrator（部门管理员）"),
        (["end-post", "S01", "decider", "--last-day", "30/4"], "--last-day：“30/4”不是日期"),
        (["delegate", "S01", "case_handler", "--to", "S02"], "缺少参数：--until"),
        (["end-post", "S99", "decider"], "没有工号为 S99"),
        (["end-post", "S01", "decider", "--staff", "S99"], "没有工号为 S99"),
        (["end-post", "S01", "decider", "--successor", "S99"], "没有工号为 S99"),
        (["end-post", "S01", "decider", "--organisation", "X"], "机构 X 不存在"),
        (["end-duty", "S01", "case_handler", "--proof", "任职文件"], "要与 --successor 同用"),
        (["leave", "S01", "--proof", "任职文件"], "要与 --successor 同用"),
        (["leave", "S99"], "没有工号为 S99"),
    ],
)
def test_it_ends_with_two_on_wrong_usage(run, arguments, message):
    make_handler(Post.DECIDER)
    before = everything()
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert everything() == before
