"""Excel files: numbers are numbers, texts are texts, and they print as they should."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from zhengtong.bulletins.rules.composition import compose
from zhengtong.bulletins.rules.documents.workbook import workbook
from zhengtong.bulletins.tests.printed import (
    draft,
    frozen,
    printed_bulletin,
    printed_inputs,
    printed_tally,
    renamed,
)
from zhengtong.bulletins.tests.test_documents_word import SLIP
from zhengtong.kernel.named_periods import parse_period

SHEETS = ["总表", "分部门", "覆盖率", "说明"]


@pytest.fixture(scope="module")
def content():
    return workbook(frozen())


@pytest.fixture(scope="module")
def book(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def rows(book, name):
    return book.get_sheet_by_name(name).to_python()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def test_it_has_a_sheet_for_each_section(book):
    assert book.sheet_names == SHEETS


def test_its_departments_are_the_figures_of_the_bulletin(book):
    found = rows(book, "分部门")[5:]
    bulletin = printed_bulletin()
    expected = [
        [number, one.body.name, one.row.annual_target, *one.row.counts.values()]
        for number, one in enumerate(bulletin.departments, start=1)
    ]
    assert found[:-1] == expected
    assert found[-1] == ["", "合计", 245388, 1388, 1383, 853, 841, 22, 20, 5254, 5190]


def test_its_numbers_are_numbers_and_its_rates_percentages(content, book):
    sheet = part(content, "xl/worksheets/sheet2.xml")
    kinds = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*?(?: t="(\w+)")?>', sheet))
    assert {kinds[f"{column}6"] for column in "ACDEFGHIJK"} == {""}
    assert kinds["B6"] == "s"
    assert rows(book, "覆盖率")[4][:4] == ["行政许可", 1388, 10000, 0.139]
    assert rows(book, "总表")[8][:5] == ["受理合计", 2263, 2991, -728, -0.243]
    assert rows(book, "总表")[8][5:] == ["无数据", "", ""]
    styles = part(content, "xl/styles.xml")
    for code in ("0.0%", "+#,##0;-#,##0;0"):
        assert f'formatCode="{code}"' in styles


def test_it_freezes_headings_and_sets_the_print_area(content):
    panes = [
        re.search(r"<pane [^>]*/>", part(content, f"xl/worksheets/sheet{number}.xml")).group()
        for number in range(1, 5)
    ]
    assert 'xSplit="2" ySplit="5" topLeftCell="C6"' in panes[1]
    assert all('state="frozen"' in pane for pane in panes)
    names = part(content, "xl/workbook.xml")
    assert "分部门!$A$1:$K$35" in names
    assert "分部门!$4:$5" in names
    assert names.count("_xlnm.Print_Area") == names.count("_xlnm.Print_Titles") == 4
    sheet = part(content, "xl/worksheets/sheet2.xml")
    assert 'paperSize="9" fitToHeight="0" orientation="landscape"' in sheet
    assert 'fitToPage="1"' in sheet
    assert "&amp;P" in sheet


def test_it_gives_names_the_room_they_need(content):
    sheet = part(content, "xl/worksheets/sheet2.xml")
    widths = re.findall(r'<col min="(\d+)" max="\d+" width="([\d.]+)"', sheet)
    assert float(dict(widths)["2"]) > 30


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "http://x", "0012", "1.5"]
)
def test_it_runs_nothing_and_changes_nothing(name):
    content = workbook(draft(renamed(name)))
    sheet = part(content, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert rows(book, "分部门")[5][1] == name


def test_it_writes_broken_bases_as_numbers_too():
    inputs = replace(printed_inputs(), period=parse_period("2018-W07"))
    content = workbook(draft(compose(inputs=inputs, tally=printed_tally())))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert rows(book, "覆盖率")[5][1:4] == [875, 5112.25, 0.171]


def test_it_says_what_a_copy_is_checked_by(book):
    told = {row[0]: row[1] for row in rows(book, "说明")[3:]}
    assert told["通报编号"] == "510703-2018-02-1"
    assert told["数字摘要"] == printed_bulletin().digest
    assert told["零办件部门16个"].startswith("涪城区地税局、")
    assert told["说明5"].startswith("本期计入的办件中，事后补录 0 件")
    assert rows(book, "总表")[2][0] == "已冻结　510703-2018-02-1　2018年3月2日"


def test_it_tells_of_errata():
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(frozen(None, SLIP))))
    assert "冻结后更正1处，见“说明”" in rows(book, "分部门")[2][0]
    told = {row[0]: row[1] for row in rows(book, "说明")[3:]}
    assert told["更正1"].startswith("涪城区农业局 行政许可受理原为296件，更正为297件")


def test_a_draft_says_so_on_every_sheet_and_page():
    content = workbook(draft())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for number, name in enumerate(SHEETS, start=1):
        assert rows(book, name)[2][0].startswith("草稿（未冻结）")
        assert (
            "草稿（未冻结）"
            in re.search(
                r"<oddHeader>.*?</oddHeader>", part(content, f"xl/worksheets/sheet{number}.xml")
            ).group()
        )
