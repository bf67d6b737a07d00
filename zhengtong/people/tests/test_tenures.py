"""Spans of days: cover and gaps."""

from datetime import date

import pytest

from zhengtong.people.rules.tenures import Tenure, days_of_change, first_gap


def march(first: int, last: int | None = None) -> Tenure:
    return Tenure(date(2018, 3, first), date(2018, 3, last) if last else None)


@pytest.mark.parametrize(
    ("tenures", "within", "gap"),
    [
        pytest.param([], march(1, 5), date(2018, 3, 1), id="nothing held"),
        pytest.param([march(1)], march(5), None, id="open covers open"),
        pytest.param([march(1, 31)], march(5), date(2018, 4, 1), id="closed does not cover open"),
        pytest.param([march(1, 9), march(10, 31)], march(2, 30), None, id="one after the other"),
        pytest.param([march(10, 31), march(1, 9)], march(2, 30), None, id="in any order"),
        pytest.param([march(1, 8), march(10)], march(2), date(2018, 3, 9), id="a day between"),
        pytest.param([march(1, 20), march(5, 6)], march(2, 21), date(2018, 3, 21), id="inside one"),
        pytest.param([march(6)], march(5), date(2018, 3, 5), id="begins too late"),
        pytest.param([march(1, 5)], march(5, 5), None, id="one day"),
        pytest.param([Tenure(date.min, date.max)], march(5), None, id="all of time"),
    ],
)
def test_it_finds_the_first_day_without_cover(tenures, within, gap):
    assert first_gap(tenures, within=within) == gap


@pytest.mark.parametrize(
    ("tenures", "days"),
    [
        pytest.param([], [10], id="nobody"),
        pytest.param([march(1)], [10], id="one who stays"),
        pytest.param([march(1, 20), march(25)], [10, 21, 25], id="one goes and one comes"),
        pytest.param([march(10, 12), march(13)], [10, 13], id="a successor follows"),
        pytest.param([march(1, 8), march(2, 9)], [10], id="gone before"),
        pytest.param([Tenure(date.min, date.max)], [10], id="all of time"),
    ],
)
def test_it_finds_the_days_on_which_holders_change(tenures, days):
    found = days_of_change(tenures, starts_on=date(2018, 3, 10))
    assert found == tuple(date(2018, 3, day) for day in days)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        pytest.param(march(1, 5), march(5, 9), True, id="share a day"),
        pytest.param(march(1, 5), march(6, 9), False, id="one after the other"),
        pytest.param(march(1), march(20, 21), True, id="open"),
        pytest.param(march(10), march(1, 9), False, id="before an open one"),
    ],
)
def test_it_tells_whether_two_share_a_day(one, other, overlap):
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap
