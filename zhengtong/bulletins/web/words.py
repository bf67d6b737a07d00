"""Periods and figures in the words of the pages (页面用语)."""

import re

from zhengtong.bulletins.rules.periods import bulletin_title, period_label, year_label
from zhengtong.kernel.periods import Period

# Between a Chinese character and a figure, on either side.
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])")


def spaced(text: str) -> str:
    """Put one space between Chinese and figures, as pages are set (中西文间空格)."""
    return _SEAM.sub(" ", text)


def title_words(*, region_name: str, period: Period) -> str:
    """Return the title for a page (标题)."""
    return spaced(bulletin_title(region_name=region_name, period=period))


def period_words(period: Period) -> str:
    """Return `2018 年 2 月 1 日至 28 日` (统计期)."""
    first, last = period.first_day, period.last_day
    begin = f"{first.year} 年 {first.month} 月 {first.day} 日"
    if first == last:
        return begin
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}至 {last.day} 日"
    if first.year == last.year:
        return f"{begin}至 {last.month} 月 {last.day} 日"
    return f"{begin}至 {last.year} 年 {last.month} 月 {last.day} 日"


def month_words(period: Period) -> str:
    """Return what heads the columns of the period: `2 月`, or 本期 (本期列名)."""
    return f"{period.last_day.month} 月" if period.is_month() else "本期"


def long_month_words(period: Period) -> str:
    """Return `2018 年 2 月`, or both days where it is no month (期次)."""
    return spaced(period_label(period))


def year_words(period: Period) -> str:
    """Return `1—2 月累计` (累计列名)."""
    return spaced(year_label(period))


def comparison(*, now: int, before: int, label: str) -> str:
    """Return `1 月 2,991 件，少 24.3%`; the rate is left out over nothing (环比).

    Args:
        label: what the earlier period is called.
    """
    if not before:
        return f"{label} 0 件"
    thousandths = (abs(now - before) * 2000 + before) // (before * 2)
    change = (
        "持平" if now == before else f"{'多' if now > before else '少'} {_tenths(thousandths)}%"
    )
    return f"{label} {before:,} 件，{change}"


def grouped(number: int | str) -> str:
    """Write a whole number, or one with decimal places as text, with its thousands set apart."""
    if isinstance(number, int):
        return f"{number:,}"
    whole, _, places = number.partition(".")
    return f"{int(whole):,}.{places}"


def _tenths(thousandths: int) -> str:
    return f"{thousandths // 10}.{thousandths % 10}"
