"""What is wrong with a row is named by row and field; the good rows go in."""

import csv
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import timezone
from xlsxwriter import Workbook

from zhengtong.cases.models import Case
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.exchange.models import ImportBatch
from zhengtong.exchange.tests.factories import (
    ACCEPTED,
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
from zhengtong.foundation.serials import SerialBlock
from zhengtong.places.tests.factories import make_organisation, make_region

pytestmark = pytest.mark.django_db(transaction=True)
BAD_CITIZEN = "510703190001010816"
BAD_FIRM = "91350100M000100Y44"


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def faults(report):
    return [(fault["row"], fault["field"]) for fault in report["faults"]]


def numbers():
    return sorted(Case.objects.values_list("source_number", flat=True))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"implementation_code": "X"}, "事项实施编码", "没有实施编码为 X", id="item"),
        pytest.param({"organisation_code": "D99"}, "实施机构编码", "D99 不存在", id="body"),
        pytest.param(
            {"applicant_id_number": BAD_CITIZEN}, "证件号码", "校验位不对", id="citizen number"
        ),
        pytest.param(
            {"applicant_id_type": "001", "applicant_id_number": BAD_FIRM},
            "证件号码",
            "校验位不对",
            id="credit code",
        ),
        pytest.param(
            {"accepted_at": "2014-03-01 09:00", "received_at": "2014-03-01 08:00",
             "submitted_at": "2014-03-01 08:00"},
            "申请时间",
            "load-calendar",
            id="outside the calendar",
        ),
        pytest.param(
            {"accepted_at": "2021-03-01 09:00"}, "受理时间", "2021 年", id="beyond the calendar"
        ),
        pytest.param(
            {"accepted_at": "2018-01-10 09:01"}, "受理时间", "早于收件时间", id="acceptance first"
        ),
        pytest.param(
            {"received_at": "", "accepted_at": ""}, "收件时间", "要有收件时间", id="no receipt"
        ),
        pytest.param({"result": "granted"}, "办结时间", "要有办结时间", id="result without end"),
        pytest.param(
            {"decided_at": "2018-01-10 10:00"}, "办结结果", "要有办结结果", id="no result"
        ),
        pytest.param(
            {"delivered_at": "2018-01-10 10:00"}, "办结时间", "已送达", id="delivery alone"
        ),
        pytest.param(
            {"source_recorded_at": "2018-01-09 09:00"}, "来源登记时间", "早于", id="entered before"
        ),
        pytest.param({"accepted_at": "2018-02-30"}, "受理时间", "不是存在的日期", id="no such day"),
        pytest.param({"data_version": "0"}, "数据版本", "小于 1", id="version 0"),
        pytest.param({"channel": "传真"}, "申报来源", "不在可选范围", id="channel"),
        pytest.param({"applicant_name": ""}, "申请人名称", "不能为空", id="no name"),
        pytest.param({"source_number": ""}, "来源编号", "不能为空", id="no number"),
        pytest.param({"result": "7"}, "办结结果", "不在可选范围", id="digit without a meaning"),
    ],
)  # fmt: skip
def test_it_refuses_by_row_and_field(tmp_path, changes, field, words):
    path = write_cases(tmp_path / "办件.csv", [accepted("A-1"), {**accepted("A-2"), **changes}])
    report = imported(path)
    assert report["code"] == 1
    assert (report["created"], report["bad_rows"]) == (1, 1)
    assert (3, field) in faults(report)
    assert words in "；".join(fault["message"] for fault in report["faults"])
    assert numbers() == ["A-1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"completed_at": "2018-01-10T09:09:00+08:00"}, "办结时间", id="completion"),
        pytest.param({"decided_at": "2018-01-09T09:09:00+08:00"}, "决定时间", id="decision"),
        pytest.param({"delivered_at": "2018-02-05T10:09:00+08:00"}, "送达时间", id="delivery"),
        pytest.param({"accepted_at": ""}, "受理时间", id="never accepted"),
        pytest.param({"result": "denied"}, "办结原因", id="denial without reason"),
        pytest.param({"result": ""}, "办结结果", id="no result"),
        pytest.param({"result": "returned", "close_reason": "撤回"}, "决定时间", id="returned"),
        pytest.param({"result": "voided", "close_reason": "错录"}, "办结结果", id="void and new"),
    ],
)
def test_it_refuses_an_end_that_cannot_be(tmp_path, changes, field):
    report = imported(write_cases(tmp_path / "办件.csv", [completed(**changes)]))
    assert (report["code"], report["created"]) == (1, 0)
    assert field in [fault["field"] for fault in report["faults"]]
    assert numbers() == []


def test_it_refuses_times_to_come(tmp_path):
    tomorrow = (timezone.now() + timezone.timedelta(days=1)).isoformat()
    row = accepted(accepted_at=tomorrow, source_recorded_at=tomorrow)
    report = imported(write_cases(tmp_path / "办件.csv", [row]))
    assert {fault["field"] for fault in report["faults"]} == {"受理时间", "来源登记时间"}
    assert "晚于现在" in report["faults"][0]["message"]


