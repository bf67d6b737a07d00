"""What changes of many items came to, as lines and as JSON (批量变更输出)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone

from zhengtong.catalogue.management.element_cells import words_of
from zhengtong.catalogue.operations.bulk_requests import BulkDone, Planned
from zhengtong.catalogue.operations.bulk_takeover import Behind, TakenOver
from zhengtong.catalogue.queries.bulk import BulkItemInfo, BulkRequestInfo
from zhengtong.catalogue.rules.bulk import (
    BULK_SOURCE_LABELS,
    BULK_STATE_LABELS,
    OUTCOME_LABELS,
)
from zhengtong.catalogue.rules.elements import element_table


def done_lines(done: BulkDone, *, is_preview: bool) -> Iterator[str]:
    """Yield the page of differences and what became of it (差异)."""
    if is_preview:
        for each in done.planned:
            yield f"{each.candidate.row.name}（{each.code}）"
            yield from _change_lines(each.plan.changes)
    for code, number in done.waiting:
        yield f"{code}：同样的变更已在批量申请 {number} 中，待审核"
    counted = (
        f"{{}} {len(done.planned)} 项，未变 {len(done.unchanged)} 项，"
        f"已在审核 {len(done.waiting)} 项，拒绝 {len(done.refused)} 项"
    )
    yield ("预览，未保存。" if is_preview else "") + counted.format(
        "将变更" if is_preview else "变更上报"
    )
    if done.number:
        yield f"批量申请 {done.number}，请政务服务中心用 items approve-bulk 审核"


def refusal_lines(done: BulkDone) -> Iterator[str]:
    """Yield each item that refuses, with all its reasons (拒绝的事项)."""
    for code, name, faults in done.refused:
        reasons = "；".join(sentence for _, sentence in faults)
        yield f"{name}（{code}）：{reasons}" if name else f"{code}：{reasons}"


def done_content(done: BulkDone, *, is_preview: bool) -> dict[str, Any]:
    """Return the same for programs (差异)."""
    return {
        "preview": is_preview,
        "number": done.number,
        "changed": [_planned_content(each) for each in done.planned],
        "unchanged": done.unchanged,
        "waiting": [{"implementation_code": code, "number": no} for code, no in done.waiting],
        "refused": [
            {"implementation_code": code, "reasons": [sentence for _, sentence in faults]}
            for code, _, faults in done.refused
        ],
    }


def taken_lines(done: TakenOver, *, is_preview: bool) -> Iterator[str]:
    """Yield what is taken over, and each item that is not, with its differences (承接)."""
    for each in done.listed:
        kind = "依职权" if each.is_inherited else "依申请"
        ready = "可承接" if not each.reason else each.reason
        yield (
            f"{each.name}（{each.code}，{kind}）"
            f"目录第 {each.base_version} 版 → 第 {each.newest} 版：{ready}"
        )
        yield from _change_lines(each.changes)
        if each.elsewhere:
            yield f"  上级另改（不随事项承接）：{'、'.join(each.elsewhere)}"
    ready_count = sum(not each.reason for each in done.listed)
    left = len(done.listed) - ready_count
    if is_preview:
        yield f"预览，未保存。可承接 {ready_count} 项，未承接 {left} 项"
        return
    yield (
        f"依职权事项已承接 {len(done.inherited)} 项，依申请事项变更上报 "
        f"{len(done.bulk.planned)} 项，未承接 {left} 项"
    )
    if done.bulk.number:
        yield f"批量申请 {done.bulk.number}，请政务服务中心用 items approve-bulk 审核"


def taken_content(done: TakenOver, *, is_preview: bool) -> dict[str, Any]:
    """Return the same for programs (承接)."""
    return {
        "preview": is_preview,
        "number": done.bulk.number,
        "inherited": done.inherited,
        "changed": [each.code for each in done.bulk.planned],
        "listed": [_behind_content(each) for each in done.listed],
        "refused": [
            {"implementation_code": code, "reasons": [sentence for _, sentence in faults]}
            for code, _, faults in done.bulk.refused
        ],
    }


def request_line(info: BulkRequestInfo) -> str:
    """Return a request as one line (批量申请)."""
    counted = "，".join(f"{OUTCOME_LABELS[key]} {count}" for key, count in info.outcomes.items())
    when = f"{timezone.localtime(info.submitted_at):%Y-%m-%d %H:%M}" if info.submitted_at else "—"
    decided = f"，审核人 {info.decided_by}" if info.decided_by else ""
    return (
        f"{info.number}　{BULK_SOURCE_LABELS[info.source]}　{BULK_STATE_LABELS[info.state]}　"
        f"上报人 {info.submitted_by} {when}{decided}　{counted}"
    )


def request_lines(info: BulkRequestInfo, items: Iterable[BulkItemInfo]) -> Iterator[str]:
    """Yield a request with every change that the reviewer decides (批量申请详情)."""
    yield request_line(info)
    for item in items:
        remark = f"：{item.remark}" if item.remark else ""
        yield f"{item.name}（{item.implementation_code}）{OUTCOME_LABELS[item.outcome]}{remark}"
        for change in item.changes:
            yield _line(change["element"], change["before"], change["after"])


def request_content(info: BulkRequestInfo, items: Iterable[BulkItemInfo] = ()) -> dict[str, Any]:
    """Return the same for programs (批量申请)."""
    return {
        "number": info.number,
        "source": info.source.value,
        "state": info.state.value,
        "submitted_by": info.submitted_by,
        "submitted_at": info.submitted_at,
        "decided_by": info.decided_by,
        "decided_at": info.decided_at,
        "outcomes": {key.value: count for key, count in info.outcomes.items()},
        "items": [
            {
                "implementation_code": item.implementation_code,
                "name": item.name,
                "outcome": item.outcome.value,
                "remark": item.remark,
                "changes": list(item.changes),
            }
            for item in items
        ],
    }


def _change_lines(changes: Iterable[Any]) -> Iterator[str]:
    for change in changes:
        yield _line(change.element, change.before, change.after)


def _line(identifier: str, before: object, after: object) -> str:
    known = element_table().get(identifier)
    name = known.name if known else identifier
    return f"  {name}：{words_of(identifier, before)} → {words_of(identifier, after)}"


def _planned_content(each: Planned) -> dict[str, Any]:
    return {
        "implementation_code": each.code,
        "name": each.candidate.row.name,
        "changes": _changes_content(each.plan.changes),
    }


def _behind_content(each: Behind) -> Mapping[str, Any]:
    return {
        "implementation_code": each.code,
        "name": each.name,
        "base_version": each.base_version,
        "newest": each.newest,
        "is_inherited": each.is_inherited,
        "reason": each.reason,
        "changes": _changes_content(each.changes),
        "elsewhere": list(each.elsewhere),
    }


def _changes_content(changes: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"element": one.element, "before": one.before, "after": one.after} for one in changes]
