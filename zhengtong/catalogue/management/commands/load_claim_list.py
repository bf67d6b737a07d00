from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.operations.claim_list import put_on_list
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, region_code
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request
from zhengtong.foundation.tables import (
    Column,
    ErrorFile,
    Row,
    RowFault,
    Sheet,
    Table,
    code,
    open_table,
    template_csv,
    text,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import has_region

CLAIM_LIST = Sheet(
    name="本级清单",
    columns=(
        Column(
            identifier="organisation_code",
            name_zh="机构编码",
            parser=code(max_length=32),
            required=True,
            example="510703-D01",
        ),
        Column(
            identifier="base_code",
            name_zh="基本编码",
            parser=code(max_length=64),
            required=True,
            example="510101001000",
        ),
        Column(
            identifier="item_name",
            name_zh="事项名称",
            parser=text(max_length=200),
            help="供人核对，不载入",
            example="公共场所卫生许可",
        ),
    ),
)


class Command(commands.Command):
    help = "载入本级清单：哪个机构认领哪些目录事项"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="本级清单文件")
        parser.add_argument("--region", type=region_code, metavar="CODE", help="6 位区划代码")
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
            self.stdout.write(template_csv(CLAIM_LIST), ending="")
            return DONE
        if file is None or region is None:
            missing = [name for name, given in (("FILE", file), ("--region", region)) if not given]
            raise UnusableInput(f"缺少参数：{'、'.join(missing)}")
        if not has_region(region):
            raise UnusableInput(f"区划代码 {region} 不存在，请核对；区划由 load-regions 载入")
        with open_table(file, CLAIM_LIST) as table, ErrorFile(table, path=errors) as error_file:
            created, unchanged = _load(table, error_file, region=region)
        if json:
            content = {"created": created, "unchanged": unchanged, "bad_rows": error_file.count}
            self.print_json({**content, "encoding": table.encoding_note})
        else:
            self.stdout.write(
                f"按 {table.encoding_note} 读取。本级清单：新增 {created}，未变 {unchanged}"
            )
        if error_file.count:
            self.stderr.write(f"{error_file.count} 行有误，未载入，见 {error_file.path}")
        return REFUSED if error_file.count else DONE


def _load(table: Table, errors: ErrorFile, *, region: str) -> tuple[int, int]:
    """Put each good row on the list; return how many are new and how many were there."""
    request = Request(by=OPERATOR, now=timezone.now())
    created = unchanged = 0
    for row in _good_rows(table, errors):
        entry = (row.values["organisation_code"], row.values["base_code"])
        try:
            new = put_on_list(region_code=region, entries={entry}, request=request)
        except DomainError as refusal:
            errors.add(row.fault(field_zh="机构编码", message=refusal.message))
            continue
        created, unchanged = created + new, unchanged + (not new)
    return created, unchanged


def _good_rows(table: Table, errors: ErrorFile) -> Iterator[Row]:
    for row in track(table, description="载入本级清单", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
        else:
            yield row
