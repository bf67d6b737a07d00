from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from zhengtong.foundation import commands
from zhengtong.foundation.ledger.seals import seal_region
from zhengtong.foundation.ledger.verification import ledger_regions

LONGEST_PERIOD = 32


class Command(commands.Command):
    """Sign a region's last position and chain with the sealing key (封印账本)."""

    help = "封印账本：对一个区划的账本末尾签名，此前的条目从此改不得"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, required=True, help="区划代码")
        parser.add_argument("--period", default="", help="封印的期间，如 2018-02（默认为今天）")

    def run(self, *, region: str, period: str, json: bool = False, **options: Any) -> int:
        if len(period) > LONGEST_PERIOD:
            raise commands.UnusableInput(f"--period 最多 {LONGEST_PERIOD} 个字")
        if region not in ledger_regions():
            raise commands.UnusableInput(f"区划 {region} 的账本里没有条目，不必封印，请核对代码")
        now = timezone.now()
        sealed = seal_region(
            region_code=region,
            period=period or timezone.localdate(now).isoformat(),
            now=now,
        )
        seal = sealed.seal
        if json:
            self.print_json(
                {
                    "region": seal.region_code,
                    "sequence": seal.sequence,
                    "is_new": sealed.is_new,
                    "period": seal.period,
                    "position": seal.position,
                    "chain": seal.chain,
                    "key_id": seal.key_id,
                    "signature": seal.signature,
                    "sealed_at": seal.sealed_at,
                }
            )
        else:
            verb = "已封印" if sealed.is_new else "已经封印过，不再重复："
            self.stdout.write(
                f"{verb}区划 {seal.region_code}，期间 {seal.period}，第 {seal.sequence} 枚"
            )
            self.stdout.write(f"位置 {seal.position}　链值 {seal.chain}")
            self.stdout.write(f"密钥 {seal.key_id}　签名 {seal.signature}")
        return commands.DONE
