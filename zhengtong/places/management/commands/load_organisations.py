from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    ErrorFile,
    ErrorFileRefused,
    Row,
    RowFault,
    Table,
    UnreadableTable,
    open_table,
    template_csv,
)
from zhengtong.kernel.codes import CodeRefused, Strictness
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin
from zhengtong.places.management.organisation_sheet import ORGANISATIONS, save_row
from zhengtong.places.operations.organisations import UnknownParent

Save = Callable[[Mapping[str, Any]], Saved]


class Command(commands.Command):
    help = "载入机构：部门、乡镇街道、村社区站点、政务服务中心、上级机构"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="机构文件")
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument(
            "--lenient", action="store_true", help="信用代码校验位不符也收入，并记明不符"
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        template: bool,
        lenient: bool,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(ORGANISATIONS), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        strictness = Strictness.LENIENT if lenient else Strictness.STRICT
        request = Request(by=OPERATOR, now=timezone.now(), reason="载入", origin=Origin.IMPORT)
        save = partial(save_row, strictness=strictness, request=request)
        try:
            with (
                open_table(file, ORGANISATIONS) as table,
                ErrorFile(table, path=errors) as error_file,
            ):
                counts = _load(table, error_file, save)
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        self._report(counts, note=table.encoding_note, errors=error_file, as_json=json)
        print_faults(self.stderr, error_file)
        return REFUSED if error_file.count else DONE

    def _report(
        self, counts: Counter[Saved], *, note: str, errors: ErrorFile, as_json: bool
    ) -> None:
        if as_json:
            shown = {saved.value: counts[saved] for saved in Saved}
            faults = [fault.as_json() for fault in errors.faults]
            self.print_json({**shown, "bad_rows": errors.count, "faults": faults, "encoding": note})
            return
        self.stdout.write(
            f"按 {note} 读取。机构：新增 {counts[Saved.CREATED]}，"
            f"变更 {counts[Saved.CHANGED]}，未变 {counts[Saved.UNCHANGED]}"
        )


def _load(table: Table, errors: ErrorFile, save: Save) -> Counter[Saved]:
    """Save each good row; rows whose parent stands further down are tried again at the end."""
    counts: Counter[Saved] = Counter()
    waiting: list[Row] = []
    for row in track(table, description="载入机构", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        _try_row(row, counts, errors, save, on_unknown_parent=waiting.append)
    while waiting:
        again, waiting = waiting, []
        for row in again:
            _try_row(row, counts, errors, save, on_unknown_parent=waiting.append)
        if len(waiting) == len(again):
            for row in waiting:
                message = f"上级机构 {row.values['parent_code']} 不存在"
                errors.add(row.fault(field_zh="上级机构编码", message=message))
            break
    return counts


def _try_row(
    row: Row,
    counts: Counter[Saved],
    errors: ErrorFile,
    save: Save,
    *,
    on_unknown_parent: Callable[[Row], None],
) -> None:
    try:
        counts[save(row.values)] += 1
    except UnknownParent:
        on_unknown_parent(row)
    except CodeRefused as refusal:
        errors.add(row.fault(field_zh="统一社会信用代码", message=refusal.message))
    except DomainError as refusal:
        errors.add(row.fault(field_zh="机构编码", message=refusal.message))
