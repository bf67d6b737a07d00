"""What today is in a region, for the frame of every page (今天)."""

import datetime as dt

from zhengtong.foundation.web.today import Today, today_block
from zhengtong.places.queries import work_calendar


def today(*, today: dt.date, region_code: str) -> Today | None:
    """Return the block for `today` by the region's calendar, none before its year is loaded."""
    return today_block(day=today, calendar=work_calendar(region_code))
