"""The same flow, only the position kept: what the BPMN engine does too (流转，仅位置)."""

from benchmarks import flow_cases
from benchmarks.measuring import Bench, Pair, Row, Unit
from benchmarks.rows.advance import prepare_for


def prepare(bench: Bench) -> Pair:
    """Set the step table and its token game alone against the engine."""
    return prepare_for(flow_cases.move)


ROW = Row(
    place=4,
    name="advance_position",
    work="the same flow, only where the case stands, in the database: token game and step rows",
    beside="the same engine, state kept in the same database",
    unit=Unit.CPU_MILLISECONDS,
    reach=None,
    inverse=True,
    prepare=prepare,
)
