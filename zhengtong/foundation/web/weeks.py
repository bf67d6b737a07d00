"""The calendar that shows day by day why a limit ends when it does (为什么是这一天)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhengtong.kernel.deadlines import CountedDay, DayReason
from zhengtong.kernel.periods import ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day of the calendar (日历一格).

    Args:
        words: why it counts or not, which counted day it is, what falls on it.
        look: classes of the cell: `c` counts, `x` counted and past, `h` paused, `t` today,
            `d` a limit ends.
    """

    day: dt.date
    words: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday (一周)."""

    days: tuple[DayCell, ...]


def weeks_of(
    *,
    started_on: dt.date,
    days: Sequence[CountedDay],
    today: dt.date,
    promised_due_on: dt.date | None,
    statutory_due_on: dt.date | None,
    start_words: str = "受理当日不计",
) -> tuple[Week, ...]:
    """Lay explained days out in whole weeks (逐日月历).

    Args:
        days: what `kernel.deadlines.explain` answered for the longer limit, in order.
        promised_due_on: none while the clock is paused; likewise the statutory one.
    """
    ordinals = _ordinals(days)
    explained = {day.date: day for day in days}
    due = _due_words(promised_due_on, statutory_due_on)
    last = max([started_on, *explained])
    first_monday = started_on - started_on.weekday() * ONE_DAY
    weeks = []
    monday = first_monday
    while monday <= last:
        cells = []
        for offset in range(7):
            day = monday + offset * ONE_DAY
            if day == started_on:
                cells.append(DayCell(day=day, words=start_words, look="t" if day == today else ""))
                continue
            cells.append(_cell(day, explained.get(day), ordinals.get(day), today, due))
        weeks.append(Week(tuple(cells)))
        monday += 7 * ONE_DAY
    return tuple(weeks)


def _cell(
    day: dt.date,
    explained: CountedDay | None,
    ordinal: int | None,
    today: dt.date,
    due: dict[dt.date, str],
) -> DayCell:
    words: list[str] = []
    looks: list[str] = []
    if explained is not None:
        words.append(_reason(explained, ordinal))
        if explained.counted:
            looks.append("x" if day <= today else "c")
        elif explained.reason is DayReason.SUSPENDED:
            looks.append("h")
    if day == today:
        words.append("今天")
        looks.append("t")
    if day in due:
        words.append(due[day])
        looks.append("d")
    return DayCell(day=day, words=" ".join(words), look=" ".join(looks))


def _reason(day: CountedDay, ordinal: int | None) -> str:
    if day.reason is DayReason.SUSPENDED:
        return day.reason.label
    if not day.counted:
        return day.name or day.reason.label
    makeup = " 调休上班" if day.reason is DayReason.MAKEUP_WORKDAY else ""
    return f"第 {ordinal} 日{makeup}"


def _ordinals(days: Sequence[CountedDay]) -> dict[dt.date, int]:
    counted = [day.date for day in days if day.counted]
    return {day: ordinal for ordinal, day in enumerate(counted, start=1)}


def _due_words(promised: dt.date | None, statutory: dt.date | None) -> dict[dt.date, str]:
    words: dict[dt.date, str] = {}
    if statutory is not None:
        words[statutory] = "法定到期"
    if promised is not None:
        words[promised] = "承诺、法定同日到期" if promised == statutory else "承诺到期"
    return words
