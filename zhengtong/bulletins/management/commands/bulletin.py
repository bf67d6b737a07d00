from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.bulletins.management.asking import add_edition, asked_edition
from zhengtong.bulletins.management.terminal import rendered
from zhengtong.bulletins.management.tracing import Trace
from zhengtong.bulletins.management.writing import json_text, write_bytes, write_file
from zhengtong.bulletins.operations.correction import correct_bulletin
from zhengtong.bulletins.operations.freezing import freeze_bulletin
from zhengtong.bulletins.operations.preparation import current_bulletin
from zhengtong.bulletins.operations.withdrawal import withdraw_bulletin
from zhengtong.bulletins.queries.districts import NoDistricts
from zhengtong.bulletins.queries.frozen import FrozenBulletin, UnknownBulletin, frozen_for
from zhengtong.bulletins.queries.issues import issue_of
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.bulletins.rules.cells import NothingBehind, UnknownCell, find_cell, split_cell
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.documents.forms import FILE_FORMS
from zhengtong.bulletins.rules.exports import bulletin_csv
from zhengtong.bulletins.rules.levels import Edition, UnknownLevel
from zhengtong.bulletins.rules.periods import PeriodNotBegun
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput, add_action
from zhengtong.kernel.periods import PeriodRefused
from zhengtong.people.queries import UnknownStaff, acting
from zhengtong.places.queries import UnknownRegion

# Arguments that name what is not there: the command line is wrong, exit code 2.
WRONG_ARGUMENTS = (
    NoDistricts,
    NothingBehind,
    PeriodNotBegun,
    PeriodRefused,
    UnknownBulletin,
    UnknownCell,
    UnknownLevel,
    UnknownRegion,
    UnknownStaff,
)


