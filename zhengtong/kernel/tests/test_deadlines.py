from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.deadlines import (
    DayReason,
    LimitEnd,
    LimitNeedsTime,
    days_counted,
    due_at,
    due_on,
    end_of_limit,
    explain,
    merged,
    working_days_counted,
)
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.periods import Period
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()


def period(first_day: str, last_day: str) -> Period:
    return Period(date.fromisoformat(first_day), date.fromisoformat(last_day))


@pytest.mark.parametrize(
    ("started_on", "limit", "excluded", "answer"),
    [
        pytest.param("2018-09-28", "1 workday", [], "2018-09-29", id="make-up saturday"),
        pytest.param("2018-09-28", "20 workday", [], "2018-10-31", id="worked example"),
        pytest.param("2025-09-22", "5 workday", [], "2025-09-28", id="make-up sunday counts"),
        pytest.param("2025-09-22", "8 workday", [], "2025-10-09", id="holiday does not count"),
        pytest.param(
            "2025-09-22",
            "3 workday",
            [("2025-09-24", "2025-09-26")],
            "2025-09-29",
            id="excluded days are skipped",
        ),
        pytest.param(
            "2025-09-22",
            "3 workday",
            [("2025-09-24", "2025-09-25"), ("2025-09-25", "2025-09-26")],
            "2025-09-29",
            id="a day in two periods counts once",
        ),
        pytest.param(
            "2025-09-22",
            "3 workday",
            [("2025-09-26", "2025-09-30")],
            "2025-09-25",
            id="a period after the end changes nothing",
        ),
        pytest.param(
            "2025-09-22",
            "3 workday",
            [("2025-09-01", "2025-09-23")],
            "2025-09-26",
            id="a period over the start",
        ),
        pytest.param(
            "2025-09-22",
            "3 workday",
            [("2025-09-01", "2025-09-22")],
            "2025-09-25",
            id="a period before the start",
        ),
        pytest.param("2018-09-28", "3 day", [], "2018-10-08", id="day: off the holiday"),
        pytest.param("2018-03-01", "30 day", [], "2018-04-02", id="day: off a saturday"),
        pytest.param("2018-03-01", "29 day", [], "2018-03-30", id="day: ends on a friday"),
        pytest.param("2018-09-28", "1 day", [], "2018-09-29", id="day: ends on a make-up day"),
        pytest.param(
            "2018-03-01",
            "10 day",
            [("2018-03-06", "2018-03-08")],
            "2018-03-14",
            id="day: excluded days are skipped",
        ),
        pytest.param(
            "2018-03-01",
            "10 day",
            [
                ("2018-03-06", "2018-03-08"),
                ("2018-03-14", "2018-03-14"),
                ("2018-12-01", "2018-12-02"),
            ],
            "2018-03-15",
            id="day: an excluded day pushes into another",
        ),
        pytest.param(
            "2018-03-01",
            "2 day",
            [("2018-02-01", "2018-03-02")],
            "2018-03-05",
            id="day: a period over the start, then off a sunday",
        ),
        pytest.param("2025-03-03", "1 month", [], "2025-04-03", id="month: corresponding day"),
        pytest.param(
            "2024-01-31", "1 month", [], "2024-02-29", id="month: last of a leap february"
        ),
        pytest.param("2023-01-31", "1 month", [], "2023-02-28", id="month: last of february"),
        pytest.param("2018-09-01", "1 month", [], "2018-10-08", id="month: off the holiday"),
        pytest.param("2018-11-15", "2 month", [], "2019-01-15", id="month: over the year"),
        pytest.param("2018-11-15", "1 month", [], "2018-12-17", id="month: off a saturday"),
        pytest.param(
            "2025-03-03",
            "1 month",
            [("2025-03-11", "2025-03-20")],
            "2025-04-14",
            id="month: ten days are added at the end, then off a sunday",
        ),
        pytest.param(
            "2025-03-03",
            "1 month",
            [("2025-04-02", "2025-04-09")],
            "2025-04-11",
            id="month: days lost at the end are added after the pause",
        ),
        pytest.param(
            "2025-03-03",
            "1 month",
            [("2025-04-04", "2025-04-09")],
            "2025-04-03",
            id="month: a period after the end changes nothing",
        ),
        pytest.param("2024-02-29", "1 year", [], "2025-02-28", id="year: from a leap day"),
        pytest.param("2023-09-28", "2 year", [], "2025-09-28", id="year: ends on a make-up sunday"),
        pytest.param("2018-09-29", "0 on_the_spot", [], "2018-09-29", id="on the spot"),
        pytest.param("2026-12-31", "1 workday", [], "2027-01-04", id="into the provisional year"),
    ],
)
def test_it_finds_the_last_day(started_on, limit, excluded, answer):
    count, unit = limit.split()
    assert due_on(
        started_on=date.fromisoformat(started_on),
        limit=TimeLimit(int(count), LimitUnit(unit)),
        calendar=CALENDAR,
        excluded=[period(*days) for days in excluded],
    ) == date.fromisoformat(answer)


