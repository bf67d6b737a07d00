from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhengtong.kernel.named_periods import (
    PeriodKind,
    containing,
    kind_of,
    parse_period,
    period_a_year_before,
    period_after,
    period_before,
    period_text,
)
from zhengtong.kernel.periods import Period, PeriodRefused


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("2018-02", PeriodKind.MONTH, days("2018-02-01", "2018-02-28")),
        ("2018-W07", PeriodKind.WEEK, days("2018-02-12", "2018-02-18")),
        ("2019-W01", PeriodKind.WEEK, days("2018-12-31", "2019-01-06")),
        ("2020-W53", PeriodKind.WEEK, days("2020-12-28", "2021-01-03")),
        ("2018Q1", PeriodKind.QUARTER, days("2018-01-01", "2018-03-31")),
        ("2018Q4", PeriodKind.QUARTER, days("2018-10-01", "2018-12-31")),
        ("2018H1", PeriodKind.HALF_YEAR, days("2018-01-01", "2018-06-30")),
        ("2018H2", PeriodKind.HALF_YEAR, days("2018-07-01", "2018-12-31")),
        ("2018", PeriodKind.YEAR, days("2018-01-01", "2018-12-31")),
        ("2018-02-05_2018-02-09", PeriodKind.DATES, days("2018-02-05", "2018-02-09")),
        ("2018-02-01_2018-04-30", PeriodKind.DATES, days("2018-02-01", "2018-04-30")),
        ("2018-01-01_2018-02-28", PeriodKind.DATES, days("2018-01-01", "2018-02-28")),
    ],
)
def test_it_reads_and_writes_a_period(text, kind, period):
    assert parse_period(text) == period
    assert (kind_of(period), period_text(period)) == (kind, text)


@pytest.mark.parametrize("text", ["2018-w07", "2018W07", " 2018-W07 ", "2018-02-12_2018-02-18"])
def test_it_reads_other_ways_of_writing_a_week(text):
    assert period_text(parse_period(text)) == "2018-W07"


@pytest.mark.parametrize("text", ["2018q1", "2018-Q1", "2018-01-01_2018-03-31"])
def test_it_reads_other_ways_of_writing_a_quarter(text):
    assert period_text(parse_period(text)) == "2018Q1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2018Q5", "不是统计期"),
        ("2018H3", "不是统计期"),
        ("2018-W7", "不是统计期"),
        ("latest", "不是统计期"),
        ("", "不是统计期"),
        ("0000", "不是统计期"),
        ("２０１８Q1", "不是统计期"),
        ("18Q1", "不是统计期"),
        ("2018-13", "不是月份"),
        ("2018-W53", "2018年没有第53周"),
        ("2018-W00", "2018年没有第0周"),
        ("2018-02-30_2018-03-01", "不存在的日期"),
        ("2018-02-11_2018-02-05", "早于首日"),
    ],
)
def test_it_refuses_what_is_no_period(text, message):
    with pytest.raises(PeriodRefused, match=message):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "before", "after", "a_year_before"),
    [
        pytest.param("2018-02", "2018-01", "2018-03", "2017-02", id="month"),
        pytest.param("2018-01", "2017-12", "2018-02", "2017-01", id="month over new year"),
        pytest.param("2020-02", "2020-01", "2020-03", "2019-02", id="leap month"),
        pytest.param("2021-02", "2021-01", "2021-03", "2020-02", id="against a leap month"),
        pytest.param("2018-W07", "2018-W06", "2018-W08", "2017-W07", id="week"),
        pytest.param("2020-W53", "2020-W52", "2021-W01", None, id="53rd week"),
        pytest.param("2018Q1", "2017Q4", "2018Q2", "2017Q1", id="quarter"),
        pytest.param("2018H1", "2017H2", "2018H2", "2017H1", id="half-year"),
        pytest.param("2018", "2017", "2019", "2017", id="year"),
        pytest.param(
            "2018-02-05_2018-02-09",
            "2018-01-31_2018-02-04",
            "2018-02-10_2018-02-14",
            "2017-02-05_2017-02-09",
            id="dates, as many days",
        ),
        pytest.param(
            "2018-01-01_2018-02-28",
            "2017-11-01_2017-12-31",
            "2018-03-01_2018-04-30",
            "2017-01-01_2017-02-28",
            id="whole months, as many months",
        ),
        pytest.param(
            "2020-02-28_2020-02-29",
            "2020-02-26_2020-02-27",
            "2020-03-01_2020-03-02",
            "2019-02-28_2019-02-28",
            id="leap day",
        ),
    ],
)
def test_it_knows_what_came_before_and_comes_after(text, before, after, a_year_before):
    period = parse_period(text)
    assert period_text(period_before(period)) == before
    assert period_text(period_after(period)) == after
    earlier = period_a_year_before(period)
    assert (period_text(earlier) if earlier else None) == a_year_before


@given(
    some.dates(date(2000, 1, 1), date(2090, 1, 1)),
    some.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.DATES]),
)
def test_it_finds_the_period_of_a_day_and_writes_it_back(day, kind):
    period = containing(day, kind)
    assert day in period
    assert kind_of(period) is kind
    assert parse_period(period_text(period)) == period
    assert period_before(period_after(period)) == period


def test_it_finds_no_period_of_free_dates():
    with pytest.raises(ValueError, match="dates"):
        containing(date(2018, 2, 5), PeriodKind.DATES)
