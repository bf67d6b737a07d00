"""The same flow without a database: what reckoning and (de)serialising cost (流转，不含数据库)."""

from benchmarks import flow_cases
from benchmarks.measuring import Bench, Pair, Reach, Row, Unit
from benchmarks.rows.advance import each
from zhengtong.foundation.ids import new_id

CASES = 100


def prepare(bench: Bench) -> Pair:
    """Set the token game over plain rows against the engine's load, step and save."""
    from benchmarks import bpmn_engine  # `make bench` alone installs the engine

    return Pair(
        limit=lambda: each(bpmn_engine.states(CASES), bpmn_engine.advance_alone),
        product=lambda: each([new_id() for _ in range(CASES)], flow_cases.move_alone),
    )


ROW = Row(
    place=3,
    name="advance_alone",
    work="advance one case through a 7-node flow, without a database: token game over plain rows",
    beside="SpiffWorkflow 3.2, the same flow, state loaded and serialised each step",
    unit=Unit.CPU_MILLISECONDS,
    reach=Reach(least=30),
    inverse=True,
    prepare=prepare,
)
