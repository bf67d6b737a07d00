from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.calendars import OutsideCalendar
from zhengtong.kernel.clocks import Clock, Pause, PauseRefused, Standing, TimeLeft, run_clock
from zhengtong.kernel.deadlines import LimitNeedsTime
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)


def clock(started_on: str, limit: str, *pauses: str) -> Clock:
    """Run a clock from short words; a pause is `from:to`, an open one `from:`."""
    count, unit = limit.split()
    return run_clock(
        limit=TimeLimit(int(count), LimitUnit(unit)),
        started_on=date.fromisoformat(started_on),
        pauses=[
            Pause(date.fromisoformat(begins), date.fromisoformat(ends) if ends else None)
            for begins, ends in (pause.split(":") for pause in pauses)
        ],
        calendar=CALENDAR,
    )


@pytest.mark.parametrize(
    ("limit", "pauses", "due_on"),
    [
        pytest.param("3 workday", [], "2025-09-25", id="no pause"),
        pytest.param("3 workday", ["2025-09-23:2025-09-26"], "2025-09-29", id="start day counts"),
        pytest.param("3 workday", ["2025-09-23:2025-09-23"], "2025-09-25", id="over in a day"),
        pytest.param("3 workday", ["2025-09-24:2025-09-25"], "2025-09-26", id="last day lost"),
        pytest.param(
            "3 workday", ["2025-09-25:2025-09-30"], "2025-09-25", id="starts on the due day"
        ),
        pytest.param("3 workday", ["2025-09-29:2025-10-30"], "2025-09-25", id="starts overdue"),
        pytest.param("3 workday", ["2025-09-25:"], "2025-09-25", id="open from the due day"),
        pytest.param("3 workday", ["2025-10-09:"], "2025-09-25", id="open when overdue"),
        pytest.param("3 workday", ["2025-09-24:"], None, id="open before the due day"),
        pytest.param("3 workday", ["2025-09-01:"], None, id="open since before acceptance"),
        pytest.param(
            "3 workday", ["2025-09-22:2025-09-24", "2025-09-26:"], None, id="closed, then open"
        ),
        pytest.param("0 on_the_spot", ["2025-09-01:"], "2025-09-22", id="nothing stops the spot"),
    ],
)
def test_it_lays_pauses_over_a_limit(limit, pauses, due_on):
    answer = clock("2025-09-22", limit, *pauses)
    assert answer.due_on == (date.fromisoformat(due_on) if due_on else None)
    assert answer.due_at == (at(f"{due_on}T23:59:59") if due_on else None)


@pytest.mark.parametrize(
    ("now", "used", "remaining", "overdue"),
    [
        pytest.param("2026-09-17T09:00", 0, 10, 0, id="before the start"),
        pytest.param("2026-09-18T16:00", 0, 10, 0, id="day of acceptance"),
        pytest.param("2026-09-29T16:12", 7, 3, 0, id="seventh day"),
        pytest.param("2026-10-03T12:00", 8, 2, 0, id="in the holiday"),
        pytest.param("2026-10-09T23:59", 10, 0, 0, id="last day"),
        pytest.param("2026-10-10T00:00", 10, 0, 1, id="make-up saturday is overdue"),
        pytest.param("2026-10-13T09:00", 10, 0, 3, id="three days over"),
    ],
)
def test_it_says_what_is_used_left_and_overdue(now, used, remaining, overdue):
    assert clock("2026-09-18", "10 workday").standing(now=at(now)) == Standing(
        used_working_days=used,
        remaining_working_days=remaining,
        overdue_working_days=overdue,
        left=TimeLeft(remaining, LimitUnit.WORKDAY),
        is_overdue=overdue > 0,
        is_paused=False,
    )


def test_it_is_overdue_on_a_rest_day_without_a_working_day_over():
    standing = clock("2018-10-17", "2 workday").standing(now=at("2018-10-20T10:00"))
    assert standing.is_overdue
    assert standing.overdue_working_days == 0


def test_it_shows_the_days_left_while_paused_whatever_the_day():
    paused = clock("2025-09-22", "10 workday", "2025-09-24:")
    for now in ("2025-09-24T10:00", "2025-09-25T10:00", "2026-03-02T10:00"):
        assert paused.standing(now=at(now)) == Standing(
            used_working_days=2,
            remaining_working_days=8,
            overdue_working_days=0,
            left=TimeLeft(8, LimitUnit.WORKDAY),
            is_overdue=False,
            is_paused=True,
        )
    assert paused.standing(now=at("2025-09-23T10:00")).remaining_working_days == 9
    assert not paused.is_provisional


def test_it_has_used_nothing_when_the_pause_is_older_than_the_clock():
    standing = clock("2025-09-22", "10 workday", "2025-09-01:").standing(now=at("2025-10-20T10:00"))
    assert standing.used_working_days == 0
    assert standing.remaining_working_days == 10


