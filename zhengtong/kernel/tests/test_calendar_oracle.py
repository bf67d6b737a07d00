"""Our calendar against the PyPI package chinese-days, which is kept by other people.

The two were filled from the same notices by different hands. They differ only in how two days are
labelled: 30 and 31 December 2023 were a weekend before New Year 2024; nobody worked on either.
"""

import random
from datetime import date, timedelta

import chinesedays
import pytest

from zhengtong.kernel.calendars import DayKind
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def worked() -> set[date]:
    return {day for day in DAYS if chinesedays.is_workday(day)}


def test_it_agrees_with_the_oracle_on_every_day(worked):
    assert len(DAYS) == 4383
    assert {day for day in DAYS if CALENDAR.is_working_day(day)} == worked


def kind_in_the_oracle(day: date) -> DayKind:
    match chinesedays.get_holiday_type(day):
        case chinesedays.HolidayType.WORK:
            return DayKind.MAKEUP_WORKDAY
        case chinesedays.HolidayType.LEGAL:
            return DayKind.HOLIDAY
        case _:
            return DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND


def test_it_differs_from_the_oracle_only_in_the_label_of_two_rest_days():
    different = [day for day in DAYS if CALENDAR.day_kind(day) is not kind_in_the_oracle(day)]
    assert different == [date(2023, 12, 30), date(2023, 12, 31)]
    assert [CALENDAR.day_kind(day) for day in different] == [DayKind.HOLIDAY, DayKind.HOLIDAY]
    assert [kind_in_the_oracle(day) for day in different] == [DayKind.WEEKEND, DayKind.WEEKEND]


def test_it_agrees_with_the_oracle_on_due_days(worked):
    chance = random.Random(20180928)
    for _ in range(5000):
        accepted_on = chance.choice(DAYS[:-200])
        limit = TimeLimit(chance.randint(1, 90), LimitUnit.WORKDAY)
        answer = due_on(started_on=accepted_on, limit=limit, calendar=CALENDAR)
        day, counted = accepted_on, 0
        while counted < limit.count:
            day += timedelta(days=1)
            counted += day in worked
        assert answer == day, (accepted_on, limit)


def test_it_agrees_with_the_oracle_on_calendar_days_that_end_on_a_rest_day(worked):
    chance = random.Random(20260101)
    for _ in range(2000):
        accepted_on = chance.choice(DAYS[:-200])
        limit = TimeLimit(chance.randint(1, 120), LimitUnit.DAY)
        answer = due_on(started_on=accepted_on, limit=limit, calendar=CALENDAR)
        day = accepted_on + timedelta(days=limit.count)
        while day not in worked:
            day += timedelta(days=1)
        assert answer == day, (accepted_on, limit)
