from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zhengtong.flows.management.flow_file import flow_version
from zhengtong.flows.queries import FlowUnknown, published_flow
from zhengtong.flows.queries.pictures import PictureFormat, drawn_flow
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput


class Command(commands.Command):
    """Write a published flow as a picture or as BPMN 2.0 (导出流程图)."""

    help = "导出流程：已发布的流程画成图片（SVG）或写成 BPMN 2.0，带图形位置，可用 bpmn.io 等打开"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="流程编码")
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument(
            "--version", type=flow_version, metavar="N", help="第几版（默认现行版本）"
        )
        parser.add_argument(
            "--format",
            choices=[form.value for form in PictureFormat],
            default=PictureFormat.SVG.value,
            help="svg 图片，bpmn 为 BPMN 2.0",
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="写入文件，默认打印")

    def run(
        self,
        *,
        code: str,
        region: str,
        version: int | None,
        format: str,
        output: Path | None,
        **_: Any,
    ) -> int:
        try:
            published = published_flow(region_code=region, flow_code=code, version=version)
        except FlowUnknown as refusal:
            raise UnusableInput(refusal.message) from refusal
        text = drawn_flow(published, form=PictureFormat(format))
        if output is None:
            self.stdout.write(text, ending="")
            return DONE
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as fault:
            raise UnusableInput(f"无法写文件“{output}”：{fault.strerror}") from fault
        self.stdout.write(f"已写入 {output}")
        return DONE
