"""The command `items`: set, export, mend, and the review of a bulk request."""

import json
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core.management import call_command

from zhengtong.catalogue.management import bulk_runs
from zhengtong.catalogue.management.item_book import ITEM_BOOK, NAME
from zhengtong.catalogue.models import (
    BulkRequest,
    BulkRequestItem,
    ItemAct,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.operations import bulk_decisions
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.tests.bulk_scene import code_of, make_running
from zhengtong.catalogue.tests.offices import BASE_CODE, DEPARTMENT, REGION, take_list
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.tables import open_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness", "office")]
AT = ("--region", REGION)
OF = (*AT, "--organisation", DEPARTMENT)
PLACE, NEW_PLACE = "涪城区政务服务中心1号窗口", "二楼综合窗口"


@pytest.fixture
def run(capsys):
    """Run the command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("items", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def codes() -> list[str]:
    return [make_running(number) for number in (1, 2, 3)]


def kept() -> list[object]:
    models = (LocalItem, ItemAct, ItemVersion, BulkRequest, BulkRequestItem, Entry)
    return [
        list(model.objects.filter(region_code=REGION).order_by("id").values()) for model in models
    ]


def row(code: str) -> LocalItem:
    return LocalItem.objects.get(region_code=REGION, implementation_code=code)


def mend(path, changes: dict[tuple[int, str], str | None], *, header: str = "") -> None:
    """Write cells of an exported workbook: row of the sheet and header."""
    lines = lines_of(path)
    heads = lines[0]
    for (number, head), words in changes.items():
        lines[number - 1][heads.index(head)] = words or ""
    if header:
        heads[2] = header
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet(NAME)
    for number, cells in enumerate(lines):
        for place, words in enumerate(cells):
            sheet.write_string(number, place, words)
    book.close()


def lines_of(path) -> list[list[str]]:
    with open_table(path, ITEM_BOOK) as table:
        return [list(table.headers), *(list(row.raw) for row in table)]


def test_it_sets_one_element_with_preview_and_one_review(run, codes):
    before = kept()
    code, out, err = run("set", *OF, f"place={NEW_PLACE}", "--preview", "--staff", "M01")
    assert (code, err) == (0, "")
    assert f"  办理地点：{PLACE} → {NEW_PLACE}" in out
    assert "将变更 3 项" in out
    assert kept() == before
    code, out, _ = run("set", *OF, f"办理地点={NEW_PLACE}", "--staff", "M01", "--json")
    number = json.loads(out)["number"]
    assert number == f"{REGION}-P0001"
    assert NEW_PLACE in run("requests", *AT, "--number", number)[1]
    code, out, _ = run("approve-bulk", number, "--staff", "C01")
    assert code == 0
    assert "审核通过" in out
    assert {row(each).version for each in codes} == {2}
    assert number in run("requests", *AT)[1]


def test_it_sets_a_limit_with_its_unit(run, codes):
    run("set", *OF, "promised_limit=5", "--item", codes[0])
    assert row(codes[0]).elements["promised_limit"] == {"count": 5, "unit": "workday"}
    run("set", *OF, "promised_limit=6", "承诺办结时限单位=自然日", "--item", codes[1])
    assert row(codes[1]).elements["promised_limit"] == {"count": 6, "unit": "day"}
    assert row(codes[2]).state == "running"


def test_it_chooses_by_type_and_by_list(run, codes):
    service = make_running(7, item_type="public_service", base_code="510101901999")
    _, out, _ = run("set", *OF, "place=x", "--type", "public_service", "--preview", "--json")
    assert [each["implementation_code"] for each in json.loads(out)["changed"]] == [service]
    take_list((DEPARTMENT, BASE_CODE), kind=ListKind.IN_HALL)
    _, out, _ = run("set", *OF, "place=x", "--list", "in_hall", "--preview", "--json")
    assert [each["implementation_code"] for each in json.loads(out)["changed"]] == codes


def test_it_names_what_refuses_and_changes_the_rest(run, codes):
    LocalItem.objects.filter(region_code=REGION, implementation_code=codes[0]).update(
        state="suspended"
    )
    code, out, err = run("set", *OF, f"place={NEW_PLACE}")
    assert code == 1
    assert "变更上报 2 项" in out
    assert codes[0] in err
    assert "已暂停" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("set", *OF, "nothing=x"), "没有“nothing”这个要素", id="element"),
        pytest.param(("set", *OF, "place"), "要素=值", id="no value"),
        pytest.param(("set", *OF, "place=a", "办理地点=b"), "两次", id="twice"),
        pytest.param(("set", *OF, "accept_limit=many"), "受理时限", id="a bad value"),
        pytest.param(("set", *OF, "materials=x"), "不能批量修改", id="materials"),
        pytest.param(("set", *OF, "place=x", "--item", "none"), "没有这些事项：none", id="item"),
        pytest.param(("set", *OF, "place=x", "--type", "levy"), "没有符合条件", id="nothing left"),
        pytest.param(("set", *OF, "place=x", "--staff", "no"), "没有工号为 no", id="staff"),
        pytest.param(("export", "items.csv", *AT), "应为 .xlsx 文件", id="no workbook"),
        pytest.param(("export", "/nowhere/a.xlsx", *AT), "无法写", id="no such folder"),
        pytest.param(("export", "a.xlsx", *AT, "--element", "no"), "没有这些要素", id="unknown"),
        pytest.param(("mend", *AT), "缺少参数：FILE", id="no file"),
        pytest.param(("return-bulk", "x"), "缺少参数：--reason", id="no reason"),
    ],
)
def test_it_refuses_wrong_usage(run, codes, arguments, message):
    before = kept()
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True), err
    assert kept() == before


def test_it_refuses_an_unknown_request(run):
    code, _, err = run("approve-bulk", f"{REGION}-P0009")
    assert (code, "没有批量申请" in err) == (1, True)


def test_what_is_exported_and_not_touched_changes_nothing(run, codes, tmp_path):
    path = tmp_path / "items.xlsx"
    code, out, _ = run("export", str(path), *AT)
    assert (code, "导出 3 项" in out) == (0, True)
    before = kept()
    code, out, err = run("mend", str(path), *AT)
    assert (code, err) == (0, "")
    assert "未变 3 项" in out
    assert kept() == before


def test_a_mended_workbook_comes_back_as_a_page_of_differences(run, codes, tmp_path):
    path = tmp_path / "items.xlsx"
    run("export", str(path), *AT)
    mend(path, {(2, "办理地点"): NEW_PLACE, (3, "承诺办结时限"): "5", (3, "特别程序"): None})
    code, out, _ = run("mend", str(path), *AT, "--preview")
    assert code == 0
    assert f"  办理地点：{PLACE} → {NEW_PLACE}" in out
    assert "  承诺办结时限：7个工作日 → 5个工作日" in out
    assert row(codes[0]).state == "running"
    code, out, _ = run("mend", str(path), *AT, "--staff", "M01")
    assert "变更上报 2 项，未变 1 项" in out
    code, out, _ = run("mend", str(path), *AT, "--staff", "M01")
    assert (code, "变更上报 0 项，未变 1 项，已在审核 2 项" in out) == (0, True)
    run("approve-bulk", f"{REGION}-P0001", "--staff", "C01")
    assert row(codes[0]).elements["place"] == NEW_PLACE
    assert row(codes[1]).elements["promised_limit"]["count"] == 5
    code, _, err = run("mend", str(path), *AT)
    assert (code, "表中为第 1 版，现行为第 2 版" in err) == (1, True), err


def test_a_formula_stays_text(run, tmp_path):
    code = make_running(1, place='=HYPERLINK("http://example.com")')
    path = tmp_path / "items.xlsx"
    run("export", str(path), *AT, "--element", "place")
    assert lines_of(path) == [
        ["实施编码", "事项版本", "办理地点"],
        [code, "1", '=HYPERLINK("http://example.com")'],
    ]
    with ZipFile(path) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_each_fault_is_named_by_row_and_field_and_the_rest_goes_in(run, codes, tmp_path):
    path = tmp_path / "items.xlsx"
    for number in (4, 5, 6):
        make_running(number)
    run("export", str(path), *AT)
    mend(
        path,
        {
            (2, "办理地点"): NEW_PLACE,
            (3, "实施编码"): code_of(1),
            (4, "实施编码"): "nothing",
            (5, "基本编码"): "510101999000",
            (6, "受理时限（工作日）"): "many",
            (7, "咨询电话"): None,
        },
    )
    code, out, err = run("mend", str(path), *AT)
    assert code == 1
    assert "变更上报 1 项" in out
    for said in (
        "第 3 行　实施编码：与第 2 行重复",
        "第 4 行　实施编码：510703 没有这一事项",
        "第 5 行　基本编码：“基本编码”以上级目录为准",
        "第 6 行　受理时限（工作日）",
        "第 7 行　",
        "5 行有误，这些行没有变更",
    ):
        assert said in err, err
    errors = tmp_path / "items.错误.csv"
    assert "nothing" in errors.read_text("utf-8-sig")
    assert [row(code_of(number)).state for number in range(1, 7)] == [
        "change_submitted",
        *["running"] * 5,
    ]


def test_an_unknown_element_refuses_the_file(run, codes, tmp_path):
    path = tmp_path / "items.xlsx"
    run("export", str(path), *AT)
    mend(path, {}, header="没有的要素")
    before = kept()
    code, _, err = run("mend", str(path), *AT)
    assert (code, "没有的要素" in err) == (2, True)
    assert kept() == before


def test_what_a_cell_does_not_hold_is_not_lost(run, tmp_path):
    make_running(1, supplement_basis="a", joint_body=[{"body_name": "甲局", "body_code": "X"}])
    path = tmp_path / "items.xlsx"
    run("export", str(path), *AT)
    mend(path, {(2, "联办机构"): "乙局"})
    code, _, err = run("mend", str(path), *AT)
    assert (code, "联办机构：现有内容表格写不全" in err) == (1, True), err
    assert row(code_of(1)).state == "running"


def test_it_prints_a_template(run):
    code, out, _ = run("mend", *AT, "--template")
    assert code == 0
    assert "实施编码" in out
    assert "事项版本" in out


def test_a_run_that_breaks_between_pages_goes_on_where_it_was(run, codes, monkeypatch):
    monkeypatch.setattr(bulk_runs, "PAGE", 2)
    monkeypatch.setattr(bulk_decisions, "PAGE", 2)
    whole, pages = bulk_runs.submit_page, []

    def breaks(**given: object) -> None:
        pages.append(given)
        if len(pages) == 2:
            raise KeyboardInterrupt
        whole(**given)

    monkeypatch.setattr(bulk_runs, "submit_page", breaks)
    asked = ("set", *OF, f"place={NEW_PLACE}", "--staff", "M01")
    with pytest.raises(KeyboardInterrupt):
        run(*asked)
    number = f"{REGION}-P0001"
    assert run("approve-bulk", number, "--staff", "C01")[0] == 1
    assert [row(each).state for each in codes] == [
        "change_submitted",
        "change_submitted",
        "running",
    ]
    code, out, _ = run(*asked)
    assert (code, number in out) == (0, True)
    approve, decided = bulk_decisions._work_off, []

    def breaks_too(*given: object) -> None:
        decided.append(given)
        if len(decided) == 2:
            raise KeyboardInterrupt
        approve(*given)

    monkeypatch.setattr(bulk_decisions, "_work_off", breaks_too)
    with pytest.raises(KeyboardInterrupt):
        run("approve-bulk", number, "--staff", "C01")
    assert BulkRequest.objects.get(region_code=REGION).state == "approving"
    assert run("return-bulk", number, "--reason", "晚了", "--staff", "C01")[0] == 1
    code, out, _ = run("approve-bulk", number, "--staff", "C01")
    assert (code, "已发布 3" in out) == (0, True)
    assert {row(each).version for each in codes} == {2}
