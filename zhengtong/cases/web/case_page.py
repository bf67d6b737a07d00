"""Building the page of one case (办件页的编成)."""

import datetime as dt
from collections.abc import Iterator

from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.record_parts import ActRecord, MaterialRecord
from zhengtong.cases.rules.states import CLOSED, CaseAction, CaseState
from zhengtong.cases.web.addresses import list_url
from zhengtong.cases.web.case_facts import case_facts
from zhengtong.cases.web.clocks import clocks_shown, ruler_shown, summary_of, why_shown
from zhengtong.cases.web.flow_stages import blocked_reason, flow_stages
from zhengtong.cases.web.pages import ActLine, ActLook, CasePage, MaterialLine, NextStep
from zhengtong.cases.web.words import next_step_title, state_shown
from zhengtong.foundation.web.dates import day_and_weekday_text, day_text
from zhengtong.foundation.web.marks import MaterialState
from zhengtong.foundation.web.parts import Link, Note
from zhengtong.kernel.local_time import local, local_day
from zhengtong.kernel.origins import Origin

REUSED_WAYS = frozenset({"certificate", "exchange"})
ENDS = frozenset({CaseAction.COMPLETE, CaseAction.RELAY})


def case_page(*, record: CaseRecord, now: dt.datetime) -> CasePage:
    """Put the page together (办件页)."""
    head, days, today = record.head, record.days, local_day(now)
    promised, statutory = clocks_shown(days, state=head.state, today=today)
    stages = flow_stages(record, today=today)
    version = record.terms.item_version
    return CasePage(
        number=head.number,
        item_name=record.terms.item_name,
        state=state_shown(state=head.state, blocked=blocked_reason(record)),
        origin=head.origin.value,
        applicant=record.people.applicant,
        channel=f"{head.channel.label}申报",
        item_version=f"实施清单第 {version} 版" if version else "",
        promised=promised,
        statutory=statutory,
        clock_summary=summary_of(days, state=head.state, today=today),
        ruler=ruler_shown(days),
        why=why_shown(days, item_type=record.terms.item_type, today=today),
        flow_name=f"{record.flow.name}第 {record.flow.version} 版" if record.flow else "",
        flow=stages,
        materials=tuple(_material(record, one, today=today) for one in record.materials),
        acts=tuple(_act(record, act) for act in reversed(record.acts)),
        facts=tuple(case_facts(record, today=today)),
        next_step=_next_step(record, today=today),
        back=Link(label="办件列表", url=list_url()),
        today=today,
        notes=tuple(_notes(record)),
    )


def _act(record: CaseRecord, act: ActRecord) -> ActLine:
    return ActLine(
        title=act.label,
        people=act.people,
        occurred_at=local(act.occurred_at),
        detail="，".join(part for part in (act.node, _late(act)) if part),
        opinion=act.opinion,
        recorded_at=local(act.recorded_at) if act.is_late_entry else None,
        look=_look(record, act),
    )


def _late(act: ActRecord) -> str:
    return f"补录理由：{act.entry_reason}" if act.entry_reason else ""


def _look(record: CaseRecord, act: ActRecord) -> ActLook:
    """Mark the end that came too late, and the newest act of a case under way."""
    days = record.days
    late = any(one.standing.is_overdue for one in (days.promised, days.statutory) if one)
    if act.action in ENDS and late:
        return ActLook.LATE
    is_open = record.head.state not in CLOSED
    return ActLook.LIVE if is_open and act is record.acts[-1] else ActLook.DONE


def _material(record: CaseRecord, one: MaterialRecord, *, today: dt.date) -> MaterialLine:
    wanted = [
        point.what
        for point in (record.notice.points if record.notice else ())
        if point.material == one.name and point.supplied_at is None
    ]
    if wanted and record.head.state is CaseState.CORRECTION_NOTICED:
        return MaterialLine(
            name=one.name, state=MaterialState.FAULTY, remark=f"须补正：{'；'.join(wanted)}"
        )
    if not one.is_collected:
        remark = "" if one.is_required else "可以不交"
        return MaterialLine(name=one.name, state=MaterialState.MISSING, remark=remark)
    is_reused = one.way is not None and one.way.value in REUSED_WAYS
    return MaterialLine(
        name=one.name,
        state=MaterialState.REUSED if is_reused else MaterialState.COLLECTED,
        remark="，".join(_collected(one, today=today)),
    )


def _collected(one: MaterialRecord, *, today: dt.date) -> Iterator[str]:
    if one.way is not None:
        yield str(one.way.label)
    if one.collected_at is not None:
        yield day_text(local_day(one.collected_at), today=today)
    if one.copies > 1:
        yield f"{one.copies} 份"


def _next_step(record: CaseRecord, *, today: dt.date) -> NextStep:
    head = record.head
    title = next_step_title(
        state=head.state,
        is_corrected=head.corrected_at is not None,
        source=head.source,
        nodes=[record.todo_at(step) for step in record.open_steps],
        needs_certificate=record.terms.needs_certificate,
        blocked=blocked_reason(record),
    )
    if head.state in CLOSED:
        result = head.close_result.label if head.close_result else head.state.label
        return NextStep(title=result, lines=(head.close_reason,) if head.close_reason else ())
    return NextStep(title=f"下一步：{title}", lines=tuple(_lines(record, today=today)))


def _lines(record: CaseRecord, *, today: dt.date) -> Iterator[str]:
    head = record.head
    for step in record.open_steps:
        names = "、".join(record.people_at(step)) or "没有在岗人员，请部门管理员安排"
        yield f"{record.todo_at(step)}：{names}{'（已认领）' if step.claimed_by else ''}"
    if head.state is CaseState.SUSPENDED and record.suspensions:
        last = record.suspensions[-1]
        yield f"{last.kind.label}预计到 {day_and_weekday_text(last.planned_until, today=today)}"
    if head.state is CaseState.CORRECTION_NOTICED and record.notice is not None:
        for point in record.notice.points:
            if point.supplied_at is None:
                yield point.what + (f"（{point.ground}）" if point.ground else "")
    if head.due_at is not None:
        due_on = local_day(head.due_at)
        passed = "，已经过了" if due_on < today else ""
        yield f"期限 {day_and_weekday_text(due_on, today=today)}{passed}"
    if head.state is CaseState.RECEIVED:
        yield "五个工作日内不告知补正的，自收件之日起即为受理"
    if head.state is CaseState.CORRECTION_NOTICED and head.corrected_at is not None:
        yield "告知的内容已经补齐；五个工作日内不受理的，自补齐之日起即为受理"


def _notes(record: CaseRecord) -> Iterator[Note]:
    head = record.head
    if record.days.fault:
        yield Note(text=f"期限现在算不出来：{record.days.fault}", tone="warn")
    if head.state in (CaseState.VOIDED, CaseState.DELETED):
        yield Note(text=f"{head.state.label}，不计入统计。理由：{head.close_reason}", tone="warn")
    if head.is_deemed_accepted:
        yield Note(text="逾期没有答复，自收到全部材料之日起视为受理。", tone="warn")
    if head.source:
        late = "，事后补录" if head.origin is Origin.BACK_ENTRY else ""
        yield Note(
            text=f"由来源系统 {head.source} 送来{late}：经过按来源系统所记的时间列出，"
            "环节和材料留在来源系统。"
        )
    blocked = blocked_reason(record)
    if blocked:
        yield Note(text=f"制证受阻：{blocked}。", tone="warn")
