import pytest

from zhengtong.kernel.limits import (
    LimitRefused,
    LimitsNotComparable,
    LimitUnit,
    TimeLimit,
    on_the_spot,
    working_days,
)


@pytest.mark.parametrize(
    ("limit", "label"),
    [
        (working_days(20), "20 个工作日"),
        (TimeLimit(90, LimitUnit.DAY), "90 日（自然日）"),
        (TimeLimit(3, LimitUnit.MONTH), "3 个月"),
        (TimeLimit(24, LimitUnit.HOUR), "24 小时"),
        (TimeLimit(1, LimitUnit.YEAR), "1 年"),
        (on_the_spot(), "当场"),
    ],
)
def test_it_reads_as_people_write_it(limit, label):
    assert limit.label == label


@pytest.mark.parametrize(
    ("count", "unit"),
    [
        (0, LimitUnit.WORKDAY),
        (-1, LimitUnit.DAY),
        (10_000, LimitUnit.MONTH),
        (1, LimitUnit.ON_THE_SPOT),
    ],
)
def test_it_refuses_a_number_that_does_not_fit_the_unit(count, unit):
    with pytest.raises(LimitRefused):
        TimeLimit(count, unit)


@pytest.mark.parametrize(
    ("limit", "other", "is_longer"),
    [
        pytest.param(working_days(21), working_days(20), True, id="same unit"),
        pytest.param(working_days(20), working_days(20), False, id="equal"),
        pytest.param(on_the_spot(), working_days(1), False, id="on the spot is shorter"),
        pytest.param(working_days(1), on_the_spot(), True, id="anything else is longer"),
        pytest.param(on_the_spot(), on_the_spot(), False, id="both on the spot"),
        pytest.param(
            TimeLimit(13, LimitUnit.MONTH),
            TimeLimit(1, LimitUnit.YEAR),
            True,
            id="months and years",
        ),
        pytest.param(
            TimeLimit(1, LimitUnit.YEAR),
            TimeLimit(12, LimitUnit.MONTH),
            False,
            id="a year is twelve",
        ),
    ],
)
def test_it_compares_limits(limit, other, is_longer):
    assert limit.is_longer_than(other) is is_longer


@pytest.mark.parametrize("unit", [LimitUnit.DAY, LimitUnit.MONTH, LimitUnit.HOUR])
def test_it_refuses_to_compare_units_without_a_fixed_ratio(unit):
    with pytest.raises(LimitsNotComparable, match="单位不同"):
        working_days(20).is_longer_than(TimeLimit(20, unit))
    with pytest.raises(LimitsNotComparable, match="单位不同"):
        TimeLimit(20, unit).is_longer_than(working_days(20))


def test_it_is_lengthened_in_its_own_unit():
    assert working_days(20).extended_by(10) == working_days(30)
