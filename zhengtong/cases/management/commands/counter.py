"""`zhengtong counter ACTION NUMBER`: daily practice at the counter (窗口日常)."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone

from zhengtong.cases.management import counter_arguments as arguments_of
from zhengtong.cases.management.counter_acts import ACTS
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.queries.undertakings import due_undertakings
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.rules.undertakings import UndertakingKind
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput, add_action, add_actions
from zhengtong.kernel.case_numbers import CaseNumberRefused
from zhengtong.kernel.local_time import local_day
from zhengtong.people.queries import UnknownStaff, acting

DAYS = commands.whole_number(least=0, most=366)


class Command(commands.Command):
    """Tolerance, pledge, fees, express and repeat applications (窗口日常)."""

    help = "窗口日常：容缺受理、告知承诺、收费、快递、再次申请；due 列出到期的承诺"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        actions = add_actions(parser)
        for name, (title, declare) in arguments_of.ACTIONS.items():
            action = add_action(actions, name, title, has_json=True)
            action.add_argument("number", metavar="NUMBER", help="办件编号，18 位")
            declare(action)
            action.add_argument("--staff", required=True, metavar="CODE", help="以谁的名义")
        due = add_action(actions, "due", "列出到期、将到期的容缺补齐和承诺核查", has_json=True)
        due.add_argument("--region", required=True, type=commands.region_code, help="区划代码")
        due.add_argument(
            "--days", type=DAYS, default=3, metavar="N", help="看几天以内，默认 3，最多 366"
        )

    def run(self, *, action: str, json: bool = False, **options: Any) -> int:
        if action == "due":
            return self._due(as_json=json, **options)
        try:
            by = acting(options.pop("staff"))
            case, words = ACTS[action](by=by, at=live(timezone.now()), **options)
        except (CaseNumberRefused, UnknownStaff) as refusal:
            raise UnusableInput(refusal.message) from refusal
        if json:
            self.print_json({"number": case.number, "state": case.state, "done": words})
        else:
            self.stdout.write(f"{case.number}（{CaseState(case.state).label}）　{words}")
        return DONE

    def _due(self, *, region: str, days: int, as_json: bool, **_: Any) -> int:
        today = local_day(timezone.now())
        until = today + timedelta(days=days)
        found = [
            one
            for kind in UndertakingKind
            for one in due_undertakings(region_code=region, kind=kind, until=until, today=today)
        ]
        if as_json:
            self.print_json(
                [
                    {
                        "kind": one.kind.value,
                        "number": one.case_number,
                        "item": one.item_name,
                        "organisation": one.organisation_code,
                        "due": one.due_on,
                        "overdue": one.is_overdue,
                    }
                    for one in found
                ]
            )
            return DONE
        for one in found:
            mark = "　已逾期" if one.is_overdue else ""
            self.stdout.write(
                f"{one.due_on}　{one.kind.label}　{one.case_number}　{one.item_name}{mark}"
            )
        if not found:
            self.stdout.write("没有到期的承诺")
        return DONE
