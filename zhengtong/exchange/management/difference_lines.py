"""A difference in one line, and as JSON (差异的写法)."""

from dataclasses import asdict
from typing import Any

from zhengtong.exchange.queries import DifferenceInfo
from zhengtong.exchange.rules.reconciliation import DifferenceState, Measure


def line_of(one: DifferenceInfo) -> str:
    """Return a difference as lists print it (一行)."""
    measure = f"（{Measure(one.measure).label}）" if one.measure else ""
    case = f"　{one.source_number}" if one.source_number else ""
    case += f"（办件 {one.case_number}）" if one.case_number else ""
    explained = f"　已说明：{one.explanation}" if one.state is DifferenceState.EXPLAINED else ""
    return (
        f"{one.number}　{one.day}　{one.implementation_code}　{one.organisation_code}"
        f"　{one.kind.label}{measure}{case}：来源 {one.theirs}，平台 {one.ours}"
        f"　负责 {one.owner_code}{explained}"
    )


def json_of(one: DifferenceInfo) -> dict[str, Any]:
    """Return a difference for a program (机读)."""
    return {**asdict(one), "kind": one.kind.value, "state": one.state.value}
