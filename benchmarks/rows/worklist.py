"""A handler's worklist page of 50, against 50 rows looked up by key (办件列表)."""

import datetime as dt
import random
from functools import partial
from itertools import cycle
from pathlib import Path

from benchmarks import office, pgbench
from benchmarks.accepting import accept_one
from benchmarks.measuring import Bench, Measure, Pair, Reach, Row, Unit, median_milliseconds
from benchmarks.pool import Pool
from zhengtong.cases.models import Case
from zhengtong.cases.queries.worklist import PAGE, CaseGroup, Scope, WorklistPage, worklist_page

TIMES = 40
LOOK_UPS = 400
SCRIPTS = 20
# Cases of a department that are more urgent than all others: a page of them is full and mixed,
# on each of some days so many that still wait and so many that were accepted.
RECEIVED_EACH, ACCEPTED_EACH = 3, 9
DAYS_AGO = (7, 6, 5, 4, 1)
_urgent = {
    days: Pool(year=2060 + days, received_at=office.NOW - dt.timedelta(days=days))
    for days in DAYS_AGO
}
REACH = Reach(most=5)


def prepare_for(bench: Bench, pages: Measure) -> Pair:
    """See that every department has a full page, and write the look-ups (准备)."""
    make_urgent()
    scripts = write_look_ups()
    return Pair(limit=partial(look_up, bench, scripts), product=pages)


def prepare(bench: Bench) -> Pair:
    """Let the handlers of one department after the other ask for their page."""
    bodies = cycle(office.departments(office.DISTRICT))
    return prepare_for(
        bench,
        lambda: median_milliseconds(lambda: page(frozenset({next(bodies)})), times=TIMES),
    )


def make_urgent() -> None:
    """Take cases in on some days of last week and accept most of them within the hour."""
    for days, pool in _urgent.items():
        made = pool.make((RECEIVED_EACH + ACCEPTED_EACH) * office.DEPARTMENTS)
        accepted_at = office.NOW - dt.timedelta(days=days) + dt.timedelta(hours=1)
        for waiting in made[RECEIVED_EACH * office.DEPARTMENTS :]:
            accept_one(waiting, at=accepted_at)


def page(bodies: frozenset[str] | None) -> WorklistPage:
    """Return the first page of what is open, most urgent first."""
    scope = Scope(region_code=office.DISTRICT, organisation_codes=bodies)
    found = worklist_page(scope=scope, group=CaseGroup.OPEN, now=office.NOW)
    assert len(found.rows) == PAGE
    return found


def write_look_ups() -> list[Path]:
    """Write scripts that look up 50 cases each by key, drawn from all of the district's."""
    draws = random.Random(50)  # noqa: S311  no secret
    ids = list(Case.objects.filter(region_code=office.DISTRICT).values_list("id", flat=True))
    columns = ", ".join(f'"{field.column}"' for field in Case._meta.local_concrete_fields)
    scripts = []
    for number in range(SCRIPTS):
        keys = ", ".join(pgbench.literal(key) for key in draws.sample(ids, PAGE))
        region = pgbench.literal(office.DISTRICT)
        sql = f'SELECT {columns} FROM "{Case._meta.db_table}"'
        where = f"WHERE region_code = {region} AND id IN ({keys});"
        scripts.append(pgbench.write_script(f"look_up_{number}", [f"{sql} {where}"]))
    return scripts


def look_up(bench: Bench, scripts: list[Path]) -> float:
    """Look rows up by pgbench; return milliseconds for 50."""
    return pgbench.run(
        address=bench.address, programs=bench.programs, scripts=scripts, clients=1, each=LOOK_UPS
    ).milliseconds


ROW = Row(
    place=9,
    name="worklist",
    work=f"a handler's worklist page of {PAGE}",
    beside=f"primary-key look-up of {PAGE} rows by pgbench",
    unit=Unit.MILLISECONDS,
    reach=REACH,
    prepare=prepare,
)
