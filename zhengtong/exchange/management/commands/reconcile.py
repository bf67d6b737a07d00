from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.exchange.management.book_files import BookFile, BookTerms, read_counts, read_list
from zhengtong.exchange.management.book_sheets import counts_sheet, list_sheet
from zhengtong.exchange.management.difference_lines import json_of, line_of, owner_names
from zhengtong.exchange.operations.reconciling import RunResult, TheirBook, reconcile
from zhengtong.exchange.queries import DifferenceInfo, mapping_of, source, standing_differences
from zhengtong.exchange.rules.reconciliation import DifferenceState
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.tables import ErrorFileRefused, UnreadableTable, template_csv
from zhengtong.kernel.periods import Period
from zhengtong.people.queries import acting

MOST_PRINTED = 100
_TEMPLATES = ("counts", "cases")


class Command(commands.Command):
    """Hold a source's own counts and cases against ours (对账)."""

    help = "与来源系统对账：按日、事项、机构比件数，按清单逐件比，差异留到说明或消除为止"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, help="区划代码")
        parser.add_argument("--source", metavar="NAME", help="来源系统名称")
        parser.add_argument(
            "--counts", type=Path, metavar="FILE", help="来源的件数：按日、事项、机构的受理和办结数"
        )
        parser.add_argument(
            "--cases", type=Path, metavar="FILE", help="来源的办件清单：期间内受理或办结的全部办件"
        )
        parser.add_argument("--from", dest="first_day", type=commands.iso_date, metavar="DATE")
        parser.add_argument(
            "--to",
            dest="last_day",
            type=commands.iso_date,
            metavar="DATE",
            help="对账期间；不给时为件数文件的首日到末日",
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
        parser.add_argument("--staff", default="", metavar="CODE", help="以哪位工作人员的名义")
        parser.add_argument(
            "--template",
            nargs="?",
            const="counts",
            choices=_TEMPLATES,
            help="输出文件模板：counts（件数）或 cases（办件清单）",
        )

    def run(self, *, template: str | None, json: bool = False, **options: Any) -> int:
        if template is not None:
            sheet = counts_sheet() if template == "counts" else list_sheet(result_codes={})
            self.stdout.write(template_csv(sheet), ending="")
            return DONE
        for name in ("region", "source"):
            if options[name] is None:
                raise UnusableInput(f"缺少参数：--{name}")
        if options["counts"] is None and options["cases"] is None:
            raise UnusableInput("缺少参数：--counts 或 --cases")
        return self._reconcile(as_json=json, **options)

    def _reconcile(
        self,
        *,
        region: str,
        source: str,
        counts: Path | None,
        cases: Path | None,
        first_day: date | None,
        last_day: date | None,
        errors: Path | None,
        staff: str,
        as_json: bool,
        **_: Any,
    ) -> int:
        by, now = acting(staff), timezone.now()
        terms = _terms(region, source, _period(first_day, last_day))
        try:
            counted = read_counts(counts, terms=terms, errors=errors) if counts else None
            if counted and counted.faults.row_count:
                return self._tell_faults([counted], as_json=as_json)
            terms = _covering(terms, counted)
            beside = None if counted else errors
            listed = read_list(cases, terms=terms, errors=beside) if cases else None
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        files = [file for file in (counted, listed) if file is not None]
        if listed and listed.faults.row_count:
            return self._tell_faults([listed], as_json=as_json)
        assert terms.period is not None
        book = TheirBook(
            region_code=region,
            source_name=source,
            period=terms.period,
            counts=counted.counts() if counted else None,
            cases=listed.cases() if listed else None,
            file_name="、".join(file.name for file in files),
        )
        result = reconcile(book=book, by=by, now=now)
        found = standing_differences(
            region_code=region, source_name=source, period=terms.period, limit=None
        )
        return self._tell(result, found, terms.period, files, as_json=as_json)

    def _tell_faults(self, files: Iterable[BookFile], *, as_json: bool) -> int:
        if as_json:
            faults = [fault.as_json() for file in files for fault in file.faults]
            self.print_json({"reconciled": False, "faults": faults})
        for file in files:
            print_faults(self.stderr, file.errors, label=file.name, outcome="整个文件没有对账")
        return REFUSED

    def _tell(
        self,
        result: RunResult,
        found: tuple[DifferenceInfo, ...],
        period: Period,
        files: Iterable[BookFile],
        *,
        as_json: bool,
    ) -> int:
        waiting = sum(one.state is DifferenceState.OPEN for one in found)
        if as_json:
            self.print_json(
                {
                    "reconciled": True,
                    "from": period.first_day,
                    "to": period.last_day,
                    "found": result.found,
                    "gone": result.gone,
                    "kept": result.kept,
                    "waiting": waiting,
                    "differences": [json_of(one) for one in found],
                }
            )
            return REFUSED if waiting else DONE
        for file in files:
            self.stdout.write(f"按 {file.encoding} 读取 {file.name} {len(file.rows)} 行")
        owners = owner_names(one.owner_code for one in found[:MOST_PRINTED])
        for one in found[:MOST_PRINTED]:
            self.stdout.write(line_of(one, owners=owners))
        if len(found) > MOST_PRINTED:
            self.stdout.write(f"……另有 {len(found) - MOST_PRINTED} 处，用 --json 全部输出")
        self.stdout.write(
            f"{period} 对账：新差异 {result.found} 处，已消除 {result.gone} 处，"
            f"原有 {result.kept} 处；期内待说明 {waiting} 处"
        )
        return REFUSED if waiting else DONE


def _period(first_day: date | None, last_day: date | None) -> Period | None:
    if (first_day is None) != (last_day is None):
        raise UnusableInput("--from 和 --to 要一起给出")
    return Period(first_day, last_day) if first_day and last_day else None


def _terms(region: str, name: str, period: Period | None) -> BookTerms:
    return BookTerms(
        source=source(region_code=region, name=name),
        mapping=mapping_of(region_code=region, source_name=name),
        today=timezone.localdate(),
        period=period,
    )


def _covering(terms: BookTerms, counted: BookFile | None) -> BookTerms:
    """Return the terms with the days that are held against each other."""
    period = terms.period or (counted.period if counted else None)
    if period is None:
        raise UnusableInput("件数文件没有可用的行，或者只有办件清单：请用 --from 和 --to 给出期间")
    return BookTerms(source=terms.source, mapping=terms.mapping, today=terms.today, period=period)
