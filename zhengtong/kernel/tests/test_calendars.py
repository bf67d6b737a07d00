import pickle
from datetime import date

import pytest

from zhengtong.kernel.calendars import CalendarDay, DayKind, OutsideCalendar, WorkCalendar
from zhengtong.kernel.tests.national_calendar import national_calendar

CALENDAR = national_calendar()


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        pytest.param(date(2018, 9, 28), DayKind.WORKDAY, "", id="friday"),
        pytest.param(date(2018, 9, 29), DayKind.MAKEUP_WORKDAY, "国庆节调休上班", id="make-up day"),
        pytest.param(date(2018, 10, 1), DayKind.HOLIDAY, "国庆节", id="holiday"),
        pytest.param(date(2018, 10, 13), DayKind.WEEKEND, "", id="saturday"),
        pytest.param(
            date(2015, 9, 3),
            DayKind.HOLIDAY,
            "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
            id="one-time holiday",
        ),
        pytest.param(date(2020, 1, 31), DayKind.HOLIDAY, "春节", id="prolonged holiday of 2020"),
        pytest.param(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", id="provisional new year"),
        pytest.param(date(2027, 5, 1), DayKind.HOLIDAY, "劳动节", id="provisional, on a saturday"),
        pytest.param(date(2027, 5, 3), DayKind.WORKDAY, "", id="provisional, no swapped days"),
        pytest.param(date(2027, 10, 3), DayKind.HOLIDAY, "国庆节", id="provisional national day"),
        pytest.param(date(2027, 10, 4), DayKind.WORKDAY, "", id="provisional, fourth of october"),
        pytest.param(date(2027, 2, 8), DayKind.WORKDAY, "", id="provisional, no lunar festival"),
    ],
)
def test_it_knows_what_a_day_is(day, kind, name):
    assert CALENDAR.day_kind(day) is kind
    assert CALENDAR.day_name(day) == name
    assert CALENDAR.is_working_day(day) is (kind in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY))


@pytest.mark.parametrize(
    ("day", "count", "answer"),
    [
        pytest.param(date(2018, 9, 28), 1, date(2018, 9, 29), id="make-up saturday is day one"),
        pytest.param(date(2018, 9, 28), 2, date(2018, 9, 30), id="make-up sunday is day two"),
        pytest.param(date(2018, 9, 28), 3, date(2018, 10, 8), id="over the holiday"),
        pytest.param(date(2018, 9, 28), 20, date(2018, 10, 31), id="worked example"),
        pytest.param(date(2018, 10, 3), 1, date(2018, 10, 8), id="from within a holiday"),
        pytest.param(date(2024, 2, 28), 1, date(2024, 2, 29), id="leap day"),
        pytest.param(date(2018, 9, 28), 0, date(2018, 9, 28), id="nothing to count"),
        pytest.param(date(2026, 12, 31), 1, date(2027, 1, 4), id="into the provisional year"),
    ],
)
def test_it_counts_forward(day, count, answer):
    assert CALENDAR.add_working_days(day, count) == answer


@pytest.mark.parametrize(
    ("day", "count", "answer"),
    [
        pytest.param(date(2018, 10, 8), 1, date(2018, 9, 30), id="back over the holiday"),
        pytest.param(date(2018, 10, 31), 20, date(2018, 9, 28), id="worked example, backward"),
        pytest.param(date(2018, 10, 31), 0, date(2018, 10, 31), id="nothing to count"),
    ],
)
def test_it_counts_backward(day, count, answer):
    assert CALENDAR.subtract_working_days(day, count) == answer


def test_it_refuses_to_count_a_negative_number():
    with pytest.raises(ValueError, match="subtract_working_days"):
        CALENDAR.add_working_days(date(2018, 1, 1), -1)
    with pytest.raises(ValueError, match="add_working_days"):
        CALENDAR.subtract_working_days(date(2018, 1, 1), -1)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        pytest.param(date(2018, 9, 28), date(2018, 10, 31), 20, id="worked example"),
        pytest.param(date(2018, 9, 30), date(2018, 10, 7), 0, id="only rest days"),
        pytest.param(date(2018, 10, 8), date(2018, 10, 8), 0, id="same day"),
        pytest.param(date(2018, 10, 9), date(2018, 10, 8), 0, id="backwards"),
        pytest.param(date(2014, 12, 31), date(2015, 12, 31), 249, id="2015"),
        pytest.param(date(2023, 12, 31), date(2024, 12, 31), 251, id="2024"),
        pytest.param(date(2025, 12, 31), date(2026, 12, 31), 248, id="2026"),
    ],
)
def test_it_counts_working_days_between(after, until, count):
    assert CALENDAR.working_days_between(after, until) == count