@pytest.mark.parametrize(
    ("started_on", "limit", "year"),
    [
        pytest.param(date(2014, 12, 31), TimeLimit(1, LimitUnit.WORKDAY), 2014, id="too early"),
        pytest.param(date(2028, 1, 1), TimeLimit(0, LimitUnit.ON_THE_SPOT), 2028, id="too late"),
        pytest.param(date(2027, 12, 20), TimeLimit(20, LimitUnit.WORKDAY), 2028, id="workdays"),
        pytest.param(date(2026, 1, 5), TimeLimit(800, LimitUnit.DAY), 2028, id="days"),
        pytest.param(date(2026, 1, 5), TimeLimit(24, LimitUnit.MONTH), 2028, id="months"),
        pytest.param(date(2026, 1, 5), TimeLimit(9999, LimitUnit.YEAR), 12025, id="no such year"),
        pytest.param(date(2026, 12, 31), TimeLimit(365, LimitUnit.DAY), None, id="last day known"),
    ],
)
def test_it_refuses_a_limit_that_leaves_the_calendar(started_on, limit, year):
    if year is None:
        assert due_on(started_on=started_on, limit=limit, calendar=CALENDAR) == date(2027, 12, 31)
        return
    with pytest.raises(OutsideCalendar, match=str(year)):
        due_on(started_on=started_on, limit=limit, calendar=CALENDAR)


def test_it_asks_for_a_time_of_day_when_the_limit_is_in_hours():
    with pytest.raises(LimitNeedsTime, match="时刻"):
        due_on(started_on=date(2025, 3, 7), limit=TimeLimit(8, LimitUnit.HOUR), calendar=CALENDAR)
    with pytest.raises(ValueError, match="due_on"):
        due_at(
            started_at=datetime(2025, 3, 7, 9, tzinfo=CHINA_TIME),
            limit=TimeLimit(8, LimitUnit.DAY),
            calendar=CALENDAR,
        )


def test_it_counts_hours_from_the_moment_and_skips_excluded_days():
    assert due_at(
        started_at=datetime(2025, 3, 7, 15, tzinfo=CHINA_TIME),
        limit=TimeLimit(8, LimitUnit.HOUR),
        calendar=CALENDAR,
        excluded=[period("2025-03-10", "2025-03-10")],
    ) == datetime(2025, 3, 11, 15, tzinfo=CHINA_TIME)


def told(
    started_on: str, limit: str, excluded: list[tuple[str, str]]
) -> list[tuple[str, bool, str]]:
    count, unit = limit.split()
    start, periods = date.fromisoformat(started_on), [period(*days) for days in excluded]
    end = end_of_limit(
        started_on=start,
        limit=TimeLimit(int(count), LimitUnit(unit)),
        calendar=CALENDAR,
        excluded=periods,
    )
    days = explain(
        started_on=start, end=end, unit=LimitUnit(unit), calendar=CALENDAR, excluded=periods
    )
    return [(f"{day.date:%m-%d}", day.counted, day.reason.value) for day in days]


def test_it_explains_working_days():
    assert told("2018-09-28", "3 workday", []) == [
        ("09-29", True, "makeup_workday"),
        ("09-30", True, "makeup_workday"),
        ("10-01", False, "holiday"),
        ("10-02", False, "holiday"),
        ("10-03", False, "holiday"),
        ("10-04", False, "holiday"),
        ("10-05", False, "holiday"),
        ("10-06", False, "holiday"),
        ("10-07", False, "holiday"),
        ("10-08", True, "workday"),
    ]


def test_it_explains_excluded_days_and_weekends():
    assert told("2025-03-06", "2 workday", [("2025-03-07", "2025-03-08")]) == [
        ("03-07", False, "suspended"),
        ("03-08", False, "suspended"),
        ("03-09", False, "weekend"),
        ("03-10", True, "workday"),
        ("03-11", True, "workday"),
    ]


