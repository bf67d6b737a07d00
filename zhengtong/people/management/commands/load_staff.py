from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
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
    sheet_names_in,
    template_csv,
)
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.origins import Origin
from zhengtong.people.management.staff_sheets import PARTS, Part
from zhengtong.people.operations.cover import SuccessorMissing


class Command(commands.Command):
    """Take over staff, duties, posts and leaders from files (人员载入)."""

    help = "载入人员，以及职责、岗位、领导和联络员"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            metavar="FILE",
            help="人员文件；Excel 工作簿里另有“职责”“岗位”“领导”工作表的一并载入",
        )
        for name, part in list(PARTS.items())[1:]:
            parser.add_argument(
                f"--{name}", type=Path, metavar="FILE", help=f"{part.sheet.name}文件"
            )
        parser.add_argument(
            "--template",
            nargs="?",
            choices=list(PARTS),
            const="staff",
            metavar="TABLE",
            help="输出文件模板：staff（人员）、duties（职责）、posts（岗位）、leaders（领导）",
        )

    def run(
        self, *, file: Path | None, template: str | None, json: bool = False, **options: Any
    ) -> int:
        if template is not None:
            self.stdout.write(template_csv(PARTS[template].sheet), ending="")
            return DONE
        try:
            sources = dict(_sources(file, options))
            if not sources:
                raise UnusableInput("缺少参数：FILE，或 --duties、--posts、--leaders 之一")
            counts, error_files = self._load(sources)
        except (UnreadableTable, ErrorFileRefused) as refusal:
            raise UnusableInput(refusal.message) from refusal
        bad_rows = sum(errors.count for errors in error_files.values())
        self._report(counts, error_files, as_json=json)
        return REFUSED if bad_rows else DONE

    def _load(
        self, sources: Mapping[str, tuple[Path, Path]]
    ) -> tuple[dict[str, Counter[Saved]], dict[str, ErrorFile]]:
        """Open every table before the first row of any goes in, then load them in order."""
        request = Request(by=OPERATOR, now=timezone.now(), reason="载入", origin=Origin.IMPORT)
        counts, error_files = {}, {}
        with ExitStack() as opened:
            tables = {
                name: opened.enter_context(open_table(path, PARTS[name].sheet))
                for name, (path, _) in sources.items()
            }
            self.encodings = {name: table.encoding_note for name, table in tables.items()}
            for name, table in tables.items():
                errors = ErrorFile(table, path=sources[name][1])
                error_files[name] = opened.enter_context(errors)
            for name, table in tables.items():
                counts[name] = _load_part(PARTS[name], table, error_files[name], request)
        return counts, error_files

    def _report(
        self,
        counts: Mapping[str, Counter[Saved]],
        error_files: Mapping[str, ErrorFile],
        *,
        as_json: bool,
    ) -> None:
        if as_json:
            self.print_json(
                {
                    name: {saved.value: count[saved] for saved in Saved}
                    | {
                        "bad_rows": error_files[name].count,
                        "faults": [fault.as_json() for fault in error_files[name].faults],
                    }
                    for name, count in counts.items()
                }
            )
        for name, count in counts.items():
            label = PARTS[name].sheet.name
            if not as_json:
                self.stdout.write(
                    f"按 {self.encodings[name]} 读取。{label}：新增 {count[Saved.CREATED]}，"
                    f"变更 {count[Saved.CHANGED]}，"
                    f"未变 {count[Saved.UNCHANGED]}"
                )
            print_faults(self.stderr, error_files[name], label=label)


def _sources(
    file: Path | None, options: Mapping[str, Path | None]
) -> Iterator[tuple[str, tuple[Path, Path]]]:
    """Give out each table's file and where its bad rows go, in the order of loading."""
    sheets = sheet_names_in(file) if file is not None else ()
    for name, part in PARTS.items():
        path = options.get(name)
        if path is None and file is not None and (name == "staff" or part.sheet.name in sheets):
            path = file
        if path is not None:
            shared = path == file and name != "staff"
            mark = f".{part.sheet.name}" if shared else ""
            yield name, (path, path.with_name(f"{path.stem}{mark}.错误.csv"))


def _load_part(part: Part, table: Table, errors: ErrorFile, request: Request) -> Counter[Saved]:
    """Save each good row; a period whose successor stands further down is tried again."""
    counts: Counter[Saved] = Counter()
    waiting: list[Row] = []
    for row in track(table, description=f"载入{part.sheet.name}", total=table.row_count):
        if isinstance(row, RowFault):
            errors.add(row)
        elif _refused(part, _of_file(row, table), counts, errors, request, may_wait=True):
            waiting.append(row)
    for row in waiting:
        _refused(part, _of_file(row, table), counts, errors, request, may_wait=False)
    return counts


def _of_file(row: Row, table: Table) -> Row:
    """Leave the columns out that the file does not have: it says nothing of them."""
    return replace(row, values={name: row.values[name] for name in table.present})


def _refused(
    part: Part,
    row: Row,
    counts: Counter[Saved],
    errors: ErrorFile,
    request: Request,
    *,
    may_wait: bool,
) -> bool:
    """Save a row; return whether it lacks a successor that a later row may bring."""
    try:
        counts[part.save(row.values, request)] += 1
    except SuccessorMissing as refusal:
        if may_wait:
            return True
        errors.add(row.fault(field_zh="接任人工号", message=refusal.message))
    except DomainError as refusal:
        errors.add(row.fault(field_zh=part.sheet.columns[0].name_zh, message=refusal.message))
    return False
