from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.local_time import CHINA_TIME, end_of_day, local, local_day
from zhengtong.kernel.periods import Period
from zhengtong.kernel.tests.national_calendar import national_calendar
from zhengtong.kernel.working_hours import (
    DEFAULT_WORKING_HOURS,
    WorkingHours,
    WorkingHoursRefused,
    add_working_time,
    working_time_between,
)

CALENDAR = national_calendar()
NAIVE = datetime.fromisoformat
SPLIT = WorkingHours(((time(9), time(12)), (time(13), time(18))))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("started_at", "hours", "answer"),
    [
        pytest.param("2025-03-06T10:30", 2, "2025-03-06T12:30", id="same day"),
        pytest.param("2025-03-06T09:00", 8, "2025-03-06T17:00", id="a whole day ends at closing"),
        pytest.param("2025-03-07T15:00", 8, "2025-03-10T15:00", id="over the weekend"),
        pytest.param("2025-03-06T18:30", 1, "2025-03-07T10:00", id="received after closing"),
        pytest.param("2025-03-06T07:00", 1, "2025-03-06T10:00", id="received before opening"),
        pytest.param("2025-03-08T12:00", 24, "2025-03-12T17:00", id="received on a saturday"),
        pytest.param("2018-09-28T16:00", 10, "2018-09-30T10:00", id="make-up days count"),
        pytest.param("2018-09-30T16:00", 2, "2018-10-08T10:00", id="over the holiday"),
    ],
)
def test_it_adds_working_time(started_at, hours, answer):
    assert add_working_time(
        started_at=at(started_at), length=timedelta(hours=hours), calendar=CALENDAR
    ) == at(answer)


def test_it_leaves_out_the_midday_break_and_excluded_days():
    assert SPLIT.length() == timedelta(hours=8)
    assert add_working_time(
        started_at=at("2025-03-06T11:00"),
        length=timedelta(hours=9),
        calendar=CALENDAR,
        hours=SPLIT,
        excluded=[Period(date(2025, 3, 7), date(2025, 3, 7))],
    ) == at("2025-03-10T12:00")


def test_it_refuses_no_working_time_and_time_outside_the_calendar():
    with pytest.raises(ValueError, match="positive"):
        add_working_time(started_at=at("2025-03-06T11:00"), length=timedelta(0), calendar=CALENDAR)
    with pytest.raises(OutsideCalendar, match="2028"):
        add_working_time(
            started_at=at("2027-12-31T16:00"), length=timedelta(hours=2), calendar=CALENDAR
        )


@pytest.mark.parametrize(
    ("started_at", "ended_at", "hours"),
    [
        pytest.param("2025-03-06T09:00", "2025-03-07T17:00", 16, id="two days"),
        pytest.param("2025-03-07T13:00", "2025-03-10T11:00", 6, id="over a weekend"),
        pytest.param("2025-03-08T09:00", "2025-03-09T17:00", 0, id="only rest days"),
        pytest.param("2025-03-07T13:00", "2025-03-06T13:00", 0, id="backwards"),
        pytest.param("2025-03-07T13:00", "2025-03-07T12:00", 0, id="backwards in a day"),
        pytest.param("2018-09-30T09:00", "2018-10-08T11:00", 10, id="over a holiday"),
    ],
)
def test_it_measures_the_working_time_between_two_moments(started_at, ended_at, hours):
    assert working_time_between(
        started_at=at(started_at), ended_at=at(ended_at), calendar=CALENDAR
    ) == timedelta(hours=hours)


def test_it_leaves_excluded_days_out_of_time_spent():
    assert working_time_between(
        started_at=at("2025-03-06T09:00"),
        ended_at=at("2025-03-10T17:00"),
        calendar=CALENDAR,
        excluded=[Period(date(2025, 3, 7), date(2025, 3, 7))],
    ) == timedelta(hours=16)


@pytest.mark.parametrize(
    "sessions",
    [
        pytest.param((), id="none"),
        pytest.param(((time(17), time(9)),), id="backwards"),
        pytest.param(((time(9), time(12)), (time(11), time(18))), id="overlapping"),
    ],
)
def test_it_refuses_impossible_sessions(sessions):
    with pytest.raises(WorkingHoursRefused, match="先后排列"):
        WorkingHours(sessions)


def test_it_has_a_default_day_of_eight_hours():
    assert DEFAULT_WORKING_HOURS.length() == timedelta(hours=8)


@given(
    started_at=st.datetimes(NAIVE("2016-01-01"), NAIVE("2025-01-01")),
    minutes=st.integers(1, 6000),
    hours=st.sampled_from([DEFAULT_WORKING_HOURS, SPLIT]),
)
def test_it_finds_between_two_moments_the_time_that_was_added(started_at, minutes, hours):
    length = timedelta(minutes=minutes)
    ended_at = add_working_time(
        started_at=started_at, length=length, calendar=CALENDAR, hours=hours
    )
    assert length == working_time_between(
        started_at=started_at, ended_at=ended_at, calendar=CALENDAR, hours=hours
    )


def test_it_takes_moments_to_beijing_time():
    late_in_london = datetime(2018, 9, 28, 16, 30, tzinfo=UTC)
    assert local_day(late_in_london) == date(2018, 9, 29)
    assert local(NAIVE("2018-09-28T09:00")).isoformat() == "2018-09-28T09:00:00+08:00"
    assert end_of_day(date(2018, 9, 28)).isoformat() == "2018-09-28T23:59:59+08:00"
