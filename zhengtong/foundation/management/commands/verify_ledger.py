import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping, Sequence
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.ledger.findings import Finding
from zhengtong.foundation.ledger.models import QueuedEntry, RegionHead, Seal
from zhengtong.foundation.ledger.verification import regions_to_verify, verify_region
from zhengtong.foundation.ledger.witnesses import Witness
from zhengtong.foundation.progress import track


class Command(commands.Command):
    """What was changed, removed or inserted in the ledger, by recomputing it (账本校验)."""

    help = "校验账本：重算每个区划的链和封印，指出被改动、删除、插入的条目"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", type=commands.region_code, help="只校验一个区划")
        parser.add_argument(
            "--against",
            type=printed_seal,
            action="append",
            default=[],
            metavar="位置:链值",
            help="与印出来的截止位置和链值核对，可重复；账本有多个区划时要指明 --region",
        )

    def run(
        self, *, region: str | None, against: list[Witness], json: bool = False, **options: Any
    ) -> int:
        known = regions_to_verify()
        if region is not None and region not in known:
            raise commands.UnusableInput(f"区划 {region} 的账本里没有条目，请核对代码")
        regions = [region] if region is not None else known
        if against and len(regions) != 1:
            raise commands.UnusableInput("--against 核对的是一个区划的账本，请用 --region 指明")
        found = {
            code: list(verify_region(region_code=code, against=against))
            for code in track(regions, description="校验账本")
        }
        if json:
            self.print_json([_described(code, findings) for code, findings in found.items()])
        else:
            self._report(found)
        return commands.REFUSED if any(found.values()) else commands.DONE

    def _report(self, found: Mapping[str, Sequence[Finding]]) -> None:
        if not found:
            self.stdout.write("账本里还没有条目")
        for code, findings in found.items():
            verdict = f"发现 {len(findings)} 处损坏" if findings else "完好"
            self.stdout.write(
                f"区划 {code}：{verdict}，账本到位置 {_last_position(code)}，"
                f"最近的封印到位置 {_sealed_position(code)}{_waiting_words(code)}"
            )
            for finding in findings:
                self.stdout.write(f"  {finding.message}")


def printed_seal(text: str) -> Witness:
    """Argument type: a position and its chain value as printed, at least 12 digits of it."""
    parts = re.fullmatch(r"([0-9]{1,18})[:：]([0-9a-fA-F]{12,64})", text.strip())
    if parts is None:
        raise ArgumentTypeError(
            f"“{text}”应写成 位置:链值，如 120:3f2a90c41b7d…，链值至少抄 12 位十六进制数字"
        )
    return Witness(position=int(parts[1]), chain=parts[2].lower(), name="印出的封印")


def _described(code: str, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "region": code,
        "position": _last_position(code),
        "sealed_position": _sealed_position(code),
        "waiting": _waiting(code),
        "findings": [
            {
                "damage": finding.damage.value,
                "position": finding.position,
                "entry": finding.entry,
                "message": finding.message,
            }
            for finding in findings
        ],
    }


def _waiting(code: str) -> int:
    """Return how many entries have no position yet."""
    return QueuedEntry.objects.filter(region_code=code).count()


def _waiting_words(code: str) -> str:
    waiting = _waiting(code)
    return f"，另有 {waiting} 条待编号（后台进程编号后才在链上）" if waiting else ""


def _last_position(code: str) -> int:
    heads = RegionHead.objects.filter(region_code=code)
    return heads.values_list("last_position", flat=True).first() or 0


def _sealed_position(code: str) -> int:
    seals = Seal.objects.filter(region_code=code).order_by("-position")
    return seals.values_list("position", flat=True).first() or 0
