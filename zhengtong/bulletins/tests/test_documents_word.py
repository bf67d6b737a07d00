"""Word files: layout of official documents, and a text whose figures are those of the tables."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Emu

from zhengtong.bulletins.rules.composition import compose
from zhengtong.bulletins.rules.documents.issue import Correction
from zhengtong.bulletins.rules.documents.word import word_document
from zhengtong.bulletins.tests.factories import accepted, make_inputs, make_tally
from zhengtong.bulletins.tests.printed import (
    MARCH_2,
    draft,
    frozen,
    printed_bulletin,
    printed_inputs,
    printed_tally,
    renamed,
)
from zhengtong.kernel.named_periods import parse_period

SLIP = Correction(
    cell="涪城区农业局 行政许可受理",
    printed=296,
    corrected=297,
    reason="漏录一件",
    made_at=MARCH_2,
    made_by="演示员〇〇一",
)


def opened(issue):
    return Document(io.BytesIO(word_document(issue)))


@pytest.fixture(scope="module")
def printed():
    return opened(frozen())


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def paragraph_with(document, text):
    return next(one for one in document.paragraphs if text in one.text)


def rows_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def east_asian_font(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_it_has_the_page_of_official_documents(printed):
    [section] = printed.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    lines_in_225_mm = 225 / 25.4 * 1440 / int(grid.get(qn("w:linePitch")))
    assert int(lines_in_225_mm) == 22
    body = paragraph_with(printed, "共受理办件")
    run = body.runs[-1]
    narrowed = int(run._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (run.font.size.pt + narrowed)) == 28
    assert body.paragraph_format.line_spacing.pt == 28.95


@pytest.mark.parametrize(
    ("text", "run", "font", "size"),
    [
        ("涪城区一体化政务服务平台\n2018年2月运行情况通报", 0, "方正小标宋简体", 22),
        ("一、总体情况", 0, "黑体", 16),
        ("（一）办件情况。", 0, "楷体_GB2312", 16),
        ("（一）办件情况。", 1, "仿宋_GB2312", 16),
        ("1. 未列入本表的部门", 0, "仿宋_GB2312", 16),
    ],
)
def test_it_names_the_fonts_of_each_level(printed, text, run, font, size):
    found = paragraph_with(printed, text).runs[run]
    assert (east_asian_font(found), found.font.size.pt) == (font, size)


def test_it_names_a_substitute_for_each_font():
    with zipfile.ZipFile(io.BytesIO(word_document(frozen()))) as parts:
        fonts = parts.read("word/fontTable.xml").decode()
    assert re.findall(r'w:name="([^"]+)"><w:altName w:val="([^,"]+)', fonts) == [
        ("仿宋_GB2312", "仿宋"),
        ("楷体_GB2312", "楷体"),
        ("黑体", "SimHei"),
        ("宋体", "SimSun"),
        ("方正小标宋简体", "小标宋体"),
    ]


def test_it_numbers_pages_outside_odd_ones_right_and_even_ones_left(printed):
    assert printed.settings.odd_and_even_pages_header_footer
    [section] = printed.sections
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        [paragraph] = footer.paragraphs
        assert paragraph._p.pPr.jc.get(qn("w:val")) == side
        fields = [one.text for one in paragraph._p.iter(qn("w:instrText"))]
        assert fields == [" PAGE "]
        assert paragraph.text == "— 1 —"
        assert {run.font.size.pt for run in paragraph.runs} == {14}


def test_its_tables_repeat_their_headings_and_keep_rows_whole(printed):
    heads = [2, 1, 2]
    for table, lines in zip(printed.tables, heads, strict=True):
        marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marked == [True] * lines + [False] * (len(table.rows) - lines)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_it_prints_the_table_as_printed(printed):
    rows = rows_of(printed.tables[-1])
    assert rows[0] == [
        "序号", "部门", "年任务", "行政许可", "行政许可", "行政权力", "行政权力",
        "公共服务", "公共服务", "1—2月累计", "1—2月累计",
    ]  # fmt: skip
    assert rows[1][3:] == ["受理", "办结"] * 4
    assert len(rows) == 2 + 29 + 1
    assert rows[14] == [
        "13", "涪城区农业局", "20000", "296", "296", "9", "7", "0", "0", "850", "846",
    ]  # fmt: skip
    assert rows[-1] == [
        "", "合计", "245388", "1388", "1383", "853", "841", "22", "20", "5254", "5190",
    ]  # fmt: skip


DAYS = re.compile(
    r"\d{4}年(?:\d+月(?:\d+日)?)?(?:至(?:\d+月)?\d+日)?|1—2月|\d+月\d+日|（一）|表\d|^\d+\. "
)


def figures_in(text: str) -> set[str]:
    """Return the figures of a text without its days and numbering."""
    return set(re.findall(r"\d+(?:\.\d+)?%?", DAYS.sub("", text)))


def test_every_figure_in_the_text_stands_in_a_table(printed):
    summary, coverage, departments = (rows_of(table) for table in printed.tables)
    cells = {
        cell.lstrip("-")
        for table in (summary, coverage, departments)
        for row in table
        for cell in row
    }
    bodies = departments[2:-1]
    zero = [row for row in bodies if {row[3], row[5], row[7]} == {"0"}]
    counted = {str(len(bodies)), str(len(zero))}
    accepted_by_body = {str(int(row[3]) + int(row[5]) + int(row[7])) for row in bodies}
    claimed = {"602", "5205", "510"}
    paragraphs = texts(printed)
    told = paragraphs[: paragraphs.index("五、说明")]
    seen = set()
    for text in told[2:]:
        if text in {one.text for one in printed.paragraphs if "单位：件" in one.text}:
            continue
        seen |= figures_in(text)
    assert {"2263", "2244", "1388", "853", "24.3%", "728", "13.9%", "20449", "29", "16"} <= seen
    assert seen - cells - counted - accepted_by_body - claimed == set()


def test_its_summary_adds_up_to_the_departments(printed):
    summary, _, departments = (rows_of(table) for table in printed.tables)
    figures = {row[0]: row[1] for row in summary[2:]}
    totals = departments[-1]
    assert figures == {
        "行政许可受理": totals[3],
        "行政权力（除行政许可）受理": totals[5],
        "公共服务受理": totals[7],
        "受理合计": "2263",
        "行政许可办结": totals[4],
        "行政权力（除行政许可）办结": totals[6],
        "公共服务办结": totals[8],
        "办结合计": "2244",
    }
    assert summary[5] == ["受理合计", "2263", "2991", "-728", "-24.3%", "无数据", "—", "—"]


def test_it_lists_the_good_and_the_zero_departments(printed):
    told = "".join(texts(printed))
    assert "依次是：涪城区食品药品和工商质监管理局（890件）、" in told
    assert "本期三类办件受理均为0件的部门16个：涪城区地税局、" in told
    assert "5. 本期计入的办件中，事后补录0件" in told
    assert "由市级统一认领1个（涪城区水务局：市水务局统一认领）" in told


def test_a_frozen_one_is_signed_and_can_be_checked(printed):
    told = texts(printed)
    assert "涪城区政务服务中心" in told
    assert "2018年3月2日" in told
    end = "".join(told[-6:])
    for value in (
        "通报编号　510703-2018-02-1",
        "账本位置6545",
        printed_bulletin().chain,
        printed_bulletin().digest,
        "封印　01962b2c-6a45-7c1e-9d3f-0a1b2c3d4e5f",
        "冻结　演示员〇〇一，2018年3月2日10:00",
    ):
        assert value in end
    assert "草稿" not in "".join(told)
    assert printed.core_properties.author == "涪城区政务服务中心"


def test_it_tells_of_errata_at_the_top_and_at_the_end():
    told = texts(opened(frozen(None, SLIP)))
    assert "冻结后更正1处，见文末" in told[1]
    assert told.index("六、更正") > told.index("五、说明")
    assert (
        "1. 涪城区农业局 行政许可受理原为296件，更正为297件"
        "（漏录一件；演示员〇〇一，2018年3月2日）。"
    ) in told


def test_a_draft_says_so_on_every_page_and_is_not_signed():
    document = opened(draft())
    [section] = document.sections
    for header in (section.header, section.even_page_header):
        [mark] = header.paragraphs
        assert mark.text == "草稿（未冻结）"
        assert str(mark.runs[0].font.color.rgb) == "C00000"
    told = texts(document)
    assert told[1].startswith("草稿（未冻结）　2018年3月2日10:00取数")
    assert "涪城区政务服务中心" not in told
    assert told[-1] == "取数时间　2018年3月2日10:00"


def test_it_turns_the_page_for_a_table_that_is_too_wide():
    huge = {key: number * 10_000_000 for key, number in printed_tally().period.items()}
    wide = compose(inputs=printed_inputs(), tally=replace(printed_tally(), period=huge, year=huge))
    document = opened(draft(wide))
    turned = [section.orientation for section in document.sections]
    assert WD_ORIENT.LANDSCAPE in turned
    assert (turned[0], turned[-1]) == (WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT)
    section = next(one for one in document.sections if one.orientation is WD_ORIENT.LANDSCAPE)
    room = section.page_width - section.left_margin - section.right_margin
    assert round(Emu(room).mm) == 225


def test_it_prints_a_bulletin_without_rows():
    empty = compose(inputs=make_inputs(), tally=make_tally({}))
    told = texts(opened(draft(empty)))
    assert "没有列入的部门。" in told
    assert "本期没有受理办件的部门，不列。" in told


@pytest.mark.parametrize(
    ("region_name", "period", "lines"),
    [
        ("涪城区", "2018Q1", ["涪城区一体化政务服务平台", "2018年第一季度运行情况通报"]),
        (
            "涪城区",
            "2018-W07",
            ["涪城区一体化政务服务平台", "2018年第7周（2月12日至18日）", "运行情况通报"],
        ),
        ("", "2018", ["一体化政务服务平台2018年运行情况通报"]),
    ],
)
def test_it_breaks_the_title_where_the_sense_allows(region_name, period, lines):
    inputs = make_inputs("甲", region_name=region_name, period=parse_period(period))
    bulletin = compose(inputs=inputs, tally=make_tally(accepted("甲", 1)))
    assert texts(opened(draft(bulletin)))[0].split("\n") == lines


def test_it_takes_names_as_they_are():
    document = opened(draft(renamed("<w:p>甲&乙</w:p>")))
    assert rows_of(document.tables[-1])[2][1] == "<w:p>甲&乙</w:p>"
