from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.cases.management.pasted import pasted_file
from zhengtong.cases.management.register_sheet import REGISTER, field_name, spot_line
from zhengtong.cases.operations.on_the_spot_register import LineOutcome, register_on_the_spot
from zhengtong.cases.rules.register import MOST_LINES
from zhengtong.foundation import commands
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput
from zhengtong.foundation.management.faults import print_faults
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
from zhengtong.people.queries import UnknownStaff, acting
from zhengtong.places.queries import organisation

PASTED = Path("-")
PASTED_ERRORS = Path("即办登记.错误.csv")


class Command(commands.Command):
    """Enter many on-the-spot cases at once, one line each (即办登记)."""

    help = "即办登记：一行一件，当场收件、受理、准予、办结；FILE 写 - 时读取粘贴的内容"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="登记表文件；- 为粘贴的内容"
        )
        parser.add_argument("--staff", metavar="CODE", help="以谁的名义登记")
        parser.add_argument(
            "--decider", metavar="CODE", help="当场作出决定的人，默认即登记人；受办分离的事项必填"
        )
        parser.add_argument("--template", action="store_true", help="输出登记表的模板")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="错误文件位置")

    def run(
        self,
        *,
        file: Path | None,
        staff: str | None,
        decider: str | None,
        template: bool,
        errors: Path | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(template_csv(REGISTER), ending="")
            return DONE
        for value, shown in ((file, "FILE"), (staff, "--staff")):
            if value is None:
                raise UnusableInput(f"缺少参数：{shown}")
        assert file is not None
        is_pasted = file == PASTED
        try:
            by, deciding = acting(staff), acting(decider or staff)
            with (
                pasted_file() if is_pasted else nullcontext(file) as path,
                open_table(path, REGISTER) as table,
                ErrorFile(table, path=errors or (PASTED_ERRORS if is_pasted else None)) as held,
            ):
                outcomes = _register(table, held, by=by, decider=deciding)
        except (UnreadableTable, ErrorFileRefused, UnknownStaff) as refusal:
            raise UnusableInput(refusal.message) from refusal
        self._report(outcomes, errors=held, note=table.encoding_note, as_json=json)
        return REFUSED if held.count else DONE

    def _report(
        self, outcomes: Sequence[LineOutcome], *, errors: ErrorFile, note: str, as_json: bool
    ) -> None:
        made = [one for one in outcomes if not one.is_refused and not one.was_known]
        known = [one for one in outcomes if one.was_known]
        if as_json:
            self.print_json(
                {
                    "registered": len(made),
                    "known": len(known),
                    "bad_rows": errors.count,
                    "cases": [
                        {"row": one.number, "number": one.case_number, "known": one.was_known}
                        for one in outcomes
                        if not one.is_refused
                    ],
                    "faults": [fault.as_json() for fault in errors.faults],
                    "encoding": note,
                }
            )
        else:
            self.stdout.write(f"按 {note} 读取。登记 {len(made)} 件，早已登记 {len(known)} 件")
            for one in (*made, *known):
                mark = "　早已登记" if one.was_known else ""
                self.stdout.write(f"  第 {one.number} 行　{one.case_number}{mark}")
        print_faults(self.stderr, errors, outcome="未登记")


def _register(table: Table, errors: ErrorFile, *, by: Actor, decider: Actor) -> list[LineOutcome]:
    """Enter every good row; what a row was refused for goes to the error file."""
    if table.row_count > MOST_LINES:
        raise UnreadableTable(f"一次最多登记 {MOST_LINES} 行，请分成几个文件")
    rows: dict[int, Row] = {}
    for row in table:
        if isinstance(row, RowFault):
            errors.add(row)
        else:
            rows[row.number] = row
    outcomes = register_on_the_spot(
        region_code=organisation(by.organisation_code).region_code,
        lines=[spot_line(number=number, values=row.values) for number, row in rows.items()],
        by=by,
        decider=decider,
        now=timezone.now(),
    )
    for outcome in outcomes:
        if outcome.is_refused:
            fault = rows[outcome.number].fault(
                field_zh=field_name(outcome.field), message=outcome.message
            )
            errors.add(fault)
    return outcomes
