"""Number queued entries, against the rate at which entries come in (编号)."""

from benchmarks import history, office
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit, stopwatch
from benchmarks.rows.accept import product as accept_cases
from zhengtong.foundation.ledger.numbering import number_pending

QUEUED = 20_000


def prepare(bench: Bench) -> Pair:
    """Nothing has to be made ready."""
    return Pair(limit=lambda: accept_cases(bench), product=lambda: number(bench))


def number(bench: Bench) -> float:
    """Number a queue of entries; return how many a second."""
    number_pending(region_code=office.DISTRICT)
    bench.pool.make(QUEUED)
    history.settle()
    with stopwatch() as watch:
        numbered = number_pending(region_code=office.DISTRICT)
    assert numbered == QUEUED
    return numbered / watch.seconds


ROW = Row(
    place=7,
    name="number",
    work=f"number queued entries ({QUEUED:,} in the queue, one process)",
    beside="accept's own rate in the same run",
    unit=Unit.PER_SECOND,
    reach=Reach(least=5),
    prepare=prepare,
)
