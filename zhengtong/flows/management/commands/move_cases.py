from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.flows.management.flow_file import flow_version
from zhengtong.flows.operations.moving import CaseMove, move_running_cases
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, REFUSED
from zhengtong.foundation.progress import track
from zhengtong.foundation.requests import Request


class Command(commands.Command):
    """Move running cases to another version of their flow, case by case (批量移动办件)."""

    help = "移动办件：把办理中的办件移到流程的另一版，逐件报告移动了或为什么不能移动"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument("--flow", required=True, metavar="CODE", help="流程编码")
        parser.add_argument(
            "--from",
            type=flow_version,
            required=True,
            dest="from_version",
            metavar="N",
            help="原来的版本",
        )
        parser.add_argument(
            "--to",
            type=flow_version,
            dest="to_version",
            metavar="N",
            help="移到的版本（默认现行版本）",
        )

    def run(
        self,
        *,
        region: str,
        flow: str,
        from_version: int,
        to_version: int | None,
        json: bool = False,
        **_: Any,
    ) -> int:
        moves = move_running_cases(
            region_code=region,
            flow_code=flow,
            from_version=from_version,
            to_version=to_version,
            request=Request(by=OPERATOR, now=timezone.now(), reason="由 move-cases 移动"),
        )
        done = []
        for move in track(moves, description="移动办件"):
            done.append(move)
            if not json:
                self._line(move)
        stayed = sum(not move.is_moved for move in done)
        if json:
            self.print_json(
                [
                    {"case": move.case_number, "moved": move.is_moved, "reason": move.refusal}
                    for move in done
                ]
            )
        else:
            self.stdout.write(f"移动 {len(done) - stayed} 件，不能移动 {stayed} 件")
        return REFUSED if stayed else DONE

    def _line(self, move: CaseMove) -> None:
        result = "已移动" if move.is_moved else f"未移动：{move.refusal}"
        self.stdout.write(f"{move.case_number}　{result}")
