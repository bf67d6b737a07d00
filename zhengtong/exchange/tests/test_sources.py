"""Sources are registered before anything comes in, and stop on their last day."""

from datetime import date

import pytest

from zhengtong.cases.models import Case
from zhengtong.exchange.models import Source
from zhengtong.exchange.queries import source
from zhengtong.exchange.tests.factories import (
    SOURCE,
    Run,
    accepted,
    completed,
    import_cases,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.places.tests.factories import make_organisation, make_region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _register():
    make_register()


def register(*options):
    return Run("register_source", SOURCE, "--region", "510703", *options)


def test_it_registers_once_and_then_only_changes():
    run = register("--lag", "3")
    assert (run.code, run.out.strip()) == (
        0,
        "来源系统“部门业务系统”已登记：区划 510703，3 日内登记",
    )
    assert "没有变化" in register("--lag", "3").out
    assert "已更改" in register("--lag", "5", "--until", "2018-06-30").out
    found = source(region_code="510703", name=SOURCE)
    assert (found.lag_days, found.switched_off_on) == (5, date(2018, 6, 30))
    assert Source.objects.count() == 1
    assert register("--lag", "5", "--json").json["result"] == "changed"


def test_it_knows_a_source_only_in_its_region(tmp_path):
    make_source()
    path = write_cases(tmp_path / "办件.csv", [accepted()])
    make_region(code="510704", name="游仙区")
    run = Run("import_cases", path, "--region", "510704", "--source", SOURCE)
    assert (run.code, "没有登记名为" in run.err) == (1, True)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        pytest.param(["--lag", "-1"], 1, "0—365", id="lag below zero"),
        pytest.param(["--lag", "400"], 1, "0—365", id="lag too long"),
        pytest.param(["--lag", "半天"], 2, "参数 --lag：“半天”不是整数", id="lag no number"),
        pytest.param([], 2, "", id="no lag"),
        pytest.param(
            ["--lag", "3", "--until", "2018-02-30"],
            2,
            "参数 --until：“2018-02-30”",
            id="no such day",
        ),
        pytest.param(["--lag", "3", "--organisation", "X"], 2, "X 不存在", id="unknown body"),
        pytest.param(["--lag", "3", "--results", "1:granted"], 1, "代码=结果", id="codes"),
        pytest.param(["--lag", "3", "--results", "1=好"], 1, "不是办结结果", id="words"),
    ],
)
def test_it_refuses_what_cannot_be_agreed(options, code, words, capsys):
    run = register(*options)
    assert run.code == code
    assert words in run.err + capsys.readouterr().err
    assert Source.objects.count() == 0


def test_it_refuses_an_unknown_region_and_a_body_from_elsewhere():
    run = Run("register_source", SOURCE, "--region", "999999", "--lag", "3")
    assert (run.code, "参数 --region：区划代码 999999 不存在" in run.err) == (2, True)
    make_organisation(code="510704-D01", region_code="510704")
    run = register("--lag", "3", "--organisation", "510704-D01")
    assert (run.code, "不属于区划 510703" in run.err) == (1, True)


def test_it_refuses_a_file_of_an_unregistered_source(tmp_path):
    run = import_cases(write_cases(tmp_path / "办件.csv", [accepted()]))
    assert run.code == 1
    assert "没有登记名为“部门业务系统”的来源系统，请先用 register-source 登记" in run.err
    assert Case.objects.count() == 0


def test_it_refuses_new_rows_after_the_last_day_of_a_source(tmp_path):
    make_source(switched_off_on=date(2018, 1, 31))
    rows = [accepted("A-1"), completed("A-2"), accepted("A-3", source_recorded_at="")]
    path = write_cases(tmp_path / "办件.csv", rows)
    report = imported(path)
    assert (report["code"], report["created"]) == (1, 1)
    assert [(fault["row"], fault["field"]) for fault in report["faults"]] == [
        (3, "来源登记时间"),
        (4, "来源登记时间"),
    ]
    assert "停用" in report["faults"][0]["message"]


def test_it_refuses_newer_versions_after_the_last_day_too(tmp_path):
    make_source()
    january = write_cases(tmp_path / "1月.csv", [accepted()])
    imported(january)
    make_source(switched_off_on=date(2018, 1, 31))
    assert imported(january)["code"] == 0
    february = imported(write_cases(tmp_path / "2月.csv", [completed()]))
    assert (february["code"], february["bad_rows"], february["advanced"]) == (1, 1, 0)
    # What was entered on the last day itself still goes in, and history by its own days.
    make_source(switched_off_on=date(2018, 2, 5))
    assert imported(tmp_path / "2月.csv")["advanced"] == 1
    history = write_cases(tmp_path / "历史.csv", [accepted("A-9", source_recorded_at="")])
    assert imported(history)["bad_rows"] == 1
    assert imported(history, "--history")["created"] == 1


def test_it_reads_the_digits_of_a_source_as_that_source_means_them(tmp_path):
    make_source(name="甲", result_codes={"1": "granted"})
    make_source(name="乙", result_codes={"1": "denied"})
    path = write_cases(tmp_path / "办件.csv", [completed(result="1", close_reason="说明")])
    assert imported(path, name="甲")["created"] == 1
    assert imported(path, name="乙")["created"] == 1
    results = Case.objects.order_by("source").values_list("source", "close_result")
    assert dict(results) == {"甲": "granted", "乙": "denied"}


def test_it_knows_the_national_digits():
    assert register("--lag", "0", "--results", "national").code == 0
    codes = source(region_code="510703", name=SOURCE).result_codes
    assert (codes["0"], codes["5"]) == ("granted", "returned")


def test_it_keeps_the_numbers_of_two_sources_apart(tmp_path):
    make_source(name="甲")
    make_source(name="乙")
    path = write_cases(tmp_path / "办件.csv", [accepted()])
    assert imported(path, name="甲")["created"] == 1
    assert imported(path, name="乙")["created"] == 1
    assert Case.objects.count() == 2