def test_it_moves_a_rest_day_to_the_next_working_day():
    assert CALENDAR.off_rest_day(date(2018, 10, 1)) == date(2018, 10, 8)
    assert CALENDAR.off_rest_day(date(2018, 9, 29)) == date(2018, 9, 29)


def test_it_says_which_years_it_knows():
    assert CALENDAR.years == tuple(range(2015, 2027))
    assert CALENDAR.last_published_year == 2026
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        pytest.param(lambda: CALENDAR.day_kind(date(2028, 1, 1)), 2028, id="two years ahead"),
        pytest.param(lambda: CALENDAR.day_name(date(2014, 12, 31)), 2014, id="before the first"),
        pytest.param(lambda: CALENDAR.is_provisional(date(2028, 1, 1)), 2028, id="provisional"),
        pytest.param(
            lambda: CALENDAR.add_working_days(date(2027, 12, 1), 40), 2028, id="runs out ahead"
        ),
        pytest.param(
            lambda: CALENDAR.add_working_days(date(2012, 1, 1), 1), 2012, id="starts too early"
        ),
        pytest.param(
            lambda: CALENDAR.subtract_working_days(date(2015, 1, 9), 30), 2014, id="runs out behind"
        ),
        pytest.param(
            lambda: CALENDAR.working_days_between(date(2026, 1, 1), date(2029, 1, 1)),
            2028,
            id="first missing year between",
        ),
    ],
)
def test_it_refuses_and_names_the_year_outside(ask, year):
    with pytest.raises(OutsideCalendar, match=str(year)) as refusal:
        ask()
    assert refusal.value.year == year
    assert refusal.value.code == "outside_calendar"


def test_it_refuses_to_count_over_a_year_that_is_missing_in_the_middle():
    calendar = WorkCalendar(years=(2020, 2023))
    with pytest.raises(OutsideCalendar) as refusal:
        calendar.add_working_days(date(2020, 12, 1), 60)
    assert refusal.value.year == 2021
    with pytest.raises(OutsideCalendar) as refusal:
        calendar.subtract_working_days(date(2023, 1, 10), 60)
    assert refusal.value.year == 2021


def test_it_refuses_everything_while_nothing_is_loaded():
    calendar = WorkCalendar(years=())
    with pytest.raises(OutsideCalendar, match="还没有载入"):
        calendar.is_working_day(date(2020, 1, 1))
    with pytest.raises(OutsideCalendar, match="还没有载入"):
        _ = calendar.last_published_year


QIANG_NEW_YEAR = CalendarDay(date(2018, 11, 8), DayKind.HOLIDAY, "羌历新年")


def test_it_lays_a_regions_own_holiday_over_the_national_calendar():
    local = CALENDAR.with_overlay([QIANG_NEW_YEAR])
    assert local.day_kind(date(2018, 11, 8)) is DayKind.HOLIDAY
    assert local.day_name(date(2018, 11, 8)) == "羌历新年"
    assert local.add_working_days(date(2018, 11, 7), 1) == date(2018, 11, 9)
    assert CALENDAR.add_working_days(date(2018, 11, 7), 1) == date(2018, 11, 8)


def test_it_lets_a_region_take_back_a_make_up_day():
    local = CALENDAR.with_overlay([CalendarDay(date(2018, 9, 29), DayKind.WEEKEND)])
    assert local.add_working_days(date(2018, 9, 28), 1) == date(2018, 9, 30)


def test_it_takes_a_regions_holiday_in_the_provisional_year_and_leaves_out_what_is_unpublished():
    festival = CalendarDay(date(2027, 3, 3), DayKind.HOLIDAY, "本地节日")
    unpublished = CalendarDay(date(2027, 3, 4), DayKind.HOLIDAY, "本地节日", published=False)
    local = CALENDAR.with_overlay([festival, unpublished])
    assert local.day_kind(date(2027, 3, 3)) is DayKind.HOLIDAY
    assert local.day_kind(date(2027, 3, 4)) is DayKind.WORKDAY
    assert local.is_provisional(date(2027, 3, 3))


def test_it_refuses_a_regions_holiday_in_a_year_that_is_not_loaded():
    with pytest.raises(OutsideCalendar, match="2030"):
        CALENDAR.with_overlay([CalendarDay(date(2030, 3, 3), DayKind.HOLIDAY, "本地节日")])


def test_it_is_a_value():
    assert pickle.loads(pickle.dumps(CALENDAR)) == CALENDAR
    assert CALENDAR.with_overlay([]) == CALENDAR
    assert hash(CALENDAR.with_overlay([])) == hash(CALENDAR)
    assert CALENDAR.with_overlay([QIANG_NEW_YEAR]) != CALENDAR


def test_it_has_a_chinese_name_for_every_kind_of_day():
    assert [kind.label for kind in DayKind] == ["工作日", "周末", "节假日", "调休上班"]
