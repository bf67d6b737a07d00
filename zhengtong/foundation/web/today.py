"""The block that says what today is and which holidays come next (今天)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from zhengtong.foundation.web.dates import day_and_weekday_text, span_text
from zhengtong.kernel.calendars import DayKind, OutsideCalendar, WorkCalendar
from zhengtong.kernel.periods import ONE_DAY

LOOK_AHEAD_DAYS = 60
MOST_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What the rail says about today (今天).

    Args:
        standing: whether people work today and when, in words.
        upcoming: the next holidays and make-up working days, nearest first.
    """

    day: dt.date
    standing: str
    upcoming: tuple[str, ...] = ()


def today_block(*, day: dt.date, calendar: WorkCalendar, hours: str = "") -> Today | None:
    """Return the block for `day`, or none where its year is not loaded (今天).

    Args:
        hours: office hours in words, such as `9:00—17:00`, shown on working days.
    """
    try:
        kind, name = calendar.day_kind(day), calendar.day_name(day)
    except OutsideCalendar:
        return None
    upcoming = tuple(line for _, line in sorted(_upcoming(day, calendar)))
    return Today(day=day, standing=_standing(kind, name, hours), upcoming=upcoming[:MOST_LINES])


def _standing(kind: DayKind, name: str, hours: str) -> str:
    if kind.is_working:
        return f"{kind.label}，{hours}" if hours else kind.label
    return f"{name}放假" if name else kind.label


def _upcoming(today: dt.date, calendar: WorkCalendar) -> Iterator[tuple[dt.date, str]]:
    """Say each run of holidays once, on its first day, and each make-up day."""
    first: dt.date | None = None
    last, name = today, ""
    for day in _known_days(today, calendar):
        kind = calendar.day_kind(day)
        is_same_run = first is not None and kind is DayKind.HOLIDAY
        if first is not None and not (is_same_run and calendar.day_name(day) == name):
            yield first, _holiday_line(first, last, name, calendar)
            first = None
        if kind is DayKind.HOLIDAY:
            first, last, name = first or day, day, calendar.day_name(day)
        elif kind is DayKind.MAKEUP_WORKDAY:
            yield day, f"{day_and_weekday_text(day)}上班{_guessed(day, calendar)}"
    if first is not None:
        yield first, _holiday_line(first, last, name, calendar)


def _known_days(today: dt.date, calendar: WorkCalendar) -> Iterator[dt.date]:
    for offset in range(1, LOOK_AHEAD_DAYS + 1):
        day = today + offset * ONE_DAY
        try:
            calendar.require_year(day.year)
        except OutsideCalendar:
            return
        yield day


def _holiday_line(first: dt.date, last: dt.date, name: str, calendar: WorkCalendar) -> str:
    return f"{span_text(first, last)}{name}放假{_guessed(first, calendar)}"


def _guessed(day: dt.date, calendar: WorkCalendar) -> str:
    return "（暂定）" if calendar.is_provisional(day) else ""
