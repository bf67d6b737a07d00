from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhengtong.flows.management.flow_file import read_flow_file, require_organisation
from zhengtong.flows.operations.drafting import draft_flow
from zhengtong.flows.operations.publishing import FlowUnchanged, publish_flow
from zhengtong.flows.queries import FlowInfo, FlowUnknown, PublishedFlow, flow
from zhengtong.flows.rules.codes import FlowCodeRefused, require_flow_code
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.foundation.requests import Request


class Command(commands.Command):
    """Publish a flow file as a new flow or its next version (发布流程)."""

    help = "发布流程：检查通过后发布为新流程或已有流程的新一版；办理中的办件仍用原来的版本"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="流程文件，格式同 check-flow")
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="承办机构编码")
        parser.add_argument("--code", default="", help="流程编码（默认取文件名）")
        parser.add_argument("--name", default="", help="流程名称（默认取已有名称或文件名）")

    def run(
        self,
        *,
        file: Path,
        region: str,
        organisation: str,
        code: str,
        name: str,
        json: bool = False,
        **_: Any,
    ) -> int:
        require_organisation(region=region, organisation_code=organisation)
        flow_code = _code(code, file)
        read = read_flow_file(file)
        try:
            published = _publish(
                read.graph,
                flow_code=flow_code,
                organisation_code=organisation,
                name=name or _known_name(region, flow_code) or file.stem,
            )
        except FlowUnchanged:
            self._report(flow(region_code=region, flow_code=flow_code), is_new=False, json=json)
            return DONE
        self._report(published, is_new=True, json=json)
        return DONE

    def _report(self, shown: FlowInfo | PublishedFlow, *, is_new: bool, json: bool) -> None:
        if json:
            self.print_json(
                {
                    "region": shown.region_code,
                    "code": shown.code,
                    "name": shown.name,
                    "version": shown.version,
                    "published": is_new,
                }
            )
        elif is_new:
            self.stdout.write(f"已发布流程“{shown.name}”（{shown.code}）第 {shown.version} 版")
        else:
            self.stdout.write(
                f"流程“{shown.name}”（{shown.code}）与现行第 {shown.version} 版相同，没有发布新版"
            )


@transaction.atomic
def _publish(
    graph: FlowGraph, *, flow_code: str, organisation_code: str, name: str
) -> PublishedFlow:
    """Draft and publish in one: a refused flow leaves no draft behind."""
    request = Request(by=OPERATOR, now=timezone.now(), reason="由 publish-flow 发布")
    drafted = draft_flow(
        organisation_code=organisation_code,
        flow_code=flow_code,
        name=name,
        graph=graph,
        request=request,
    )
    return publish_flow(region_code=drafted.region_code, flow_code=flow_code, request=request)


def _known_name(region_code: str, flow_code: str) -> str:
    try:
        return flow(region_code=region_code, flow_code=flow_code).name
    except FlowUnknown:
        return ""


def _code(code: str, file: Path) -> str:
    found = code or file.stem
    try:
        require_flow_code(found)
    except FlowCodeRefused as refused:
        way_on = "" if code else "；文件名不能作流程编码，请用 --code 指定"
        raise UnusableInput(refused.message + way_on) from refused
    return found
