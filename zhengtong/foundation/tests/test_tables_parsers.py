"""What a cell may say: words, codes, numbers, dates, moments (单元格解析)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.foundation.tables import (
    CellRefused,
    boolean,
    choice,
    code,
    day,
    decimal,
    integer,
    listing,
    moment,
    text,
)
from zhengtong.foundation.tables.cells import clean, guard, unguard

Parser = Callable[[str], object]
LICENSE = choice({"行政许可": "license", "01": "license", "其他行政权力": "other"})
SIX_DIGITS = code(pattern=r"\d{6}", rule="应为 6 位数字")


@pytest.mark.parametrize(
    ("parser", "cell", "value"),
    [
        (text(), "第一行\n第二行", "第一行\n第二行"),
        (text(), "ＡＢＣ有限公司", "ＡＢＣ有限公司"),
        (code(), "５１０７０３ 1990 0101 123Ｘ", "51070319900101123X"),
        (SIX_DIGITS, "510703", "510703"),
        (integer(), "１２３", 123),
        (integer(), "1,234,567", 1234567),
        (integer(), "3.00", 3),
        (integer(), "-7", -7),
        (decimal(places=2), "1,200.5", Decimal("1200.50")),
        (decimal(places=2), "３.１０", Decimal("3.10")),
        (boolean(), "是", True),
        (boolean(), "FALSE", False),
        (boolean(), "１", True),
        (boolean(), "N", False),
        (LICENSE, "行政许可", "license"),
        (LICENSE, "０１", "license"),
        (listing(LICENSE), "01、其他行政权力；", ("license", "other")),
        (listing(integer()), "1|2;3\n4", (1, 2, 3, 4)),
        (day(), "2018-02-26", date(2018, 2, 26)),
        (day(), "2018/2/6", date(2018, 2, 6)),
        (day(), "2018.2.26", date(2018, 2, 26)),
        (day(), "20180226", date(2018, 2, 26)),
        (day(), "２０１８年２月２６日", date(2018, 2, 26)),
        (day(), "2018-02-26 00:00:00", date(2018, 2, 26)),
        (day(), "2020-2-29", date(2020, 2, 29)),
        (moment(), "2018-02-26", datetime(2018, 2, 25, 16, 0, tzinfo=UTC)),
        (moment(), "2018-02-26 10:30", datetime(2018, 2, 26, 2, 30, tzinfo=UTC)),
        (moment(), "2018/2/26 9:05:07", datetime(2018, 2, 26, 1, 5, 7, tzinfo=UTC)),
        (moment(), "2018-02-26T10:30:00.000", datetime(2018, 2, 26, 2, 30, tzinfo=UTC)),
        (moment(), "2018-02-26T10:30:00Z", datetime(2018, 2, 26, 10, 30, tzinfo=UTC)),
        (moment(), "2018-02-26T10:30:00+09:00", datetime(2018, 2, 26, 1, 30, tzinfo=UTC)),
        (moment(), "2018-02-26 10:30:00-0330", datetime(2018, 2, 26, 14, 0, tzinfo=UTC)),
        (moment(), "20180226103007", datetime(2018, 2, 26, 2, 30, 7, tzinfo=UTC)),
        (moment(), "20180226T103007", datetime(2018, 2, 26, 2, 30, 7, tzinfo=UTC)),
        (moment(), "2018年2月26日 10时30分", datetime(2018, 2, 26, 2, 30, tzinfo=UTC)),
        (moment(), "2018年2月26日10时30分7秒", datetime(2018, 2, 26, 2, 30, 7, tzinfo=UTC)),
        (moment(), "2018年2月26日　１０：３０", datetime(2018, 2, 26, 2, 30, tzinfo=UTC)),
        (moment(zone="UTC"), "2018-02-26 10:30", datetime(2018, 2, 26, 10, 30, tzinfo=UTC)),
    ],
)
def test_it_understands(parser: Parser, cell: str, value: object) -> None:
    assert parser(cell) == value


def test_it_gives_a_moment_on_the_clock_of_the_place() -> None:
    assert moment()("2018-02-26T02:30:00Z").isoformat() == "2018-02-26T10:30:00+08:00"


@pytest.mark.parametrize(
    ("parser", "cell", "message"),
    [
        (text(max_length=3), "四个字了", "超过 3 个字符（现有 4 个）"),
        (code(max_length=3), "1234", "超过 3 位（现有 4 位）"),
        (SIX_DIGITS, "51070", "应为 6 位数字"),
        (code(pattern="a+"), "b", "格式不正确"),
        (integer(), "1.5", "“1.5”不是整数"),
        (integer(), "1,23", "“1,23”不是整数"),
        (integer(), "二", "“二”不是整数"),
        (integer(), "٣", "“٣”不是整数"),
        (integer(minimum=1), "0", "“0”小于 1"),
        (integer(maximum=10), "11", "“11”大于 10"),
        (decimal(places=2), "1.234", "“1.234”的小数超过 2 位"),
        (decimal(places=2), "NaN", "“NaN”不是数字"),
        (decimal(places=2, minimum=Decimal(0)), "-0.01", "“-0.01”小于 0"),
        (boolean(), "也许", "“也许”应为“是”或“否”"),
        (LICENSE, "02", "“02”不在可选范围内，应为：行政许可、01、其他行政权力"),
        (listing(LICENSE), "01、02", "“02”不在可选范围内，应为：行政许可、01、其他行政权力"),
        (day(), "2018-02-30", "“2018-02-30”不是存在的日期或时间"),
        (day(), "2019-2-29", "“2019-2-29”不是存在的日期或时间"),
        (day(), "2018-02/26", "“2018-02/26”不是日期，例如 2018-02-26"),
        (day(), "2/26/2018", "“2/26/2018”不是日期，例如 2018-02-26"),
        (day(), "18-2-26", "“18-2-26”不是日期，例如 2018-02-26"),
        (day(), "0018-02-26", "“0018-02-26”的年份不在 1900 至 2999 之间"),
        (day(), "2018-02-26 10:30", "“2018-02-26 10:30”应只填日期，不填时间"),
        (
            day(),
            "43157",
            "“43157”像是 Excel 的日期序号，请把单元格设为日期格式；应为日期，例如 2018-02-26",
        ),
        (moment(), "2018-02-26 25:00", "“2018-02-26 25:00”不是存在的日期或时间"),
        (moment(), "2018-02-26T10:30+99:00", "“2018-02-26T10:30+99:00”不是存在的日期或时间"),
        (moment(), "昨天", "“昨天”不是时间，例如 2018-02-26 10:30"),
    ],
)
def test_it_refuses(parser: Parser, cell: str, message: str) -> None:
    with pytest.raises(CellRefused) as refused:
        parser(cell)
    assert (refused.value.code, refused.value.message) == ("cell_refused", message)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  甲　\t", "甲"),
        ("\u202a510703\u202c", "510703"),
        ("\ufeff 甲\u200b ", "甲"),
        ("'0123", "0123"),
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'甲'", "'甲'"),
        ("甲 乙", "甲 乙"),
    ],
)
def test_it_cleans_a_cell(cell: str, expected: str) -> None:
    assert clean(cell) == expected


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("'=1+1", "''=1+1"),
        ("510703180226000018", "'510703180226000018"),
        ("51070319900101123X", "'51070319900101123X"),
        ("01", "'01"),
        ("511E07", "'511E07"),
        ("3-4", "'3-4"),
        ("0", "0"),
        ("3000", "3000"),
        ("2018-02-26", "2018-02-26"),
        ("王小明", "王小明"),
        ("'甲'", "'甲'"),
        ("", ""),
    ],
)
def test_it_guards_what_a_spreadsheet_would_run_or_change(cell: str, guarded: str) -> None:
    assert guard(cell) == guarded
    assert unguard(guarded) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@\t＝0123456789Ee./X甲 \n"), max_size=16))
def test_it_takes_off_exactly_the_guard_it_put_on(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "＝"))
