from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengtong.flows.management.flow_file import read_flow_file, require_organisation
from zhengtong.flows.queries.soundness import flow_faults
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.formats import FlowFileRefused, template_text
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.soundness import check_flow
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, REFUSED, UnusableInput

BYTE_ORDER_MARK = "\ufeff"


class Command(commands.Command):
    """Prove that a flow is sound, or name each fault and its node (流程检查)."""

    help = "检查流程：证明流程走得通，或逐个指出问题和所在环节；给出机构时连同在岗人员一起检查"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="流程文件")
        parser.add_argument("--template", action="store_true", help="输出文件模板")
        parser.add_argument("--region", type=commands.region_code, help="区划代码")
        parser.add_argument("--organisation", default="", metavar="CODE", help="承办机构编码")

    def run(
        self,
        *,
        file: Path | None,
        template: bool,
        region: str | None,
        organisation: str,
        json: bool = False,
        **_: Any,
    ) -> int:
        if template:
            self.stdout.write(BYTE_ORDER_MARK + template_text(), ending="")
            return DONE
        if file is None:
            raise UnusableInput("缺少参数：FILE")
        region = region or ""
        require_organisation(region=region, organisation_code=organisation)
        try:
            read = read_flow_file(file)
        except FlowFileRefused as refused:
            return self._report_unreadable(refused, as_json=json)
        faults = _faults(read.graph, region=region, organisation_code=organisation)
        self._report(read.graph, faults, note=read.note, with_people=bool(organisation), json=json)
        return REFUSED if faults else DONE

    def _report(
        self,
        graph: FlowGraph,
        faults: tuple[Fault, ...],
        *,
        note: str,
        with_people: bool,
        json: bool,
    ) -> None:
        if json:
            self.print_json(
                {
                    "sound": not faults,
                    "people_checked": with_people,
                    "faults": [_plain(fault, graph) for fault in faults],
                    "encoding": note,
                }
            )
            return
        self.stdout.write(f"按 {note} 读取，{len(graph.nodes)} 个环节")
        for fault in faults:
            at = f"环节 {fault.node}：" if fault.node else ""
            self.stdout.write(f"✗ {at}{fault.message_zh}")
        if faults:
            self.stderr.write(f"流程有 {len(faults)} 个问题，不能发布")
            return
        self.stdout.write("流程检查通过")
        if not with_people:
            self.stdout.write(
                "没有检查在岗人员和证照；请用 --region 和 --organisation 指定承办机构"
            )

    def _report_unreadable(self, refused: FlowFileRefused, *, as_json: bool) -> int:
        if as_json:
            problems = [
                {"line": found.line, "column": found.column, "message": found.message_zh}
                for found in refused.problems
            ]
            self.print_json({"sound": False, "problems": problems, "faults": []})
        else:
            for found in refused.problems:
                column = f"“{found.column}”" if found.column else ""
                self.stdout.write(f"✗ 第 {found.line} 行{column}：{found.message_zh}")
        self.stderr.write(f"流程文件有 {len(refused.problems)} 处看不懂，请改正后再试")
        return REFUSED


def _faults(graph: FlowGraph, *, region: str, organisation_code: str) -> tuple[Fault, ...]:
    if not organisation_code:
        return check_flow(graph=graph)
    return flow_faults(
        graph=graph,
        region_code=region,
        organisation_code=organisation_code,
        today=timezone.localdate(),
    )


def _plain(fault: Fault, graph: FlowGraph) -> dict[str, str]:
    node = graph.by_key.get(fault.node)
    return {
        "code": fault.code,
        "node": fault.node,
        "node_name": node.name_zh if node else "",
        "message": fault.message_zh,
    }
