"""`zhengtong counter`: daily practice at the counter, and how `case show` tells it."""

import json

import pytest
from django.core.management import call_command

from zhengtong.cases.models import Case
from zhengtong.cases.tests.counter_offices import (
    PLEDGED,
    TOLERATED,
    make_counter_office,
    taken_in,
)
from zhengtong.cases.tests.factories import moment, trace
from zhengtong.cases.tests.test_tolerance import decided
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    clock = {"now": moment("2018-02-26 11:00")}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["now"])
    return lambda text: clock.update(now=moment(text))


@pytest.fixture
def office(db):
    return make_counter_office()


def call(*arguments) -> int:
    try:
        call_command(*arguments)
    except SystemExit as stopped:
        return stopped.code
    return 0


def counter(*arguments) -> int:
    return call("counter", *arguments)


def test_it_goes_the_whole_way_and_the_time_line_shows_it(office, now, capsys) -> None:
    journey = taken_in(office, TOLERATED, PLEDGED)
    number, clerk = journey.number, ("--staff", "S01")
    accepting = ("--lacking", TOLERATED, "--undertaking", "容缺1号", "--pledge", "承诺1号")
    assert counter("accept", number, *accepting, "--pledged", PLEDGED, "--told", *clerk) == 0
    said = (
        "容缺受理：营业执照，承诺 2018-03-05 以前补齐（容缺1号）；告知承诺，替代场地证明（承诺1号）"
    )
    assert said in capsys.readouterr().out
    journey.now = moment("2018-02-26 12:00")
    decided(journey)
    now("2018-02-27 09:00")
    fee = ("--fee", "工本费", "--amount", "10")
    assert counter("fee", number, *fee, *clerk) == 0
    bill = f"{number}-01"
    waive = ("--amount", "4", "--basis", "规定", "--reason", "困难")
    assert counter("exempt", number, "--bill", bill, *waive, "--staff", "S03") == 0
    paid = ("--receipt", "川1", "--amount", "6.00")
    assert counter("pay", number, "--bill", bill, *paid, *clerk) == 0
    parcel = ("--waybill", "EA12345678", "--contents", "执照", "--receiver", "张演示")
    assert counter("parcel-in", number, *parcel, "--proof", "签收单", *clerk) == 0
    assert counter("supply", number, "--materials", TOLERATED, *clerk) == 0
    now("2018-03-20 09:00")
    found = ("--result", "false", "--finding", "没有场地")
    assert counter("check-pledge", number, *found, "--staff", "S02") == 0
    assert "应由决定岗撤销决定" in capsys.readouterr().out
    told = ("--reason", "没有场地", "--reconsideration", "区政府", "--suit", "区法院", "--heard")
    assert counter("annul", number, *told, "--staff", "S03") == 0
    capsys.readouterr()
    assert call("case", "show", number) == 0
    out = capsys.readouterr().out
    for words in (
        "状态：已撤销，准予办结",
        "营业执照（容缺后补，已收）",
        "场地证明（承诺替代）",
        "容缺受理　容缺1号　补齐期限 2018-03-05　2018-02-27 已补齐",
        "告知承诺　承诺1号　核查期限 2018-03-26　2018-03-20 承诺不实",
        f"收费　工本费 10.00 元（{bill}）",
        "减免 4.00 元，依据 规定　已缴 6.00 元，票据号 川1",
        "快递　收到 EA12345678　执照　收件人 张某某",
        "2018-02-27 09:00　缴费通知　演示员S01",
        "2018-03-20 09:00　承诺事后核查　演示员S02",
        "撤销决定　演示员S03",
    ):
        assert words in out
    assert call("case", "show", number, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in shown["undertakings"]] == ["pledge", "tolerance"]
    assert (shown["fees"][0]["amount"], shown["fees"][0]["due"]) == ("10.00", "0.00")
    assert shown["parcels"][0]["direction"] == "in"


def test_it_lists_what_falls_due(office, now, capsys) -> None:
    make_region()
    journey = taken_in(office, TOLERATED)
    accepting = ("--lacking", TOLERATED, "--undertaking", "容缺1号", "--told", "--staff", "S01")
    assert counter("accept", journey.number, *accepting) == 0
    now("2018-03-02 09:00")
    capsys.readouterr()
    assert counter("due", "--region", "510703") == 0
    assert f"2018-03-05　容缺受理　{journey.number}" in capsys.readouterr().out
    assert counter("due", "--region", "510703", "--days", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_it_applies_again(office, capsys) -> None:
    journey = taken_in(office)
    Case.objects.filter(region_code="510703").update(
        state="returned", close_result="returned", due_at=None
    )
    assert counter("again", journey.number, "--staff", "S01", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["done"]) == ("draft", f"再次申请自 {journey.number}")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (
            ("accept", "--lacking", TOLERATED, PLEDGED, "--undertaking", "1", "--told"),
            1,
            "没有标明可以容缺：场地证明",
        ),
        (("fee", "--fee", "工本费", "--amount", "-1"), 1, "不能“缴费通知”"),
        (("fee", "--fee", "工本费", "--amount", "ten"), 2, "不是金额"),
        (("fee", "--fee", "工本费", "--amount", "1", "--quantity", "x"), 2, "不是数"),
        (("supply", "--materials", TOLERATED), 1, "不能“容缺材料补齐”"),
        (("accept", "--supply-by", "2018-02-30"), 2, "日历上没有这一天"),
    ],
)
def test_it_refuses_and_changes_nothing(office, capsys, arguments, exit_code, words) -> None:
    journey = taken_in(office, TOLERATED, PLEDGED)
    before = trace(journey.number)
    action, *rest = arguments
    assert counter(action, journey.number, *rest, "--staff", "S01") == exit_code
    assert words in capsys.readouterr().err
    assert trace(journey.number) == before


def test_it_knows_its_staff_and_its_case(office, capsys) -> None:
    journey = taken_in(office)
    assert counter("supply", journey.number, "--materials", "x", "--staff", "nobody") == 2
    assert counter("supply", "123", "--materials", "x", "--staff", "S01") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["9999999", "99999999999", "-1", "三"])
def test_it_refuses_days_that_no_calendar_has(capsys, days) -> None:
    make_region()
    with pytest.raises(SystemExit) as end:
        call_command("counter", "due", "--region", "510703", "--days", days)
    assert (end.value.code, "--days" in capsys.readouterr().err) == (2, True)
