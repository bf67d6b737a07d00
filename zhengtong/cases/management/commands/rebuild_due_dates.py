from argparse import ArgumentParser
from typing import Any

from zhengtong.cases.operations.due_dates import recompute_open_cases
from zhengtong.foundation import commands


class Command(commands.Command):
    """Make the due moments of open cases again from their facts (重算期限)."""

    help = "按事实重算在办办件的期限（--dry-run 只报告）"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, help="只算一个区划")
        parser.add_argument("--dry-run", action="store_true", help="只报告，不改动")

    def run(self, *, region: str | None, dry_run: bool, **options: Any) -> int:
        done = recompute_open_cases(region_code=region or "", is_trial=dry_run)
        self.stdout.write(f"检查 {done.checked} 件，期限变动 {done.changed} 件")
        for number, reason in done.refused:
            self.stdout.write(f"  {number} 未能重算：{reason}")
        return commands.REFUSED if done.refused else commands.DONE
