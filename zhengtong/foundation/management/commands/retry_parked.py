from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.ledger.delivery import retry_parked


class Command(commands.Command):
    """Replay what handlers failed on, after the cause was mended (重试搁置的主体)."""

    help = "重试搁置的主体（doctor 列出的），修好原因之后用"

    def run(self, **options: Any) -> int:
        outcomes = list(retry_parked(now=timezone.now()))
        failed = [row for row, came_through in outcomes if not came_through]
        self.stdout.write(f"重试 {len(outcomes)} 个，成功 {len(outcomes) - len(failed)} 个")
        for row in failed:
            self.stdout.write(f"  仍失败：{row.subject}（{row.handler}）")
        return commands.REFUSED if failed else commands.DONE
