"""`zhengtong bulletin` and its subcommands."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.management import call_command
from docx import Document

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.tests.ledger import (
    AGRICULTURE,
    WATER,
    accept,
    complete,
    make_district,
)
from zhengtong.foundation.database_guards import lifted_guards
from zhengtong.foundation.ledger.models import Entry
from zhengtong.kernel.origins import Origin
from zhengtong.people.tests.factories import make_administrator, make_centre_administrator
from zhengtong.places.models import Organisation
from zhengtong.places.rules.organisations import OrganisationLevel
from zhengtong.places.tests.factories import REGION, make_organisation, make_region

NUMBER = "510703-2018-02-1"
MONTH = ("--region", REGION, "--month", "2018-02")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _district():
    make_district()
    complete(accept(1))
    accept(2, code=WATER, item_type="levy", day=date(2018, 2, 6), origin=Origin.BACK_ENTRY)
    accept(3, day=date(2018, 1, 5))


def bulletin(*arguments) -> int:
    try:
        call_command("bulletin", *map(str, arguments))
    except SystemExit as stopped:
        return stopped.code
    return 0


def told_json(capsys, *arguments):
    assert bulletin(*arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_it_prints_an_aligned_table(capsys):
    assert bulletin(*MONTH) == 0
    out = capsys.readouterr().out
    assert out.startswith("涪城区一体化政务服务平台2018年2月运行情况通报\n")
    assert "未冻结" in out
    assert "运行较好：涪城区农业局 1 件、涪城区水务局 1 件" in out
    assert "零办件部门 1 个：涪城区林业局" in out
    assert "事后补录 1 件" in out
    [row] = [line for line in out.splitlines() if "涪城区农业局" in line and "运行" not in line]
    assert row.split() == ["1", "涪城区农业局", "—", "1", "1", "0", "0", "0", "0", "2", "1"]
    assert "\x1b" not in out


def test_it_prints_the_json_of_the_contract(capsys):
    told = told_json(capsys, *MONTH, "--format", "json")
    assert list(told)[:2] == ["region", "period"]
    assert told["totals"]["year_accepted"] == 3
    assert told == told_json(capsys, *MONTH, "--json")
    dates = ("--region", REGION, "--from", "2018-02-01", "--to", "2018-02-28")
    assert told == told_json(capsys, *dates, "--format", "json")


def test_it_is_called_by_other_commands(capsys):
    call_command("bulletin", region=REGION, month="2018-02")
    assert "涪城区农业局" in capsys.readouterr().out


def test_it_counts_between_two_dates(capsys):
    dates = ("--region", REGION, "--from", "2018-02-06", "--to", "2018-02-06")
    told = told_json(capsys, *dates, "--json")
    assert told["groups"]["power_other"] == {"accepted": 1, "completed": 0}
    assert told["groups"]["license"] == {"accepted": 0, "completed": 0}
    assert told["totals"]["year_accepted"] == 3


def test_it_prints_csv_for_spreadsheets(capsys):
    Organisation.objects.filter(code=WATER).update(name='=HYPERLINK("http://x")')
    assert bulletin(*MONTH, "--format", "csv") == 0
    out = capsys.readouterr().out
    assert out.startswith("\ufeff部门,年任务,行政许可受理")
    rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff"))))
    assert rows[1] == ["涪城区农业局", "", "1", "1", "0", "0", "0", "0", "2", "1"]
    assert rows[2][0] == '\'=HYPERLINK("http://x")'
    assert rows[-1] == ["合计", "", "1", "1", "1", "0", "0", "0", "3", "1"]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_it_writes_a_file(tmp_path, capsys, form):
    path = tmp_path / "通报.out"
    assert bulletin(*MONTH, "--format", form, "--output", path) == 0
    assert capsys.readouterr().out == f"已写入 {path}\n"
    assert "涪城区农业局" in path.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["通报.out"]


@pytest.mark.parametrize(
    ("period", "accepted", "so_far"),
    [("2018-W06", 2, 3), ("2018Q1", 3, 3), ("2018H1", 3, 3), ("2018", 3, 3), ("2018-01", 1, 1)],
)
def test_it_counts_periods_of_every_kind(capsys, period, accepted, so_far):
    told = told_json(capsys, "--region", REGION, "--period", period, "--json")
    groups = told["groups"].values()
    assert sum(group["accepted"] for group in groups) == accepted
    assert told["totals"]["year_accepted"] == so_far


def test_it_compares_in_words_and_json(capsys):
    assert bulletin(*MONTH) == 0
    out = capsys.readouterr().out
    assert "与2018年1月相比，受理增加1件、上升100.0%，办结增加1件（当时为0件" in out
    assert "2017年2月没有数据，不作同比。" in out
    before, year_before = told_json(capsys, *MONTH, "--json")["comparisons"]
    assert before["figures"]["accepted"] == {"before": 1, "difference": 1, "rate": "1.000"}
    assert year_before["figures"] is None


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_it_writes_word_and_excel(tmp_path, capsys, form):
    path = tmp_path / f"通报.{form}"
    assert bulletin(*MONTH, "--format", form, "--output", path) == 0
    assert capsys.readouterr().out == f"已写入 {path}\n"
    assert zipfile.is_zipfile(path)
    assert [one.name for one in tmp_path.iterdir()] == [f"通报.{form}"]


def test_it_prints_a_frozen_bulletin_in_word_with_its_number(tmp_path):
    assert bulletin("freeze", *MONTH) == 0
    path = tmp_path / "通报.docx"
    assert bulletin(*MONTH, "--format", "docx", "--output", path) == 0
    told = "".join(paragraph.text for paragraph in Document(path).paragraphs)
    assert f"（{NUMBER}）" in told
    assert "涪城区政务服务中心" in told
    assert bulletin(*MONTH, "--live", "--format", "docx", "--output", path) == 0
    assert "草稿（未冻结）" in "".join(one.text for one in Document(path).paragraphs)


def test_it_freezes_a_quarter_and_a_week_beside_the_month(capsys):
    for period, number in (("2018Q1", "2018Q1-1"), ("2018-W06", "2018-W06-1"), ("2017", "2017-1")):
        assert bulletin("freeze", "--region", REGION, "--period", period) == 0
        assert f"已冻结：{REGION}-{number}" in capsys.readouterr().out
        assert bulletin("verify", f"{REGION}-{number}") == 0
        assert "相符" in capsys.readouterr().out


def test_it_counts_townships_by_themselves(capsys):
    make_organisation(
        code="510703-T01",
        name="石塘镇",
        level=OrganisationLevel.TOWNSHIP,
        township_code="510703100",
    )
    accept(7, code="510703-T01")
    told = told_json(capsys, *MONTH, "--level", "township", "--json")
    assert [one["name"] for one in told["departments"]] == ["石塘镇"]
    assert told["totals"]["license_accepted"] == 1
    assert told_json(capsys, *MONTH, "--json")["totals"]["license_accepted"] == 1
    assert bulletin(*MONTH, "--level", "乡镇") == 0
    assert capsys.readouterr().out.startswith(
        "涪城区一体化政务服务平台2018年2月乡镇街道运行情况通报\n"
    )


def test_it_rolls_a_city_up(capsys):
    make_region(code="510700", name="绵阳市")
    city = ("--region", "510700", "--month", "2018-02")
    told = told_json(capsys, *city, "--json")
    assert [one["name"] for one in told["departments"]] == ["涪城区"]
    assert [one["region"] for one in told["districts"]] == [REGION]
    traced = told_json(capsys, *city, "--trace", "涪城区:year_accepted", "--json")
    assert (traced["figure"], traced["count"]) == (3, 3)
    assert traced["cases"][0]["organisation"] == "涪城区 涪城区农业局"
    make_region(code="511300", name="南充市")
    make_region(code="511302", name="顺庆区")
    assert bulletin("--region", "511300", "--month", "2018-02") == 2
    assert "南充市下辖 1 个区县，都还没有载入机构，无法汇总" in capsys.readouterr().err


def test_it_refuses_a_file_it_cannot_write(tmp_path, capsys):
    assert bulletin(*MONTH, "--output", tmp_path) == 2
    assert bulletin(*MONTH, "--output", tmp_path / "none" / "x.csv") == 2
    assert "无法写文件" in capsys.readouterr().err


def test_it_lists_the_cases_behind_a_figure(capsys):
    assert bulletin(*MONTH, "--trace", "涪城区水务局:power_other_accepted") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["办件编号", "事项类型", "发生时间", "录入时间", "来源", "部门"]
    assert lines[1].split() == [
        "510703-2",
        "行政征收",
        "2018-02-06",
        "10:00",
        "2018-02-06",
        "10:00",
        "补录",
        "涪城区水务局",
    ]
    assert lines[2] == "涪城区水务局 行政权力受理：列出 1 件，与通报一致"


def test_it_lists_them_as_json_and_csv(capsys, tmp_path):
    told = told_json(capsys, *MONTH, "--trace", "totals:year_accepted", "--json")
    assert (told["row"], told["column"], told["figure"], told["count"]) == (
        "合计",
        "year_accepted",
        3,
        3,
    )
    assert [case["case_number"] for case in told["cases"]] == ["510703-3", "510703-1", "510703-2"]
    assert told["cases"][2] == {
        "case_number": "510703-2",
        "organisation_code": WATER,
        "organisation": "涪城区水务局",
        "item_type": "levy",
        "occurred_at": "2018-02-06T10:00:00+08:00",
        "recorded_at": "2018-02-06T10:00:00+08:00",
        "origin": "back_entry",
    }
    path = tmp_path / "下钻.csv"
    arguments = ("--trace", f"{AGRICULTURE}:license_accepted", "--format", "csv")
    assert bulletin(*MONTH, *arguments, "--output", path) == 0
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows] == ["办件编号", "510703-1"]


def test_it_lists_nothing_behind_a_zero(capsys):
    assert bulletin(*MONTH, "--trace", "涪城区林业局:license_accepted") == 0
    assert "列出 0 件，与通报一致" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--month", "2018-02"), "缺少参数：--region", id="no region"),
        pytest.param(("--region", REGION), "统计期写 --month", id="no period"),
        pytest.param((*MONTH, "--from", "2018-02-01"), "两者取一", id="month and dates"),
        pytest.param(("--region", REGION, "--from", "2018-02-01"), "两者取一", id="one date"),
        pytest.param(
            ("--region", REGION, "--from", "2018-02-09", "--to", "2018-02-01"),
            "早于首日",
            id="dates in the wrong order",
        ),
        pytest.param(("--region", REGION, "--month", "2018-2"), "不是月份", id="month"),
        pytest.param(("--region", REGION, "--month", "2018-13"), "不是月份", id="13th month"),
        pytest.param(("--region", "5107", "--month", "2018-02"), "--region", id="short code"),
        pytest.param(
            ("--region", "999999", "--month", "2018-02"), "区划代码 999999 不存在", id="unknown"
        ),
        pytest.param(
            ("--region", REGION, "--period", "2018Q5"), "不是统计期，应写成 2018-02", id="period"
        ),
        pytest.param(
            ("--region", REGION, "--period", "2018-W53"), "2018年没有第53周", id="53rd week"
        ),
        pytest.param((*MONTH, "--period", "2018Q1"), "两者取一", id="month and period"),
        pytest.param(("--region", REGION, "--period", "2098Q1"), "还没有开始", id="future"),
        pytest.param(("--region", REGION, "--period", "1018"), "超出可统计的年份", id="past"),
        pytest.param((*MONTH, "--level", "county"), "没有“county”这个层级", id="level"),
        pytest.param((*MONTH, "--level", "own"), "没有下辖区县", id="own of a district"),
        pytest.param((*MONTH, "--format", "docx"), "请加 --output", id="Word to a terminal"),
        pytest.param(
            (*MONTH, "--format", "xlsx", "--trace", "totals:license_accepted"),
            "用 --format table",
            id="cases in Excel",
        ),
        pytest.param((*MONTH, "--format", "pdf"), "参数 --format 不能是", id="format"),
        pytest.param((*MONTH, "--trace", "没有的局:license_accepted"), "没有的局", id="row"),
        pytest.param((*MONTH, "--trace", "totals:licence"), "没有“licence”这一列", id="column"),
        pytest.param((*MONTH, "--trace", "totals"), "行:列", id="no colon"),
        pytest.param((*MONTH, "--trace", "totals:annual_target"), "没有办件可列", id="target"),
        pytest.param(("thaw",), "子命令 不能是", id="no such subcommand"),
        pytest.param(("verify",), "缺少参数", id="verify what"),
        pytest.param(("verify", "510703-2018-03-1"), "没有编号为", id="unknown number"),
        pytest.param(("verify", "nonsense"), "不是通报编号", id="no number"),
        pytest.param(("freeze", *MONTH, "--staff", "X"), "没有工号为 X", id="unknown staff"),
        pytest.param(("freeze", "--region", REGION), "统计期写 --month", id="freeze what"),
        pytest.param(("erratum", NUMBER), "缺少参数", id="erratum without cell"),
    ],
)
def test_it_exits_2_on_wrong_arguments(capsys, arguments, message):
    assert bulletin(*arguments) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""
    assert not Bulletin.objects.exists()


def test_it_freezes_and_goes_on_printing_what_was_frozen(capsys):
    before = told_json(capsys, *MONTH, "--json")
    assert bulletin("freeze", *MONTH) == 0
    assert f"已冻结：{NUMBER}，账本封印到位置 4" in capsys.readouterr().out
    accept(9)
    assert told_json(capsys, *MONTH, "--json") == before
    assert told_json(capsys, *MONTH, "--json", "--live")["totals"]["license_accepted"] == 2
    assert bulletin(*MONTH) == 0
    out = capsys.readouterr().out
    assert f"已冻结　编号 {NUMBER}　运维人员（命令行）" in out
    assert before["hash"] in out
    traced = told_json(capsys, *MONTH, "--trace", "totals:license_accepted", "--json")
    assert traced["count"] == 1


def test_it_freezes_as_json_and_by_a_person(capsys):
    make_centre_administrator()
    told = told_json(capsys, "freeze", *MONTH, "--staff", "C01", "--json")
    assert (told["number"], told["position"], told["frozen_by"]) == (NUMBER, 4, "演示员C01")


def test_it_exits_1_on_what_is_refused(capsys):
    make_administrator(organisation_code=AGRICULTURE)
    assert bulletin("freeze", *MONTH, "--staff", "A01") == 1
    assert "没有“冻结通报" in capsys.readouterr().err
    assert bulletin("freeze", "--region", REGION, "--month", "2999-01") == 1
    assert "还没有结束" in capsys.readouterr().err
    assert bulletin("freeze", *MONTH) == 0
    assert bulletin("freeze", *MONTH) == 1
    assert f"先撤回（bulletin withdraw {NUMBER}）" in capsys.readouterr().err
    cell = ("--cell", "totals:license_accepted", "--reason", "漏录")
    assert bulletin("erratum", NUMBER, *cell) == 1
    assert "没有可更正的" in capsys.readouterr().err


def test_it_corrects_and_shows_the_erratum(capsys):
    bulletin("freeze", *MONTH)
    accept(9)
    capsys.readouterr()
    cell = ("--cell", "涪城区农业局:license_accepted", "--reason", "漏录一件")
    told = told_json(capsys, "erratum", NUMBER, *cell, "--json")
    assert (told["printed"], told["corrected"], told["reason"]) == (1, 2, "漏录一件")
    accept(10)
    assert bulletin("erratum", NUMBER, *cell) == 0
    assert "涪城区农业局 行政许可受理 原为 1，更正为 3（漏录一件）" in capsys.readouterr().out
    assert bulletin(*MONTH) == 0
    assert capsys.readouterr().out.count("更正：涪城区农业局 行政许可受理 原为 1，更正为") == 2
    assert bulletin(*MONTH, "--json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["totals"]["license_accepted"] == 1
    assert "2 处更正" in told.err
    assert bulletin("erratum", NUMBER, "--cell", "x:y", "--reason", "z") == 2


def test_it_verifies_and_exits_1_on_damage(capsys):
    bulletin("freeze", *MONTH)
    accept(9)
    capsys.readouterr()
    assert bulletin("verify", NUMBER) == 0
    out = capsys.readouterr().out
    assert "按位置 4 重算，相符" in out
    told = told_json(capsys, "verify", NUMBER, "--json")
    assert told["hash"] == told["recomputed_hash"]
    assert told["faults"] == []
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, subject="note:510703-2").delete()
    assert bulletin("verify", NUMBER) == 1
    out = capsys.readouterr().out
    assert "重算，有误" in out
    assert "涪城区水务局 行政权力受理：印发 1，重算 0" in out


def test_it_withdraws_and_freezes_again(capsys):
    bulletin("freeze", *MONTH)
    assert bulletin("withdraw", NUMBER, "--reason", "口径有误") == 0
    assert f"已撤回 {NUMBER}，这一期可以重新冻结" in capsys.readouterr().out
    assert bulletin("freeze", *MONTH) == 0
    assert "510703-2018-02-2" in capsys.readouterr().out
    assert bulletin("verify", NUMBER) == 0


def test_it_says_when_the_cases_do_not_make_the_figure(capsys):
    bulletin("freeze", *MONTH)
    with lifted_guards():
        Entry.objects.filter(region_code=REGION, subject="note:510703-2").delete()
    assert bulletin(*MONTH, "--trace", "totals:power_other_accepted") == 1
    told = capsys.readouterr()
    assert "列出 0 件，通报上是 1 件，不一致" in told.out
    assert "verify-ledger" in told.err
