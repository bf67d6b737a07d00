"""What the rail says about today, around Qingming 2018 and the end of the known years."""

from datetime import date

import pytest

from zhengtong.foundation.web.today import today_block
from zhengtong.kernel.calendars import CalendarDay, DayKind, WorkCalendar

H, M = DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY
CALENDAR = WorkCalendar(
    (2018,),
    (
        CalendarDay(date(2018, 4, 5), H, "清明"),
        CalendarDay(date(2018, 4, 6), H, "清明"),
        CalendarDay(date(2018, 4, 7), H, "清明"),
        CalendarDay(date(2018, 4, 8), M, "清明调休上班"),
        CalendarDay(date(2018, 4, 29), H, "劳动节"),
        CalendarDay(date(2018, 4, 30), H, "劳动节"),
        CalendarDay(date(2018, 5, 1), H, "劳动节"),
        CalendarDay(date(2018, 9, 24), H, "中秋"),
        CalendarDay(date(2018, 9, 25), H, "国庆节"),
    ),
)


def _block(day, hours=""):
    return today_block(day=day, calendar=CALENDAR, hours=hours)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        pytest.param(date(2018, 3, 2), "工作日，9:00—17:00", id="a Friday"),
        pytest.param(date(2018, 3, 3), "周末", id="a Saturday"),
        pytest.param(date(2018, 4, 5), "清明放假", id="a holiday"),
        pytest.param(date(2018, 4, 8), "调休上班，9:00—17:00", id="a make-up Sunday"),
    ],
)
def test_it_says_whether_people_work(day, standing):
    assert _block(day, hours="9:00—17:00").standing == standing


def test_it_announces_the_next_holidays_and_makeup_days_nearest_first():
    assert _block(date(2018, 3, 9)).upcoming == (
        "4 月 5—7 日清明放假",
        "4 月 8 日（周日）上班",
        "4 月 29 日至 5 月 1 日劳动节放假",
    )


def test_it_begins_tomorrow_inside_a_holiday():
    assert _block(date(2018, 4, 6)).upcoming[0] == "4 月 7 日清明放假"


def test_it_keeps_two_holidays_that_touch_apart():
    assert _block(date(2018, 9, 3)).upcoming == ("9 月 24 日中秋放假", "9 月 25 日国庆节放假")


def test_it_marks_days_of_a_year_not_announced_yet_as_provisional():
    assert _block(date(2018, 12, 20)).upcoming == ("1 月 1 日元旦放假（暂定）",)


def test_it_stops_looking_where_no_year_is_known():
    assert _block(date(2019, 12, 20)).upcoming == ()


def test_it_says_nothing_in_a_year_that_is_not_loaded():
    assert _block(date(2026, 9, 29)) is None
