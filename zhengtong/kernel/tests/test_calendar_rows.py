from dataclasses import replace
from datetime import date

import pytest

from zhengtong.kernel.calendar_rows import CalendarRefused, build_calendar
from zhengtong.kernel.calendars import CalendarDay, DayKind
from zhengtong.kernel.tests.national_calendar import shipped_build, shipped_days

YEAR_2024 = [day for day in shipped_days() if day.date.year == 2024]
YEAR_2027 = [day for day in shipped_days() if day.date.year == 2027]


def test_it_builds_the_published_years_and_counts_what_it_skips():
    assert shipped_build().calendar.years == tuple(range(2015, 2027))
    assert shipped_build().skipped_years == (2027,)
    assert shipped_build().skipped_days == 365


def test_it_keeps_names_and_swapped_days():
    special = {day.date: day for day in shipped_build().calendar.special_days}
    assert special[date(2015, 1, 2)] == CalendarDay(
        date(2015, 1, 2), DayKind.HOLIDAY, "元旦", in_lieu=True
    )
    assert special[date(2015, 1, 4)].name == "元旦调休上班"


def test_it_builds_an_empty_calendar_from_an_unpublished_year_alone():
    build = build_calendar(YEAR_2027)
    assert build.calendar.years == ()
    assert build.skipped_days == 365


def test_it_refuses_a_published_year_with_missing_days_and_names_the_first():
    rows = [day for day in YEAR_2024 if day.date not in (date(2024, 2, 29), date(2024, 7, 1))]
    with pytest.raises(
        CalendarRefused, match="2024 年已公布，但缺 2 天，第一天是 2024-02-29"
    ) as refusal:
        build_calendar(rows)
    assert refusal.value.year == 2024


def test_it_refuses_a_year_that_is_published_only_in_part():
    rows = [replace(day, published=day.date.month < 12) for day in YEAR_2024]
    with pytest.raises(CalendarRefused, match="缺 31 天，第一天是 2024-12-01"):
        build_calendar(rows)


def test_it_refuses_a_day_that_stands_twice():
    with pytest.raises(CalendarRefused, match="2024-01-01 出现了两次"):
        build_calendar([*YEAR_2024, YEAR_2024[0]])


@pytest.mark.parametrize(
    ("day", "kind", "message"),
    [
        (date(2024, 3, 4), DayKind.WEEKEND, "2024-03-04 是周一至周五，不能标为“周末”"),
        (date(2024, 3, 4), DayKind.MAKEUP_WORKDAY, "2024-03-04 是周一至周五，不能标为“调休上班”"),
        (date(2024, 3, 9), DayKind.WORKDAY, "2024-03-09 是周末，不能标为“工作日”"),
    ],
)
def test_it_refuses_a_kind_that_contradicts_the_weekday(day, kind, message):
    with pytest.raises(CalendarRefused, match=message):
        build_calendar([CalendarDay(day, kind)])
