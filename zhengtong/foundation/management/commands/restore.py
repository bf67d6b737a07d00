from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zhengtong.foundation import commands
from zhengtong.foundation.backup.checks import Proof, prove_restored
from zhengtong.foundation.backup.refusals import ArchiveUnreadable
from zhengtong.foundation.backup.restoring import Restored, restore_backup


class Command(commands.Command):
    """A backup put into an empty installation, and proved there (恢复)."""

    help = "把备份恢复到空的数据库；加 --verify 重算账本和全部冻结的通报"
    has_json = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="backup 制作的备份文件")
        parser.add_argument(
            "--verify", action="store_true", help="恢复后重算账本的链、封印和冻结的通报"
        )
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help="密钥已经遗失也恢复（个人信息将无法解密，封印无法核验）",
        )

    def run(
        self, *, file: Path, verify: bool, without_keys: bool, json: bool = False, **options: Any
    ) -> int:
        try:
            restored = restore_backup(path=Path(file), without_keys=without_keys)
        except ArchiveUnreadable as refusal:
            raise commands.UnusableInput(refusal.message) from refusal
        proofs = prove_restored() if verify else []
        if json:
            self.print_json(_described(restored, proofs))
        else:
            self._tell(restored, proofs, is_verified=verify)
        is_sound = not any(proof.faults for _, proof in proofs)
        return commands.DONE if is_sound and not restored.lost_keys else commands.REFUSED

    def _tell(
        self, restored: Restored, proofs: list[tuple[str, Proof]], *, is_verified: bool
    ) -> None:
        self.stdout.write(f"已恢复：{restored.manifest.summary}")
        for fault in restored.lost_keys:
            self.stdout.write(f"密钥不符：{fault}")
        for name, proof in proofs:
            self.stdout.write(f"{'有误' if proof.faults else '相符'}  {name}　{proof.subject}")
            for fault in proof.faults:
                self.stdout.write(f"      {fault}")
        if is_verified:
            bad = sum(bool(proof.faults) for _, proof in proofs)
            self.stdout.write(f"校验 {len(proofs)} 项，{f'{bad} 项有误' if bad else '全部相符'}")
        else:
            self.stdout.write("还没有校验：可运行 zhengtong verify-ledger 和 bulletin verify")


def _described(restored: Restored, proofs: list[tuple[str, Proof]]) -> dict[str, Any]:
    manifest = restored.manifest
    return {
        "engine": manifest.engine,
        "created_at": manifest.created_at,
        "product_version": manifest.product_version,
        "rows": sum(manifest.row_counts.values()),
        "files": len(manifest.members) - 1,
        "files_written": restored.files_written,
        "differing_keys": list(restored.lost_keys),
        "proofs": [
            {"check": name, "subject": proof.subject, "faults": list(proof.faults)}
            for name, proof in proofs
        ],
    }
