"""Two books held against each other: every difference once, and none where they agree."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.exchange.rules.mapping import (
    CodeNotMapped,
    Edition,
    MappedList,
    MappingValueUnknown,
    SourceMapping,
    our_value,
)
from zhengtong.exchange.rules.reconciliation import (
    CountCell,
    Measure,
    OurCase,
    TheirCase,
    compare_cases,
    compare_counts,
)
from zhengtong.kernel.periods import Period

ITEM, BODY = "I-1", "B-1"
TENTH, FIFTH = date(2018, 1, 10), date(2018, 2, 5)
PERIOD = Period(date(2018, 1, 1), date(2018, 2, 28))
JANUARY = Period(date(2018, 1, 1), date(2018, 1, 31))
FEBRUARY = Period(date(2018, 2, 1), date(2018, 2, 28))


def their(**changes):
    return TheirCase(
        **{
            "source_number": "A-1",
            "implementation_code": ITEM,
            "organisation_code": BODY,
            "accepted_on": TENTH,
            **changes,
        }
    )


def our(**changes):
    return OurCase(
        **{
            "source_number": "A-1",
            "case_number": "510703180110000018",
            "implementation_code": ITEM,
            "organisation_code": BODY,
            "accepted_on": TENTH,
            "completed_on": None,
            "result": "",
            **changes,
        }
    )


DONE = {"completed_on": FIFTH, "result": "granted"}
THEIR_DONE = {"completed_on": FIFTH, "result": CloseResult.GRANTED}


@pytest.mark.parametrize(
    ("there", "here", "kinds"),
    [
        pytest.param(their(), our(), [], id="the same, accepted"),
        pytest.param(their(**THEIR_DONE), our(**DONE), [], id="the same, completed"),
        pytest.param(their(completed_on=FIFTH), our(**DONE), [], id="a list without results"),
        pytest.param(
            their(result=CloseResult.VOIDED),
            our(result="voided", is_taken_out=True),
            [],
            id="voided in both",
        ),
        pytest.param(
            their(), our(result="voided", is_taken_out=True), ["other_state"], id="voided here"
        ),
        pytest.param(
            their(completed_on=FIFTH),
            our(completed_on=FIFTH, result="voided", is_taken_out=True),
            ["other_state"],
            id="voided here, without results",
        ),
        pytest.param(their(), our(accepted_on=None), ["other_state"], id="not accepted here"),
        pytest.param(their(**THEIR_DONE), our(), ["other_state"], id="completed there alone"),
        pytest.param(their(), our(**DONE), ["other_state"], id="completed here alone"),
        pytest.param(
            their(completed_on=FIFTH, result=CloseResult.DENIED),
            our(**DONE),
            ["other_state"],
            id="another result",
        ),
        pytest.param(
            their(accepted_on=FIFTH), our(), ["other_day"], id="accepted on another day"
        ),
        pytest.param(
            their(**{**THEIR_DONE, "accepted_on": FIFTH, "completed_on": date(2018, 2, 6)}),
            our(**DONE),
            ["other_day", "other_day"],
            id="both on other days",
        ),
        pytest.param(their(organisation_code="B-2"), our(), ["other_body"], id="another body"),
        pytest.param(
            their(implementation_code="I-2"), our(), ["other_body"], id="another item"
        ),
    ],
)  # fmt: skip
def test_it_compares_a_case(there, here, kinds):
    found = list(compare_cases(theirs=[there], ours={"A-1": here}, counted=["A-1"], period=PERIOD))
    assert [finding.kind.value for finding in found] == kinds
    assert len({finding.key for finding in found}) == len(kinds)


def test_it_misses_a_case_in_either_book():
    found = list(
        compare_cases(
            theirs=[their(source_number="A-2", completed_on=FIFTH)],
            ours={"A-1": our(**DONE)},
            counted=["A-1"],
            period=PERIOD,
        )
    )
    assert [(one.kind.value, one.source_number, one.day, one.other_day) for one in found] == [
        ("missing_here", "A-2", TENTH, FIFTH),
        ("missing_there", "A-1", TENTH, FIFTH),
    ]
    assert (found[0].theirs, found[0].ours) == ("2018-01-10 受理，2018-02-05 办结", "无")


@pytest.mark.parametrize(
    ("there", "here"),
    [
        pytest.param(their(), our(**DONE), id="a list of then, completed here since"),
        pytest.param(their(**THEIR_DONE), our(**DONE), id="a list of today"),
        pytest.param(their(**THEIR_DONE), our(), id="completed there since"),
    ],
)
def test_what_was_completed_after_the_period_is_not_of_it(there, here):
    given = {"theirs": [there], "ours": {"A-1": here}, "counted": ["A-1"]}
    assert not list(compare_cases(**given, period=JANUARY))


def test_what_the_source_took_out_and_never_came_here_is_missed_nowhere():
    there = their(completed_on=FIFTH, result=CloseResult.VOIDED)
    assert not list(compare_cases(theirs=[there], ours={}, counted=[], period=PERIOD))


@pytest.mark.parametrize(
    ("here", "known", "kinds"),
    [
        pytest.param(our(accepted_on=FIFTH), {("A-1", "accepted")}, [], id="on another day"),
        pytest.param(our(accepted_on=FIFTH), set(), ["missing_there"], id="not known"),
        pytest.param(
            our(accepted_on=FIFTH, completed_on=date(2018, 2, 6), result="granted"),
            {("A-1", "accepted")},
            ["missing_there"],
            id="completed here besides",
        ),
    ],
)
def test_a_case_on_a_day_of_another_period_is_not_missing(here, known, kinds):
    found = compare_cases(
        theirs=[], ours={"A-1": here}, counted=["A-1"], period=FEBRUARY, on_other_days=known
    )
    assert [one.kind.value for one in found] == kinds


cells = st.builds(
    CountCell,
    st.integers(0, 3).map(lambda days: TENTH + timedelta(days=days)),
    st.sampled_from(["I-1", "I-2"]),
    st.sampled_from(["B-1", "B-2"]),
    st.sampled_from(list(Measure)),
)
books = st.dictionaries(cells, st.integers(0, 3))


@given(books, books)
def test_the_differences_lead_from_one_book_to_the_other(theirs, ours):
    mended = Counter(ours)
    for found in compare_counts(theirs=theirs, ours=ours):
        cell = CountCell(
            found.day,
            found.implementation_code,
            found.organisation_code,
            Measure(found.measure),
        )
        assert mended[cell] == int(found.ours)
        mended[cell] = int(found.theirs)
    assert +mended == +Counter(theirs)
    assert not list(compare_counts(theirs=theirs, ours=theirs))


def edition(version, holds_from, **pairs):
    return Edition(
        mapped_list=MappedList.RESULT, version=version, holds_from=holds_from, pairs=pairs
    )


def test_a_list_holds_until_the_next_one_begins_and_is_put_right_by_a_newer_one():
    mapping = SourceMapping(
        "甲",
        (
            edition(1, date(2018, 1, 1), a="granted"),
            edition(2, date(2018, 3, 1), a="denied"),
            edition(3, date(2018, 1, 1), a="returned"),
        ),
    )
    days = (date(2017, 12, 31), date(2018, 1, 1), date(2018, 2, 28), date(2018, 3, 1))
    read = [mapping.translated(MappedList.RESULT, "a", day=day) for day in days]
    assert read == ["a", "returned", "returned", "denied"]
    with pytest.raises(CodeNotMapped, match="第 2 版，2018-03-01 起"):
        mapping.translated(MappedList.RESULT, "b", day=date(2018, 3, 1))
    assert mapping.translated(MappedList.CHANNEL, "9", day=date(2018, 3, 1)) == "9"


def test_it_knows_our_values_by_code_and_name():
    assert our_value(MappedList.FIELDS, "受理时间") == "accepted_at"
    assert our_value(MappedList.RESULT, "空") == ""
    assert our_value(MappedList.ID_TYPE, "111") == "111"
    assert our_value(MappedList.ITEM, "whatever") is None
    with pytest.raises(MappingValueUnknown, match="granted"):
        our_value(MappedList.RESULT, "plainly completed")
