"""The day ruler: one cell per working day, wherever a limit appears (日格)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PassedDay(StrEnum):
    """What became of one working day that is gone (已过的工作日)."""

    COUNTED = "counted"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRuler:
    """A row of working days and the sentence that says the same (日格).

    Args:
        cells: `u` used, `n` today, `p` inside the promise, empty inside the statutory limit,
            `o` past the promise, `x` past the law, `h` paused.
    """

    cells: tuple[str, ...]
    sentence: str


def day_ruler(
    *,
    passed: Sequence[PassedDay],
    promised_days: int | None,
    statutory_days: int | None,
    today_is_last: bool = True,
) -> DayRuler:
    """Return the ruler of a limit in working days (日格).

    Args:
        passed: the working days since acceptance, oldest first; the day of acceptance is not one.
        today_is_last: the last day of `passed` is today and the clock runs; False on a rest day
            and for a case that is finished.

    Raises:
        ValueError: there is no limit at all, so there is nothing to draw.
    """
    if promised_days is None and statutory_days is None:
        raise ValueError("a day ruler needs a promised or a statutory limit")
    promise = promised_days if promised_days is not None else statutory_days or 0
    law = statutory_days if statutory_days is not None else promise
    cells: list[str] = []
    used = 0
    for day in passed:
        if day is PassedDay.PAUSED:
            cells.append("h")
            continue
        used += 1
        cells.append("u" if used <= promise else "o" if used <= law else "x")
    if today_is_last and cells and cells[-1] == "u":
        cells[-1] = "n"
    # Without a promise of its own the whole limit is the statutory one, drawn with a thin edge.
    thick = promised_days or 0
    cells += ["p" if ordinal <= thick else "" for ordinal in range(used + 1, law + 1)]
    return DayRuler(cells=tuple(cells), sentence=_sentence(passed, promised_days, statutory_days))


def _sentence(passed: Sequence[PassedDay], promised: int | None, statutory: int | None) -> str:
    paused = sum(1 for day in passed if day is PassedDay.PAUSED)
    parts = []
    if statutory is not None:
        parts.append(f"法定 {statutory} 个工作日")
    if promised is not None:
        parts.append(f"承诺 {promised} 个工作日")
    parts.append(f"已过 {len(passed) - paused} 个工作日")
    if paused:
        parts.append(f"暂停 {paused} 个工作日")
    for name, limit in (("承诺", promised), ("法定", statutory)):
        if limit is not None and (days := _days_past(passed, limit)):
            parts.append(f"超过{name} {days} 日")
    return "，".join(parts)


def _days_past(passed: Sequence[PassedDay], limit: int) -> int:
    """Count the working days behind a limit, paused ones too.

    A pause that begins when a limit is reached changes nothing about it, so it stops the
    statutory clock and cannot cure a promise that is broken already.
    """
    used = 0
    for ordinal, day in enumerate(passed):
        if used >= limit:
            return len(passed) - ordinal
        used += day is PassedDay.COUNTED
    return 0
