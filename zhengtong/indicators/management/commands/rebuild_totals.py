from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.ledger.verification import ledger_regions
from zhengtong.foundation.progress import track
from zhengtong.indicators.operations.totals import rebuild_totals


class Command(commands.Command):
    help = "重算日统计：丢弃现有统计，从账本重新数一遍"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, help="只重算一个区划")

    def run(self, *, region: str | None, json: bool = False, **options: Any) -> int:
        known = ledger_regions()
        if region is not None and region not in known:
            raise commands.UnusableInput(f"区划 {region} 的账本里没有条目，请核对代码")
        today = timezone.localdate()
        regions = [region] if region is not None else known
        days = {
            code: rebuild_totals(region_code=code, today=today)
            for code in track(regions, description="重算日统计")
        }
        if json:
            self.print_json([{"region": code, "days": number} for code, number in days.items()])
            return commands.DONE
        if not days:
            self.stdout.write("账本里还没有条目，没有可重算的")
        for code, number in days.items():
            self.stdout.write(f"区划 {code}：重算 {number} 天")
        return commands.DONE
