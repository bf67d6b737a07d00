"""Cells by name, periods as text, and the notes."""

from datetime import date

import pytest

from zhengtong.bulletins.rules.cells import NothingBehind, UnknownCell, find_cell, split_cell
from zhengtong.bulletins.rules.composition import compose
from zhengtong.bulletins.rules.inputs import Body
from zhengtong.bulletins.rules.levels import (
    BulletinLevel,
    UnknownLevel,
    parse_edition,
    parse_level,
)
from zhengtong.bulletins.rules.notes import (
    LeftOut,
    empty_note,
    left_out_note,
    other_levels_note,
    targets_note,
    unfinished_note,
    volumes_note,
)
from zhengtong.bulletins.rules.periods import (
    PeriodNotBegun,
    bulletin_title,
    column_label,
    period_label,
    require_countable,
    year_label,
)
from zhengtong.bulletins.tests.factories import (
    FEBRUARY,
    NOT_LICENSES,
    accepted,
    make_inputs,
    make_tally,
)
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import PeriodRefused


@pytest.fixture
def bulletin():
    bodies = (
        Body(code="D1", name="涪城区农业局", short_name="区农业局"),
        Body(code="D2", name="同名局"),
        Body(code="D3", name="同名局"),
    )
    return compose(inputs=make_inputs(bodies=bodies), tally=make_tally(accepted("D1", 4)))


@pytest.mark.parametrize("row", ["涪城区农业局", "区农业局", "D1"])
def test_it_finds_a_row_by_name_short_name_and_code(bulletin, row):
    cell = find_cell(bulletin=bulletin, row=row, column="license_accepted")
    assert (cell.figure, cell.organisation_codes) == (4, ("D1",))
    assert cell.label == "涪城区农业局 行政许可受理"


def test_it_finds_the_totals(bulletin):
    cell = find_cell(bulletin=bulletin, row="totals", column="year_accepted")
    assert (cell.figure, cell.organisation_codes) == (4, ("D1", "D2", "D3"))


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        pytest.param("没有的局", "license_accepted", "没有“没有的局”这一行", id="row"),
        pytest.param("D1", "permit_accepted", "没有“permit_accepted”这一列", id="column"),
        pytest.param("D1", "name", "没有“name”这一列", id="a key that is no figure"),
        pytest.param("同名局", "license_accepted", "D2、D3", id="two bodies of one name"),
    ],
)
def test_it_refuses_a_cell_that_is_not_there(bulletin, row, column, message):
    with pytest.raises(UnknownCell, match=message):
        find_cell(bulletin=bulletin, row=row, column=column)


def test_it_says_that_a_target_has_no_cases_behind_it(bulletin):
    cell = find_cell(bulletin=bulletin, row="D1", column="annual_target")
    assert cell.figure is None
    with pytest.raises(NothingBehind, match="背后没有办件"):
        _ = cell.counted


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("totals:year_accepted", ("totals", "year_accepted")),
        ("涪城区农业局：license_accepted", ("涪城区农业局", "license_accepted")),
        ("甲:乙:license_accepted", ("甲:乙", "license_accepted")),
    ],
)
def test_it_splits_a_cell_at_its_last_colon(text, parts):
    assert split_cell(text) == parts


@pytest.mark.parametrize("text", ["totals", ":license_accepted", "totals:", ""])
def test_it_refuses_text_that_is_no_cell(text):
    with pytest.raises(UnknownCell, match="行:列"):
        split_cell(text)


@pytest.mark.parametrize(
    ("text", "label", "column", "so_far"),
    [
        ("2018-02", "2018年2月", "2月", "1—2月累计"),
        ("2018-01", "2018年1月", "1月", "1月累计"),
        ("2018-W06", "2018年第6周（2月5日至11日）", "第6周", "1月1日—2月11日累计"),
        ("2019-W01", "2019年第1周（2018年12月31日至2019年1月6日）", "第1周", "1月1日—1月6日累计"),
        ("2018-W05", "2018年第5周（1月29日至2月4日）", "第5周", "1月1日—2月4日累计"),
        ("2018Q1", "2018年第一季度", "一季度", "1—3月累计"),
        ("2018Q4", "2018年第四季度", "四季度", "1—12月累计"),
        ("2018H1", "2018年上半年", "上半年", "1—6月累计"),
        ("2018H2", "2018年下半年", "下半年", "1—12月累计"),
        ("2018", "2018年", "全年", "1—12月累计"),
        ("2018-02-05_2018-02-05", "2018年2月5日", "本期", "1月1日—2月5日累计"),
        (
            "2017-12-25_2018-01-07",
            "2017年12月25日至2018年1月7日",
            "本期",
            "1月1日—1月7日累计",
        ),
    ],
)
def test_it_names_periods(text, label, column, so_far):
    period = parse_edition(text).period
    assert period_label(period) == label
    assert (column_label(period), year_label(period)) == (column, so_far)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("2018-02", BulletinLevel.DEPARTMENT),
        ("2018Q1-township", BulletinLevel.TOWNSHIP),
        ("2018-W07-village", BulletinLevel.VILLAGE),
        ("2018-02-05_2018-02-09-own", BulletinLevel.OWN),
    ],
)
def test_it_writes_editions_and_reads_them_back(text, level):
    edition = parse_edition(text)
    assert (edition.level, edition.text) == (level, text)


