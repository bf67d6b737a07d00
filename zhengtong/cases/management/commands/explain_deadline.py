import datetime as dt
from argparse import ArgumentParser
from typing import Any

from zhengtong.cases.rules.deadlines import (
    CaseClocks,
    ClockFacts,
    ClockTerms,
    Extension,
    Suspension,
    case_clocks,
)
from zhengtong.foundation import commands
from zhengtong.kernel.clocks import Clock
from zhengtong.kernel.deadlines import CountedDay
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit, TimeLimit
from zhengtong.kernel.local_time import CHINA_TIME, local
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.places.queries import work_calendar

KINDS = "、".join(f"{kind.value}（{kind.label}）" for kind in SpecialProcedure)


class Command(commands.Command):
    """Which day a limit ends on, and why each day counted (期限说明)."""

    help = "计算期限届满日，逐日说明计与不计的缘由"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accepted",
            required=True,
            help="受理日期 2018-09-28；按小时计的写到分钟 2018-09-28T10:30",
        )
        parser.add_argument("--limit", type=int, required=True, help="时限的数目")
        parser.add_argument(
            "--unit", choices=[unit.value for unit in LimitUnit], required=True, help="时限的单位"
        )
        parser.add_argument(
            "--type",
            choices=[kind.value for kind in ItemType],
            default=ItemType.LICENSE.value,
            help="事项类型（默认 license 行政许可）",
        )
        parser.add_argument("--joint", action="store_true", help="统一、联合或集中办理")
        parser.add_argument(
            "--suspend",
            action="append",
            default=[],
            metavar="FROM:TO:KIND",
            help=f"特别程序的起、止和种类，可重复；未结束的把止日空着。种类：{KINDS}",
        )
        parser.add_argument("--extend", type=int, help="批准延长的数目，单位与时限相同")
        parser.add_argument("--basis", default="", help="超出一般规定的延长所依据的条款")
        parser.add_argument("--region", type=commands.region_code, help="按该地的地方假日")

    def run(self, **given: Any) -> int:
        clocks = _clocks(given)
        clock = clocks.statutory
        if clock is None:
            raise commands.UnusableInput("没有可计算的时限")
        if given["json"]:
            self.print_json(_as_json(clock))
            return commands.DONE
        for line in _lines(clock, clocks.not_stopping):
            self.stdout.write(line)
        return commands.DONE


def _clocks(given: dict[str, Any]) -> CaseClocks:
    moment, has_time = _moment(given["accepted"])
    try:
        limit = TimeLimit(given["limit"], LimitUnit(given["unit"]))
        suspensions = tuple(_suspension(text) for text in given["suspend"])
    except DomainError as error:
        raise commands.UnusableInput(error.message) from None
    terms = ClockTerms(
        item_type=ItemType(given["type"]), statutory_limit=limit, is_joint=given["joint"]
    )
    extension = None if given["extend"] is None else Extension(given["extend"], given["basis"])
    facts = ClockFacts(
        accepted_on=moment.date(),
        accepted_at=moment if has_time else None,
        suspensions=suspensions,
        extension=extension,
    )
    return case_clocks(terms=terms, facts=facts, calendar=work_calendar(given["region"] or ""))


def _moment(text: str) -> tuple[dt.datetime, bool]:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise commands.UnusableInput(
            f"参数 --accepted：“{text}”不是日期，应写成 2018-09-28 或 2018-09-28T10:30"
        ) from None
    has_time = len(text.strip()) > len("2018-09-28")
    return (local(moment) if moment.tzinfo else moment.replace(tzinfo=CHINA_TIME)), has_time


def _suspension(text: str) -> Suspension:
    parts = text.split(":")
    if len(parts) != 3:
        raise commands.UnusableInput(
            f"参数 --suspend：“{text}”应写成 起:止:种类，例如 2018-10-08:2018-10-10:testing"
        )
    started, ended, kind = (part.strip() for part in parts)
    if kind not in {known.value for known in SpecialProcedure}:
        raise commands.UnusableInput(f"没有“{kind}”这种特别程序，可用：{KINDS}")
    try:
        return Suspension(
            SpecialProcedure(kind),
            dt.date.fromisoformat(started),
            dt.date.fromisoformat(ended) if ended else None,
        )
    except ValueError:
        raise commands.UnusableInput(f"“{text}”里的日期不对，应写成 2018-10-08") from None


def _as_json(clock: Clock) -> dict[str, Any]:
    due: dt.date | dt.datetime | None = clock.due_on
    if clock.limit.unit is LimitUnit.HOUR:
        due = clock.due_at
    return {
        "due": due,
        "provisional": clock.is_provisional,
        "days": [
            {"date": day.date, "counted": day.counted, "reason": day.reason.value}
            for day in clock.explain()
        ],
    }


def _lines(clock: Clock, not_stopping: tuple[Suspension, ...]) -> list[str]:
    lines = [f"{clock.started_on} 受理，当日不计；时限 {clock.limit.label}"]
    counted = 0
    for day in clock.explain():
        counted += day.counted
        lines.append(_day_line(day, counted))
    lines += [f"{item.kind.label}不停止计时，只作记录" for item in not_stopping]
    if clock.due_on is None:
        lines.append("特别程序尚未结束，届满日未定")
    elif clock.limit.unit is LimitUnit.HOUR and clock.due_at is not None:
        lines.append(f"届满：{local(clock.due_at):%Y-%m-%d %H:%M}{_guess(clock)}")
    else:
        lines.append(f"届满：{clock.due_on}{_guess(clock)}")
    return lines


def _day_line(day: CountedDay, counted: int) -> str:
    weekday = "一二三四五六日"[day.date.weekday()]
    name = f" {day.name}" if day.name else ""
    number = f"第 {counted} 日" if day.counted else "不计"
    return f"  {day.date} 周{weekday}  {number:<6} {day.reason.label}{name}"


def _guess(clock: Clock) -> str:
    return "（暂定：该年放假安排尚未公布）" if clock.is_provisional else ""
