import re
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.management.exception_lines import (
    declaration_content,
    declaration_lines,
    exception_content,
    exception_line,
)
from zhengtong.catalogue.operations.exceptions import (
    ExceptionDraft,
    UnknownDeclaration,
    approve_exception,
    declare_exception,
    end_exception,
    refuse_exception,
)
from zhengtong.catalogue.queries import declarations_in
from zhengtong.catalogue.rules.exceptions import (
    EXCEPTION_LABELS,
    EXCEPTION_STATE_LABELS,
    FORM_NOTICE,
    ExceptionKind,
    ExceptionState,
    KnownException,
)
from zhengtong.foundation import commands
from zhengtong.foundation.commands import (
    DONE,
    UnusableInput,
    add_action,
    add_actions,
    iso_date,
    labelled,
    listed,
    region_code,
)
from zhengtong.places.queries import UnknownOrganisation

# What a sub-command shows: its JSON, and its lines.
Shown = tuple[Any, Iterable[str]]


class Command(commands.Command):
    """Declare, decide, end and list exceptions (例外申报)."""

    help = (
        "例外申报：declare 申报，approve 同意，refuse 不同意，end 提前结束，list 列出；"
        "不得填写任何涉密内容"
    )
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        _declare_arguments(actions)
        approve = _of_declaration(actions, "approve", "同意例外申报，自同意之日起不计入基数")
        _add_decider(approve)
        approve.add_argument("--reason", default="", metavar="TEXT", help="审核意见")
        refuse = _of_declaration(actions, "refuse", "不同意例外申报，仍计入各项基数")
        _add_decider(refuse)
        refuse.add_argument("--reason", required=True, metavar="TEXT", help="不同意的事由")
        end = _of_declaration(actions, "end", "提前结束例外，或者收回待审核的申报，往日不变")
        add_staff(end)
        end.add_argument("--reason", required=True, metavar="TEXT", help="提前结束的事由")
        end.add_argument(
            "--last-day",
            type=iso_date,
            metavar="DATE",
            help="最后一日，默认昨天，即今日起恢复计入",
        )
        show = _add_action(actions, "list", "列出例外申报")
        show.add_argument(
            "--region", type=region_code, required=True, metavar="CODE", help="区划代码"
        )
        show.add_argument("--organisation", default="", metavar="CODE", help="机构编码")
        _add_kind(show, required=False)
        show.add_argument(
            "--state",
            type=labelled(EXCEPTION_STATE_LABELS),
            metavar="STATE",
            help=f"状态：{listed(EXCEPTION_STATE_LABELS)}",
        )
        show.add_argument("--on", type=iso_date, metavar="DATE", help="只列这一天有效的")

    def run(self, *, action: str, **options: Any) -> int:
        acts: Mapping[str, Callable[..., Shown]] = {
            "declare": self._declare,
            "approve": self._approve,
            "refuse": self._refuse,
            "end": self._end,
            "list": self._list,
        }
        try:
            content, lines = acts[action](**options)
        except (UnknownDeclaration, UnknownOrganisation) as refusal:
            raise UnusableInput(refusal.message) from refusal
        if options.get("json"):
            self.print_json(content)
        else:
            for line in lines:
                self.stdout.write(line)
        return DONE

    def _declare(
        self,
        *,
        code: str,
        item: str,
        kind: ExceptionKind,
        basis: str,
        starts_on: date | None,
        ends_on: date | None,
        reason: str,
        staff: str | None,
        **_: Any,
    ) -> Shown:
        request = request_of(staff_code=staff, reason=reason)
        draft = ExceptionDraft(
            organisation_code=code,
            kind=kind,
            item_code=item,
            basis=basis,
            starts_on=starts_on or request.today,
            ends_on=ends_on,
        )
        content, lines = _shown(declare_exception(draft=draft, request=request))
        return content, [*lines, FORM_NOTICE]

    def _approve(
        self, *, region: str, number: str, reason: str, staff: str | None, **_: Any
    ) -> Shown:
        request = request_of(staff_code=staff, reason=reason)
        return _shown(
            approve_exception(region_code=region, number=_number(number), request=request)
        )

    def _refuse(
        self, *, region: str, number: str, reason: str, staff: str | None, **_: Any
    ) -> Shown:
        request = request_of(staff_code=staff, reason=reason)
        return _shown(refuse_exception(region_code=region, number=_number(number), request=request))

    def _end(
        self,
        *,
        region: str,
        number: str,
        last_day: date | None,
        reason: str,
        staff: str | None,
        **_: Any,
    ) -> Shown:
        request = request_of(staff_code=staff, reason=reason)
        ended = end_exception(
            region_code=region, number=_number(number), last_day=last_day, request=request
        )
        return _shown(ended)

    def _list(
        self,
        *,
        region: str,
        organisation: str,
        kind: ExceptionKind | None,
        state: ExceptionState | None,
        on: date | None,
        **_: Any,
    ) -> Shown:
        found = declarations_in(
            region_code=region, organisation_code=organisation, kind=kind, state=state, on=on
        )
        lines = [*declaration_lines(found)] or [f"{region} 没有这样的例外申报"]
        return [declaration_content(each) for each in found], lines


def _number(text: str) -> int:
    """Return the number as it is listed, with or without its sign (序号).

    Raises:
        UnusableInput: it is none.
    """
    if not re.fullmatch(r"#?[1-9][0-9]{0,8}", text):
        raise UnusableInput(f"“{text[:20]}”不是例外申报的序号，应写成 3 或者 #3 的样子")
    return int(text.removeprefix("#"))


def _shown(known: KnownException) -> Shown:
    return exception_content(known), [exception_line(known)]


def _declare_arguments(actions: Any) -> None:
    declare = _add_action(actions, "declare", f"申报例外，待中心审核。{FORM_NOTICE}")
    declare.add_argument("code", metavar="CODE", help="机构编码")
    declare.add_argument(
        "--item",
        default="",
        metavar="CODE",
        help="事项的实施编码或者基本编码，默认整个机构",
    )
    _add_kind(declare)
    declare.add_argument(
        "--basis",
        required=True,
        metavar="TEXT",
        help="依据的条款或者文号，通报中印出；不得填写涉密内容",
    )
    declare.add_argument(
        "--from", dest="starts_on", type=iso_date, metavar="DATE", help="起始日，默认今天"
    )
    declare.add_argument(
        "--until", dest="ends_on", required=True, type=iso_date, metavar="DATE", help="终止日"
    )
    declare.add_argument(
        "--reason", default="", metavar="TEXT", help="事由，记入办理记录；不得填写涉密内容"
    )
    add_staff(declare)


def _of_declaration(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = _add_action(actions, name, title)
    parser.add_argument("number", metavar="NUMBER", help="例外申报的序号，如 3 或者 #3")
    parser.add_argument(
        "--region", type=region_code, required=True, metavar="CODE", help="区划代码"
    )
    return parser


def _add_decider(parser: ArgumentParser) -> None:
    """The centre decides alone, so nobody decides in the operator's name (审核人)."""
    parser.add_argument(
        "--staff", required=True, metavar="CODE", help="以政务服务中心哪位管理员的名义"
    )


def _add_action(actions: Any, name: str, title: str) -> ArgumentParser:
    return add_action(actions, name, title, has_json=True)


def _add_kind(parser: ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--kind",
        type=labelled(EXCEPTION_LABELS),
        required=required,
        metavar="KIND",
        help=f"种类：{listed(EXCEPTION_LABELS)}",
    )