class Command(commands.Command):
    help = "运行情况通报：编成、下钻；子命令 freeze 冻结、erratum 更正、withdraw 撤回、verify 校验"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        add_edition(parser)
        parser.add_argument(
            "--format",
            choices=("table", "json", "csv", *FILE_FORMS),
            default="table",
            help="输出格式；docx、xlsx 要用 --output 写入文件",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="写入文件")
        parser.add_argument(
            "--trace", metavar="ROW:COLUMN", help="列出一格背后的办件，行是部门或 totals"
        )
        parser.add_argument("--live", action="store_true", help="已冻结的也按账本现在的数重新编成")
        actions = parser.add_subparsers(dest="action", title="子命令", metavar="子命令")
        freeze = add_action(actions, "freeze", "冻结一期通报并封印账本", has_json=True)
        add_edition(freeze, default=SUPPRESS)
        _add_staff(freeze)
        erratum = add_action(actions, "erratum", "更正冻结通报的一个数字", has_json=True)
        erratum.add_argument("number", metavar="NO", help="通报编号")
        erratum.add_argument("--cell", required=True, metavar="ROW:COLUMN", help="要更正的一格")
        erratum.add_argument("--reason", required=True, metavar="TEXT", help="理由")
        _add_staff(erratum)
        withdraw = add_action(actions, "withdraw", "撤回冻结的通报，以便重新冻结", has_json=True)
        withdraw.add_argument("number", metavar="NO", help="通报编号")
        withdraw.add_argument("--reason", required=True, metavar="TEXT", help="理由")
        _add_staff(withdraw)
        verify = add_action(actions, "verify", "按截止位置重算冻结的通报", has_json=True)
        verify.add_argument("number", metavar="NO", help="通报编号")

    def run(self, *, action: str | None, **options: Any) -> int:
        doing: dict[str | None, Callable[..., int]] = {
            None: self.show,
            "freeze": self.freeze,
            "erratum": self.correct,
            "withdraw": self.withdraw,
            "verify": self.verify,
        }
        try:
            return doing[action](**options)
        except WRONG_ARGUMENTS as refusal:
            raise UnusableInput(refusal.message) from refusal

    def show(
        self,
        *,
        format: str,
        output: Path | None,
        trace: str | None,
        live: bool,
        json: bool,
        **options: Any,
    ) -> int:
        """Print a bulletin, or the cases behind one of its figures."""
        region_code, edition = asked_edition(options)
        form = "json" if json else format
        period, level = edition.period, edition.level
        frozen = frozen_for(region_code=region_code, period=period, level=level)
        if live:
            frozen = None
        bulletin = frozen.bulletin if frozen is not None else _current(region_code, edition)
        if trace is not None:
            return self._trace(bulletin, trace, form=form, output=output)
        if form in FILE_FORMS:
            return self._hand_in(bulletin, frozen, form=form, output=output)
        match form:
            case "json":
                text = json_text(bulletin.as_json())
            case "csv":
                text = bulletin_csv(bulletin)
            case _:
                in_terminal = output is None and self.stdout.isatty()
                text = rendered(bulletin, frozen=frozen, in_terminal=in_terminal)
        self._give_out([text], output)
        if frozen is not None and frozen.errata and form != "table":
            self.stderr.write(
                f"{frozen.number} 有 {len(frozen.errata)} 处更正，用 --format table 看"
            )
        return DONE

    def freeze(self, *, staff: str | None, json: bool, **options: Any) -> int:
        """Freeze the bulletin of a period."""
        region_code, edition = asked_edition(options)
        frozen = freeze_bulletin(
            region_code=region_code,
            period=edition.period,
            level=edition.level,
            by=acting(staff),
            now=timezone.now(),
        )
        bulletin = frozen.bulletin
        if json:
            self.print_json(
                {
                    "number": frozen.number,
                    "position": bulletin.position,
                    "chain": bulletin.chain,
                    "hash": frozen.stated_hash,
                    "frozen_at": frozen.frozen_at,
                    "frozen_by": frozen.frozen_by,
                }
            )
            return DONE
        self.stdout.write(f"已冻结：{frozen.number}，账本封印到位置 {bulletin.position}")
        self.stdout.write(f"链值 {bulletin.chain}")
        self.stdout.write(f"数字摘要 {frozen.stated_hash}")
        return DONE

    def correct(
        self, *, number: str, cell: str, reason: str, staff: str | None, json: bool, **_: Any
    ) -> int:
        """State the right figure beside a frozen one."""
        row, column = split_cell(cell)
        erratum = correct_bulletin(
            number=number,
            row=row,
            column=column,
            reason=reason,
            by=acting(staff),
            now=timezone.now(),
        )
        if json:
            self.print_json(
                {
                    "number": number,
                    "row": erratum.row_key,
                    "column": erratum.column,
                    "printed": erratum.printed,
                    "corrected": erratum.corrected,
                    "reason": erratum.reason,
                }
            )
            return DONE
        self.stdout.write(
            f"已更正 {number}：{erratum.cell} 原为 {_shown(erratum.printed)}，"
            f"更正为 {_shown(erratum.corrected)}（{erratum.reason}）"
        )
        return DONE

    def withdraw(self, *, number: str, reason: str, staff: str | None, json: bool, **_: Any) -> int:
        """Withdraw a frozen bulletin."""
        frozen = withdraw_bulletin(
            number=number, reason=reason, by=acting(staff), now=timezone.now()
        )
        if json:
            self.print_json({"number": frozen.number, "state": frozen.state.value})
        else:
            self.stdout.write(f"已撤回 {frozen.number}，这一期可以重新冻结")
        return DONE

    def verify(self, *, number: str, json: bool, **_: Any) -> int:
        """Recompute a frozen bulletin."""
        found = verify_bulletin(number=number)
        if json:
            self.print_json(
                {
                    "number": found.number,
                    "position": found.position,
                    "hash": found.stated_hash,
                    "recomputed_hash": found.recomputed_hash,
                    "faults": list(found.faults),
                }
            )
        else:
            verdict = "有误" if found.faults else "相符"
            self.stdout.write(f"{found.number}：按位置 {found.position} 重算，{verdict}")
            self.stdout.write(f"印发的摘要 {found.stated_hash}")
            self.stdout.write(f"重算的摘要 {found.recomputed_hash or '无法重算'}")
            for fault in found.faults:
                self.stdout.write(f"  {fault}")
        return REFUSED if found.faults else DONE

    def _hand_in(
        self,
        bulletin: Bulletin,
        frozen: FrozenBulletin | None,
        *,
        form: str,
        output: Path | None,
    ) -> int:
        """Write the Word or Excel file, which no terminal can show."""
        if output is None:
            raise UnusableInput(f"{form} 不能显示在终端，请加 --output 文件名.{form}")
        issue = issue_of(bulletin=bulletin, frozen=frozen, now=timezone.now())
        write_bytes(FILE_FORMS[form].make(issue), output=output)
        self.stdout.write(f"已写入 {output}")
        return DONE

    def _trace(self, bulletin: Bulletin, text: str, *, form: str, output: Path | None) -> int:
        if form in FILE_FORMS:
            raise UnusableInput("背后的办件用 --format table、json 或 csv 列出")
        row, column = split_cell(text)
        cell = find_cell(bulletin=bulletin, row=row, column=column)
        trace = Trace(bulletin=bulletin, cell=cell)
        _ = cell.counted  # refuses a figure without cases before anything is written
        self._give_out(trace.chunks(form=form), output)
        if not trace.agrees:
            self.stderr.write(f"{trace.verdict}，请运行 verify-ledger 和 rebuild-totals")
        return DONE if trace.agrees else REFUSED

    def _give_out(self, chunks: Iterable[str], output: Path | None) -> None:
        if output is not None:
            write_file(chunks, output=output)
            self.stdout.write(f"已写入 {output}")
            return
        for chunk in chunks:
            self.stdout.write(chunk, ending="")


def _add_staff(parser: ArgumentParser) -> None:
    parser.add_argument("--staff", metavar="CODE", help="以哪位工作人员的名义（默认为运维人员）")


def _current(region_code: str, edition: Edition) -> Bulletin:
    return current_bulletin(
        region_code=region_code,
        period=edition.period,
        level=edition.level,
        today=timezone.localdate(),
    )


def _shown(figure: int | None) -> str:
    return "无" if figure is None else str(figure)
