from argparse import ArgumentParser
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.health import examine


class Command(commands.Command):
    """What is wrong with this installation and what to do about it (自检)."""

    help = "自检：数据库、触发器和约束、悬空引用、积压、搁置的主体"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="补装缺少的触发器、约束和权限")

    def run(self, *, json: bool, repair: bool, **options: Any) -> int:
        checks = examine(repair=repair)
        if json:
            self.print_json(
                [{"check": one.name, "ok": one.is_sound, "faults": one.faults} for one in checks]
            )
        else:
            for one in checks:
                self.stdout.write(f"{'正常' if one.is_sound else '有误'}  {one.name}")
                for fault in one.faults:
                    self.stdout.write(f"      {fault}")
        return commands.DONE if all(one.is_sound for one in checks) else commands.REFUSED