def test_it_names_every_fault_of_a_row(tmp_path):
    row = accepted(implementation_code="X", applicant_id_number=BAD_CITIZEN)
    report = imported(write_cases(tmp_path / "办件.csv", [row]))
    assert faults(report) == [(2, "事项实施编码"), (2, "证件号码")]
    assert report["bad_rows"] == 1


def test_it_refuses_what_belongs_elsewhere(tmp_path):
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    make_organisation(code="510703-D02")
    path = tmp_path / "办件.csv"
    rows = [
        accepted("A-1", organisation_code="510704-D01"),
        accepted("A-2", organisation_code="510703-D02"),
    ]
    report = imported(write_cases(path, rows))
    assert [fault["message"] for fault in report["faults"]] == [
        "机构 510704-D01 不属于区划 510703",
        "事项由机构 510703-D01 实施，与本行机构不符",
    ]
    header = [*ACCEPTED, "region_code", "township_code"]
    named = [("510704", ""), ("999999", ""), ("", "510703999"), ("", "510704001"), ("510703", "")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number, places in enumerate(named):
            writer.writerow([*accepted(f"B-{number}").values(), *places])
    report = imported(path)
    assert report["created"] == 1
    assert [fault["message"] for fault in report["faults"]] == [
        "应为本次导入的区划 510703，不导入他处办件",
        "区划代码 999999 不存在，请核对",
        "区划代码 510703999 不存在，请核对",
        "区划代码 510704001 不存在，请核对",
    ]


def test_it_reads_credit_codes_leniently_where_told_to(tmp_path):
    row = accepted(applicant_kind="legal", applicant_id_type="001", applicant_id_number=BAD_FIRM)
    path = write_cases(tmp_path / "办件.csv", [row])
    assert imported(path)["bad_rows"] == 1
    assert imported(path, "--lenient")["created"] == 1


def test_it_refuses_both_of_two_rows_with_the_same_number_and_version(tmp_path):
    rows = [accepted("A-1"), accepted("A-2"), accepted("A-1"), accepted("A-3", channel="传真"),
            accepted("A-3")]  # fmt: skip
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert numbers() == ["A-2"]
    assert report["bad_rows"] == 4
    messages = {fault["row"]: fault["message"] for fault in report["faults"]}
    assert messages[2] == "同一编号的同一版本在文件中另有一行（第 4 行），都不导入"
    assert messages[4] == "同一编号的同一版本在文件中另有一行（第 2 行），都不导入"
    assert "第 5 行" in messages[6]


def test_it_writes_a_file_that_one_mends_and_feeds_again(tmp_path):
    path = write_cases(
        tmp_path / "办件.csv", [accepted("A-1"), accepted("A-2", implementation_code="X")]
    )
    run = import_cases(path)
    errors = tmp_path / "办件.错误.csv"
    assert (run.code, f"1 行有误，没有导入，见 {errors}") == (1, run.err.splitlines()[-1])
    assert "第 3 行　事项实施编码：510703 没有实施编码为 X 的已发布事项" in run.err
    text = errors.read_text(encoding="utf-8-sig")
    assert "510703 没有实施编码为 X 的已发布事项" in text
    errors.write_text(text.replace(",X,", ",510703-D01-510101901000,"), encoding="utf-8-sig")
    report = imported(errors)
    assert (report["code"], report["created"]) == (0, 1)
    assert numbers() == ["A-1", "A-2"]
    assert imported(path)["code"] == 1  # the old file is still as bad as it was


def test_it_names_bad_rows_in_the_order_of_the_file(tmp_path):
    """Rows that a person reads from top to bottom, however they were taken."""
    rows = [
        completed("A-1", channel="传真"),
        accepted("A-2", implementation_code="X"),
        completed("A-3"),
        accepted("A-3", applicant_id_number="1"),
        accepted("A-4", channel="传真"),
    ]
    run = import_cases(write_cases(tmp_path / "办件.csv", rows))
    named = [line.split("　")[0] for line in run.err.splitlines() if line.startswith("第")]
    assert named == sorted(named)
    assert named[0] == "第 2 行"
    assert {"第 3 行", "第 5 行", "第 6 行"} <= set(named)


def test_it_names_the_first_bad_rows_and_leaves_the_others_to_the_error_file(tmp_path):
    rows = [accepted(f"A-{number}", channel="传真") for number in range(25)]
    run = import_cases(write_cases(tmp_path / "办件.csv", rows))
    errors = tmp_path / "办件.错误.csv"
    lines = run.err.splitlines()
    assert lines[0].startswith("第 2 行　申报来源：")
    assert lines[19].startswith("第 21 行　申报来源：")
    assert lines[20:] == ["……另有 5 处，见错误文件", f"25 行有误，没有导入，见 {errors}"]


def test_it_removes_the_error_file_once_the_file_is_mended(tmp_path):
    path = write_cases(tmp_path / "办件.csv", [accepted(implementation_code="X")])
    imported(path)
    assert (tmp_path / "办件.错误.csv").exists()
    imported(write_cases(path, [accepted()]))
    assert not (tmp_path / "办件.错误.csv").exists()


def test_it_refuses_more_cases_of_a_day_than_there_are_numbers(tmp_path):
    day = accepted()["submitted_at"][:10]
    SerialBlock(region_code="510703", kind="case", day=day, next_serial=99_999).save()
    rows = [accepted("A-1"), accepted("A-2", submitted_at="2018-01-09 09:00")]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert report["created"] == 2
    report = imported(write_cases(tmp_path / "2.csv", [accepted("A-3"), accepted("A-4")]))
    assert faults(report) == [(2, "申请时间"), (3, "申请时间")]
    assert "2018-01-10 的办件编号已用完" in report["faults"][0]["message"]


def test_it_refuses_a_version_whose_former_version_was_refused_with_it(tmp_path):
    # The limit of the item runs into a year that is not loaded, which only the clock finds.
    far = {"submitted_at": "2020-12-31 09:00", "received_at": "2020-12-31 09:00",
           "accepted_at": "2020-12-31 09:00", "source_recorded_at": "2020-12-31 10:00"}  # fmt: skip
    rows = [accepted("A-1", **far), accepted("A-1", **far, data_version="2", channel="pc")]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert report["faults"][0]["field"] == "受理时间"
    assert "load-calendar" in report["faults"][0]["message"]
    assert report["faults"][1]["message"] == "同一编号的前一版本未能导入，请改正后一并再导入"
    assert (report["put_aside"], numbers()) == (0, [])


def unreadable(tmp_path):
    good = write_cases(tmp_path / "好.csv", [accepted()]).read_bytes()
    cut = tmp_path / "截断.csv"
    cut.write_bytes(good[:-80])
    unknown = tmp_path / "未知列.csv"
    unknown.write_text("来源编号,身高\nA-1,170\n", encoding="utf-8")
    formula = tmp_path / "公式.xlsx"
    with Workbook(formula) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ACCEPTED))
        sheet.write_row(1, 0, list(accepted().values()))
        sheet.write_formula(1, 1, "=1+0")
    merged = tmp_path / "合并.xlsx"
    with Workbook(merged) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ACCEPTED))
        sheet.write_row(1, 0, list(accepted().values()))
        sheet.merge_range(1, 0, 2, 0, "A-1")
    bomb = tmp_path / "压缩包.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 64 * 1024 * 1024)
    return [cut, unknown, formula, merged, bomb, tmp_path / "没有.csv"]