@pytest.mark.parametrize(
    ("limit", "left", "left_while_paused"),
    [
        pytest.param("30 day", 23, 20, id="reached on a festival, due on 7 April"),
        pytest.param("1 month", 23, 21, id="reached on a saturday, due on 7 April"),
        pytest.param("1 year", 355, 355, id="reached on a thursday"),
    ],
)
def test_it_shows_calendar_days_left_in_calendar_units(limit, left, left_while_paused):
    running, paused = clock("2025-03-05", limit), clock("2025-03-05", limit, "2025-03-15:")
    standing = running.standing(now=at("2025-03-15T10:00"))
    assert standing.left == TimeLeft(left, LimitUnit.DAY)
    later = paused.standing(now=at("2025-06-01T10:00"))
    assert later.left == TimeLeft(left_while_paused, LimitUnit.DAY)
    assert later.remaining_working_days is None


def hours(*pauses: Pause) -> Clock:
    return run_clock(
        limit=TimeLimit(12, LimitUnit.HOUR),
        started_on=date(2025, 3, 6),
        started_at=at("2025-03-06T15:00"),
        pauses=pauses,
        calendar=CALENDAR,
    )


def test_it_runs_in_hours_of_working_days():
    running = hours()
    assert running.due_at == at("2025-03-10T11:00")
    assert running.due_on == date(2025, 3, 10)
    assert running.standing(now=at("2025-03-07T09:30")).left == TimeLeft(10, LimitUnit.HOUR)
    assert running.standing(now=at("2025-03-10T11:00")).is_overdue is False
    assert running.standing(now=at("2025-03-10T11:01")).is_overdue is True
    assert [day.reason.value for day in running.explain()] == [
        "workday",
        "weekend",
        "weekend",
        "workday",
    ]


def test_it_skips_whole_paused_days_in_hours():
    assert hours(Pause(date(2025, 3, 6), date(2025, 3, 7))).due_at == at("2025-03-11T11:00")


def test_it_shows_the_hours_left_while_paused():
    paused = hours(Pause(date(2025, 3, 7), None))
    assert paused.due_at is None
    standing = paused.standing(now=at("2025-03-20T10:00"))
    assert standing.left == TimeLeft(2, LimitUnit.HOUR)
    assert standing.remaining_working_days is None


def test_it_refuses_hours_without_a_time_of_day():
    with pytest.raises(LimitNeedsTime):
        clock("2025-03-06", "12 hour")


def test_it_refuses_a_pause_that_ends_before_it_begins():
    with pytest.raises(PauseRefused, match="早于开始日"):
        Pause(date(2025, 3, 6), date(2025, 3, 5))


def test_it_refuses_a_start_outside_the_calendar_in_every_unit():
    with pytest.raises(OutsideCalendar, match="2014"):
        clock("2014-12-31", "3 workday")
    with pytest.raises(OutsideCalendar, match="2014"):
        run_clock(
            limit=TimeLimit(12, LimitUnit.HOUR),
            started_on=date(2014, 12, 31),
            started_at=at("2014-12-31T18:00"),
            calendar=CALENDAR,
        )


def test_it_marks_a_due_day_in_a_year_not_yet_announced():
    assert clock("2026-12-28", "5 workday").is_provisional
    assert clock("2026-12-28", "5 workday").due_on == date(2027, 1, 5)
    assert not clock("2026-12-28", "3 workday").is_provisional


def test_it_explains_an_open_pause_up_to_the_day_asked_for():
    paused = clock("2025-09-22", "10 workday", "2025-09-24:")
    assert [
        (day.date.day, day.reason.value) for day in paused.explain(until=date(2025, 9, 26))
    ] == [
        (23, "workday"),
        (24, "workday"),
        (25, "suspended"),
        (26, "suspended"),
    ]
    assert [day.date.day for day in paused.explain()] == [23, 24]


def test_it_explains_nothing_for_a_pause_older_than_the_clock():
    assert clock("2025-09-22", "10 workday", "2025-09-01:").explain() == ()


@given(
    count=st.integers(1, 40),
    begin=st.integers(0, 60),
    length=st.integers(0, 30),
    today=st.integers(0, 120),
)
def test_it_always_splits_the_limit_into_used_and_left(count, begin, length, today):
    base = date(2025, 8, 1).toordinal()
    running = run_clock(
        limit=TimeLimit(count, LimitUnit.WORKDAY),
        started_on=date(2025, 8, 1),
        pauses=[
            Pause(date.fromordinal(base + begin), date.fromordinal(base + begin + length)),
        ],
        calendar=CALENDAR,
    )
    now = datetime.combine(date.fromordinal(base + today), datetime.min.time(), CHINA_TIME)
    standing = running.standing(now=now)
    assert standing.used_working_days + standing.remaining_working_days == count
    assert standing.overdue_working_days == 0 or standing.remaining_working_days == 0
