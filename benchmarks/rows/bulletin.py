"""The monthly bulletin of a district, against the plain GROUP BY over its cases (通报)."""

import datetime as dt
from functools import partial

from django.db import connection

from benchmarks import history, office
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit, median_milliseconds
from zhengtong.bulletins.operations.preparation import current_bulletin
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.periods import ONE_DAY, month

MONTH = month(f"{history.LAST_YEAR}-11")
TIMES_BULLETIN, TIMES_GROUP_BY = 15, 5
# What one would write without a ledger. No index of the product's tables serves it.
GROUP_BY = """
SELECT organisation_code, item_type,
       count(*) FILTER (WHERE accepted_at >= %(first)s AND accepted_at < %(behind)s),
       count(*) FILTER (WHERE completed_at >= %(first)s AND completed_at < %(behind)s)
FROM cases_case
WHERE region_code = %(region)s
  AND (accepted_at >= %(first)s AND accepted_at < %(behind)s
       OR completed_at >= %(first)s AND completed_at < %(behind)s)
GROUP BY organisation_code, item_type
"""


def prepare(bench: Bench) -> Pair:
    """Bring the totals up, so that the bulletin alone is timed; see that both count the same."""
    history.bring_up(office.DISTRICT)
    bulletin = compose()
    accepted = sum(row[2] for row in group_by())
    totals = bulletin.as_json()["totals"]
    figures = sum(number for name, number in totals.items() if name.endswith("_accepted"))
    assert figures - totals["year_accepted"] == accepted, (figures, totals, accepted)
    return Pair(
        limit=partial(median_milliseconds, group_by, times=TIMES_GROUP_BY),
        product=partial(median_milliseconds, compose, times=TIMES_BULLETIN),
        remark=lambda: f"the month holds {accepted:,} accepted cases of the district",
    )


def compose() -> Bulletin:
    """Make the bulletin of the month with everything recorded so far."""
    return current_bulletin(region_code=office.DISTRICT, period=MONTH, today=office.TODAY)


def group_by() -> list[tuple[str, str, int, int]]:
    """Count the month's cases by department and type."""
    asked: dict[str, str | dt.datetime] = {
        "region": office.DISTRICT,
        "first": _start_of(MONTH.first_day),
        "behind": _start_of(MONTH.last_day + ONE_DAY),
    }
    with connection.cursor() as cursor:
        cursor.execute(GROUP_BY, asked)
        return list(cursor.fetchall())


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), CHINA_TIME)


ROW = Row(
    place=8,
    name="bulletin",
    work="monthly bulletin of one district",
    beside="the plain GROUP BY over the month's cases",
    unit=Unit.MILLISECONDS,
    reach=Reach(most=0.2),
    prepare=prepare,
)
