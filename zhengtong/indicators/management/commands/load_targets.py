from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import print_faults
from zhengtong.foundation.progress import track
from zhengtong.foundation.saved import Saved
from zhengtong.foundation.tables import (
    ErrorFile,
    ErrorFileRefused,
    Row,
    RowFault,
    Sheet,
    Table,
    UnreadableTable,
    default_error_path,
    open_table,
    sheet_names_in,
    template_csv,
)
from zhengtong.indicators.management.target_sheets import (
    TARGETS,
    VOLUMES,
    refused_column,
    save_target_row,
    save_volume_row,
)
from zhengtong.kernel.errors import DomainError

SaveRow = Callable[[Mapping[str, Any]], Saved]
# What makes two rows of one file speak of the same thing.
TARGET_KEY = ("organisation_code", "year", "groups", "from")
VOLUME_KEY = ("region_code", "year", "groups")


class Command(commands.Command):
    help = "载入年任务，以及上年实际办件量（录入率的基数）"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="年任务文件")
        parser.add_argument(
            "--volumes", type=Path, metavar="FILE", help="上年实际办件量文件（或放在第二张工作表）"
        )
        parser.add_argument("--template", action="store_true", help="输出年任务文件的模板")
        parser.add_argument(
            "--volumes-template", action="store_true", help="输出上年实际办件量文件的模板"
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        volumes: Path | None,
        template: bool,
        volumes_template: bool,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template or volumes_template:
            self.stdout.write(template_csv(TARGETS if template else VOLUMES), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        errors = errors or default_error_path(file)
        try:
            with ExitStack() as opened:
                # Both files are found whole before the first row of either goes in.
                loads = [
                    _Load(opened, path, sheet, save, key=key, errors=error_path)
                    for path, sheet, save, key, error_path in _sheets(file, volumes, errors)
                ]
                for load in loads:
                    load.go()
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        self._report(loads, as_json=json)
        return REFUSED if any(load.errors.count for load in loads) else DONE

    def _report(self, loads: list["_Load"], *, as_json: bool) -> None:
        if as_json:
            self.print_json({load.name: load.described() for load in loads})
        for load in loads:
            if not as_json:
                self.stdout.write(
                    f"按 {load.table.encoding_note} 读取。{load.sheet.name}："
                    f"新增 {load.counts[Saved.CREATED]}，变更 {load.counts[Saved.CHANGED]}，"
                    f"未变 {load.counts[Saved.UNCHANGED]}"
                )
            print_faults(self.stderr, load.errors, label=load.sheet.name)


class _Load:
    """One table on its way in."""

    def __init__(
        self,
        opened: ExitStack,
        path: Path,
        sheet: Sheet,
        save: SaveRow,
        *,
        key: tuple[str, ...],
        errors: Path,
    ) -> None:
        self.sheet, self.save, self.key = sheet, save, key
        self.name = "targets" if key is TARGET_KEY else "volumes"
        self.table: Table = opened.enter_context(open_table(path, sheet))
        self.errors = opened.enter_context(ErrorFile(self.table, path=errors))
        self.counts: Counter[Saved] = Counter()

    def go(self) -> None:
        """Save each good row; the second of two rows on the same thing is refused."""
        seen: dict[tuple[Any, ...], int] = {}
        title = f"载入{self.sheet.name}"
        for row in track(self.table, description=title, total=self.table.row_count):
            if isinstance(row, RowFault):
                self.errors.add(row)
                continue
            key = tuple(row.values[name] for name in self.key)
            if key in seen:
                message = f"与第 {seen[key]} 行重复"
                field_zh = self.sheet.columns[0].name_zh
                self.errors.add(row.fault(field_zh=field_zh, message=message))
                continue
            seen[key] = row.number
            self._save(row)

    def described(self) -> dict[str, Any]:
        """Return what came of it, for programs."""
        return {
            **{saved.value: self.counts[saved] for saved in Saved},
            "bad_rows": self.errors.count,
            "faults": [fault.as_json() for fault in self.errors.faults],
            "encoding": self.table.encoding_note,
        }

    def _save(self, row: Row) -> None:
        try:
            self.counts[self.save(row.values)] += 1
        except DomainError as refusal:
            field_zh = refused_column(self.sheet, refusal)
            self.errors.add(row.fault(field_zh=field_zh, message=refusal.message))


SheetToLoad = tuple[Path, Sheet, SaveRow, tuple[str, ...], Path]


def _sheets(file: Path, volumes: Path | None, errors: Path) -> list[SheetToLoad]:
    """Return what to load: the targets, and the volumes of the second sheet or second file.

    Raises:
        UnreadableTable: the volumes are given twice, or the workbook cannot be read.
    """
    found: list[SheetToLoad] = [(file, TARGETS, save_target_row, TARGET_KEY, errors)]
    second = _second_sheet(file)
    if volumes is not None and second is not None:
        raise UnreadableTable(
            f"上年实际办件量给了两份：工作表“{second.name}”和 --volumes，请只留一份"
        )
    if second is not None:
        beside = errors.with_name(f"{errors.stem}.{second.name}{errors.suffix}")
        found.append((file, second, save_volume_row, VOLUME_KEY, beside))
    if volumes is not None:
        beside = default_error_path(volumes)
        found.append((volumes, VOLUMES, save_volume_row, VOLUME_KEY, beside))
    return found


def _second_sheet(file: Path) -> Sheet | None:
    """Return the sheet of volumes under the name it has in the workbook, None without one."""
    names = [name for name in sheet_names_in(file) if name != TARGETS.name]
    if VOLUMES.name in names:
        return VOLUMES
    has_targets_by_name = TARGETS.name in sheet_names_in(file)
    others = names if has_targets_by_name else names[1:]
    return replace(VOLUMES, name=others[0]) if others else None
