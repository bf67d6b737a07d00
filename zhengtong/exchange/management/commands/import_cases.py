from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.exchange.management.case_file import CaseFile
from zhengtong.exchange.management.case_sheet import case_sheet
from zhengtong.exchange.management.import_report import ImportReport
from zhengtong.exchange.management.import_run import import_file
from zhengtong.exchange.management.mapped_rows import MappedRows
from zhengtong.exchange.queries import mapping_of
from zhengtong.exchange.queries import source as registered_source
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.tables import (
    ErrorFile,
    ErrorFileRefused,
    UnreadableTable,
    template_csv,
)
from zhengtong.kernel.codes import Strictness


class Command(commands.Command):
    """Import the cases of a department's own system (导入办件)."""

    help = "从登记过的来源系统导入办件；同一文件可反复导入，中断后再导入即续接"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="办件文件")
        parser.add_argument("--region", type=commands.region_code, help="区划代码")
        parser.add_argument("--source", metavar="NAME", help="来源系统名称")
        parser.add_argument("--history", action="store_true", help="历史数据，不算同步或补录")
        parser.add_argument("--dry-run", action="store_true", help="只检查和报告，什么都不写入")
        parser.add_argument(
            "--lenient", action="store_true", help="统一社会信用代码校验位不符也收入"
        )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="错误文件位置（试运行时给出才写）"
        )
        parser.add_argument(
            "--fields-on",
            type=commands.iso_date,
            metavar="DATE",
            help="按哪一天有效的字段对照读表头，默认今天",
        )
        parser.add_argument("--template", action="store_true", help="输出文件模板")

    def run(self, *, template: bool, json: bool = False, **options: Any) -> int:
        if template:
            self.stdout.write(template_csv(case_sheet(result_codes={})), ending="")
            return DONE
        for name, shown in (("file", "FILE"), ("region", "--region"), ("source", "--source")):
            if options[name] is None:
                raise UnusableInput(f"缺少参数：{shown}")
        try:
            report = self._import(**options)
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        return self._tell(report, as_json=json)

    def _import(
        self,
        *,
        file: Path,
        region: str,
        source: str,
        history: bool,
        dry_run: bool,
        lenient: bool,
        errors: Path | None,
        fields_on: date | None,
        **_: Any,
    ) -> ImportReport:
        registered = registered_source(region_code=region, name=source)
        sheet, rows = MappedRows.over(
            case_sheet(result_codes=registered.result_codes),
            mapping=mapping_of(region_code=region, source_name=registered.name),
            on=fields_on or timezone.localdate(),
        )
        with CaseFile(file, sheet, rows=rows) as cases:
            writes_errors = not dry_run or errors is not None
            held = ErrorFile(cases.table, path=errors) if writes_errors else nullcontext()
            with held as error_file:
                return import_file(
                    cases=cases,
                    errors=error_file,
                    source=registered,
                    strictness=Strictness.LENIENT if lenient else Strictness.STRICT,
                    is_history=history,
                    is_rehearsal=dry_run,
                    now=timezone.now(),
                )

    def _tell(self, report: ImportReport, *, as_json: bool) -> int:
        if as_json:
            self.print_json(report.as_json())
        else:
            for line in report.lines():
                self.stdout.write(line)
            report.print_complaints(self.stderr)
        return REFUSED if report.bad_rows or report.waiting else DONE
