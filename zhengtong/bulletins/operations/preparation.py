"""Making a bulletin as of now: number what is queued, then gather (取数)."""

from datetime import date

from zhengtong.bulletins.queries.gathering import gather
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.periods import Period


def current_bulletin(*, region_code: str, period: Period, today: date) -> Bulletin:
    """Return the bulletin of a period with everything recorded so far (现时通报).

    What waits for its place in the ledger is numbered first, so that people see in the
    bulletin what they just did.

    Raises:
        UnknownRegion: no loaded edition lists the code.
    """
    bring_up_to_date(region_code=region_code, today=today)
    return gather(region_code=region_code, period=period, today=today)
