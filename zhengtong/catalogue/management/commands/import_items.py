from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.item_lists import ITEM_LIST, ItemList, ListTaken
from zhengtong.catalogue.management.notes import NoteBook
from zhengtong.catalogue.rules.import_columns import ColumnsRefused
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, region_code
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import (
    ErrorFile,
    Table,
    open_table,
    template_csv,
)
from zhengtong.kernel.origins import Origin

MOST_NAMED = 10


class Command(commands.Command):
    help = "导入已公布的事项清单：每一行都收入，瑕疵按行按列提示"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="事项文件")
        parser.add_argument("--region", type=region_code, metavar="CODE", help="6 位区划代码")
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")
        parser.add_argument("--notes", type=Path, metavar="FILE", help="把全部提示写入 CSV 文件")

    def run(
        self,
        *,
        file: Path | None,
        region: str | None,
        template: bool,
        errors: Path | None,
        notes: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(ITEM_LIST), ending="")
            return DONE
        if file is None or region is None:
            missing = [name for name, given in (("FILE", file), ("--region", region)) if not given]
            raise UnusableInput(f"缺少参数：{'、'.join(missing)}")
        request = Request(by=OPERATOR, now=timezone.now(), origin=Origin.IMPORT)
        try:
            with open_table(file, ITEM_LIST) as table:
                items = ItemList(table, region_code=region)
                with ErrorFile(table, path=errors) as error_file, NoteBook(path=notes) as book:
                    taken = items.take_over(request=request, errors=error_file, notes=book)
        except ColumnsRefused as refusal:
            raise UnusableInput(refusal.message) from refusal
        if json:
            self._print_json(taken, table, items, error_file, book)
        else:
            self._print_text(taken, table, items, book)
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未收入，见 {error_file.path}")
        return REFUSED if error_file.count else DONE

    def _print_text(self, taken: ListTaken, table: Table, items: ItemList, book: NoteBook) -> None:
        for note in book.shown:
            self.stdout.write(f"第 {note.row} 行 {note.field}：{note.message}")
        if book.total > len(book.shown):
            rest = book.total - len(book.shown)
            self.stdout.write(f"另有 {rest} 条提示，用 --notes FILE 全部写出")
        if items.absent_codes:
            self.stdout.write(f"文件没有这些列：{'、'.join(items.absent_codes)}")
        self.stdout.write(
            f"按 {table.encoding_note} 读取 {table.row_count} 行。"
            f"事项：新增 {taken.created}，已有 {taken.unchanged}"
        )
        if taken.upper_items:
            self.stdout.write(f"由基本编码推得上级目录事项 {taken.upper_items} 项")
        if taken.bodies:
            named = "、".join(taken.bodies[:MOST_NAMED])
            more = "等" if len(taken.bodies) > MOST_NAMED else ""
            self.stdout.write(f"提示：新建机构 {len(taken.bodies)} 个：{named}{more}，请核对")
        if book.total:
            counts = "，".join(f"{label} {count}" for label, count in book.labelled())
            self.stdout.write(f"提示 {book.total} 条：{counts}")

    def _print_json(
        self,
        taken: ListTaken,
        table: Table,
        items: ItemList,
        errors: ErrorFile,
        book: NoteBook,
    ) -> None:
        self.print_json(
            {
                "rows": table.row_count,
                "created": taken.created,
                "unchanged": taken.unchanged,
                "bad_rows": errors.count,
                "upper_items": taken.upper_items,
                "organisations": taken.bodies,
                "absent_codes": items.absent_codes,
                "warnings": book.total,
                "warning_counts": dict(sorted(book.counts.items())),
                "warning_rows": [
                    {
                        "row": note.row,
                        "field": note.field,
                        "code": note.code,
                        "message": note.message,
                    }
                    for note in book.shown
                ],
                "encoding": table.encoding_note,
            }
        )
