from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.management.list_lines import (
    change_content,
    change_lines,
    item_lines,
    list_content,
    list_line,
    rates_content,
    rates_lines,
)
from zhengtong.catalogue.operations.lists import withdraw_list
from zhengtong.catalogue.queries import (
    UnknownList,
    find_list,
    items_of_list,
    list_comparison,
    list_in_force,
    list_rates,
    lists_in,
)
from zhengtong.catalogue.rules.list_measures import SHARE_BASE_LABELS, ShareBase
from zhengtong.catalogue.rules.lists import LIST_LABELS, KnownList, ListKind
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
from zhengtong.places.rules.organisations import LEVEL_LABELS, OrganisationLevel

# What a sub-command shows: its JSON, and its lines.
Shown = tuple[Any, Iterable[str]]


class Command(commands.Command):
    """Look at lists, their changes and the rates by them; withdraw a wrong one (清单)."""

    help = "清单：editions 各版，show 现行内容，compare 两版对比，rates 认领率和占比，withdraw 撤回"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        editions = _action(actions, "editions", "列出各版、各批清单和撤回的清单")
        _add_kind(editions, required=False)
        show = _action(actions, "show", "列出一天的现行清单，或者某一版、某一批")
        _add_kind(show)
        show.add_argument("--on", type=iso_date, metavar="DATE", help="哪一天，默认今天")
        show.add_argument("--edition", metavar="TEXT", help="年度、版次、批次或者 # 加序号")
        between = _action(actions, "compare", "两版清单对比：新增、取消、变更的事项")
        for name, title in (("old", "旧版"), ("new", "新版")):
            between.add_argument(
                name, metavar=name.upper(), help=f"{title}的年度、版次、批次或者 # 加序号"
            )
        _add_kind(between)
        rates = _action(actions, "rates", "按当日现行清单计算认领率、进驻率和各项占比，分机构")
        rates.add_argument("--on", type=iso_date, metavar="DATE", help="哪一天，默认今天")
        _add_rate_choices(rates)
        withdraw = _action(actions, "withdraw", "撤回有误的清单，自今日起不再计入，往日不变")
        withdraw.add_argument("edition", metavar="EDITION", help="年度、版次、批次或者 # 加序号")
        _add_kind(withdraw)
        withdraw.add_argument("--reason", required=True, metavar="TEXT", help="撤回事由")
        add_staff(withdraw)

    def run(self, *, action: str, **options: Any) -> int:
        acts: Mapping[str, Callable[..., Shown]] = {
            "editions": self._editions,
            "show": self._show,
            "compare": self._compare,
            "rates": self._rates,
            "withdraw": self._withdraw,
        }
        try:
            content, lines = acts[action](**options)
        except UnknownList as refusal:
            raise UnusableInput(refusal.message) from refusal
        if options.get("json"):
            self.print_json(content)
        else:
            for line in lines:
                self.stdout.write(line)
        return DONE

    def _editions(self, *, region: str, kind: ListKind | None, **_: Any) -> Shown:
        found = lists_in(region, (kind,) if kind else tuple(ListKind))
        lines = [list_line(known) for known in found] or [f"{region} 还没有清单"]
        return [list_content(known) for known in found], lines

    def _show(
        self, *, region: str, kind: ListKind, on: date | None, edition: str | None, **_: Any
    ) -> Shown:
        if on and edition:
            raise UnusableInput("--on 与 --edition 只能给一个")
        if edition:
            known = find_list(region_code=region, kind=kind, name=edition)
            lists: tuple[KnownList, ...] = (known,)
            items = items_of_list(region_code=region, known=known)
        else:
            found = list_in_force(region_code=region, kind=kind, on=on or timezone.localdate())
            lists, items = found.lists, found.items
        heads = [list_line(known) for known in lists] or [f"当日没有现行的{kind.label}"]
        content = {
            "lists": [list_content(known) for known in lists],
            "items": [asdict(item) for item in items],
        }
        return content, [*heads, *item_lines(items), f"共 {len(items)} 项"]

    def _compare(self, *, region: str, kind: ListKind, old: str, new: str, **_: Any) -> Shown:
        before, after, changes = list_comparison(region_code=region, kind=kind, old=old, new=new)
        content = {
            "old": list_content(before),
            "new": list_content(after),
            "changes": [change_content(change) for change in changes],
        }
        heads = [f"旧：{list_line(before)}", f"新：{list_line(after)}"]
        return content, [*heads, *change_lines(changes)]

    def _rates(
        self,
        *,
        region: str,
        on: date | None,
        level: OrganisationLevel,
        base: ShareBase,
        **_: Any,
    ) -> Shown:
        today = timezone.localdate()
        if on and on > today:
            raise UnusableInput(f"{on} 还没有到，今天是 {today}")
        rates = list_rates(region_code=region, on=on or today, level=level, base=base)
        return rates_content(rates), rates_lines(rates)

    def _withdraw(
        self,
        *,
        region: str,
        kind: ListKind,
        edition: str,
        reason: str,
        staff: str | None,
        **_: Any,
    ) -> Shown:
        known = find_list(region_code=region, kind=kind, name=edition)
        request = request_of(staff_code=staff, reason=reason)
        done = withdraw_list(region_code=region, kind=kind, number=known.number, request=request)
        return list_content(done), [list_line(done)]


def _action(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=True)
    parser.add_argument(
        "--region", type=region_code, required=True, metavar="CODE", help="区划代码"
    )
    return parser


def _add_kind(parser: ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--kind",
        type=labelled(LIST_LABELS),
        required=required,
        metavar="KIND",
        help=f"清单种类：{listed(LIST_LABELS)}",
    )


def _add_rate_choices(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--level",
        type=labelled(LEVEL_LABELS),
        default=OrganisationLevel.DISTRICT_DEPARTMENT,
        metavar="LEVEL",
        help=f"机构层级，默认区县部门：{listed(LEVEL_LABELS)}",
    )
    parser.add_argument(
        "--base",
        type=labelled(SHARE_BASE_LABELS),
        default=ShareBase.SHOULD_CLAIM,
        metavar="BASE",
        help=f"最多跑一次、零跑动的基数：{listed(SHARE_BASE_LABELS)}",
    )
