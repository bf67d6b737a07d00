"""`zhengtong case show | explain | void | delete NUMBER`."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from zhengtong.cases.management.case_text import case_json, case_lines, days_json, days_lines
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.removal import delete_case, void_case
from zhengtong.cases.queries.clock_days import clock_days
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.rules.states import CaseState
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, add_action, add_actions
from zhengtong.kernel.case_numbers import CaseNumberRefused
from zhengtong.people.queries import UnknownStaff, acting


class Command(commands.Command):
    """Look at one case, explain its deadline, void or delete it (办件)."""

    help = "办件：show 看经过和两个时钟，explain 逐日说明期限，void 作废，delete 删除"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        _of_case(actions, "show", "看一件办件：经过、两个时钟、材料")
        _of_case(actions, "explain", "逐日说明法定和承诺期限")
        for name, title in (
            ("void", "作废一件业务上无效的办件，从原来计入的日子扣除"),
            ("delete", "删除一件录错的办件，从原来计入的日子扣除；记录仍保留"),
        ):
            removal = _of_case(actions, name, title)
            removal.add_argument("--reason", required=True, metavar="TEXT", help="理由")
            removal.add_argument("--staff", metavar="CODE", help="以谁的名义，默认运维人员")

    def run(self, *, action: str, **options: Any) -> int:
        doing: dict[str, Callable[..., int]] = {
            "show": self.show,
            "explain": self.explain,
            "void": self.void,
            "delete": self.delete,
        }
        try:
            return doing[action](**options)
        except (CaseNumberRefused, UnknownStaff) as refusal:
            raise UnusableInput(refusal.message) from refusal

    def show(self, *, number: str, json: bool, **_: Any) -> int:
        """Print a case with its time line and clocks."""
        record = case_record(case_number=number, now=timezone.now())
        if json:
            self.print_json(case_json(record))
            return DONE
        return self._print(case_lines(record))

    def explain(self, *, number: str, json: bool, **_: Any) -> int:
        """Print the deadline day by day."""
        days = clock_days(case_number=number, now=timezone.now())
        if json:
            self.print_json(days_json(number.strip(), days))
            return DONE
        return self._print(days_lines(days))

    def void(self, **options: Any) -> int:
        """Void a case, in the name of an administrator or of the operator."""
        return self._remove(void_case, **options)

    def delete(self, **options: Any) -> int:
        """Delete a case that was entered wrongly; its row stays."""
        return self._remove(delete_case, **options)

    def _remove(
        self, remove: Callable[..., Any], *, number: str, reason: str, json: bool, **options: Any
    ) -> int:
        by, at = acting(options.get("staff")), live(timezone.now())
        case = remove(case_number=number, reason=reason, by=by, at=at)
        if json:
            self.print_json({"number": case.number, "state": case.state, "reason": reason})
        else:
            self.stdout.write(f"{CaseState(case.state).label} {case.number}：{reason}")
        return DONE

    def _print(self, lines: Any) -> int:
        for line in lines:
            self.stdout.write(line)
        return DONE


def _of_case(actions: Any, name: str, title: str) -> ArgumentParser:
    parser = add_action(actions, name, title, has_json=True)
    parser.add_argument("number", metavar="NUMBER", help="办件编号，18 位")
    return parser
