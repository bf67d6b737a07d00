"""A case in a terminal and as JSON: its time line and clocks; personal data stays masked."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from zhengtong.cases.management.counter_text import (
    collected_words,
    counter_json,
    counter_lines,
    material_json,
)
from zhengtong.cases.management.filing_text import filing_json, filing_lines
from zhengtong.cases.queries.clock_days import CaseDays, ClockState
from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.record_parts import ActRecord
from zhengtong.cases.rules.states import CLOSED
from zhengtong.kernel.clocks import Standing
from zhengtong.kernel.deadlines import CountedDay
from zhengtong.kernel.limits import LimitUnit
from zhengtong.kernel.local_time import local, local_day

WEEKDAYS = "一二三四五六日"
CLOCK_NAMES = (("statutory", "法定"), ("promised", "承诺"))


def case_lines(record: CaseRecord) -> Iterator[str]:
    """Yield the lines of `case show` (办件档案)."""
    head = record.head
    # Of a punishment its outcome is told below; the close result would call it granted.
    told = head.close_result if not record.days.is_filed else None
    result = f"，{told.label}" if told else ""
    yield f"{head.number}　{record.terms.item_name}"
    yield f"{record.organisation_name}　{head.channel.label}　{head.origin.label}"
    yield f"状态：{head.state.label}{result}"
    yield "　".join(_people(record))
    if head.source:
        yield f"来源系统 {head.source}，来源编号 {head.source_number}，版本 {head.data_version}"
    for link in record.links:
        yield f"{link.role.label} {link.other_number}"
    yield from _clock_lines(record)
    yield from _procedure_lines(record)
    if record.filing is not None:
        yield from filing_lines(record.filing)
    yield f"材料 {len(record.materials)} 份：" + (
        "、".join(f"{one.name}（{collected_words(one)}）" for one in record.materials) or "没有登记"
    )
    yield from counter_lines(record.counter)
    yield "办理经过："
    for act in record.acts:
        yield from _act_lines(act)
    if head.state not in CLOSED:
        for step in record.open_steps:
            names = "、".join(record.people_at(step)) or "没有在岗人员"
            yield f"  现在　　　　　　　{record.todo_at(step)}　{names}"


def case_json(record: CaseRecord) -> dict[str, Any]:
    """Return a case for programs (办件档案)."""
    head, people = record.head, record.people
    return {
        "number": head.number,
        "item": {
            "implementation_code": record.terms.implementation_code,
            "name": record.terms.item_name,
            "type": record.terms.item_type.value,
            "version": record.terms.item_version,
        },
        "organisation": {"code": head.organisation_code, "name": record.organisation_name},
        "state": head.state.value,
        "state_label": head.state.label,
        "close_result": head.close_result.value if head.close_result else None,
        "close_reason": head.close_reason,
        "origin": head.origin.value,
        "channel": head.channel.value,
        "source": {"name": head.source, "number": head.source_number, "version": head.data_version}
        if head.source
        else None,
        "applicant": {
            "kind": head.applicant_kind.value,
            "name": people.applicant,
            "id_number": people.id_number,
            "mobile": people.mobile,
        },
        "submitted_at": head.submitted_at,
        "received_at": head.received_at,
        "accepted_at": head.accepted_at,
        "decided_at": head.decided_at,
        "completed_at": head.completed_at,
        "delivered_at": head.delivered_at,
        "clocks": _clocks_json(record.days),
        "acts": [_act_json(act) for act in record.acts],
        "materials": [material_json(one) for one in record.materials],
        "filing": filing_json(record.filing) if record.filing else None,
        **counter_json(record.counter),
        "links": [{"role": one.role.value, "number": one.other_number} for one in record.links],
    }


def days_lines(days: CaseDays) -> Iterator[str]:
    """Yield the lines of `case explain`: each clock day by day (逐日说明)."""
    if days.accepted_at is None:
        yield "没有受理，时钟没有开始"
        return
    yield f"{_moment(days.accepted_at)} {days.start_word}，当日不计"
    for name, label in CLOCK_NAMES:
        clock: ClockState | None = getattr(days, name)
        if clock is None:
            yield f"{label}：没有{label}时限"
            continue
        yield f"{label}　{clock.limit.label}"
        yield from _day_lines(clock.days)
        yield f"  {_due_words(clock)}"
    yield from _what_changed(days)
    if days.is_provisional:
        yield "暂定：到期日所在年度的放假安排还没有公布，公布后重算"


def days_json(number: str, days: CaseDays) -> dict[str, Any]:
    """Return the same for programs (逐日说明)."""
    return {
        "number": number,
        "accepted": local_day(days.accepted_at) if days.accepted_at else None,
        "ended_at": days.ended_at,
        "provisional": days.is_provisional,
        "statutory": _explained_json(days.statutory),
        "promised": _explained_json(days.promised),
        "suspensions": [
            {
                "kind": one.kind.value,
                "from": one.started_on,
                "to": one.ended_on,
                "stops_clock": one not in days.not_stopping,
            }
            for one in days.suspensions
        ],
        "extension": {"count": days.extension.count, "basis": days.extension.basis}
        if days.extension
        else None,
    }


def _people(record: CaseRecord) -> Iterator[str]:
    people = record.people
    who = "当事人" if record.days.is_filed else "申请人"
    yield f"{who} {people.applicant}（{record.head.applicant_kind.label}）"
    if people.id_number:
        yield f"证件 {people.id_number}"
    if people.mobile:
        yield f"手机 {people.mobile}"
    if people.agent:
        yield f"代理人 {people.agent}"


def _clock_lines(record: CaseRecord) -> Iterator[str]:
    days = record.days
    if days.fault:
        yield f"期限现在算不出来：{days.fault}"
        return
    if days.accepted_at is None:
        due = record.head.due_at
        yield f"没有受理，时钟没有开始{f'；下一期限 {local_day(due)}' if due else ''}"
        return
    for name, label in CLOCK_NAMES:
        clock: ClockState | None = getattr(days, name)
        if clock is None:
            yield f"{label}：没有{label}时限"
        else:
            where = _standing_words(days, clock)
            yield f"{label}　{clock.limit.label}　{_due_words(clock)}　{where}"


def _due_words(clock: ClockState) -> str:
    if clock.due_on is None:
        return "计时暂停，到期日待定"
    moment = f" {local(clock.due_at):%H:%M}" if _is_hourly(clock) and clock.due_at else ""
    return f"到期 {clock.due_on}{moment}{'（暂定）' if clock.is_provisional else ''}"


def _standing_words(days: CaseDays, clock: ClockState) -> str:
    standing = clock.standing
    over = f"超过 {max(standing.overdue_working_days, 1)} 个工作日"
    if days.ended_at is not None:
        used = standing.used_working_days + standing.overdue_working_days
        late = f"，{over}" if standing.is_overdue else ""
        return f"{_moment(days.ended_at)} 结束，用了 {used} 个工作日{late}"
    if standing.is_overdue:
        return over
    left = f"还剩 {standing.left.count} {standing.left.unit.label}"
    return f"已过 {standing.used_working_days} 个工作日，{left}"


def _procedure_lines(record: CaseRecord) -> Iterator[str]:
    for one in record.suspensions:
        until = f"至 {one.ended_on}" if one.ended_on else f"，预计到 {one.planned_until}"
        yield f"特别程序　{one.kind.label} {one.started_on}{until}　{one.reason}"
    if record.extension is not None:
        added = record.extension
        yield (
            f"延长 {added.added.label}　{added.extended_on}　{added.approver.label} "
            f"{added.approved_by} 批准　{added.reason}"
        )
    if record.notice is not None:
        notice = record.notice
        corrected_at = record.head.corrected_at
        supplied = f"，{_moment(corrected_at)} 补齐" if corrected_at else ""
        yield f"一次告知　{_moment(notice.noticed_at)}，限 {notice.due_on}{supplied}"
        for point in notice.points:
            yield f"  {point.what}{f'（{point.ground}）' if point.ground else ''}"


def _act_lines(act: ActRecord) -> Iterator[str]:
    node = f"（{act.node}）" if act.node else ""
    late = f"　录入 {_moment(act.recorded_at)}" if act.is_late_entry else ""
    yield f"  {_moment(act.occurred_at)}　{act.label}{node}　{act.people}{late}"
    if act.opinion:
        yield f"      {act.opinion}"
    if act.entry_reason:
        yield f"      补录理由：{act.entry_reason}"


def _day_lines(days: tuple[CountedDay, ...]) -> Iterator[str]:
    counted = 0
    for day in days:
        counted += day.counted
        ordinal = f"第 {counted} 日" if day.counted else "不计"
        reason = day.name or day.reason.label
        yield f"  {day.date} 周{WEEKDAYS[day.date.weekday()]}　{ordinal}　{reason}"


def _what_changed(days: CaseDays) -> Iterator[str]:
    for one in days.suspensions:
        until = f"至 {one.ended_on}" if one.ended_on else "起，还没有结束"
        stops = "照常计时" if one in days.not_stopping else "次日起不计"
        yield f"{one.kind.label} {one.started_on}{until}，{stops}"
    if days.extension is not None:
        basis = f"，依据{days.extension.basis}" if days.extension.basis else ""
        yield f"延长 {days.extension.count}{basis}，已算在时限里"


def _clocks_json(days: CaseDays) -> dict[str, Any]:
    return {
        "statutory": _shown_json(days.statutory),
        "promised": _shown_json(days.promised),
        "ended_at": days.ended_at,
        "fault": days.fault or None,
    }


def _explained_json(clock: ClockState | None) -> dict[str, Any] | None:
    if clock is None:
        return None
    return {**_clock_json(clock), "days": [_day_json(day) for day in clock.days]}


def _shown_json(clock: ClockState | None) -> dict[str, Any] | None:
    return None if clock is None else {**_clock_json(clock), **_standing_json(clock.standing)}


def _clock_json(clock: ClockState) -> dict[str, Any]:
    due: dt.date | dt.datetime | None = clock.due_at if _is_hourly(clock) else clock.due_on
    return {
        "limit": clock.limit.count,
        "unit": clock.limit.unit.value,
        "due": due,
        "provisional": clock.is_provisional,
    }


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {
        "used_working_days": standing.used_working_days,
        "overdue_working_days": standing.overdue_working_days,
        "left": standing.left.count,
        "left_unit": standing.left.unit.value,
        "overdue": standing.is_overdue,
        "paused": standing.is_paused,
    }


def _act_json(act: ActRecord) -> dict[str, Any]:
    return {
        "act_no": act.act_no,
        "action": act.action,
        "label": act.label,
        "by": act.people,
        "node": act.node,
        "opinion": act.opinion,
        "entry_reason": act.entry_reason,
        "origin": act.origin.value,
        "occurred_at": act.occurred_at,
        "recorded_at": act.recorded_at,
    }


def _day_json(day: CountedDay) -> dict[str, Any]:
    return {"date": day.date, "counted": day.counted, "reason": day.reason.value}


def _is_hourly(clock: ClockState) -> bool:
    return clock.limit.unit is LimitUnit.HOUR


def _moment(moment: dt.datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"
