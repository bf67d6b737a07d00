"""A bulletin with all that is printed on its Word and Excel files (文稿取数)."""

from datetime import datetime

from zhengtong.bulletins.queries.frozen import FrozenBulletin
from zhengtong.bulletins.rules.bulletin import Bulletin
from zhengtong.bulletins.rules.documents.issue import Correction, Imprint, Issue
from zhengtong.places.queries import NoServiceCentre, service_centre_of


def issue_of(*, bulletin: Bulletin, frozen: FrozenBulletin | None, now: datetime) -> Issue:
    """Return what is to be handed in; a draft where the bulletin is not frozen (文稿)."""
    return Issue(
        bulletin=bulletin,
        imprint=_imprint(frozen) if frozen is not None else None,
        counted_at=now,
    )


def _imprint(frozen: FrozenBulletin) -> Imprint:
    return Imprint(
        number=frozen.number,
        digest=frozen.stated_hash,
        seal_id=frozen.seal_id,
        frozen_at=frozen.frozen_at,
        frozen_by=frozen.frozen_by,
        publisher=_publisher(frozen.bulletin.inputs.region_code),
        corrections=tuple(
            Correction(
                cell=one.cell,
                printed=one.printed,
                corrected=one.corrected,
                reason=one.reason,
                made_at=one.made_at,
                made_by=one.made_by,
            )
            for one in frozen.errata
        ),
    )


def _publisher(region_code: str) -> str:
    try:
        return service_centre_of(region_code).name
    except NoServiceCentre:
        return ""
