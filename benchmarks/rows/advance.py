"""Advance a case through a flow of seven nodes, against a BPMN engine in CPU (流转)."""

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import flow_cases
from benchmarks.measuring import Bench, Pair, Row, Unit, cpu_milliseconds

CASES = 40
COUNTED = "CPU of the client's process and of its server session, a case"


def prepare(bench: Bench) -> Pair:
    """Set the operations against the engine."""
    return prepare_for(flow_cases.advance)


def prepare_for(advance: Callable[[str], None]) -> Pair:
    """Set one way through the flow against the engine (准备)."""
    from benchmarks import bpmn_engine  # `make bench` alone installs the engine

    bpmn_engine.make_table()
    return Pair(
        limit=lambda: each(bpmn_engine.begin(CASES), bpmn_engine.advance),
        product=lambda: each(flow_cases.accepted(CASES), advance),
        remark=lambda: COUNTED,
    )


def each(keys: Sequence[Any], advance: Callable[[Any], None]) -> float:
    """Return the CPU milliseconds that one case costs, after one that warms up."""
    advance(keys[0])

    def rest() -> None:
        for key in keys[1:]:
            advance(key)

    return cpu_milliseconds(rest) / (len(keys) - 1)


ROW = Row(
    place=5,
    name="advance",
    work="the same flow by the operations: nine acts with rights, guards, ledger",
    beside="the same engine, state kept in the same database, nothing else",
    unit=Unit.CPU_MILLISECONDS,
    reach=None,
    inverse=True,
    prepare=prepare,
)
