"""What frozen bulletins keep of the seals over their cut-offs (通报所引封印)."""

from zhengtong.bulletins.models import Bulletin
from zhengtong.foundation.cross_region import cross_region_report
from zhengtong.foundation.ledger.seal_keepers import KeptSeal


def kept_seals(region_code: str) -> list[KeptSeal]:
    """Return the seal of every bulletin that was frozen in a region, withdrawn ones too."""
    rows = Bulletin.objects.filter(region_code=region_code).order_by("position", "number")
    return [
        KeptSeal(seal_id=seal_id, position=position, chain=chain, holder=f"通报 {number}")
        for seal_id, position, chain, number in rows.values_list(
            "seal_id", "position", "chain", "number"
        )
    ]


def regions_with_seals() -> set[str]:
    """Return the regions that have a frozen bulletin; for the verification (跨区域报告)."""
    with cross_region_report("ledger_regions"):
        rows = Bulletin.objects.order_by().values_list("region_code", flat=True)
        return set(rows.distinct())
