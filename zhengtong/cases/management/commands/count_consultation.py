from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.cases.operations.consultations import (
    count_consultations,
    take_back_consultations,
)
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.people.queries import UnknownStaff, acting


class Command(commands.Command):
    """Count consultations at the counter, without a form (一键咨询计数)."""

    help = "咨询计数：不填表，一次咨询一条账目；不是办件，不进任何办件数"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="机构编码")
        parser.add_argument("--number", type=int, default=1, metavar="N", help="次数，默认 1")
        parser.add_argument("--take-back", action="store_true", help="冲回今天多按的")
        parser.add_argument("--staff", metavar="CODE", help="以谁的名义，默认运维人员")

    def run(
        self,
        *,
        organisation: str,
        number: int,
        take_back: bool,
        staff: str | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        try:
            by = acting(staff)
        except UnknownStaff as refusal:
            raise UnusableInput(refusal.message) from refusal
        act = take_back_consultations if take_back else count_consultations
        today = act(organisation_code=organisation, number=number, by=by, now=timezone.now())
        if json:
            counted = -number if take_back else number
            self.print_json({"organisation": organisation, "counted": counted, "today": today})
        else:
            done = "冲回" if take_back else "登记"
            self.stdout.write(f"{done}咨询 {number} 次，今天共 {today} 次")
        return DONE
