"""The same page for somebody with rights to all items of the district (办件列表，全部事项)."""

from functools import partial

from benchmarks import office
from benchmarks.measuring import Bench, Pair, Row, Unit, median_milliseconds
from benchmarks.rows.worklist import REACH, TIMES, page, prepare_for


def prepare(bench: Bench) -> Pair:
    """Let one who handles for every department ask, as against the administrator."""
    bodies = frozenset(office.departments(office.DISTRICT))
    pair = prepare_for(bench, partial(median_milliseconds, partial(page, bodies), times=TIMES))
    administrator = median_milliseconds(partial(page, None), times=TIMES)
    return Pair(
        limit=pair.limit,
        product=pair.product,
        remark=lambda: f"the administrator of the whole district: {administrator:.1f} ms",
    )


ROW = Row(
    place=10,
    name="worklist_rights",
    work=f"the same page with rights to {office.ITEMS:,} items",
    beside="the same look-up",
    unit=Unit.MILLISECONDS,
    reach=REACH,
    prepare=prepare,
)
