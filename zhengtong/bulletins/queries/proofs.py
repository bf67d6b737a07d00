"""Every bulletin that was ever frozen, recomputed after a restore (恢复后校验通报)."""

from collections.abc import Iterator

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.queries.seals import regions_with_seals
from zhengtong.bulletins.queries.verification import verify_bulletin
from zhengtong.foundation.backup.checks import Proof
from zhengtong.foundation.progress import track


def frozen_proofs() -> Iterator[Proof]:
    """Recompute each frozen bulletin, withdrawn ones too, region by region (校验全部通报)."""
    for region_code in sorted(regions_with_seals()):
        rows = Bulletin.objects.filter(region_code=region_code).order_by("number")
        numbers = list(rows.values_list("number", flat=True))
        for number in track(numbers, description=f"校验 {region_code} 的通报"):
            yield Proof(subject=number, faults=verify_bulletin(number=number).faults)
