"""Geometry of the chart of accepted cases."""

import pytest

from zhengtong.bulletins.web.chart import Bar, ChartRow, acceptance_chart, without_region

MARKET = ChartRow(name="市监局", license=884, power_other=6, public_service=0)
HOUSING = ChartRow(name="住建局", license=0, power_other=605, public_service=0)
JUSTICE = ChartRow(name="司法局", license=0, power_other=0, public_service=2)
ARCHIVE = ChartRow(name="档案局", license=0, power_other=0, public_service=0)


def _chart(*rows):
    return acceptance_chart(rows=rows, month_label="2018 年 2 月", noun="部门")


def test_it_draws_the_busiest_first_and_leaves_out_zero_cases():
    chart = _chart(JUSTICE, ARCHIVE, MARKET, HOUSING)
    assert [row.name for row in chart.rows] == ["市监局", "住建局", "司法局"]


def test_it_keeps_the_given_order_where_two_are_equal():
    twin = ChartRow(name="残联", license=2, power_other=0, public_service=0)
    assert [row.name for row in _chart(JUSTICE, twin).rows] == ["司法局", "残联"]


def test_it_sets_the_groups_side_by_side():
    first = _chart(MARKET, HOUSING).rows[0]
    assert first.bars == (
        Bar(look="bar-license", x="250.0", y="8", width="656.9", height="18"),
        Bar(look="bar-power", x="906.9", y="8", width="4.5", height="18"),
    )
    assert (first.text_x, first.text_y) == ("919.4", "22")


def test_it_scales_every_row_by_the_same_measure():
    second = _chart(MARKET, HOUSING).rows[1]
    assert second.bars == (Bar(look="bar-power", x="250.0", y="35", width="449.6", height="18"),)


def test_it_keeps_the_smallest_part_visible():
    assert _chart(MARKET, JUSTICE).rows[1].bars[0].width == "2.0"


def test_it_says_the_figures_beside_the_bars():
    first = _chart(MARKET, JUSTICE).rows[0]
    assert (first.total, first.parts) == ("890", "许可 884，权力 6")


def test_it_groups_the_digits_of_large_figures():
    busy = ChartRow(name="税务局", license=120_000, power_other=0, public_service=30_000)
    row = _chart(busy).rows[0]
    assert (row.total, row.parts) == ("150,000", "许可 120,000，服务 30,000")


def test_it_says_in_a_sentence_what_it_shows():
    assert _chart(MARKET, HOUSING, ARCHIVE).sentence == (
        "2018 年 2 月各部门受理量，2 个部门有办件，市监局 890 件最多"
    )


def test_it_is_as_high_as_its_rows():
    assert _chart(MARKET).height == 48
    assert _chart(MARKET, HOUSING, JUSTICE).height == 102


def test_it_makes_room_for_a_long_name():
    long = ChartRow(name="某" * 22, license=1, power_other=0, public_service=0)
    assert _chart(long).rows[0].bars[0].x == "362.0"


@pytest.mark.parametrize("rows", [(), (ARCHIVE,)], ids=["no departments", "only zero cases"])
def test_it_draws_nothing_where_nothing_was_accepted(rows):
    assert _chart(*rows) is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        pytest.param("涪城区公安分局", "公安分局", id="region in front"),
        pytest.param("绵阳市涪城区水务局", "水务局", id="city and region in front"),
        pytest.param(
            "绵阳市城市管理行政执法局涪城区分局", "城市管理行政执法局分局", id="in between"
        ),
        pytest.param("涪城区", "涪城区", id="nothing else"),
        pytest.param("地税局", "地税局", id="no region"),
    ],
)
def test_it_shortens_names_by_their_region(name, short):
    assert without_region(name, region_names=("涪城区", "绵阳市")) == short
