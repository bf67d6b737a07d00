"""How a bulletin's period is written in addresses, numbers and titles (通报期次)."""

import re
from datetime import date

from zhengtong.kernel.periods import Period, PeriodRefused, month

_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", re.ASCII)


def period_text(period: Period) -> str:
    """Return `2018-02` for a month, else `2018-02-05_2018-02-11` (期次)."""
    if period.is_month():
        return f"{period.first_day:%Y-%m}"
    return f"{period.first_day}_{period.last_day}"


def parse_period(text: str) -> Period:
    """Read what `period_text` writes (读期次).

    Raises:
        PeriodRefused: it is neither a month nor two dates in order.
    """
    found = _DATES.fullmatch(text)
    if found is None:
        return month(text)
    try:
        first_day, last_day = (date.fromisoformat(part) for part in found.groups())
    except ValueError:
        raise PeriodRefused(f"“{text}”里有不存在的日期") from None
    return Period(first_day, last_day)


def period_label(period: Period) -> str:
    """Return `2018年2月`, or both days where it is no month (期次名称)."""
    first, last = period.first_day, period.last_day
    if period.is_month():
        return f"{first.year}年{first.month}月"
    if first.year == last.year:
        return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def bulletin_title(*, region_name: str, period: Period) -> str:
    """Return the title that the bulletin is published under (标题)."""
    return f"{region_name}一体化政务服务平台{period_label(period)}运行情况通报"


def year_label(period: Period) -> str:
    """Return `1—2月累计`, or to the day where the period ends inside a month (累计列的名称)."""
    last = period.last_day
    to_date = Period(date(last.year, 1, 1), last)
    if not _ends_with_month(period):
        return f"1月1日—{last.month}月{last.day}日累计"
    return "1月累计" if to_date.is_month() else f"1—{last.month}月累计"


def _ends_with_month(period: Period) -> bool:
    last = period.last_day
    return Period(last.replace(day=1), last).is_month()
