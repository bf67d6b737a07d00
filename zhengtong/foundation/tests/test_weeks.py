"""The calendar under "why this date", around National Day 2026."""

from datetime import date

from zhengtong.foundation.web.weeks import weeks_of
from zhengtong.kernel.deadlines import CountedDay, DayReason

STARTED = date(2026, 9, 28)
DAYS = (
    CountedDay(date(2026, 9, 29), True, DayReason.WORKDAY),
    CountedDay(date(2026, 9, 30), False, DayReason.SUSPENDED),
    CountedDay(date(2026, 10, 1), False, DayReason.HOLIDAY, "国庆节"),
    CountedDay(date(2026, 10, 2), False, DayReason.HOLIDAY, "国庆节"),
    CountedDay(date(2026, 10, 3), False, DayReason.WEEKEND),
    CountedDay(date(2026, 10, 4), True, DayReason.MAKEUP_WORKDAY, "国庆节调休上班"),
    CountedDay(date(2026, 10, 5), True, DayReason.WORKDAY),
)


def _cells(**changes):
    arguments = {
        "started_on": STARTED,
        "days": DAYS,
        "today": date(2026, 9, 29),
        "promised_due_on": date(2026, 10, 4),
        "statutory_due_on": date(2026, 10, 5),
    }
    weeks = weeks_of(**(arguments | changes))
    return [(cell.words, cell.look) for week in weeks for cell in week.days]


def test_it_says_of_each_day_whether_it_counts_and_why():
    assert _cells()[:8] == [
        ("受理当日不计", ""),
        ("第 1 日 今天", "x t"),
        ("暂停计时", "h"),
        ("国庆节", ""),
        ("国庆节", ""),
        ("周末", ""),
        ("第 2 日 调休上班 承诺到期", "c d"),
        ("第 3 日 法定到期", "c d"),
    ]


def test_it_fills_the_last_week_with_blank_days():
    assert _cells()[8:] == [("", "")] * 6


def test_it_begins_on_the_monday_of_the_first_week():
    weeks = weeks_of(
        started_on=date(2026, 10, 1),
        days=DAYS[3:],
        today=date(2026, 10, 1),
        promised_due_on=None,
        statutory_due_on=None,
    )
    assert weeks[0].days[0].day == date(2026, 9, 28)
    assert weeks[0].days[3].look == "t"


def test_it_names_a_day_on_which_both_limits_end_once():
    cells = _cells(promised_due_on=date(2026, 10, 5))
    assert cells[7] == ("第 3 日 承诺、法定同日到期", "c d")


def test_it_shows_the_first_week_where_nothing_is_explained_yet():
    assert len(_cells(days=(), promised_due_on=None, statutory_due_on=None)) == 7
