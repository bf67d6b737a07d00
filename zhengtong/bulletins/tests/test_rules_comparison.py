"""Against the period before and the year before: differences, rates, and no data."""

from dataclasses import replace
from datetime import date

import pytest

from zhengtong.bulletins.rules.comparison import Basis, Change
from zhengtong.bulletins.rules.composition import compose, stored_bulletin
from zhengtong.bulletins.rules.documents.wording import comparison_text
from zhengtong.bulletins.rules.inputs import Tally, inputs_as_json, inputs_from_json
from zhengtong.bulletins.tests.factories import accepted, make_inputs
from zhengtong.kernel.named_periods import parse_period


def compared(*, known_since, now=7, before=0, year_before=0, period="2018-02"):
    inputs = make_inputs("甲", known_since=known_since, period=parse_period(period))
    tally = Tally(
        position=1,
        chain="",
        period=accepted("甲", now),
        year=accepted("甲", now),
        before=accepted("甲", before) | accepted("外", 99),
        year_before=accepted("甲", year_before),
    )
    return compose(inputs=inputs, tally=tally)


@pytest.mark.parametrize(
    ("now", "before", "difference", "rate"),
    [
        pytest.param(2263, 2991, -728, "-0.243", id="fewer"),
        pytest.param(3, 1, 2, "2.000", id="more than twice"),
        pytest.param(5, 5, 0, "0.000", id="the same"),
        pytest.param(5, 0, 5, None, id="over nothing"),
        pytest.param(0, 0, 0, None, id="nothing over nothing"),
        pytest.param(0, 8, -8, "-1.000", id="down to nothing"),
        pytest.param(9999, 10000, -1, "0.000", id="less than a thousandth has no sign"),
    ],
)
def test_it_gives_difference_and_rate(now, before, difference, rate):
    change = Change(now=now, before=before)
    assert (change.difference, change.rate) == (difference, rate)


def test_it_has_no_figure_where_the_region_had_no_ledger():
    content = compared(known_since=date(2018, 2, 1)).as_json()["comparisons"]
    assert content == [
        {
            "with": "period_before",
            "period": {"from": "2018-01-01", "to": "2018-01-31"},
            "since": None,
            "without_data": [],
            "figures": None,
        },
        {
            "with": "year_before",
            "period": {"from": "2017-02-01", "to": "2017-02-28"},
            "since": None,
            "without_data": [],
            "figures": None,
        },
    ]
    assert compared(known_since=None).comparisons[0].changes is None


def test_it_has_a_nought_where_the_ledger_was_there_and_empty():
    bulletin = compared(known_since=date(2018, 1, 31), before=0)
    change = bulletin.comparisons[0].changes["accepted"]
    assert (change.before, change.difference, change.rate) == (0, 7, None)


def test_it_counts_the_bodies_of_the_bulletin_alone():
    bulletin = compared(known_since=date(2017, 1, 3), before=4, year_before=14)
    figures = [one["figures"]["license_accepted"] for one in bulletin.as_json()["comparisons"]]
    assert figures == [
        {"before": 4, "difference": 3, "rate": "0.750"},
        {"before": 14, "difference": -7, "rate": "-0.500"},
    ]
    assert list(bulletin.as_json()["comparisons"][0]["figures"]) == [
        "accepted",
        "completed",
        "license_accepted",
        "license_completed",
        "power_other_accepted",
        "power_other_completed",
        "public_service_accepted",
        "public_service_completed",
    ]


@pytest.mark.parametrize(
    ("known_since", "since"),
    [
        pytest.param(date(2017, 10, 9), None, id="a quarter begins with a holiday"),
        pytest.param(date(2017, 12, 20), date(2017, 12, 20), id="whole months are missing"),
        pytest.param(date(2016, 1, 1), None, id="known long before"),
    ],
)
def test_it_says_from_when_on_an_earlier_period_is_known(known_since, since):
    bulletin = compared(known_since=known_since, before=3, period="2018Q1")
    assert bulletin.comparisons[0].since == since


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        pytest.param(
            {"known_since": date(2017, 1, 1), "before": 8, "year_before": 7},
            [
                "与2018年1月相比，受理减少1件、下降12.5%，办结持平。",
                "与2017年2月相比，受理持平，办结持平。",
            ],
            id="both known",
        ),
        pytest.param(
            {"known_since": date(2018, 1, 2)},
            [
                "与2018年1月相比，受理增加7件（当时为0件，不计增减率），办结持平。",
                "2017年2月没有数据，不作同比。",
            ],
            id="over nought, and no data",
        ),
        pytest.param(
            {"known_since": date(2017, 12, 20), "before": 2, "period": "2018Q1"},
            [
                "与2017年第四季度（账本自2017年12月20日起）相比，受理增加5件、上升250.0%，办结持平。",
                "2017年第一季度没有数据，不作同比。",
            ],
            id="known in part",
        ),
        pytest.param(
            {"known_since": date(2019, 1, 1), "before": 7, "period": "2020-W53"},
            [
                "与2020年第52周（12月21日至27日）相比，受理持平，办结持平。",
                "上年没有对应的一期，不作同比。",
            ],
            id="53rd week",
        ),
    ],
)
def test_it_puts_a_comparison_into_words(fields, texts):
    bulletin = compared(**fields)
    assert [comparison_text(one) for one in bulletin.shown_comparisons] == texts


def test_it_says_once_that_a_year_is_compared_with_the_year_before():
    bulletin = compared(known_since=date(2017, 1, 3), before=7, year_before=7, period="2018")
    assert [one.basis for one in bulletin.comparisons] == [Basis.PERIOD_BEFORE, Basis.YEAR_BEFORE]
    assert len(bulletin.shown_comparisons) == 1


def test_it_reads_back_what_was_given_out():
    bulletin = compared(known_since=date(2017, 12, 20), before=4, period="2018Q1")
    inputs = inputs_from_json(inputs_as_json(bulletin.inputs))
    again = stored_bulletin(inputs=inputs, figures=bulletin.as_json())
    assert again.comparisons == bulletin.comparisons
    assert again.digest == bulletin.digest


def test_it_leaves_the_hash_of_the_first_format_as_it_was():
    bulletin = compared(known_since=date(2017, 1, 3), before=4)
    first = compose(
        inputs=replace(bulletin.inputs, format=1, known_since=None),
        tally=Tally(position=1, chain="", period=accepted("甲", 7), year=accepted("甲", 7), late=0),
    )
    assert list(first.content)[-1] == "cutoff"
    stored = inputs_as_json(first.inputs)
    for later in ("level", "known_since", "districts"):
        del stored[later]
    again = stored_bulletin(inputs=inputs_from_json(stored), figures=first.as_json())
    assert again.digest == first.digest != bulletin.digest
    assert again.comparisons == ()
