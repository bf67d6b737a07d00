"""The real calendar for tests of rules, read from the shipped data without a database."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

from zhengtong.kernel.calendar_rows import CalendarBuild, build_calendar
from zhengtong.kernel.calendars import CalendarDay, DayKind, WorkCalendar

CALENDAR_FILE = Path(__file__).parents[2] / "places" / "data" / "calendar_2015_2027.csv"


@cache
def shipped_days() -> tuple[CalendarDay, ...]:
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            CalendarDay(
                date=dt.date.fromisoformat(row["date"]),
                kind=DayKind(row["kind"]),
                name=row["name_zh"],
                in_lieu=row["in_lieu"] == "1",
                published=row["official_schedule_published"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@cache
def shipped_build() -> CalendarBuild:
    return build_calendar(shipped_days())


def national_calendar() -> WorkCalendar:
    return shipped_build().calendar
