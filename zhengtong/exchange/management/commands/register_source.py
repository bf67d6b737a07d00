import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.exchange.operations.registration import (
    SourceDraft,
    register_source,
)
from zhengtong.exchange.rules.results import NATIONAL, read_result_codes
from zhengtong.foundation import commands
from zhengtong.foundation.actors import OPERATOR
from zhengtong.foundation.saved import Saved

_SHOWN = {Saved.CREATED: "已登记", Saved.CHANGED: "已更改", Saved.UNCHANGED: "没有变化"}


class Command(commands.Command):
    """Register a department's system and what was agreed with it (登记来源系统)."""

    help = "登记来源系统：约定登记时限，可定停用日期；再次登记即更改约定"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="来源系统名称")
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument(
            "--lag",
            type=int,
            required=True,
            metavar="DAYS",
            help="约定在几日（自然日）之内登记，超过的算补录；0 为当日",
        )
        parser.add_argument(
            "--until", type=commands.iso_date, metavar="DATE", help="停用日期，此后新增的不再导入"
        )
        parser.add_argument("--organisation", default="", metavar="CODE", help="所属机构编码")
        parser.add_argument(
            "--contact", default="", metavar="POST", help="联系岗位，如“行政审批股”；不写姓名、电话"
        )
        parser.add_argument(
            "--every",
            type=int,
            metavar="DAYS",
            help="约定几日送一次数，过期 doctor 提醒；不填按以往习惯",
        )
        parser.add_argument(
            "--results",
            default="",
            metavar="CODES",
            help=f"结果代码对照，如 1=granted,2=denied；国家标准的数字写 {NATIONAL}",
        )

    def run(
        self,
        *,
        name: str,
        region: str,
        lag: int,
        until: dt.date | None,
        organisation: str,
        contact: str,
        every: int | None,
        results: str,
        json: bool = False,
        **_: Any,
    ) -> int:
        draft = SourceDraft(
            region_code=region,
            name=name.strip(),
            lag_days=lag,
            switched_off_on=until,
            organisation_code=organisation,
            contact_post=contact.strip(),
            every_days=every,
            result_codes=read_result_codes(results),
        )
        saved = register_source(draft=draft, by=OPERATOR, now=timezone.now())
        if json:
            self.print_json({"name": draft.name, "region": region, "result": saved.value})
            return commands.DONE
        ends = f"，{until} 停用" if until else ""
        self.stdout.write(
            f"来源系统“{draft.name}”{_SHOWN[saved]}：区划 {region}，{lag} 日内登记{ends}"
        )
        return commands.DONE
