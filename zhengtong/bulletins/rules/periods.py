"""How a bulletin's period is written in titles and headings (通报期次)."""

from datetime import date
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.named_periods import PeriodKind, kind_of
from zhengtong.kernel.periods import Period, PeriodRefused

# What a bulletin can be asked for; years beyond are slips of the pen.
YEARS = range(2000, 2100)
KIND_LABELS = {
    PeriodKind.WEEK: "按周",
    PeriodKind.MONTH: "按月",
    PeriodKind.QUARTER: "按季度",
    PeriodKind.HALF_YEAR: "按半年",
    PeriodKind.YEAR: "按年",
    PeriodKind.DATES: "起止日",
}
_QUARTERS = "一二三四"


class PeriodNotBegun(DomainError):
    """The period lies in the future; there is nothing to count (统计期未开始)."""

    code: ClassVar[str] = "period_not_begun"


def require_countable(period: Period, *, today: date) -> None:
    """Refuse a period of which there can be no figures (统计期须已开始).

    Raises:
        PeriodRefused: its years lie beyond those of the platform.
        PeriodNotBegun: its first day is yet to come.
    """
    if period.first_day.year not in YEARS or period.last_day.year not in YEARS:
        raise PeriodRefused(
            f"统计期 {period} 超出可统计的年份（{YEARS.start}—{YEARS.stop - 1}年），请核对"
        )
    if period.first_day > today:
        raise PeriodNotBegun(f"{period_label(period)}还没有开始，没有可以通报的数")


def period_label(period: Period) -> str:
    """Return `2018年2月`, `2018年第一季度`, or both days where it has no name (期次名称)."""
    first = period.first_day
    match kind_of(period):
        case PeriodKind.WEEK:
            in_year, number, _ = first.isocalendar()
            return f"{in_year}年第{number}周（{_days(period, in_year=in_year)}）"
        case PeriodKind.MONTH:
            return f"{first.year}年{first.month}月"
        case PeriodKind.DATES:
            return _days(period, in_year=None)
    return f"{first.year}年{_part_of_year(period)}"


def column_label(period: Period) -> str:
    """Return what heads the columns of the period: `2月`, `第7周`, `一季度` (本期列名)."""
    match kind_of(period):
        case PeriodKind.WEEK:
            return f"第{period.first_day.isocalendar().week}周"
        case PeriodKind.MONTH:
            return f"{period.last_day.month}月"
        case PeriodKind.DATES:
            return "本期"
        case PeriodKind.YEAR:
            return "全年"
    return _part_of_year(period).removeprefix("第")


def bulletin_title(*, region_name: str, period: Period, subject: str = "") -> str:
    """Return the title that the bulletin is published under (标题).

    Args:
        subject: whose figures they are, such as 乡镇街道; empty for the departments.
    """
    return f"{region_name}一体化政务服务平台{period_label(period)}{subject}运行情况通报"


def year_label(period: Period) -> str:
    """Return `1—2月累计`, or to the day where the period ends inside a month (累计列的名称)."""
    last = period.last_day
    to_date = Period(date(last.year, 1, 1), last)
    if not _ends_with_month(period):
        return f"1月1日—{last.month}月{last.day}日累计"
    return "1月累计" if to_date.is_month() else f"1—{last.month}月累计"


def days_label(period: Period) -> str:
    """Return both days in full: `2018年2月1日至28日` (起止日)."""
    return _days(period, in_year=None)


def _part_of_year(period: Period) -> str:
    first = period.first_day
    match kind_of(period):
        case PeriodKind.QUARTER:
            return f"第{_QUARTERS[first.month // 3]}季度"
        case PeriodKind.HALF_YEAR:
            return "上半年" if first.month == 1 else "下半年"
    return ""


def _days(period: Period, *, in_year: int | None) -> str:
    """Return the first and the last day, leaving out what the two share (起止日).

    Args:
        in_year: the year that stands before it already, None where none does.
    """
    first, last = period.first_day, period.last_day
    begin = _day(first, in_year=in_year)
    if first == last:
        return begin
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}至{last.day}日"
    return f"{begin}至{_day(last, in_year=first.year)}"


def _day(day: date, *, in_year: int | None) -> str:
    of_year = "" if day.year == in_year else f"{day.year}年"
    return f"{of_year}{day.month}月{day.day}日"


def _ends_with_month(period: Period) -> bool:
    last = period.last_day
    return Period(last.replace(day=1), last).is_month()
