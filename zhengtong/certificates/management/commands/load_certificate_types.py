from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from zhengtong.certificates.management.type_sheet import CERTIFICATE_TYPES, save_row
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.progress import track
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    ErrorFile,
    ErrorFileRefused,
    RowFault,
    Table,
    UnreadableTable,
    open_table,
    template_csv,
)
from zhengtong.kernel.errors import DomainError


class Command(commands.Command):
    help = "载入证照类型：模板、照面项、有效期齐全的才可制证"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="证照类型文件")
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        template: bool,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(CERTIFICATE_TYPES), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        try:
            with (
                open_table(file, CERTIFICATE_TYPES) as table,
                ErrorFile(table, path=errors) as error_file,
            ):
                counts = _load(table, error_file)
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        if json:
            shown = {saved.value: counts[saved] for saved in Saved}
            self.print_json(
                {**shown, "bad_rows": error_file.count, "encoding": table.encoding_note}
            )
        else:
            self.stdout.write(
                f"按 {table.encoding_note} 读取。证照类型：新增 {counts[Saved.CREATED]}，"
                f"变更 {counts[Saved.CHANGED]}，未变 {counts[Saved.UNCHANGED]}"
            )
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未载入，见 {error_file.path}")
        return REFUSED if error_file.count else DONE


def _load(table: Table, errors: ErrorFile) -> Counter[Saved]:
    counts: Counter[Saved] = Counter()
    for row in track(table, description="载入证照类型", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        try:
            counts[save_row(row.values)] += 1
        except DomainError as refusal:
            errors.add(row.fault(field_zh="有效期类型", message=refusal.message))
    return counts
