"""The announced days that come with the platform (随附日历数据)."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zhengtong.kernel.calendars import CalendarDay, DayKind

BUNDLED_CALENDAR = Path(__file__).resolve().parent.parent / "data" / "calendar_2015_2027.csv"


def bundled_days() -> Iterator[CalendarDay]:
    """Walk through every day of the bundled years, those not announced too (随附日历)."""
    with BUNDLED_CALENDAR.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield CalendarDay(
                date.fromisoformat(row["date"]),
                DayKind(row["kind"]),
                row["name_zh"],
                row["in_lieu"] == "1",
                row["official_schedule_published"] == "yes",
            )
