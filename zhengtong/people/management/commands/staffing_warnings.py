from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, region_code
from zhengtong.people.queries import StaffingWarning, WarningKind, staffing_warnings
from zhengtong.people.queries.warnings import DEFAULT_DAYS

MOST_DAYS = 3660  # ten years
MOST_NAMED = 20


class Command(commands.Command):
    """The daily list: no holder soon, waiting to be recorded, no ID number on file (人员预警)."""

    help = "每日人员预警：将要无人担任的岗位、职责，未报中心备案的，和未登记身份证号的人员"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=DEFAULT_DAYS,
            help=f"提前天数（默认 {DEFAULT_DAYS}，最多 {MOST_DAYS}）",
        )
        parser.add_argument("--region", type=region_code, metavar="CODE", help="只看一个区划")

    def run(self, *, days: int, region: str | None, json: bool = False, **_: Any) -> int:
        if days < 0:
            raise UnusableInput("参数 --days 不能是负数")
        if days > MOST_DAYS:
            raise UnusableInput(f"参数 --days 最多 {MOST_DAYS}，不能是 {days}")
        warnings = staffing_warnings(
            today=timezone.localdate(), days=days, region_code=region or ""
        )
        if json:
            self.print_json([_as_json(warning) for warning in warnings])
            return DONE
        for warning in warnings:
            self.stdout.write(_line(warning))
        if not warnings:
            self.stdout.write(
                f"{days} 天内没有将要无人担任的岗位、职责，也没有未备案的变动；人员都登记了身份证号"
            )
        return DONE


def _line(warning: StaffingWarning) -> str:
    parts = [f"{warning.starts_on}　{warning.organisation_name}　{warning.holding_label}"]
    parts.append(warning.kind.label)
    if warning.kind is WarningKind.NOT_IDENTIFIED:
        parts.append(_shortened(warning.last_holders))
    elif warning.last_holders:
        parts.append(f"担任人 {'、'.join(warning.last_holders)}")
    if warning.planned_successors:
        parts.append(f"已定接任人 {'、'.join(warning.planned_successors)}，尚未授予")
    if warning.stranded:
        parts.append("涉及：" + "；".join(found.description for found in warning.stranded[:10]))
    return "　".join(parts)


def _shortened(people: tuple[str, ...]) -> str:
    more = f" 等 {len(people)} 人" if len(people) > MOST_NAMED else ""
    return "、".join(people[:MOST_NAMED]) + more


def _as_json(warning: StaffingWarning) -> dict[str, Any]:
    return {
        "kind": warning.kind.value,
        "region_code": warning.region_code,
        "organisation_code": warning.organisation_code,
        "organisation_name": warning.organisation_name,
        "holding": warning.holding,
        "starts_on": warning.starts_on,
        "last_holders": list(warning.last_holders),
        "planned_successors": list(warning.planned_successors),
        "stranded": [
            {"kind": found.kind, "key": found.key, "description": found.description}
            for found in warning.stranded
        ],
    }
