from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.catalogue_sheet import CATALOGUE, release_row
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, region_code
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    ErrorFile,
    RowFault,
    Table,
    open_table,
    template_csv,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin


class Command(commands.Command):
    help = "载入上级基本目录：新增和变更的事项成为新版本，并产生认领待办"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="基本目录文件")
        parser.add_argument(
            "--region",
            type=region_code,
            metavar="CODE",
            help="目录所属区划；不给出时按各行或基本编码的省份",
        )
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        region: str | None,
        template: bool,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(CATALOGUE), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        with open_table(file, CATALOGUE) as table, ErrorFile(table, path=errors) as error_file:
            counts = _load(table, error_file, region_code=region or "")
        if json:
            shown = {released.value: counts[released] for released in Saved}
            self.print_json(
                {**shown, "bad_rows": error_file.count, "encoding": table.encoding_note}
            )
        else:
            self.stdout.write(
                f"按 {table.encoding_note} 读取。目录事项：新增 {counts[Saved.CREATED]}，"
                f"变更 {counts[Saved.CHANGED]}，未变 {counts[Saved.UNCHANGED]}"
            )
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未载入，见 {error_file.path}")
        return REFUSED if error_file.count else DONE


def _load(table: Table, errors: ErrorFile, *, region_code: str) -> Counter[Saved]:
    """Put each good row in force, each in a transaction of its own."""
    request = Request(by=OPERATOR, now=timezone.now(), origin=Origin.SYNCED)
    present = [column.identifier for column in table.sheet.match(table.headers) if column]
    counts: Counter[Saved] = Counter()
    for row in track(table, description="载入目录", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        try:
            released = release_row(
                row.values, present=present, region_code=region_code, request=request
            )
        except DomainError as refusal:
            errors.add(row.fault(field_zh="基本编码", message=refusal.message))
            continue
        counts[released] += 1
    return counts
