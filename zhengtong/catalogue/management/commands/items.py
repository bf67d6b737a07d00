from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.management.bulk_choice import (
    add_choice,
    add_region,
    assigned,
    chosen,
    digest_of,
    elements_called,
)
from zhengtong.catalogue.management.bulk_lines import (
    done_content,
    done_lines,
    refusal_lines,
    request_content,
    request_line,
    request_lines,
    taken_content,
    taken_lines,
)
from zhengtong.catalogue.management.bulk_runs import (
    change_items,
    exported,
    mend_items,
    take_over,
    work_off,
)
from zhengtong.catalogue.management.item_book import ITEM_BOOK
from zhengtong.catalogue.operations.bulk_decisions import approve_page, drop_page, return_page
from zhengtong.catalogue.operations.bulk_requests import BulkDone, BulkOrder
from zhengtong.catalogue.queries.bulk import bulk_request, bulk_requests
from zhengtong.catalogue.rules.bulk import BulkSource, TakeOverRule, Wish
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, add_action, add_actions
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.tables import ErrorFile, open_table, template_csv

DECISIONS: Mapping[str, tuple[str, Callable[..., int]]] = MappingProxyType(
    {
        "approve-bulk": ("审核通过一份批量申请，各事项随即发布新版", approve_page),
        "return-bulk": ("退回一份批量申请", return_page),
        "drop-bulk": ("放弃已退回的批量变更，恢复现行版本", drop_page),
    }
)
RULES = {
    "all": "检查通过的都承接",
    "locked": "上级只改了锁定要素的承接",
    "none": "只列出，不承接",
}
MOST_SHOWN = 50