def test_it_changes_nothing_where_a_file_cannot_be_read_as_a_whole(tmp_path):
    for path in unreadable(tmp_path):
        run = import_cases(path)
        assert (run.code, numbers()) == (2, []), path
        assert run.err
    assert ImportBatch.objects.count() == 0


def test_it_reads_a_workbook(tmp_path):
    path = tmp_path / "办件.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("办件")
        sheet.write_row(0, 0, list(ACCEPTED))
        sheet.write_row(1, 0, list(accepted().values()))
    assert imported(path)["created"] == 1


def test_it_accepts_its_own_template(tmp_path):
    run = Run("import_cases", "--template")
    path = tmp_path / "模板.csv"
    path.write_text(run.out, encoding="utf-8")
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    make_published_item(
        implementation_code="510704-D01-510704905000",
        organisation_code="510704-D01",
        region_code="510704",
    )
    Run("register_source", SOURCE, "--region", "510704", "--lag", "3")
    run = Run("import_cases", path, "--region", "510704", "--source", SOURCE, "--json")
    assert (run.code, run.json["created"], run.json["advanced"]) == (0, 1, 1), run.out


def test_its_template_loaded_as_it_stands_is_refused_where_a_demo_stands(tmp_path):
    path = tmp_path / "模板.csv"
    path.write_text(Run("import_cases", "--template").out, encoding="utf-8")
    make_region(code="510704", name="游仙区")
    run = import_cases(path)
    assert (run.code, numbers()) == (1, [])
    assert "第 2 行　行政区划代码：应为本次导入的区划 510703，不导入他处办件" in run.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--region", "510703", "--source", "x"], "FILE", id="no file"),
        pytest.param(["办件.csv", "--source", "x"], "--region", id="no region"),
        pytest.param(["办件.csv", "--region", "510703"], "--source", id="no source"),
        pytest.param(["办件.csv", "--region", "5107", "--source", "x"], "--region", id="region"),
        pytest.param(["--size", "3"], "", id="unknown option"),
    ],
)
def test_it_refuses_wrong_usage(arguments, words, capsys):
    run = Run("import_cases", *arguments)
    assert run.code == 2
    assert words in run.err + capsys.readouterr().err
