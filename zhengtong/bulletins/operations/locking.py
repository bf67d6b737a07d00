"""Locking a frozen bulletin before something is done to it (锁定通报)."""

from zhengtong.bulletins.models import Bulletin
from zhengtong.bulletins.queries.frozen import UnknownBulletin, region_of


def lock_bulletin(number: str) -> Bulletin:
    """Return a frozen bulletin, locked until the transaction ends (锁定通报).

    Raises:
        UnknownBulletin: there is none.
    """
    row = (
        Bulletin.objects.select_for_update()
        .filter(region_code=region_of(number), number=number)
        .first()
    )
    if row is None:
        raise UnknownBulletin(f"没有编号为 {number} 的通报，请核对")
    return row
