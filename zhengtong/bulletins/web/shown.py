"""The bulletin that a page shows: the frozen one where there is one, else as of now (所示通报)."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from zhengtong.bulletins.operations.preparation import current_bulletin
from zhengtong.bulletins.queries.districts import NoDistricts
from zhengtong.bulletins.queries.frozen import FrozenBulletin, frozen_for
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.levels import Edition, UnknownLevel
from zhengtong.bulletins.rules.periods import PeriodNotBegun
from zhengtong.kernel.periods import PeriodRefused
from zhengtong.places.queries import UnknownRegion

# Why there is no bulletin at an address.
NOT_THERE = (NoDistricts, PeriodNotBegun, PeriodRefused, UnknownLevel, UnknownRegion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A bulletin and, where it is frozen, what was kept with it (所示通报)."""

    bulletin: Bulletin
    frozen: FrozenBulletin | None


def shown_bulletin(*, region_code: str, edition: Edition, today: date) -> Shown:
    """Return what stands for a period (所示通报).

    Raises:
        Http404: no loaded edition lists the region, or there can be no such bulletin of it.
    """
    period, level = edition.period, edition.level
    frozen = frozen_for(region_code=region_code, period=period, level=level)
    if frozen is not None:
        return Shown(bulletin=frozen.bulletin, frozen=frozen)
    try:
        bulletin = current_bulletin(
            region_code=region_code, period=period, today=today, level=level
        )
    except NOT_THERE as refusal:
        raise Http404(refusal.message) from refusal
    return Shown(bulletin=bulletin, frozen=None)
