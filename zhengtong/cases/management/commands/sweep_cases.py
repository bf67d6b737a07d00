from typing import Any

from django.utils import timezone

from zhengtong.cases.operations.sweep import sweep_cases
from zhengtong.foundation import commands


class Command(commands.Command):
    """What time alone brings about; the worker does the same every hour (到期处理)."""

    help = "到期处理：五日内未告知的视为受理，补正、容缺逾期的退件（后台进程每小时也做）"

    def run(self, **options: Any) -> int:
        swept = sweep_cases(now=timezone.now())
        self.stdout.write(
            f"视为受理 {len(swept.deemed)} 件，补正逾期退件 {len(swept.returned)} 件，"
            f"容缺逾期退件 {len(swept.unsupplied)} 件"
        )
        for number, reason in swept.refused:
            self.stdout.write(f"  {number} 未能处理：{reason}")
        return commands.REFUSED if swept.refused else commands.DONE
