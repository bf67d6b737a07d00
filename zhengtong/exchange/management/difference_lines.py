"""A difference in one line, and as JSON (差异的写法)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from zhengtong.exchange.queries import DifferenceInfo
from zhengtong.exchange.rules.reconciliation import DifferenceState, Measure
from zhengtong.places.queries import organisations


def owner_names(codes: Iterable[str]) -> dict[str, str]:
    """Return how lists print the bodies that have to see to something (负责机构)."""
    wanted = set(codes) - {""}
    named = {code: f"{code} {body.name}" for code, body in organisations(wanted).items()}
    return {code: named.get(code, code) for code in wanted} | {"": "未定"}


def line_of(one: DifferenceInfo, *, owners: Mapping[str, str]) -> str:
    """Return a difference as lists print it (一行).

    Args:
        owners: from `owner_names`.
    """
    measure = f"（{Measure(one.measure).label}）" if one.measure else ""
    case = f"　{one.source_number}" if one.source_number else ""
    case += f"（办件 {one.case_number}）" if one.case_number else ""
    explained = f"　已说明：{one.explanation}" if one.state is DifferenceState.EXPLAINED else ""
    return (
        f"{one.number}　{one.day}　{one.implementation_code}　{one.organisation_code}"
        f"　{one.kind.label}{measure}{case}：来源 {one.theirs}，平台 {one.ours}"
        f"　负责 {owners[one.owner_code]}{explained}"
    )


def json_of(one: DifferenceInfo) -> dict[str, Any]:
    """Return a difference for a program (机读)."""
    return {**asdict(one), "kind": one.kind.value, "state": one.state.value}
