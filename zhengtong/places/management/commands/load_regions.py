from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.progress import track
from zhengtong.foundation.tables import (
    EXAMPLE_REGION,
    Column,
    ErrorFile,
    RowFault,
    Sheet,
    Table,
    UnreadableTable,
    code,
    day,
    open_table,
    template_csv,
    text,
)
from zhengtong.places.operations.bundled_regions import bundled_count, bundled_divisions
from zhengtong.places.operations.regions import Division, RegionsLoaded, load_divisions
from zhengtong.places.queries import known_regions
from zhengtong.places.rules.regions import parent_of

DIVISIONS = Sheet(
    name="行政区划",
    columns=(
        Column(
            identifier="code",
            name_zh="区划代码",
            parser=code(
                pattern=r"[1-9]\d{5}(\d{3}(\d{3})?)?", rule="应为 6、9 或 12 位数字，首位不为 0"
            ),
            required=True,
            example=f"{EXAMPLE_REGION}001",
        ),
        Column(
            identifier="name",
            name_zh="名称",
            parser=text(max_length=100),
            required=True,
            example="涪江街道",
        ),
        Column(
            identifier="full_name",
            name_zh="全称",
            parser=text(max_length=200),
            required=True,
            example="四川省绵阳市游仙区涪江街道",
        ),
        Column(
            identifier="source",
            name_zh="来源",
            parser=text(max_length=16),
            required=True,
            example="NBS",
        ),
        Column(
            identifier="as_of",
            name_zh="版本截止日",
            parser=day(),
            required=True,
            example="2023-06-30",
        ),
    ),
)


class Command(commands.Command):
    help = "载入行政区划：全国到县、四川到村；或另一版本的文件"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="另一版本的区划文件")
        parser.add_argument("--template", action="store_true", help="输出文件模板")

    def run(self, *, file: Path | None, template: bool, json: bool = False, **_: Any) -> int:
        if template:
            self.stdout.write(template_csv(DIVISIONS), ending="")
            return DONE
        if file is None:
            rows = track(bundled_divisions(), description="载入区划", total=bundled_count())
            self._report(load_divisions(rows), errors=None, as_json=json)
            return DONE
        try:
            with open_table(file, DIVISIONS) as table, ErrorFile(table) as errors:
                loaded = load_divisions(_divisions_in(table, errors))
        except UnreadableTable as refusal:
            raise UnusableInput(refusal.message) from refusal
        if not json:
            self.stdout.write(f"按 {table.encoding_note} 读取。", ending="")
        self._report(loaded, errors=errors, as_json=json)
        print_faults(self.stderr, errors)
        return REFUSED if errors.count else DONE

    def _report(self, loaded: RegionsLoaded, *, errors: ErrorFile | None, as_json: bool) -> None:
        if as_json:
            self.print_json(
                {
                    "created": loaded.created,
                    "changed": loaded.changed,
                    "unchanged": loaded.unchanged,
                    "former": loaded.former,
                    "bad_rows": errors.count if errors else 0,
                    "faults": [fault.as_json() for fault in errors.faults] if errors else [],
                }
            )
            return
        self.stdout.write(
            f"区划：新增 {loaded.created}，变更 {loaded.changed}，未变 {loaded.unchanged}，"
            f"历史版本新增 {loaded.former}"
        )


def _divisions_in(table: Table, errors: ErrorFile) -> Iterator[Division]:
    """Give out the good rows; a region whose parent stands nowhere before it is a bad one."""
    given: set[str] = set()
    for row in track(table, description="载入区划", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
            continue
        parent_code = parent_of(row.values["code"])
        if parent_code and parent_code not in given and not known_regions([parent_code]):
            errors.add(
                row.fault(field_zh="区划代码", message=f"上级区划 {parent_code} 不存在，应先载入")
            )
            continue
        given.add(row.values["code"])
        yield Division(**row.values)
