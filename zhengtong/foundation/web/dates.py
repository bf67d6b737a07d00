"""Days and moments as Chinese offices write them, with one space beside figures (日期写法)."""

import datetime as dt

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def day_text(day: dt.date, *, today: dt.date | None = None) -> str:
    """Return `9 月 29 日`, with the year unless it is this year's (日期).

    Args:
        today: without it the year is left out.
    """
    text = f"{day.month} 月 {day.day} 日"
    return text if today is None or day.year == today.year else f"{day.year} 年 {text}"


def short_day_text(day: dt.date, *, today: dt.date) -> str:
    """Return `10/16`, with the year unless it is this year's, for narrow columns (短日期)."""
    text = f"{day.month}/{day.day}"
    return text if day.year == today.year else f"{day.year}/{text}"


def weekday_text(day: dt.date) -> str:
    """Return `周二` (星期)."""
    return WEEKDAYS[day.weekday()]


def day_and_weekday_text(day: dt.date, *, today: dt.date | None = None) -> str:
    """Return `10 月 9 日（周五）` (日期和星期)."""
    return f"{day_text(day, today=today)}（{weekday_text(day)}）"


def moment_text(moment: dt.datetime, *, today: dt.date | None = None) -> str:
    """Return `9 月 22 日 16:35`; the moment is taken as it is, in its own zone (时刻)."""
    return f"{day_text(moment.date(), today=today)} {moment.hour}:{moment.minute:02d}"


def span_text(first_day: dt.date, last_day: dt.date) -> str:
    """Return `4 月 5—7 日`, or both months where they differ (起止日期)."""
    if first_day == last_day:
        return day_text(first_day)
    if (first_day.year, first_day.month) == (last_day.year, last_day.month):
        return f"{first_day.month} 月 {first_day.day}—{last_day.day} 日"
    return f"{day_text(first_day)}至 {day_text(last_day, today=first_day)}"