@pytest.mark.parametrize(
    "text",
    ["2018-13", "2018-2", "2018-02-30_2018-03-01", "latest", "2018-02-county", "-township", ""],
)
def test_it_refuses_text_that_is_no_edition(text):
    with pytest.raises(PeriodRefused):
        parse_edition(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("township", BulletinLevel.TOWNSHIP),
        ("乡镇", BulletinLevel.TOWNSHIP),
        ("部门", BulletinLevel.DEPARTMENT),
        ("district_department", BulletinLevel.DEPARTMENT),
        (" 村 ", BulletinLevel.VILLAGE),
        ("本级", BulletinLevel.OWN),
    ],
)
def test_it_reads_levels_as_people_call_them(text, level):
    assert parse_level(text) is level


@pytest.mark.parametrize("text", ["county", "", "Township", "省"])
def test_it_refuses_a_level_that_does_not_exist(text):
    with pytest.raises(UnknownLevel, match="可用的层级：department（区县部门）"):
        parse_level(text)


def test_it_refuses_a_period_that_has_not_begun():
    require_countable(FEBRUARY, today=date(2018, 2, 1))
    with pytest.raises(PeriodNotBegun, match="2018年2月还没有开始"):
        require_countable(FEBRUARY, today=date(2018, 1, 31))


@pytest.mark.parametrize("text", ["0001-01", "1999-W52", "2100", "1999-12-31_2000-01-05"])
def test_it_refuses_years_beyond_those_of_the_platform(text):
    with pytest.raises(PeriodRefused, match="2000—2099年"):
        require_countable(parse_edition(text).period, today=date(2018, 3, 1))


def test_it_titles_the_bulletin():
    assert bulletin_title(region_name="涪城区", period=FEBRUARY) == (
        "涪城区一体化政务服务平台2018年2月运行情况通报"
    )


def test_it_says_who_is_left_out_by_reason():
    left_out = [
        LeftOut(name="甲局", reason="未下发事项"),
        LeftOut(name="乙局", reason="按上级要求暂不纳入", remark="机构改革"),
        LeftOut(name="丙局", reason="未下发事项"),
    ]
    assert left_out_note(left_out) == (
        "未列入本表的部门：未下发事项 2 个（甲局、丙局）；"
        "按上级要求暂不纳入 1 个（乙局：机构改革）。"
    )
    assert left_out_note([]) == ""


def test_it_says_which_levels_are_not_in_the_table():
    assert other_levels_note({"乡镇街道": 25, "村社区站点": 0}) == (
        "各层级分别统计，乡镇街道 25 个不在本表。"
    )
    assert other_levels_note({"乡镇街道": 0}) == ""


def test_it_says_what_targets_and_volumes_cover():
    assert targets_note([NOT_LICENSES]) == (
        "年任务只含行政权力（除行政许可）和公共服务，累计数含全部三类，不除以年任务。"
    )
    assert targets_note([tuple(ItemGroup)]) == targets_note([]) == ""
    assert volumes_note([2017], [ItemGroup.LICENSE]) == (
        "行政许可的录入率以2017年实际办件量为基数。"
    )
    assert volumes_note([], []) == ""


def test_it_says_that_a_period_is_not_over():
    assert unfinished_note(period=FEBRUARY, today=date(2018, 3, 1)) == ""
    assert "还没有结束" in unfinished_note(period=FEBRUARY, today=date(2018, 2, 28))


def test_it_says_why_a_table_is_empty():
    assert "还没有登记部门" in empty_note(region_name="涪城区", has_departments=False)
    assert "都不列入" in empty_note(region_name="涪城区", has_departments=True)
