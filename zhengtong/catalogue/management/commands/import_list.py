from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from zhengtong.catalogue.management.acting import add_staff, request_of
from zhengtong.catalogue.management.list_lines import list_content
from zhengtong.catalogue.management.list_sheet import LISTED_ITEMS, list_row
from zhengtong.catalogue.operations.lists import (
    ListDraft,
    ListRowsRefused,
    ListTaken,
    import_list,
)
from zhengtong.catalogue.rules.lists import LIST_LABELS, ListKind, ListTerms, check_terms
from zhengtong.foundation import commands
from zhengtong.foundation.commands import (
    DONE,
    REFUSED,
    UnusableInput,
    iso_date,
    labelled,
    listed,
    region_code,
)
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import (
    ErrorFile,
    FieldFault,
    Row,
    RowFault,
    Table,
    open_table,
    template_csv,
)

# What a list needs beside its file: option and name.
_NEEDED: Mapping[str, str] = {
    "region": "--region",
    "kind": "--kind",
    "name": "--name",
    "document": "--document",
    "from_day": "--from",
}


class Command(commands.Command):
    """Import a list, whole or not at all (清单导入)."""

    help = "导入清单（应认领、进驻大厅、一窗、最多跑一次、零跑动、上下联动、下放乡镇）的一版或一批"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="清单文件")
        parser.add_argument("--region", type=region_code, metavar="CODE", help="6 位区划代码")
        parser.add_argument(
            "--kind",
            type=labelled(LIST_LABELS),
            metavar="KIND",
            help=f"清单种类：{listed(LIST_LABELS)}",
        )
        parser.add_argument("--name", default="", metavar="TEXT", help="清单名称，如文件上所写")
        parser.add_argument("--edition", default="", metavar="TEXT", help="年度或版次，如 2018")
        parser.add_argument(
            "--batch",
            default="",
            metavar="TEXT",
            help="批次，如 第一批；加入现行清单，不替代它",
        )
        parser.add_argument("--document", default="", metavar="TEXT", help="文号")
        parser.add_argument(
            "--from", dest="from_day", type=iso_date, metavar="DATE", help="施行日期"
        )
        parser.add_argument("--demo", action="store_true", help="标为演示")
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
        add_staff(parser)

    def run(
        self,
        *,
        file: Path | None,
        template: bool,
        errors: Path | None,
        staff: str | None,
        json: bool = False,
        **options: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(LISTED_ITEMS), ending="")
            return DONE
        missing = [option for name, option in _NEEDED.items() if not options[name]]
        if file is None or missing:
            missing = [*([] if file else ["FILE"]), *missing]
            raise UnusableInput(f"缺少参数：{'、'.join(missing)}")
        terms = _terms(**options)
        check_terms(terms)
        request = request_of(staff_code=staff, reason="")
        with open_table(file, LISTED_ITEMS) as table, ErrorFile(table, path=errors) as error_file:
            taken = _import(
                table, error_file, terms=terms, request=request, region_code=options["region"],
                is_demo=options["demo"],
            )  # fmt: skip
        if json:
            self.print_json(_content(taken, error_file, note=table.encoding_note))
        elif taken is not None:
            self._tell(taken, note=table.encoding_note)
        print_faults(self.stderr, error_file, outcome="整份清单没有导入")
        return REFUSED if taken is None else DONE

    def _tell(self, taken: ListTaken, *, note: str) -> None:
        known = taken.known
        done = "导入" if taken.is_new else "已经导入过，未变："
        self.stdout.write(f"按 {note} 读取。{done}{known.terms.title}，{taken.row_count} 项")
        if known.counts_from > known.terms.in_force_on:
            self.stdout.write(
                f"施行日期 {known.terms.in_force_on}；过去各日的认领率和占比不再变动，"
                f"本清单自 {known.counts_from} 起计"
            )
        else:
            self.stdout.write(f"自 {known.counts_from} 起施行")


def _terms(
    *,
    kind: ListKind,
    name: str,
    edition: str,
    batch: str,
    document: str,
    from_day: date,
    **_: Any,
) -> ListTerms:
    return ListTerms(
        kind=kind,
        name=name.strip(),
        edition=edition.strip(),
        batch=batch.strip(),
        document_number=document.strip(),
        in_force_on=from_day,
    )


def _import(
    table: Table,
    errors: ErrorFile,
    *,
    terms: ListTerms,
    request: Request,
    region_code: str,
    is_demo: bool,
) -> ListTaken | None:
    """Import the whole file; None where a row is wrong, and then nothing went in."""
    good: dict[int, Row] = {}
    for row in table:
        if isinstance(row, RowFault):
            errors.add(row)
        else:
            good[row.number] = row
    draft = ListDraft(
        region_code=region_code,
        terms=terms,
        rows=[list_row(row) for row in good.values()],
        is_demo=is_demo,
    )
    if errors.count:
        return None
    try:
        return import_list(draft=draft, request=request)
    except ListRowsRefused as refusal:
        for number, wrong in groupby(refusal.refusals, key=lambda each: each.row):
            faults = tuple(FieldFault(each.field, each.message) for each in wrong)
            errors.add(RowFault(number, faults, good[number].raw))
        return None


def _content(taken: ListTaken | None, errors: ErrorFile, *, note: str) -> dict[str, Any]:
    faults = [fault.as_json() for fault in errors.faults]
    content = {"bad_rows": errors.count, "faults": faults, "encoding": note}
    if taken is None:
        return {"imported": False, **content}
    shown = list_content(taken.known)
    return {"imported": taken.is_new, **shown, "rows": taken.row_count, **content}
