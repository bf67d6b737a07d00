from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.item_sheet import (
    ITEMS,
    MATERIALS,
    MaterialBook,
    complete_item,
)
from zhengtong.catalogue.operations.takeover import take_over_item
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    ErrorFile,
    RowFault,
    Table,
    open_table,
    sheet_names_in,
    template_csv,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin


class Command(commands.Command):
    help = "载入要素齐全的实施清单和申请材料，可一并审核、发布、投入运行"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="实施清单文件")
        parser.add_argument(
            "--materials",
            type=Path,
            metavar="FILE",
            help="申请材料文件；工作簿中的“申请材料”表不用另给",
        )
        parser.add_argument(
            "--publish", action="store_true", help="承接已有的审核结果：上报、审核、发布、投入运行"
        )
        parser.add_argument(
            "--template",
            nargs="?",
            const="items",
            choices=("items", "materials"),
            help="输出文件模板；materials 为申请材料的模板",
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        materials: Path | None,
        publish: bool,
        template: str | None,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template is not None:
            sheet = MATERIALS if template == "materials" else ITEMS
            self.stdout.write(template_csv(sheet), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        with ExitStack() as stack:
            table = stack.enter_context(open_table(file, ITEMS))
            book, bad_materials = _materials(stack, file, materials)
            error_file = stack.enter_context(ErrorFile(table, path=errors))
            counts = _load(table, error_file, book, publish=publish)
        bad = [found for found in (error_file, bad_materials) if found and found.count]
        self._report(counts, table=table, bad_rows=sum(found.count for found in bad), as_json=json)
        for found in bad:
            self.stderr.write(f"{found.count} 行有误，未载入，见 {found.path}")
        return REFUSED if bad else DONE

    def _report(
        self, counts: Counter[Saved], *, table: Table, bad_rows: int, as_json: bool
    ) -> None:
        if as_json:
            shown = {taken.value: counts[taken] for taken in Saved}
            self.print_json({**shown, "bad_rows": bad_rows, "encoding": table.encoding_note})
            return
        self.stdout.write(
            f"按 {table.encoding_note} 读取。事项：新增 {counts[Saved.CREATED]}，"
            f"变更 {counts[Saved.CHANGED]}，未变 {counts[Saved.UNCHANGED]}"
        )


def _materials(
    stack: ExitStack, file: Path, materials: Path | None
) -> tuple[MaterialBook | None, ErrorFile | None]:
    """Read the materials, from their file or from the workbook's own sheet; None without any."""
    source = materials
    if source is None and MATERIALS.name in sheet_names_in(file):
        source = file
    if source is None:
        return None, None
    table = stack.enter_context(open_table(source, MATERIALS))
    path = source.with_name(f"{source.stem}.{MATERIALS.name}.错误.csv")
    errors = stack.enter_context(ErrorFile(table, path=path))
    book = MaterialBook()
    book.read(table, errors)
    return book, errors


def _load(
    table: Table, errors: ErrorFile, book: MaterialBook | None, *, publish: bool
) -> Counter[Saved]:
    """Take each good row over, each in a transaction of its own."""
    request = Request(by=OPERATOR, now=timezone.now(), origin=Origin.IMPORT)
    counts: Counter[Saved] = Counter()
    for row in track(table, description="载入实施清单", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        try:
            item = complete_item(row, table=table, materials=book)
            taken = take_over_item(item=item, publish=publish, request=request)
        except DomainError as refusal:
            errors.add(row.fault(field_zh="事项", message=refusal.message))
            continue
        counts[taken] += 1
    return counts
