"""Making a bulletin as of now: number what is queued, then gather (取数)."""

from dataclasses import replace
from datetime import date

from zhengtong.bulletins.queries.districts import districts_of
from zhengtong.bulletins.queries.gathering import chain_at, gather, tally_at, targets_now
from zhengtong.bulletins.rules.composition import Bulletin, compose
from zhengtong.bulletins.rules.inputs import BulletinInputs, DistrictInputs
from zhengtong.bulletins.rules.levels import BulletinLevel
from zhengtong.bulletins.rules.periods import require_countable
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.periods import Period


def current_bulletin(
    *,
    region_code: str,
    period: Period,
    today: date,
    level: BulletinLevel = BulletinLevel.DEPARTMENT,
) -> Bulletin:
    """Return the bulletin of a period with everything recorded so far (现时通报).

    What waits for its place in the ledger is numbered first, so that people see in the
    bulletin what they just did. Of a city or province the ledgers of its districts are.

    Raises:
        UnknownRegion: no loaded edition lists the code.
        UnknownLevel: the region does not have the level.
        NoDistricts: nothing below the city or province is loaded.
        PeriodNotBegun, PeriodRefused: there can be no figures of the period.
    """
    require_countable(period, today=today)
    bring_ledgers_up_to_date(region_code=region_code, level=level, today=today)
    return gather(region_code=region_code, period=period, today=today, level=level)


def bring_ledgers_up_to_date(*, region_code: str, level: BulletinLevel, today: date) -> None:
    """Let the totals of every ledger that a bulletin reads reach what is recorded (各账本取齐)."""
    districts = districts_of(region_code=region_code, level=level)
    for info in districts.loaded if districts is not None else ():
        bring_up_to_date(region_code=info.code, today=today)
    bring_up_to_date(region_code=region_code, today=today)


def recounted(*, inputs: BulletinInputs, position: int, today: date) -> Bulletin:
    """Return a frozen bulletin's figures as they are now: its bodies, today's targets (现时重算).

    Args:
        position: that the region's own totals reach now.
    """
    now = _with_todays_targets(inputs)
    now = replace(now, districts=tuple(_read_now(one, today=today) for one in inputs.districts))
    return compose(inputs=now, tally=tally_at(inputs=now, position=position))


def _read_now(district: DistrictInputs, *, today: date) -> DistrictInputs:
    region_code = district.inputs.region_code
    position = bring_up_to_date(region_code=region_code, today=today)
    return DistrictInputs(
        inputs=_with_todays_targets(district.inputs),
        position=position,
        chain=chain_at(region_code=region_code, position=position),
    )


def _with_todays_targets(inputs: BulletinInputs) -> BulletinInputs:
    targets = targets_now(region_code=inputs.region_code, period=inputs.period)
    return replace(inputs, targets=() if inputs.districts else targets)
