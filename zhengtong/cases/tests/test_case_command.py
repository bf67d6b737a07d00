"""`zhengtong case show | explain | void`."""

import json

import pytest
from django.core.management import call_command

from zhengtong.cases.models import Case
from zhengtong.cases.operations.correction import Point, notify_correction
from zhengtong.cases.operations.extension import extend_case
from zhengtong.cases.operations.suspension import resume_case, suspend_case
from zhengtong.cases.tests.factories import (
    CITIZEN,
    MOBILE,
    at,
    completed,
    in_review,
    make_office,
    moment,
    next_number,
    received,
    trace,
)
from zhengtong.cases.tests.life_acts import EXTENSION, PROCEDURE
from zhengtong.cases.tests.test_importing import DONE, bring, record, statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2018-03-12 12:00"))


def case(*arguments: str) -> int:
    try:
        call_command("case", *arguments)
    except SystemExit as stopped:
        return stopped.code
    return 0


def told_json(capsys, *arguments):
    assert case(*arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_it_shows_the_time_line_and_both_clocks(office, capsys) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    assert case("show", journey.number) == 0
    out = capsys.readouterr().out
    assert "状态：审查中" in out
    assert "法定　20 个工作日　到期 2018-03-26　已过 10 个工作日，还剩 10 个工作日" in out
    assert "承诺　7 个工作日　到期 2018-03-07　超过 3 个工作日" in out
    assert out.index("2018-02-26 10:00　收件　演示员S01") < out.index("10:01　受理　演示员S01")
    assert "现在" in out
    assert "审查　演示员S02" in out


def test_it_masks_personal_data(office, capsys) -> None:
    journey = received(office)
    assert case("show", journey.number) == 0
    assert case("show", journey.number, "--json") == 0
    out = capsys.readouterr().out
    assert "张某某（自然人）　证件 1101***********02X　手机 139****1111" in out
    assert not any(plain in out for plain in (CITIZEN, MOBILE, "张演示"))


def test_it_shows_a_case_as_json(office, capsys) -> None:
    journey = completed(office, on="2018-02-26 10:00")
    told = told_json(capsys, "show", journey.number, "--json")
    assert (told["state"], told["close_result"]) == ("to_deliver", "granted")
    assert told["clocks"]["statutory"] == {
        "limit": 20,
        "unit": "workday",
        "due": "2018-03-26",
        "provisional": False,
        "used_working_days": 0,
        "overdue_working_days": 0,
        "left": 20,
        "left_unit": "workday",
        "overdue": False,
        "paused": False,
    }
    assert told["clocks"]["ended_at"] == "2018-02-26T10:06:00+08:00"
    assert [act["action"] for act in told["acts"]][-1] == "complete"
    assert told["acts"][3]["opinion"] == "符合条件"


def test_it_shows_what_came_from_another_system(office, capsys) -> None:
    bring(record(statement=statement(**DONE)))
    number = Case.objects.get(region_code="510703").number
    assert case("show", number) == 0
    out = capsys.readouterr().out
    assert "状态：已送达，准予办结" in out
    assert "来源系统 traffic，来源编号 N0001，版本 1" in out
    assert "材料 0 份：没有登记" in out
    assert "2018-02-27 11:00　送达　来源系统 traffic　录入 2018-02-28 09:00" in out
    assert "用了 1 个工作日" in out


def test_it_shows_procedures_and_notice(office, capsys) -> None:
    paused, noticed = in_review(office), received(office)
    extend_case(case_number=paused.number, request=EXTENSION, by=office.reviewer, at=paused.tick())
    suspend_case(case_number=paused.number, request=PROCEDURE, by=office.reviewer, at=paused.tick())
    notify_correction(
        case_number=noticed.number,
        points=[Point(what="营业执照过期")],
        by=office.clerk,
        at=noticed.tick(),
    )
    assert case("show", paused.number) == 0
    assert case("show", noticed.number) == 0
    out = capsys.readouterr().out
    assert "计时暂停，到期日待定" in out
    assert "特别程序　检测 2018-02-26，预计到 2018-03-05" in out
    assert "延长 10 个工作日　2018-02-26" in out
    assert "一次告知　2018-02-26 10:01，限 2018-03-19" in out
    assert "没有受理，时钟没有开始；下一期限 2018-03-19" in out


def test_it_explains_each_day_of_both_clocks(office, capsys) -> None:
    journey = in_review(office, on="2018-02-26 10:00")
    suspend_case(
        case_number=journey.number, request=PROCEDURE, by=office.reviewer, at=at("2018-02-28 10:00")
    )
    resume_case(
        case_number=journey.number, result="合格", by=office.reviewer, at=at("2018-03-06 10:00")
    )
    assert case("explain", journey.number) == 0
    out = capsys.readouterr().out
    assert out.startswith("2018-02-26 10:01 受理，当日不计\n法定　20 个工作日\n")
    assert "2018-02-28 周三　第 2 日　工作日" in out
    assert "2018-03-01 周四　不计　暂停计时" in out
    assert "到期 2018-03-30" in out
    assert "到期 2018-03-13" in out
    assert "检测 2018-02-28至 2018-03-06，次日起不计" in out
    told = told_json(capsys, "explain", journey.number, "--json")
    assert (told["accepted"], told["provisional"]) == ("2018-02-26", False)
    assert (told["statutory"]["due"], told["promised"]["due"]) == ("2018-03-30", "2018-03-13")
    assert told["promised"]["days"][0] == {
        "date": "2018-02-27",
        "counted": True,
        "reason": "workday",
    }
    assert told["suspensions"] == [
        {"kind": "testing", "from": "2018-02-28", "to": "2018-03-06", "stops_clock": True}
    ]


def test_it_marks_a_provisional_day(office, capsys, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2019-12-23 12:00"))
    journey = in_review(office, on="2019-12-20 10:00")
    assert case("explain", journey.number) == 0
    out = capsys.readouterr().out
    assert "2020-01-01 周三　不计　元旦" in out
    assert "到期 2020-01-20（暂定）" in out
    assert "公布后重算" in out
    assert told_json(capsys, "explain", journey.number, "--json")["provisional"] is True


def test_it_says_that_no_clock_runs_before_acceptance(office, capsys) -> None:
    number = received(office).number
    assert case("explain", number) == 0
    assert capsys.readouterr().out == "没有受理，时钟没有开始\n"
    assert told_json(capsys, "explain", number, "--json")["statutory"] is None


def test_it_says_where_nothing_is_promised(db, capsys) -> None:
    office = make_office(promised_limit=None)
    number = in_review(office).number
    assert case("explain", number) == 0
    assert "承诺：没有承诺时限" in capsys.readouterr().out


def test_it_refuses_to_explain_beyond_the_calendar(office, capsys, monkeypatch) -> None:
    number = in_review(office).number
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2022-01-05 12:00"))
    assert case("explain", number) == 1
    assert "放假安排没有载入" in capsys.readouterr().err
    assert case("show", number) == 0
    assert "期限现在算不出来" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["show", "explain"])
def test_it_refuses_an_unknown_number(db, capsys, action) -> None:
    assert case(action, next_number()) == 1
    assert "没有编号为" in capsys.readouterr().err
    assert case(action, "510703180226000010") == 2
    assert "校验位" in capsys.readouterr().err
    assert case(action, "5107") == 2
    assert "18 位数字" in capsys.readouterr().err
    assert case(action) == 2
    assert "缺少参数" in capsys.readouterr().err


def test_it_refuses_an_unknown_subcommand(db, capsys) -> None:
    assert case("delete", next_number()) == 2
    assert case() == 2
    assert "缺少参数" in capsys.readouterr().err


def test_it_voids_a_case(office, capsys) -> None:
    first, second = in_review(office), in_review(office)
    assert case("void", first.number, "--reason", "重复录入", "--staff", "S09") == 0
    assert capsys.readouterr().out == f"已作废 {first.number}：重复录入\n"
    assert trace(first.number).state == "voided"
    told = told_json(capsys, "void", second.number, "--reason", "重复录入", "--json")
    assert told == {"number": second.number, "state": "voided", "reason": "重复录入"}
    assert case("show", second.number) == 0
    assert "作废　运维人员" in capsys.readouterr().out


def test_it_deletes_a_case_that_was_entered_wrongly(office, capsys) -> None:
    first, second = completed(office), completed(office)
    assert case("delete", first.number, "--reason", "录错部门", "--staff", "S09") == 0
    assert f"已删除 {first.number}：录错部门" in capsys.readouterr().out
    assert trace(first.number).state == "deleted"
    told = told_json(capsys, "delete", second.number, "--reason", "录错部门", "--json")
    assert told == {"number": second.number, "state": "deleted", "reason": "录错部门"}
    before = trace(first.number)
    assert case("delete", first.number, "--reason", "录错部门") == 1
    assert case("delete", completed(office).number, "--reason", " ") == 1
    assert trace(first.number) == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--reason", "重复", "--staff", "S01"), 1, "没有“作废、删除办件”的权限"),
        (("--reason", " "), 1, "应写明理由"),
        ((), 2, "缺少参数：--reason"),
        (("--reason", "重复", "--staff", "nobody"), 2, "没有工号为 nobody 的工作人员"),
    ],
)
def test_it_refuses_to_void(office, capsys, arguments, code, words) -> None:
    journey = in_review(office)
    before = trace(journey.number)
    assert case("void", journey.number, *arguments) == code
    assert words in capsys.readouterr().err
    assert trace(journey.number) == before


def test_it_refuses_to_void_what_was_never_accepted_or_is_void(office, capsys) -> None:
    fresh, gone = received(office), in_review(office)
    assert case("void", fresh.number, "--reason", "重复") == 1
    assert case("void", gone.number, "--reason", "重复") == 0
    assert case("void", gone.number, "--reason", "重复") == 1
    assert case("void", next_number(), "--reason", "重复") == 1
    assert "没有编号为" in capsys.readouterr().err
