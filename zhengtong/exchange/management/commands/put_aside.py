from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zhengtong.exchange.operations.put_asides import resolve_put_aside
from zhengtong.exchange.queries import PutAsideInfo, count_waiting, put_asides
from zhengtong.foundation import commands
from zhengtong.foundation.commands import DONE, UnusableInput
from zhengtong.kernel.local_time import local
from zhengtong.people.queries import acting


class Command(commands.Command):
    """List the contradictions of imports, and settle one (处理搁置的矛盾)."""

    help = "列出导入时与已有记录矛盾而搁置的行；给出编号和 --reason 即处理一条"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", metavar="NUMBER", help="要处理的搁置编号")
        parser.add_argument("--region", type=commands.region_code, help="区划代码（列出时）")
        parser.add_argument("--source", default="", metavar="NAME", help="只列一个来源系统的")
        parser.add_argument("--all", action="store_true", help="连同已处理的")
        parser.add_argument("--reason", default="", metavar="TEXT", help="处理理由")
        parser.add_argument("--staff", default="", metavar="CODE", help="处理人工号")

    def run(self, *, number: str | None, json: bool = False, **options: Any) -> int:
        if number is None:
            if options["reason"]:
                raise UnusableInput("请给出要处理的搁置编号")
            return self._list(as_json=json, **options)
        return self._resolve(number, reason=options["reason"], staff_code=options["staff"])

    def _list(self, *, region: str | None, source: str, all: bool, as_json: bool, **_: Any) -> int:
        if region is None:
            raise UnusableInput("缺少参数：--region")
        found = put_asides(region_code=region, source_name=source, with_resolved=all)
        if as_json:
            self.print_json([asdict(one) for one in found])
            return DONE
        for one in found:
            self._print(one)
        waiting = count_waiting(region_code=region, source_name=source)
        self.stdout.write(f"待处理 {waiting} 条" if waiting else "没有待处理的矛盾")
        return DONE

    def _print(self, one: PutAsideInfo) -> None:
        day = f"{local(one.put_aside_at):%Y-%m-%d}"
        self.stdout.write(
            f"{one.number}　{day}　{one.source_name}　{one.source_number}"
            f"　第 {one.data_version} 版（已有第 {one.known_version} 版）　办件 {one.case_number}"
        )
        self.stdout.write(f"    {one.reason}（{one.file_name} 第 {one.row_number} 行）")
        if one.resolution:
            self.stdout.write(f"    已由 {one.resolved_by} 处理：{one.resolution}")

    def _resolve(self, number: str, *, reason: str, staff_code: str) -> int:
        if not reason.strip():
            raise UnusableInput("处理搁置的矛盾要用 --reason 写明理由")
        resolve_put_aside(number=number, reason=reason, by=acting(staff_code), now=timezone.now())
        self.stdout.write(f"搁置 {number} 已处理：维持原记录")
        return DONE
