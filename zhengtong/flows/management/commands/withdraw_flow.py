from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.flows.operations.withdrawal import withdraw_flow
from zhengtong.flows.queries import FlowUnknown, flow
from zhengtong.flows.rules.states import FLOW_STATE_LABELS
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.foundation.requests import Request
from zhengtong.people.queries import acting


class Command(commands.Command):
    """Withdraw a flow: no new cases, running ones go on to their end (停用流程)."""

    help = "停用流程：不再用于新办件，办理中的办件照旧办完；仍有事项在用的不能停用"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="流程编码")
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="事由")
        parser.add_argument("--staff", metavar="CODE", help="以哪位工作人员的名义，默认运维人员")

    def run(
        self,
        *,
        code: str,
        region: str,
        reason: str,
        staff: str | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        if not reason.strip():
            raise UnusableInput("停用流程须写明事由，请填 --reason")
        try:
            flow(region_code=region, flow_code=code)
        except FlowUnknown as refusal:
            raise UnusableInput(refusal.message) from refusal
        request = Request(by=acting(staff), now=timezone.now(), reason=reason)
        withdraw_flow(region_code=region, flow_code=code, request=request)
        info = flow(region_code=region, flow_code=code)
        if json:
            self.print_json({"region": region, "code": code, "state": info.state.value})
        else:
            self.stdout.write(f"流程“{info.name}”（{code}）：{FLOW_STATE_LABELS[info.state]}")
        return DONE
