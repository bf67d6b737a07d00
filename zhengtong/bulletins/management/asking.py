"""Which bulletin a command line asks for: region, period and level (命令行所问的通报)."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from zhengtong.bulletins.rules.levels import BulletinLevel, Edition, UnknownLevel, parse_level
from zhengtong.foundation import commands
from zhengtong.foundation.commands import UnusableInput
from zhengtong.kernel.named_periods import FORMS, parse_period
from zhengtong.kernel.periods import Period, PeriodRefused, month


def add_edition(parser: ArgumentParser, *, default: Any = None) -> None:
    """Declare the arguments that say which bulletin is meant (统计范围参数).

    Args:
        default: `SUPPRESS` in a subcommand, so that it does not undo what stood before it.
    """
    parser.add_argument(
        "--region",
        type=commands.region_code,
        default=default,
        metavar="CODE",
        help="区划代码；市、省由所辖区县汇总",
    )
    parser.add_argument(
        "--month", type=_month, default=default, metavar="YYYY-MM", help="月份，如 2018-02"
    )
    parser.add_argument(
        "--period", type=_period, default=default, metavar="PERIOD", help=f"统计期：{FORMS}"
    )
    for name, title in (("from", "起始日，与 --to 同用"), ("to", "终止日")):
        parser.add_argument(
            f"--{name}",
            type=commands.iso_date,
            default=default,
            dest=f"{name}_day",
            metavar="DATE",
            help=title,
        )
    levels = "、".join(f"{level.value} {level.label}" for level in BulletinLevel)
    parser.add_argument(
        "--level",
        type=_level,
        default=default,
        metavar="LEVEL",
        help=f"统计层级，默认 department；{levels}（市、省自己的部门，不汇总）",
    )


def asked_edition(options: dict[str, Any]) -> tuple[str, Edition]:
    """Return the region, and the period and level of the command line (所问期次).

    Raises:
        UnusableInput: the region is missing, or the period is missing or given twice.
        PeriodRefused, UnknownLevel: one of them is no such thing.
    """
    if options["region"] is None:
        raise UnusableInput("缺少参数：--region")
    given = options.get("level")
    # `call_command` hands over text as it is.
    level = parse_level(given) if isinstance(given, str) else given or BulletinLevel.DEPARTMENT
    return options["region"], Edition(period=_asked_period(options), level=level)


def _asked_period(options: dict[str, Any]) -> Period:
    named, whole = options.get("period"), options["month"]
    first: date | None = options["from_day"]
    last: date | None = options["to_day"]
    has_dates = first is not None or last is not None
    if (named is not None) + (whole is not None) + has_dates == 1:
        if named is not None:
            return parse_period(named) if isinstance(named, str) else named
        if whole is not None:
            return month(whole) if isinstance(whole, str) else whole
        if first is not None and last is not None:
            return Period(first, last)
    raise UnusableInput(
        "统计期写 --month 2018-02，或 --period 2018Q1，"
        "或 --from 2018-02-01 --to 2018-02-28，两者取一"
    )


def _month(text: str) -> Period:
    try:
        return month(text)
    except PeriodRefused as refusal:
        raise ArgumentTypeError(refusal.message) from refusal


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except PeriodRefused as refusal:
        raise ArgumentTypeError(refusal.message) from refusal


def _level(text: str) -> BulletinLevel:
    try:
        return parse_level(text)
    except UnknownLevel as refusal:
        raise ArgumentTypeError(refusal.message) from refusal
