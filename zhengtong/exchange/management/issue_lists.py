"""The lists of what is wrong with sources, for people and for programs (来源问题清单)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from zhengtong.exchange.management.difference_lines import json_of, line_of, owner_names
from zhengtong.exchange.queries import LateRow, OwnedContradiction, SilentSource, SourceIssues
from zhengtong.kernel.local_time import local


def issue_lines(found: SourceIssues) -> Iterator[str]:
    """Give the lists as a terminal shows them (清单)."""
    lists = (found.differences, found.late, found.contradictions, found.silent)
    owners = owner_names(one.owner_code for owned in lists for one in owned)
    yield f"对账差异 {len(found.differences)} 处"
    for one in found.differences:
        yield f"  {one.source_name}　{line_of(one, owners=owners)}"
    yield f"逾期登记 {len(found.late)} 件（{found.period} 办理的）"
    yield from (f"  {_late_line(late)}　负责 {owners[late.owner_code]}" for late in found.late)
    yield f"搁置的矛盾 {len(found.contradictions)} 条"
    for at_odds in found.contradictions:
        yield f"  {_contradiction_line(at_odds)}　负责 {owners[at_odds.owner_code]}"
    yield f"久未送数 {len(found.silent)} 个来源系统"
    yield from (
        f"  {silent.source_name}：{silent.silence.sentence}　负责 {owners[silent.owner_code]}"
        for silent in found.silent
    )
    if found.is_cut:
        yield "清单只列前 200 条，用 --source、--from、--to 缩小范围"


def issues_json(found: SourceIssues) -> dict[str, Any]:
    """Return the lists for a program (机读清单)."""
    return {
        "from": found.period.first_day,
        "to": found.period.last_day,
        "differences": [json_of(one) for one in found.differences],
        "late": [_late_json(one) for one in found.late],
        "contradictions": [
            {**asdict(one.found), "owner_code": one.owner_code} for one in found.contradictions
        ],
        "silent": [_silent_json(one) for one in found.silent],
        "is_cut": found.is_cut,
    }


def _late_line(one: LateRow) -> str:
    late = one.found
    return (
        f"{one.source_name}　{late.source_number}（办件 {late.number}）　{late.acts} 项办理迟登"
        f"　最早 {local(late.first_at):%Y-%m-%d} 办理，{local(late.entered_at):%Y-%m-%d} 登记"
        f"　相隔 {one.late_by_days} 日，约定 {one.lag_days} 日"
    )


def _late_json(one: LateRow) -> dict[str, Any]:
    return {
        **asdict(one.found),
        "source_name": one.source_name,
        "lag_days": one.lag_days,
        "late_by_days": one.late_by_days,
        "owner_code": one.owner_code,
    }


def _contradiction_line(one: OwnedContradiction) -> str:
    found = one.found
    return f"{found.number}　{found.source_name}　{found.source_number}　{found.reason}"


def _silent_json(one: SilentSource) -> dict[str, Any]:
    return {
        "source_name": one.source_name,
        **asdict(one.silence),
        "owner_code": one.owner_code,
    }
