from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.exchange.management.difference_lines import json_of, line_of, owner_names
from zhengtong.exchange.management.issue_lists import issue_lines, issues_json
from zhengtong.exchange.management.mapping_sheet import mapping_sheet, read_mapping
from zhengtong.exchange.management.source_lines import (
    case_json,
    case_line,
    source_json,
    source_line,
    source_page,
)
from zhengtong.exchange.operations.explaining import explain_difference
from zhengtong.exchange.operations.mapping import MappingDraft, set_mapping
from zhengtong.exchange.queries import (
    cases_of_difference,
    difference,
    mapping_editions,
    silent_sources,
    source,
    source_issues,
    sources,
)
from zhengtong.exchange.rules.mapping import MappedList
from zhengtong.exchange.rules.reconciliation import DifferenceKind
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, add_action, add_actions
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import ErrorFileRefused, UnreadableTable, template_csv
from zhengtong.kernel.periods import Period
from zhengtong.people.queries import acting

LATE_DAYS = 90
_SHOWN = {Saved.CREATED: "已设定", Saved.CHANGED: "已换新版", Saved.UNCHANGED: "没有变化"}


class Command(commands.Command):
    """The register of sources: what was agreed, mapped and is wrong with each (来源系统登记)."""

    help = "来源系统登记：名册、约定、代码对照、逾期和差异清单、差异说明"

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        listing = add_action(actions, "list", "列出区划的来源系统", has_json=True)
        _region(listing)
        show = add_action(actions, "show", "查看一个来源系统的约定和对照", has_json=True)
        _name(show)
        _mapping_arguments(add_action(actions, "map", "设定字段或代码的对照", has_json=True))
        issues = add_action(actions, "issues", "列出逾期、缺件、矛盾、久未送数", has_json=True)
        _region(issues)
        issues.add_argument("--source", default="", metavar="NAME", help="只列一个来源系统的")
        _days(issues)
        opened = add_action(actions, "difference", "查看一处差异，打开到办件", has_json=True)
        opened.add_argument("number", metavar="NUMBER", help="差异编号")
        explain = add_action(actions, "explain", "说明一处差异", has_json=True)
        explain.add_argument("number", metavar="NUMBER", help="差异编号")
        explain.add_argument("--reason", default="", metavar="TEXT", help="为何不一致")
        explain.add_argument("--staff", default="", metavar="CODE", help="说明人工号")

    def run(self, *, action: str, json: bool = False, **options: Any) -> int:
        acts: dict[str, Callable[..., int]] = {
            "list": self._list,
            "show": self._show,
            "map": self._map,
            "issues": self._issues,
            "difference": self._difference,
            "explain": self._explain,
        }
        return acts[action](as_json=json, **options)

    def _list(self, *, region: str, as_json: bool, **_: Any) -> int:
        found = sources(region_code=region)
        silent = {
            one.source_name: one.silence.sentence
            for one in silent_sources(region_code=region, among=found, today=timezone.localdate())
        }
        if as_json:
            self.print_json([source_json(one, silence=silent.get(one.name, "")) for one in found])
            return DONE
        for one in found:
            self.stdout.write(source_line(one, silence=silent.get(one.name, "")))
        self.stdout.write(f"来源系统 {len(found)} 个" if found else "没有登记来源系统")
        return DONE

    def _show(self, *, region: str, name: str, as_json: bool, **_: Any) -> int:
        found = source(region_code=region, name=name)
        editions = mapping_editions(region_code=region, source_name=name)
        today = timezone.localdate()
        silent = silent_sources(region_code=region, among=(found,), today=today)
        silence = silent[0].silence.sentence if silent else ""
        if as_json:
            self.print_json(source_json(found, silence=silence, editions=editions))
            return DONE
        for line in source_page(found, editions, silence=silence, today=today):
            self.stdout.write(line)
        return DONE

    def _map(self, *, as_json: bool, template: bool, **options: Any) -> int:
        for name, shown in (("list", "--list"), ("name", "NAME"), ("file", "FILE")):
            if options[name] is None and not (template and name != "list"):
                raise UnusableInput(f"缺少参数：{shown}")
        mapped_list = MappedList(options["list"])
        if template:
            self.stdout.write(template_csv(mapping_sheet(mapped_list)), ending="")
            return DONE
        for name, shown in (("region", "--region"), ("holds_from", "--from")):
            if options[name] is None:
                raise UnusableInput(f"缺少参数：{shown}")
        return self._set(mapped_list, as_json=as_json, **options)

    def _set(
        self,
        mapped_list: MappedList,
        *,
        name: str,
        file: Path,
        region: str,
        holds_from: date,
        errors: Path | None,
        staff: str,
        as_json: bool,
        **_: Any,
    ) -> int:
        by = acting(staff)
        source(region_code=region, name=name)
        try:
            read = read_mapping(file, region_code=region, mapped_list=mapped_list, errors=errors)
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        saved = None
        if not read.errors.count:
            draft = MappingDraft(
                region_code=region,
                source_name=name,
                mapped_list=mapped_list,
                holds_from=holds_from,
                pairs=read.pairs,
                file_name=file.name,
            )
            saved = set_mapping(draft=draft, by=by, now=timezone.now())
        if as_json:
            result = saved.value if saved else "refused"
            faults = [fault.as_json() for fault in read.errors.faults]
            self.print_json({"result": result, "codes": len(read.pairs), "faults": faults})
        elif saved:
            self.stdout.write(
                f"按 {read.encoding} 读取 {read.row_count} 行。来源系统“{name}”的"
                f"{mapped_list.label}对照{_SHOWN[saved]}：{len(read.pairs)} 个，{holds_from} 起"
            )
        print_faults(self.stderr, read.errors, outcome="整张对照表没有设定")
        return DONE if saved else REFUSED

    def _issues(
        self,
        *,
        region: str,
        source: str,
        first_day: date | None,
        last_day: date | None,
        as_json: bool,
        **_: Any,
    ) -> int:
        today = timezone.localdate()
        last = last_day or today
        usual = last - min(timedelta(days=LATE_DAYS), last - date.min)
        period = Period(first_day or usual, last)
        found = source_issues(region_code=region, source_name=source, period=period, today=today)
        if as_json:
            self.print_json(issues_json(found))
            return DONE
        for line in issue_lines(found):
            self.stdout.write(line)
        return DONE

    def _difference(self, *, number: str, as_json: bool, **_: Any) -> int:
        found = difference(number=number)
        by_case, ours = cases_of_difference(found, region_code=number[:6])
        if as_json:
            self.print_json(
                {
                    **json_of(found),
                    "case_differences": [json_of(one) for one in by_case],
                    "our_cases": [case_json(one) for one in ours],
                }
            )
            return DONE
        owners = owner_names(one.owner_code for one in (found, *by_case))
        self.stdout.write(line_of(found, owners=owners))
        for one in by_case:
            self.stdout.write(f"    {line_of(one, owners=owners)}")
        if found.kind is DifferenceKind.COUNT:
            self.stdout.write(f"平台计入 {len(ours)} 件：")
            for case in ours:
                self.stdout.write(f"    {case_line(case)}")
            if not by_case:
                self.stdout.write("要逐件比对，请来源给出办件清单，用 reconcile --cases 对账")
        return DONE

    def _explain(self, *, number: str, reason: str, staff: str, as_json: bool, **_: Any) -> int:
        if not reason.strip():
            raise UnusableInput("说明差异要用 --reason 写明理由")
        explain_difference(number=number, reason=reason, by=acting(staff), now=timezone.now())
        if as_json:
            self.print_json(json_of(difference(number=number)))
        else:
            self.stdout.write(f"差异 {number} 已说明")
        return DONE


def _region(parser: ArgumentParser) -> None:
    parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="来源系统名称")
    _region(parser)


def _days(parser: ArgumentParser) -> None:
    for option, dest, words in (("--from", "first_day", "首日"), ("--to", "last_day", "末日")):
        parser.add_argument(
            option,
            dest=dest,
            type=commands.iso_date,
            metavar="DATE",
            help=f"逾期登记按办理日期的{words}，默认到今天的 {LATE_DAYS} 天",
        )


def _mapping_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="来源系统名称")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="对照文件，整张表")
    parser.add_argument("--region", type=commands.region_code, help="区划代码")
    parser.add_argument(
        "--list",
        choices=[one.value for one in MappedList],
        help="对照表：" + "、".join(f"{one.value}（{one.label}）" for one in MappedList),
    )
    parser.add_argument(
        "--from", dest="holds_from", type=commands.iso_date, metavar="DATE", help="从哪一天起有效"
    )
    parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
    parser.add_argument("--staff", default="", metavar="CODE", help="以哪位工作人员的名义")
    parser.add_argument("--template", action="store_true", help="输出文件模板（连同 --list）")
