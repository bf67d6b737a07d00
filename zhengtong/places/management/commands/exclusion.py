"""`zhengtong exclusion declare | end CODE`."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import (
    DONE,
    UnusableInput,
    add_action,
    add_actions,
    iso_date,
    labelled,
    listed,
)
from zhengtong.foundation.requests import Request
from zhengtong.places.operations.exclusions import end_exclusion, exclude_organisation
from zhengtong.places.queries import UnknownOrganisation
from zhengtong.places.rules.organisations import EXCLUSION_LABELS, ExclusionKind


class Command(commands.Command):
    """Leave a body out of bulletins for a time, or take it in again (不纳入统计)."""

    help = "机构不纳入统计：declare 声明，end 结束；已冻结的通报不受影响"

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        declare = _of_body(actions, "declare", "声明机构从某日起不纳入统计")
        declare.add_argument(
            "--kind",
            required=True,
            type=labelled(EXCLUSION_LABELS),
            metavar="KIND",
            help=f"缘由：{listed(EXCLUSION_LABELS)}",
        )
        declare.add_argument(
            "--from",
            dest="starts_on",
            required=True,
            type=iso_date,
            metavar="DATE",
            help="起始日",
        )
        declare.add_argument(
            "--until", dest="ends_on", type=iso_date, metavar="DATE", help="终止日，默认未定"
        )
        declare.add_argument("--note", default="", metavar="TEXT", help="说明，通报中印出")
        end = _of_body(actions, "end", "结束未定终止日的不纳入统计，次日起恢复")
        end.add_argument("--last-day", type=iso_date, metavar="DATE", help="最后一日，默认今天")

    def run(self, *, action: str, code: str, reason: str, **options: Any) -> int:
        request = Request(by=OPERATOR, now=timezone.now(), reason=reason)
        doing: dict[str, Callable[..., str]] = {"declare": _declare, "end": _end}
        try:
            self.stdout.write(doing[action](code, request=request, **options))
        except UnknownOrganisation as refusal:
            raise UnusableInput(refusal.message) from refusal
        return DONE


def _declare(
    code: str,
    *,
    kind: ExclusionKind,
    starts_on: date,
    ends_on: date | None,
    note: str,
    request: Request,
    **_: Any,
) -> str:
    is_changed = exclude_organisation(
        organisation_code=code,
        kind=kind,
        reason=note,
        starts_on=starts_on,
        ends_on=ends_on,
        request=request,
    )
    until = f"至 {ends_on} " if ends_on else "起"
    done = f"机构 {code} {starts_on} {until}不纳入统计（{kind.label}）"
    return done if is_changed else f"{done}，原已如此，没有变动"


def _end(code: str, *, last_day: date | None, request: Request, **_: Any) -> str:
    day = last_day or request.today
    end_exclusion(organisation_code=code, last_day=day, request=request)
    return f"机构 {code} 不纳入统计到 {day} 为止，次日起恢复"


def _of_body(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=False)
    parser.add_argument("code", metavar="CODE", help="机构编码")
    parser.add_argument("--reason", default="命令行办理", metavar="TEXT", help="事由，记入变动")
    return parser
