from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.periods import Period, PeriodRefused, last_day_of_month, month, year

FEBRUARY = Period(date(2018, 2, 1), date(2018, 2, 28))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2018-02", FEBRUARY),
        (" 2024-02 ", Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("2018-12", Period(date(2018, 12, 1), date(2018, 12, 31))),
    ],
)
def test_it_reads_a_month(text, period):
    assert month(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-13", "2018-00", "0000-01", "18-02", "2018-2", "2018/02", "2018-02-01"],
)
def test_it_refuses_what_is_no_month(text):
    with pytest.raises(PeriodRefused, match="不是月份"):
        month(text)


@pytest.mark.parametrize(
    ("first_day", "last_day", "months"),
    [
        pytest.param(date(2018, 2, 1), date(2018, 2, 28), Fraction(1), id="one month"),
        pytest.param(date(2018, 1, 1), date(2018, 2, 28), Fraction(2), id="two months"),
        pytest.param(date(2018, 1, 1), date(2018, 12, 31), Fraction(12), id="a year"),
        pytest.param(date(2018, 2, 1), date(2018, 2, 14), Fraction(1, 2), id="half of february"),
        pytest.param(
            date(2018, 1, 30), date(2018, 2, 7), Fraction(2, 31) + Fraction(1, 4), id="ends"
        ),
        pytest.param(date(2018, 1, 31), date(2018, 3, 1), Fraction(33, 31), id="around february"),
        pytest.param(date(2024, 2, 29), date(2024, 2, 29), Fraction(1, 29), id="leap day"),
        pytest.param(date(2017, 12, 1), date(2018, 1, 31), Fraction(2), id="over new year"),
    ],
)
def test_it_counts_months_a_part_month_by_its_days(first_day, last_day, months):
    assert Period(first_day, last_day).months_in() == months


def test_it_refuses_a_period_that_runs_backwards():
    with pytest.raises(PeriodRefused, match="早于首日"):
        Period(date(2018, 2, 2), date(2018, 2, 1))


def test_it_knows_its_days():
    period = Period(date(2018, 2, 27), date(2018, 3, 1))
    assert list(period.days()) == [date(2018, 2, 27), date(2018, 2, 28), date(2018, 3, 1)]
    assert period.length_days() == 3
    assert date(2018, 2, 27) in period
    assert date(2018, 3, 2) not in period
    assert str(period) == "2018-02-27 至 2018-03-01"


def test_it_tells_whether_it_shares_a_day_with_another():
    assert FEBRUARY.overlaps(Period(date(2018, 2, 28), date(2018, 3, 5)))
    assert not FEBRUARY.overlaps(Period(date(2018, 3, 1), date(2018, 3, 5)))


def test_it_tells_a_whole_month():
    assert FEBRUARY.is_month()
    assert not Period(date(2018, 2, 1), date(2018, 2, 27)).is_month()
    assert not Period(date(2018, 2, 2), date(2018, 2, 28)).is_month()
    assert not Period(date(2018, 1, 1), date(2018, 2, 28)).is_month()


def test_it_gives_the_year_to_date():
    assert FEBRUARY.year_to_date() == Period(date(2018, 1, 1), date(2018, 2, 28))
    assert year(2018) == Period(date(2018, 1, 1), date(2018, 12, 31))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 2000))
def test_its_months_are_the_same_days_in_order(first_day, length):
    period = Period(first_day, date.fromordinal(first_day.toordinal() + length))
    pieces = list(period.months())
    assert pieces[0].first_day == period.first_day
    assert pieces[-1].last_day == period.last_day
    assert sum(piece.length_days() for piece in pieces) == period.length_days()
    assert all(piece.last_day == last_day_of_month(piece.first_day) for piece in pieces[:-1])
