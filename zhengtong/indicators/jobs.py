"""Background work of the totals: they follow the ledger, and a day that ended is closed (后台)."""

from datetime import datetime

from zhengtong.foundation.ledger.verification import ledger_regions
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.local_time import local_day


def follow(region_code: str, now: datetime) -> None:
    """Let the totals of a region reach what was numbered (日统计跟进)."""
    bring_up_to_date(region_code=region_code, today=local_day(now))


def close_days(now: datetime) -> None:
    """Count yesterday into the totals where no new entry came to make them move (结转)."""
    for region_code in ledger_regions():
        follow(region_code, now)
