"""Civil time in China, one offset for the whole country (北京时间)."""

import datetime as dt

# Law and offices count local days; China has kept one offset without summer time since 1992.
CHINA_TIME = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def local(moment: dt.datetime) -> dt.datetime:
    """Return `moment` in Beijing time; a naive one is taken as Beijing time (当地时间)."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=CHINA_TIME)
    return moment.astimezone(CHINA_TIME)


def local_day(moment: dt.datetime) -> dt.date:
    """Return the local calendar date of `moment` (当地日期)."""
    return local(moment).date()


def read_moment(text: str) -> dt.datetime:
    """Return a moment written in ISO form, in UTC (读出时刻).

    Raises:
        ValueError: it is no moment, has no offset, or lies at the end of time.
    """
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as fault:
        raise ValueError("the end of time") from fault


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the last second of a local day, still on that date (当日终了)."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), CHINA_TIME)
