"""Periods and figures in the words of the pages (页面用语)."""

import re

from zhengtong.bulletins.rules.comparison import Basis, Change, Comparison
from zhengtong.bulletins.rules.coverage import percent
from zhengtong.bulletins.rules.inputs import BulletinInputs, title_of
from zhengtong.bulletins.rules.levels import BulletinLevel, Edition
from zhengtong.bulletins.rules.periods import (
    column_label,
    days_label,
    period_label,
    year_label,
)
from zhengtong.kernel.named_periods import PeriodKind, kind_of
from zhengtong.kernel.periods import Period

# Between a Chinese character and a figure, on either side.
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])")


def spaced(text: str) -> str:
    """Put one space between Chinese and figures, as pages are set (中西文间空格)."""
    return _SEAM.sub(" ", text)


def title_words(inputs: BulletinInputs) -> str:
    """Return the title for a page (标题)."""
    return spaced(title_of(inputs))


def period_words(period: Period) -> str:
    """Return `2018 年 2 月 1 日至 28 日` (统计期)."""
    return spaced(days_label(period))


def month_words(period: Period) -> str:
    """Return what heads the columns of the period: `2 月`, `第 7 周`, or 本期 (本期列名)."""
    return spaced(column_label(period))


def long_month_words(period: Period) -> str:
    """Return `2018 年 2 月`, or both days where it has no name (期次)."""
    return spaced(period_label(period))


def edition_words(edition: Edition) -> str:
    """Return `2018 年 2 月`, with the level where it is not that of departments (期次)."""
    words = long_month_words(edition.period)
    is_usual = edition.level is BulletinLevel.DEPARTMENT
    return words if is_usual else f"{words}　{edition.level.label}"


def year_words(period: Period) -> str:
    """Return `1—2 月累计` (累计列名)."""
    return spaced(year_label(period))


def comparison_words(comparison: Comparison, *, column: str) -> str:
    """Return `1 月 2,991 件，少 24.3%`; the rate is left out over nothing (环比、同比).

    Where there is no data of that time, it says so: that is not nought.
    """
    earlier = _earlier_words(comparison)
    if comparison.changes is None:
        return f"{earlier}没有数据"
    change = comparison.changes[column]
    return f"{earlier} {change.before:,} 件，{_change_words(change)}"


def _earlier_words(comparison: Comparison) -> str:
    is_before = comparison.basis is Basis.PERIOD_BEFORE
    if is_before and comparison.period and kind_of(comparison.period) is not PeriodKind.DATES:
        return month_words(comparison.period)
    return comparison.basis.label


def _change_words(change: Change) -> str:
    if not change.difference:
        return "持平"
    verb = "多" if change.difference > 0 else "少"
    if change.rate is None:
        return f"{verb} {abs(change.difference):,} 件"
    return f"{verb} {percent(change.rate.removeprefix('-'))}"


def grouped(number: int | str) -> str:
    """Write a whole number, or one with decimal places as text, with its thousands set apart."""
    if isinstance(number, int):
        return f"{number:,}"
    whole, _, places = number.partition(".")
    return f"{int(whole):,}.{places}"