def test_it_explains_calendar_days_and_the_move_off_a_rest_day():
    assert told("2018-04-26", "3 day", [("2018-04-27", "2018-04-27")]) == [
        ("04-27", False, "suspended"),
        ("04-28", True, "calendar_day"),
        ("04-29", True, "calendar_day"),
        ("04-30", False, "holiday"),
        ("05-01", False, "holiday"),
        ("05-02", True, "calendar_day"),
    ]


def test_it_explains_nothing_on_the_spot():
    assert told("2018-04-26", "0 on_the_spot", []) == []


def test_it_names_festivals_and_reasons_in_chinese():
    days = explain(
        started_on=date(2018, 9, 29),
        end=LimitEnd(date(2018, 10, 1), date(2018, 10, 1)),
        unit=LimitUnit.WORKDAY,
        calendar=CALENDAR,
    )
    assert [(day.name, day.reason.label) for day in days] == [
        ("国庆节调休上班", "调休上班"),
        ("国庆节", "节假日"),
    ]
    assert DayReason.SUSPENDED.label == "暂停计时"
    assert DayReason.CALENDAR_DAY.label == "自然日"


def test_it_merges_periods_that_touch():
    assert merged([period("2018-03-05", "2018-03-06"), period("2018-03-01", "2018-03-04")]) == (
        period("2018-03-01", "2018-03-06"),
    )
    assert merged([period("2018-03-01", "2018-03-09"), period("2018-03-02", "2018-03-03")]) == (
        period("2018-03-01", "2018-03-09"),
    )
    apart = (period("2018-03-01", "2018-03-01"), period("2018-03-03", "2018-03-03"))
    assert merged(reversed(apart)) == apart


def test_it_counts_what_is_left_between_two_days():
    between = {"after": date(2018, 9, 28), "until": date(2018, 10, 10)}
    stops = [period("2018-09-30", "2018-10-08"), period("2018-10-20", "2018-10-21")]
    assert working_days_counted(calendar=CALENDAR, excluded=stops, **between) == 3
    assert days_counted(excluded=stops, **between) == 3
    assert days_counted(after=date(2018, 10, 10), until=date(2018, 10, 1)) == 0


starts = st.dates(date(2015, 1, 1), date(2025, 1, 1))
units = st.sampled_from([LimitUnit.WORKDAY, LimitUnit.DAY])
stops = st.lists(
    st.builds(
        lambda first_day, length: Period(first_day, first_day + timedelta(days=length)),
        st.dates(date(2015, 1, 1), date(2025, 6, 1)),
        st.integers(0, 40),
    ),
    max_size=4,
)


@given(start=starts, count=st.integers(1, 60), unit=units, excluded=stops)
def test_it_ends_on_a_working_day_and_explains_exactly_as_many_days_as_the_limit(
    start, count, unit, excluded
):
    limit = TimeLimit(count, unit)
    end = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR, excluded=excluded)
    days = explain(started_on=start, end=end, unit=unit, calendar=CALENDAR, excluded=excluded)
    assert CALENDAR.is_working_day(end.due_on)
    assert sum(day.counted for day in days) == count
    assert days[-1].date == end.due_on
    assert days[-1].counted


@given(start=starts, count=st.integers(1, 60), unit=units, excluded=stops)
def test_it_never_ends_earlier_for_a_pause_and_ignores_one_after_the_end(
    start, count, unit, excluded
):
    limit = TimeLimit(count, unit)
    plain = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR)
    paused = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR, excluded=excluded)
    assert paused.due_on >= plain.due_on
    late = [stop for stop in excluded if stop.first_day > plain.reached_on]
    ignored = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR, excluded=late)
    assert ignored == plain


@given(start=starts, count=st.integers(1, 24), excluded=stops)
def test_it_gives_back_in_months_exactly_the_days_that_were_lost(start, count, excluded):
    limit = TimeLimit(count, LimitUnit.MONTH)
    plain = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR)
    paused = end_of_limit(started_on=start, limit=limit, calendar=CALENDAR, excluded=excluded)
    lost = sum(
        any(day in stop for stop in excluded)
        for day in Period(start, paused.reached_on).days()
        if day > start
    )
    assert (paused.reached_on - plain.reached_on).days == lost