class Command(commands.Command):
    """Change many items under one review (批量变更)."""

    help = "多个事项一并变更：set 改要素，export、mend 用表格修改，take-over 承接新版目录"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        setting = add_action(actions, "set", "把要素改成同一个值，一并上报", has_json=True)
        add_choice(setting, organisation_required=True)
        setting.add_argument(
            "assignments",
            nargs="+",
            metavar="ELEMENT=VALUE",
            help="要素的标识或名称和值，如 place=1号窗口；只写“place=”是去掉",
        )
        _add_saving(setting)
        export = add_action(actions, "export", "把选定事项的要素导出为 Excel", has_json=True)
        export.add_argument("file", type=Path, metavar="FILE", help="要写的 .xlsx 文件")
        add_choice(export)
        export.add_argument(
            "--element", action="append", default=[], metavar="NAME", help="只导出这些要素"
        )
        mend = add_action(actions, "mend", "按改好的表格变更，列出差异，一并上报", has_json=True)
        mend.add_argument("file", nargs="?", type=Path, metavar="FILE", help="改好的文件")
        mend.add_argument("--template", action="store_true", help="输出文件模板")
        mend.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
        add_region(mend)
        _add_saving(mend)
        taking = add_action(actions, "take-over", "承接新版目录，按规则或逐项", has_json=True)
        add_choice(taking)
        words = "，".join(f"{name} {title}" for name, title in RULES.items())
        taking.add_argument(
            "--rule", choices=tuple(RULES), help=f"{words}；给出 --item 时默认 all，否则 none"
        )
        _add_saving(taking)
        for name, (title, _) in DECISIONS.items():
            _add_decision(add_action(actions, name, title, has_json=True), name)
        shown = add_action(actions, "requests", "批量申请一览，或一份的全部差异", has_json=True)
        add_region(shown)
        shown.add_argument("--number", metavar="NUMBER", help="批量申请号")

    def run(self, *, action: str, json: bool = False, **options: Any) -> int:
        if action in DECISIONS:
            return self._decide(action, as_json=json, **options)
        acts: dict[str, Callable[..., int]] = {
            "set": self._set,
            "export": self._export,
            "mend": self._mend,
            "take-over": self._take_over,
            "requests": self._show,
        }
        return acts[action](as_json=json, **options)

    def _set(
        self,
        *,
        assignments: list[str],
        preview: bool,
        reason: str,
        staff: str | None,
        as_json: bool,
        **choice: Any,
    ) -> int:
        elements = assigned(assignments)
        request = request_of(staff_code=staff, reason=reason)
        codes = chosen(**choice, on=request.today)
        order = BulkOrder(
            region_code=choice["region"],
            source=BulkSource.SET,
            digest=digest_of(BulkSource.SET, elements),
        )
        wishes = dict.fromkeys(codes, Wish(elements=elements))
        done = change_items(order=order, wishes=wishes, request=request, is_preview=preview)
        self._tell(done, is_preview=preview, as_json=as_json)
        return REFUSED if done.refused else DONE

    def _export(self, *, file: Path, element: list[str], as_json: bool, **choice: Any) -> int:
        request = request_of(staff_code=None, reason="")
        codes = chosen(**choice, on=request.today)
        count, left = exported(
            file, region_code=choice["region"], codes=codes, elements=elements_called(element)
        )
        if as_json:
            self.print_json({"exported": count, "not_running": left, "file": str(file)})
            return DONE
        more = f"；{left} 项不在运行，未导出" if left else ""
        self.stdout.write(f"导出 {count} 项到 {file}{more}")
        return DONE

    def _mend(
        self,
        *,
        file: Path | None,
        template: bool,
        errors: Path | None,
        region: str,
        preview: bool,
        reason: str,
        staff: str | None,
        as_json: bool,
    ) -> int:
        if template:
            self.stdout.write(template_csv(ITEM_BOOK), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        request = request_of(staff_code=staff, reason=reason)
        with open_table(file, ITEM_BOOK) as table, ErrorFile(table, path=errors) as error_file:
            done = mend_items(
                table, error_file, region_code=region, request=request, is_preview=preview
            )
        faults = [fault.as_json() for fault in error_file.faults]
        if as_json:
            content = done_content(done, is_preview=preview)
            self.print_json({**content, "bad_rows": error_file.count, "faults": faults})
        else:
            for line in done_lines(done, is_preview=preview):
                self.stdout.write(line)
        print_faults(self.stderr, error_file, outcome="这些行没有变更")
        return REFUSED if error_file.count else DONE

    def _take_over(
        self,
        *,
        rule: str | None,
        preview: bool,
        reason: str,
        staff: str | None,
        as_json: bool,
        **choice: Any,
    ) -> int:
        wanted = TakeOverRule(rule or ("all" if choice["item"] else "none"))
        is_preview = preview or wanted is TakeOverRule.NONE
        request = request_of(staff_code=staff, reason=reason)
        codes = chosen(**choice, on=request.today)
        done = take_over(
            region_code=choice["region"],
            codes=codes,
            rule=wanted,
            request=request,
            is_preview=is_preview,
        )
        if as_json:
            self.print_json(taken_content(done, is_preview=is_preview))
        else:
            for line in taken_lines(done, is_preview=is_preview):
                self.stdout.write(line)
        self._refusals(done.bulk)
        is_left = any(each.reason for each in done.listed) or bool(done.bulk.refused)
        return REFUSED if is_left and wanted is not TakeOverRule.NONE else DONE

    def _decide(
        self,
        action: str,
        *,
        number: str,
        staff: str | None,
        as_json: bool,
        reason: str = "",
    ) -> int:
        work_off(
            DECISIONS[action][1],
            title=DECISIONS[action][0],
            number=number,
            request=request_of(staff_code=staff, reason=reason),
        )
        info, items = bulk_request(number=number)
        if as_json:
            self.print_json(request_content(info, items))
        else:
            self.stdout.write(request_line(info))
        for item in items:
            if item.remark:
                self.stderr.write(f"{item.name}（{item.implementation_code}）：{item.remark}")
        return REFUSED if any(item.remark for item in items) else DONE

    def _show(self, *, region: str, number: str | None, as_json: bool) -> int:
        if number is None:
            infos = bulk_requests(region_code=region)
            if as_json:
                self.print_json([request_content(info) for info in infos])
                return DONE
            for info in infos:
                self.stdout.write(request_line(info))
            if not infos:
                self.stdout.write("没有批量申请")
            return DONE
        info, items = bulk_request(number=number)
        if as_json:
            self.print_json(request_content(info, items))
            return DONE
        for line in request_lines(info, items):
            self.stdout.write(line)
        return DONE

    def _tell(self, done: BulkDone, *, is_preview: bool, as_json: bool) -> None:
        if as_json:
            self.print_json(done_content(done, is_preview=is_preview))
            return
        for line in done_lines(done, is_preview=is_preview):
            self.stdout.write(line)
        self._refusals(done)

    def _refusals(self, done: BulkDone) -> None:
        lines = list(refusal_lines(done))
        for line in lines[:MOST_SHOWN]:
            self.stderr.write(line)
        if len(lines) > MOST_SHOWN:
            self.stderr.write(f"共 {len(lines)} 项拒绝，全部见 --json")


def _add_saving(parser: ArgumentParser) -> None:
    parser.add_argument("--preview", action="store_true", help="只列出差异，不保存")
    parser.add_argument("--reason", default="", metavar="TEXT", help="变更事由")
    add_staff(parser)


def _add_decision(parser: ArgumentParser, name: str) -> None:
    parser.add_argument("number", metavar="NUMBER", help="批量申请号，如 510703-P0001")
    parser.add_argument(
        "--reason", required=name == "return-bulk", default="", metavar="TEXT", help="事由"
    )
    add_staff(parser)
