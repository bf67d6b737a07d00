"""Versions, lateness, result codes and the order of a file, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.cases.rules.applicants import ApplicantKind, ApplicantRefused
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.exchange.rules.checks import CheckTerms, FieldRefusal, refusal_by, refusals_of
from zhengtong.exchange.rules.file_order import MOST_TURNS, FileOrder
from zhengtong.exchange.rules.lateness import is_after_switch_off, origin_of
from zhengtong.exchange.rules.records import CaseRecord, written
from zhengtong.exchange.rules.results import (
    NATIONAL_DIGITS,
    ResultCodesRefused,
    read_result_codes,
    result_words,
)
from zhengtong.exchange.rules.versions import (
    Difference,
    DifferenceKind,
    KnownVersion,
    Verdict,
    judge,
)
from zhengtong.kernel.calendars import OutsideCalendar, WorkCalendar
from zhengtong.kernel.codes import Strictness
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.origins import Origin

ACCEPTED = {"implementation_code": "X", "applicant_name": "k1:ab", "accepted_at": "2018-01-10T09"}
DONE = {**ACCEPTED, "completed_at": "2018-02-05T10", "result": "granted"}
V1, V2 = KnownVersion(1, ACCEPTED), KnownVersion(2, DONE)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)


def record(**changes):
    values = {
        "source_number": "A-1",
        "data_version": 1,
        "implementation_code": "X",
        "organisation_code": "D",
        "applicant_kind": ApplicantKind.NATURAL,
        "applicant_name": "甲",
        "applicant_id_type": "111",
        "applicant_id_number": "11010519491231002X",
        "channel": Channel.WINDOW,
        "submitted_at": at("2018-01-10 09:00"),
        "received_at": at("2018-01-10 09:05"),
        "accepted_at": at("2018-01-10 09:10"),
    }
    return CaseRecord(**{**values, **changes})


TERMS = CheckTerms(
    region_code="510703",
    calendar=WorkCalendar((2018,)),
    strictness=Strictness.STRICT,
    now=at("2018-12-31 09:00"),
)


@pytest.mark.parametrize(
    ("known", "version", "stated", "verdict"),
    [
        pytest.param(None, 3, DONE, Verdict.NEW, id="nothing on record"),
        pytest.param(V1, 1, ACCEPTED, Verdict.UNCHANGED, id="identical"),
        pytest.param(V1, 2, DONE, Verdict.ADVANCES, id="adds an end"),
        pytest.param(V1, 2, ACCEPTED, Verdict.CONFIRMS, id="adds nothing"),
        pytest.param(V2, 1, ACCEPTED, Verdict.OLDER, id="older, and only added to since"),
        pytest.param(V1, 1, DONE, Verdict.CONTRADICTS, id="same version, more content"),
        pytest.param(V2, 3, ACCEPTED, Verdict.CONTRADICTS, id="takes an end back"),
        pytest.param(
            V1, 2, {**DONE, "accepted_at": "2018-01-11T09"}, Verdict.CONTRADICTS, id="moves a time"
        ),
        pytest.param(
            V1, 2, {**DONE, "received_at": "2018-01-10T08"}, Verdict.CONTRADICTS, id="adds before"
        ),
        pytest.param(
            V1, 2, {**DONE, "contact_mobile": "k1:cd"}, Verdict.CONTRADICTS, id="adds a person's"
        ),
        pytest.param(
            V2, 1, {**ACCEPTED, "channel": "pc"}, Verdict.CONTRADICTS, id="older and at odds"
        ),
    ],
)
def test_it_judges_a_version(known, version, stated, verdict):
    assert judge(known=known, data_version=version, stated=stated).verdict is verdict


@pytest.mark.parametrize(
    ("difference", "sentence"),
    [
        (
            Difference("channel", DifferenceKind.CHANGED, "window", "pc"),
            "申报来源由 window 改为 pc",
        ),
        (
            Difference("township_code", DifferenceKind.CHANGED, "", "510703001"),
            "乡级区划代码由 空 改为 510703001",
        ),
        (
            Difference("result", DifferenceKind.TAKEN_BACK, "granted", ""),
            "办结结果原为 granted，新版本没有",
        ),
        (
            Difference("applicant_name", DifferenceKind.CHANGED, "k:1", "k:2"),
            "申请人名称与已有版本不同",
        ),
    ],
)
def test_it_says_a_difference_without_anything_personal(difference, sentence):
    assert difference.sentence == sentence


@pytest.mark.parametrize(
    ("entered", "lag", "origin"),
    [
        pytest.param("2018-01-10 23:59", 0, Origin.SYNCED, id="same day"),
        pytest.param("2018-01-11 00:00", 0, Origin.BACK_ENTRY, id="the next day"),
        pytest.param("2018-01-13 23:59", 3, Origin.SYNCED, id="last day of the lag"),
        pytest.param("2018-01-14 00:00", 3, Origin.BACK_ENTRY, id="after the lag"),
        pytest.param(None, 300, Origin.BACK_ENTRY, id="no entry time"),
    ],
)
def test_it_tells_in_time_from_late(entered, lag, origin):
    happened_at, entered_at = at("2018-01-10 09:10"), at(entered) if entered else None
    act = {"happened_at": happened_at, "entered_at": entered_at, "lag_days": lag}
    assert origin_of(**act, is_history=False) is origin
    assert origin_of(**act, is_history=True) is Origin.IMPORT


@pytest.mark.parametrize(
    ("entered", "last_day", "is_history", "answer"),
    [
        pytest.param("2018-01-12 09:00", None, False, False, id="runs on"),
        pytest.param("2018-01-12 09:00", "2018-01-12", False, False, id="on the last day"),
        pytest.param("2018-01-12 09:00", "2018-01-11", False, True, id="entered after it"),
        pytest.param(None, "2018-01-31", False, True, id="entered nobody knows when: today"),
        pytest.param(None, "2018-01-10", True, False, id="history on the last day"),
        pytest.param(None, "2018-01-09", True, True, id="history after it"),
    ],
)
def test_it_knows_what_arose_after_the_switch_off(entered, last_day, is_history, answer):
    found = is_after_switch_off(
        record(source_recorded_at=at(entered) if entered else None),
        switched_off_on=dt.date.fromisoformat(last_day) if last_day else None,
        today=dt.date(2018, 6, 1),
        is_history=is_history,
    )
    assert found is answer


def test_it_reads_what_a_source_calls_its_results():
    assert read_result_codes(" 1=granted， 2=不予办结 ,") == {"1": "granted", "2": "denied"}
    assert read_result_codes("") == {}
    assert read_result_codes("national") == {
        "0": "granted",
        "1": "denied",
        "2": "voided",
        "3": "deleted",
        "4": "relayed",
        "5": "returned",
        "6": "not_accepted",
    }
    words = result_words({"1": "denied"})
    assert (words["1"], words["granted"], words["准予办结"]) == (
        CloseResult.DENIED,
        CloseResult.GRANTED,
        CloseResult.GRANTED,
    )
    assert set(NATIONAL_DIGITS.values()) == set(CloseResult)


@pytest.mark.parametrize(
    "text", ["1", "=granted", "1=好", "1=granted,1=denied", "granted=denied", "123456789=granted"]
)
def test_it_refuses_result_codes_that_cannot_be_read(text):
    with pytest.raises(ResultCodesRefused):
        read_result_codes(text)


def test_it_writes_moments_to_the_second_in_beijing_time():
    assert written(dt.datetime(2018, 1, 10, 1, 0, 0, 999, dt.UTC)) == "2018-01-10T09:00:00+08:00"


def test_it_finds_nothing_wrong_with_a_good_row():
    assert list(refusals_of(record(), terms=TERMS)) == []
    late = record(source_recorded_at=at("2018-01-12 00:00"), region_code="510703")
    assert list(refusals_of(late, terms=TERMS)) == []
    online = record(
        channel=Channel.PC, received_at=None, accepted_at=None, township_code="510703001"
    )
    assert list(refusals_of(online, terms=TERMS)) == []
    voided = record(result=CloseResult.VOIDED, close_reason="错录", accepted_at=None)
    assert list(refusals_of(voided, terms=TERMS)) == []
    decided = record(decided_at=at("2018-01-11 09:00"), result=CloseResult.GRANTED)
    assert list(refusals_of(decided, terms=TERMS)) == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        pytest.param(
            {"result": CloseResult.NOT_ACCEPTED, "completed_at": at("2018-01-11 09:00"),
             "close_reason": "他处"},
            ["result"],
            id="refused though accepted",
        ),
        pytest.param(
            {"result": CloseResult.RELAYED, "completed_at": at("2018-01-11 09:00"),
             "close_reason": "上级权限", "accepted_at": None},
            ["accepted_at"],
            id="relayed and never accepted",
        ),
        pytest.param(
            {"result": CloseResult.RETURNED, "completed_at": at("2018-01-11 09:00"),
             "close_reason": "撤回", "accepted_at": None, "received_at": None,
             "channel": Channel.PC},
            ["received_at"],
            id="ended and never received",
        ),
        pytest.param(
            {"submitted_at": at("2018-01-10 09:07"), "received_at": at("2018-01-10 09:06"),
             "accepted_at": at("2018-01-10 09:06")},
            ["received_at", "accepted_at"],
            id="each time is held against the latest before it",
        ),
        pytest.param({"region_code": "510704", "township_code": "510704001"},
                     ["region_code", "township_code"], id="elsewhere"),
    ],
)  # fmt: skip
def test_it_names_the_fields_that_are_wrong(changes, fields):
    found = refusals_of(record(**changes), terms=TERMS)
    assert [refusal.field for refusal in found] == fields


def test_it_names_the_field_that_a_refusal_speaks_of():
    outside = refusal_by(OutsideCalendar("2021 年没有载入", year=2021))
    assert (outside.field_zh, outside.message) == (
        "受理时间",
        "2021 年没有载入；年度放假安排用 load-calendar 载入",
    )
    assert refusal_by(ApplicantRefused("x")).field == "applicant_id_number"
    assert refusal_by(DomainError("x")) == FieldRefusal("", "x")
    assert FieldRefusal("", "x").field_zh == "整行"


def ordered(*rows):
    order = FileOrder()
    for row_number, row in enumerate(rows, start=2):
        if row is None:
            order.add_unreadable(row_number=row_number)
        else:
            order.add(row_number=row_number, source_number=row[0], data_version=row[1])
    order.settle()
    return order


def test_it_leaves_a_file_in_order_as_it_is():
    order = ordered(("A", 1), None, ("B", 1), ("A", 2), None)
    assert order.turns == 1
    assert [order.twin_of(at) for at in range(5)] == [None] * 5
    assert [order.is_repeated(at) for at in range(5)] == [True, False, False, True, False]


def test_it_finds_twins():
    order = ordered(("A", 1), ("B", 1), ("A", 1), ("A", 2), ("A", 1))
    assert [order.twin_of(at) for at in range(5)] == [4, None, 2, None, 4]


def test_it_takes_versions_that_stand_upside_down_in_turns():
    order = ordered(("A", 3), ("B", 1), ("A", 2), ("A", 1), ("B", 2))
    assert order.turns == 3
    assert [order.turn_of(at) for at in range(5)] == [2, 0, 1, 0, 0]


def test_it_gives_up_on_too_many_versions_upside_down():
    versions = [("A", version) for version in range(MOST_TURNS + 1, 0, -1)]
    order = ordered(*versions, ("B", 1))
    assert order.turns == 1
    assert [order.is_tangled(at) for at in (0, MOST_TURNS, MOST_TURNS + 1)] == [True, True, False]


@given(st.lists(st.none() | st.tuples(st.sampled_from("ABC"), st.integers(1, 4)), max_size=14))
def test_it_takes_every_row_once_and_versions_in_order(rows):
    order = ordered(*rows)
    taken = [
        at for turn in range(order.turns) for at in range(len(rows)) if order.turn_of(at) == turn
    ]
    assert sorted(taken) == list(range(len(rows)))
    once = [rows[at] for at in taken if rows[at] and order.twin_of(at) is None]
    for number in "ABC":
        versions = [version for name, version in once if name == number]
        assert versions == sorted(set(versions))
    for at, row in enumerate(rows):
        assert (order.twin_of(at) is not None) == (row is not None and rows.count(row) > 1)
