"""Coverage: bases, part months, 0/0, and rounding."""

from datetime import date
from fractions import Fraction

import pytest

from zhengtong.bulletins.rules.composition import compose
from zhengtong.bulletins.rules.coverage import rounded
from zhengtong.bulletins.rules.inputs import RealVolume
from zhengtong.bulletins.tests.factories import (
    accepted,
    make_inputs,
    make_tally,
    make_target,
)
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import Period, month

LICENSES = (ItemGroup.LICENSE,)
SERVICES = (ItemGroup.PUBLIC_SERVICE,)
VOLUME = RealVolume(year=2017, number=1200, groups=LICENSES)


def lines(*, counts=None, **fields):
    fields.setdefault("bodies", make_inputs("甲", "乙").bodies)
    bulletin = compose(inputs=make_inputs(**fields), tally=make_tally(counts or {}))
    return {
        "+".join(line["groups"]): (line["numerator"], line["denominator"], line["rate"])
        for line in bulletin.as_json()["coverage"]
    }


@pytest.mark.parametrize(
    ("period", "denominator", "rate"),
    [
        pytest.param(month("2018-02"), 100, "0.070", id="a whole month is a twelfth"),
        pytest.param(
            Period(date(2018, 2, 1), date(2018, 2, 7)), 25, "0.280", id="a week by its days"
        ),
        pytest.param(
            Period(date(2018, 1, 1), date(2018, 3, 31)), 300, "0.023", id="a quarter is three"
        ),
        pytest.param(
            Period(date(2018, 1, 16), date(2018, 2, 14)),
            "101.613",
            "0.069",
            id="parts of two months, each by its own length",
        ),
        pytest.param(
            Period(date(2018, 4, 1), date(2018, 4, 1)), "3.333", "2.100", id="a day, beyond 100 %"
        ),
    ],
)
def test_it_takes_a_year_s_base_by_months(period, denominator, rate):
    found = lines(counts=accepted("甲", 7), volumes=(VOLUME,), period=period)
    assert found["license"] == (7, denominator, rate)


def test_it_shows_nothing_over_nothing_as_null():
    assert lines() == {
        "license": (0, 0, None),
        "power_other": (0, 0, None),
        "public_service": (0, 0, None),
    }


def test_it_gives_no_rate_over_a_base_of_zero():
    volumes = (RealVolume(year=2017, number=0, groups=LICENSES),)
    assert lines(counts=accepted("甲", 7), volumes=volumes)["license"] == (7, 0, None)


def test_it_takes_the_volume_of_the_year_before_only():
    volumes = (RealVolume(year=2016, number=999, groups=LICENSES),)
    assert lines(counts=accepted("甲", 7), volumes=volumes)["license"] == (7, 0, None)


def test_it_takes_each_year_s_base_where_a_period_spans_two():
    period = Period(date(2017, 12, 1), date(2018, 1, 31))
    volumes = (VOLUME, RealVolume(year=2016, number=600, groups=LICENSES))
    assert lines(counts=accepted("甲", 15), volumes=volumes, period=period)["license"] == (
        15,
        150,
        "0.100",
    )


def test_it_sums_the_targets_of_the_bodies_in_the_table():
    targets = (make_target("甲", 120), make_target("乙", 240), make_target("外", 9999))
    counts = {
        **accepted("甲", 3, item_type="levy"),
        **accepted("乙", 3, item_type="public_service"),
        **accepted("乙", 50),
    }
    found = lines(counts=counts, targets=targets)
    assert found["power_other+public_service"] == (6, 30, "0.200")
    assert found["license"] == (50, 0, None)


def test_it_leaves_a_body_without_target_on_neither_side():
    counts = accepted("甲", 3, item_type="levy") | accepted("乙", 40, item_type="levy")
    found = lines(counts=counts, targets=(make_target("甲", 120),))
    assert found["power_other+public_service"] == (3, 10, "0.300")


def test_it_keeps_bodies_with_other_groups_in_a_line_of_their_own():
    targets = (make_target("甲", 120), make_target("乙", 12, groups=SERVICES))
    counts = accepted("甲", 3, item_type="levy") | accepted("乙", 1, item_type="public_service")
    found = lines(counts=counts, targets=targets, volumes=(VOLUME,))
    assert found == {
        "license": (0, 100, "0.000"),
        "power_other+public_service": (3, 10, "0.300"),
        "public_service": (1, 1, "1.000"),
    }


def test_it_adds_the_parts_of_a_target_that_changed_inside_the_period():
    targets = (
        make_target("甲", 1200, period=Period(date(2018, 1, 1), date(2018, 2, 14))),
        make_target("甲", 2400, period=Period(date(2018, 2, 15), date(2018, 12, 31))),
    )
    assert lines(targets=targets)["power_other+public_service"] == (0, 150, "0.000")


def test_it_leaves_out_a_target_that_holds_for_a_part_only():
    late = make_target("甲", 1200, period=Period(date(2018, 2, 15), date(2018, 12, 31)))
    found = lines(counts=accepted("甲", 3, item_type="levy"), targets=(late,))
    assert found["power_other+public_service"] == (0, 0, None)


def test_it_prefers_targets_where_they_cover_what_a_volume_covers():
    targets = (make_target("甲", 120, groups=LICENSES),)
    found = lines(counts=accepted("甲", 1), targets=targets, volumes=(VOLUME,))
    assert found["license"] == (1, 10, "0.100")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(Fraction(1388, 10000), "0.139", id="up"),
        pytest.param(Fraction(875, 20449), "0.043", id="printed as 4.3 %"),
        pytest.param(Fraction(1, 2000), "0.001", id="half goes up"),
        pytest.param(Fraction(25, 10000), "0.003", id="half goes up from an even digit"),
        pytest.param(Fraction(4999, 10_000_000), "0.000", id="below half goes down"),
        pytest.param(Fraction(57, 59), "0.966", id="57 of 59 is not 100 %"),
        pytest.param(Fraction(9999, 10000), "1.000", id="carried into the whole"),
        pytest.param(Fraction(12345, 10), "1234.500", id="beyond one"),
    ],
)
def test_it_rounds_half_up(number, text):
    assert rounded(number) == text
