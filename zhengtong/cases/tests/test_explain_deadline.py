"""`explain-deadline`: the contract's JSON, every unit, and clear refusals."""

import io
import json

import pytest
from django.core.management import call_command

from zhengtong.places.tests.factories import make_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar():
    make_calendar(years=(2018, 2019, 2026))


def explain(*arguments: str) -> dict:
    out = io.StringIO()
    call_command("explain_deadline", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def refusal(*arguments: str) -> tuple[int, str]:
    err = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("explain_deadline", *arguments, stderr=err, stdout=io.StringIO())
    return stop.value.code, err.getvalue()


WD = ("--unit", "workday")


def test_it_gives_the_days_from_the_day_after_acceptance_to_the_due_day():
    found = explain("--accepted", "2018-09-28", "--limit", "3", *WD)
    assert (found["due"], found["provisional"]) == ("2018-10-08", False)
    assert found["days"][:2] == [
        {"date": "2018-09-29", "counted": True, "reason": "makeup_workday"},
        {"date": "2018-09-30", "counted": True, "reason": "makeup_workday"},
    ]
    assert found["days"][2] == {"date": "2018-10-01", "counted": False, "reason": "holiday"}
    assert found["days"][-1] == {"date": "2018-10-08", "counted": True, "reason": "workday"}


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        pytest.param(["--limit", "20", *WD], "2018-10-31", id="twenty working days"),
        pytest.param(["--limit", "20", *WD, "--extend", "10"], "2018-11-14", id="extended"),
        pytest.param(["--limit", "20", *WD, "--joint", "--extend", "15"], "2018-11-21", id="joint"),
        pytest.param(
            ["--limit", "20", *WD, "--suspend", "2018-10-08:2018-10-10:testing"],
            "2018-11-02",
            id="suspended",
        ),
        pytest.param(
            ["--limit", "20", *WD, "--suspend", "2018-10-08:2018-10-10:public_notice"],
            "2018-10-31",
            id="public notice stops nothing",
        ),
        pytest.param(["--limit", "1", "--unit", "month"], "2018-10-29", id="a month, off Sunday"),
        pytest.param(["--limit", "3", "--unit", "day"], "2018-10-08", id="days, off a holiday"),
        pytest.param(["--limit", "0", "--unit", "on_the_spot"], "2018-09-28", id="on the spot"),
        pytest.param(
            ["--limit", "2", *WD, "--suspend", "2018-09-28::testing"], None, id="still suspended"
        ),
    ],
)
def test_it_counts_every_unit(arguments, due):
    assert explain("--accepted", "2018-09-28", *arguments)["due"] == due


def test_it_counts_hours_from_a_moment():
    found = explain("--accepted", "2018-09-28T16:00", "--limit", "2", "--unit", "hour")
    assert found["due"] == "2018-09-29T10:00:00+08:00"


def test_it_marks_a_year_that_is_not_announced():
    found = explain("--accepted", "2026-12-28", "--limit", "5", *WD)
    assert (found["due"], found["provisional"]) == ("2027-01-05", True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--accepted", "2018-09-28", "--limit", "20", *WD, "--extend", "11"], 1, "至多延长 10 日"),
        (
            ["--accepted", "2018-09-28", "--limit", "3", "--unit", "month", "--extend", "10"],
            1,
            "须写明准许延长的依据条款",
        ),
        (["--accepted", "2029-01-02", "--limit", "5", *WD], 1, "2029"),
        (["--accepted", "2018-09-28", "--limit", "2", "--unit", "hour"], 1, "小时"),
        (["--accepted", "28.9.2018", "--limit", "2", *WD], 2, "不是日期"),
        (["--accepted", "2018-09-28", "--limit", "-1", *WD], 2, ""),
        (["--accepted", "2018-09-28", "--limit", "2", *WD, "--suspend", "x"], 2, "起:止:种类"),
        (
            ["--accepted", "2018-09-28", "--limit", "2", *WD, "--suspend", "2018-10-08::sleep"],
            2,
            "没有“sleep”这种特别程序",
        ),
    ],
)
def test_it_refuses_what_cannot_be_counted(arguments, code, message):
    found = refusal(*arguments)
    assert found[0] == code
    assert message in found[1]


def test_it_says_it_in_words():
    out = io.StringIO()
    call_command("explain_deadline", "--accepted", "2018-09-28", "--limit", "3", *WD, stdout=out)
    assert "2018-09-29 周六  第 1 日" in out.getvalue()
    assert "届满：2018-10-08" in out.getvalue()
