"""Accept a case over HTTP, against the same rows written by pgbench (接口受理)."""

import datetime as dt

from django.utils import timezone

from benchmarks import interface, office
from benchmarks.accepting import THREADS, WARM_UP
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit
from benchmarks.pool import Pool
from benchmarks.rows import accept

CONNECTIONS = interface.PROCESSES * THREADS
EACH = 200  # cases a connection
BODY = office.department(1)
_YEAR = 2009  # of the numbers


def prepare(bench: Bench) -> Pair:
    """Serve the interface and register a client of one department (准备).

    The interface reads the real clock, so these cases came in an hour ago by it.
    """
    script = accept.write_script(bench.pool.make(1)[0])
    caller = bench.held.enter_context(interface.served(BODY))
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    pool = Pool(bodies=[BODY], year=_YEAR, received_at=an_hour_ago)
    return Pair(
        limit=lambda: accept.limit(bench, script),
        product=lambda: caller.accept(pool.make(CONNECTIONS * (EACH + WARM_UP))),
        remark=lambda: (
            f"{interface.PROCESSES} workers × {THREADS} threads; the client, on the same"
            f" machine, keeps {CONNECTIONS} connections and sends a new key each time"
        ),
    )


ROW = Row(
    place=2,
    name="accept_http",
    work="accept a case over HTTP (granian, JSON in and out, token, idempotency key)",
    beside="the same rows by pgbench as for `accept`",
    unit=Unit.PER_SECOND,
    reach=Reach(least=0.20, goal=0.33),
    prepare=prepare,
)
