"""Building what pages show of the clocks: two clocks, the ruler, why a limit ends (时钟的编成)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from zhengtong.cases.queries.clock_days import CaseDays, ClockState
from zhengtong.cases.rules.deadlines import Suspension
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.web.pages import Clock, Why
from zhengtong.foundation.web.dates import day_text
from zhengtong.foundation.web.days import DayRuler, PassedDay, day_ruler
from zhengtong.foundation.web.marks import ClockStanding
from zhengtong.foundation.web.weeks import weeks_of
from zhengtong.kernel.clocks import Standing
from zhengtong.kernel.deadlines import CountedDay, DayReason
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit
from zhengtong.kernel.local_time import local, local_day

# A case that lies about for years must not fill the page; the sentence still says how long.
MOST_CELLS = 60
END_WORDS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.WITHDRAWN: "撤回",
        CaseState.RETURNED: "退件",
        CaseState.RELAYED: "转报",
        CaseState.VOIDED: "作废",
        CaseState.DELETED: "删除",
        CaseState.ACCEPTANCE_REFUSED: "不予受理",
        CaseState.NOT_REQUIRED: "告知无需办理",
        CaseState.DECIDED: "作出决定",
        CaseState.DECIDED_AGAINST: "决定不予处理",
        CaseState.CLOSED: "作出决定",
        CaseState.DROPPED: "撤案",
    }
)
UNIT_WORDS: Mapping[LimitUnit, str] = MappingProxyType(
    {LimitUnit.WORKDAY: "个工作日", LimitUnit.DAY: "日", LimitUnit.HOUR: "小时"}
)


def clocks_shown(
    days: CaseDays, *, state: CaseState, today: dt.date
) -> tuple[Clock | None, Clock | None]:
    """Return the promised and the statutory clock as a page shows them (两个时钟)."""
    return (
        _clock(days.promised, days, state, today, broken=ClockStanding.PROMISE_BROKEN),
        _clock(days.statutory, days, state, today, broken=ClockStanding.LAW_BROKEN),
    )


def ruler_shown(days: CaseDays, *, most_cells: int = MOST_CELLS) -> DayRuler | None:
    """Return the day ruler, none where no limit counts working days (日格)."""
    promised, statutory = _working_days(days.promised), _working_days(days.statutory)
    if promised is None and statutory is None:
        return None
    is_running = days.ended_at is None and days.is_today_working
    ruler = day_ruler(
        passed=[PassedDay.COUNTED if counted else PassedDay.PAUSED for counted in days.passed],
        promised_days=promised,
        statutory_days=statutory,
        today_is_last=is_running,
    )
    return replace(ruler, cells=ruler.cells[:most_cells])


def end_word(state: CaseState) -> str:
    """Return what became of a case whose handling has ended: 办结, 撤回 (结束方式)."""
    return END_WORDS.get(state, "办结")


def summary_of(days: CaseDays, *, state: CaseState, today: dt.date) -> str:
    """Return the line above the ruler: acceptance, days used, pauses, extension (计时概述)."""
    if days.fault:
        return f"期限现在算不出来：{days.fault}"
    if days.accepted_at is None:
        return "没有受理，没有时钟" if days.ended_at else "还没有受理，时钟没有开始走"
    accepted = f"{days.start_word} {day_text(local_day(days.accepted_at), today=today)}"
    if days.statutory is None and days.promised is None:
        return f"{accepted}，这个事项没有法定时限，也没有承诺时限"
    used = sum(days.passed)
    parts = [accepted, f"{'共用' if days.ended_at else '已过'} {used} 个工作日"]
    parts.append(_pauses(days))
    added = days.extension
    unit = (days.latest.limit.unit if days.latest else LimitUnit.WORKDAY).label
    parts.append(f"延长 {added.count} {unit}" if added else "没有延期")
    if days.ended_at is not None:
        ended = day_text(local_day(days.ended_at), today=today)
        parts.insert(1, f"{ended}{end_word(state)}")
    return "，".join(parts)


def why_shown(days: CaseDays, *, item_type: ItemType, today: dt.date) -> Why | None:
    """Return why the later limit ends on its day, none before acceptance (为什么是这一天)."""
    longest = days.latest
    if longest is None or days.accepted_at is None:
        return None
    accepted_on = local_day(days.accepted_at)
    ended_on = local_day(days.ended_at) if days.ended_at else None
    weeks = weeks_of(
        started_on=accepted_on,
        # What would have counted after the end is nobody's question.
        days=[day for day in longest.days if ended_on is None or day.date <= ended_on],
        today=today,
        promised_due_on=days.promised.due_on if days.promised else None,
        statutory_due_on=days.statutory.due_on if days.statutory else None,
    )
    parts = [f"{day_text(accepted_on, today=today)}{days.start_word}，当日不计。"]
    parts += _explained(longest, days, today)
    parts += _missed_dates(days, today)
    parts.append(f"依据：{_basis(longest, days, item_type)}。")
    return Why(explanation="".join(parts), weeks=weeks)


def _clock(
    clock: ClockState | None,
    days: CaseDays,
    state: CaseState,
    today: dt.date,
    *,
    broken: ClockStanding,
) -> Clock | None:
    if clock is None:
        return None
    limit = clock.limit.label
    if days.ended_at is not None:
        ended = _ended(clock.standing, days.ended_at, state, today)
        return Clock(limit=limit, standing=ClockStanding.ENDED, ended=ended)
    standing = _standing(clock, today, broken)
    left = clock.standing.left
    count = left.count
    if standing is broken:
        # Past its due moment on a rest day or within the day: the first day has begun.
        count = max(clock.standing.overdue_working_days, 1)
    is_hourly = clock.limit.unit is LimitUnit.HOUR and clock.due_at is not None
    return Clock(
        limit=limit,
        standing=standing,
        days=count,
        unit=UNIT_WORDS[left.unit],
        due_on=clock.due_on,
        due_time=f"{local(clock.due_at):%H:%M}" if is_hourly and clock.due_at else "",
        is_provisional=clock.is_provisional,
    )


def _standing(clock: ClockState, today: dt.date, broken: ClockStanding) -> ClockStanding:
    if clock.standing.is_paused:
        return ClockStanding.PAUSED
    if clock.standing.is_overdue:
        return broken
    if clock.due_on == today:
        return ClockStanding.DUE_TODAY
    if clock.standing.remaining_working_days == 1:
        return ClockStanding.SOON
    return ClockStanding.RUNNING


def _ended(standing: Standing, ended_at: dt.datetime, state: CaseState, today: dt.date) -> str:
    used = standing.used_working_days + standing.overdue_working_days
    day = day_text(local_day(ended_at), today=today)
    text = f"{day}{end_word(state)}，用了 {used} 个工作日"
    if standing.is_overdue:
        text += f"，超过 {max(standing.overdue_working_days, 1)} 个工作日"
    return text


def _working_days(clock: ClockState | None) -> int | None:
    if clock is None or clock.limit.unit is not LimitUnit.WORKDAY:
        return None
    return clock.limit.count


def _pauses(days: CaseDays) -> str:
    stopped = [one for one in days.suspensions if one not in days.not_stopping]
    if not stopped:
        return "没有暂停"
    paused = sum(1 for counted in days.passed if not counted)
    return f"暂停 {len(stopped)} 次，不计 {paused} 个工作日"


def _explained(clock: ClockState, days: CaseDays, today: dt.date) -> Iterator[str]:
    """Say which days were left out and which weekends counted."""
    explained = clock.days
    left_out = _holidays(explained)
    if any(day.reason is DayReason.WEEKEND and not day.counted for day in explained):
        left_out.append("周末")
    if left_out:
        yield f"{'、'.join(left_out)}不计。"
    made_up = [
        day_text(day.date, today=today)
        for day in explained
        if day.reason is DayReason.MAKEUP_WORKDAY and day.counted
    ]
    if made_up:
        yield f"{'、'.join(made_up)}调休上班，计入。"
    if any(day.reason is DayReason.CALENDAR_DAY for day in explained):
        yield "按自然日计，最后一日遇休息日顺延到下一个工作日。"
    for one in days.suspensions:
        yield _suspended(one, is_counted=one in days.not_stopping, today=today)
    if days.extension is not None:
        yield f"已经延长 {days.extension.count} {clock.limit.unit.label}。"
    if days.is_provisional:
        yield "到期日所在年度的放假安排还没有公布，暂按周末和固定节日推算，公布后重算。"


def _missed_dates(days: CaseDays, today: dt.date) -> Iterator[str]:
    """Say for an ended case when it would have been due; the clocks no longer do."""
    if days.ended_at is None:
        return
    for label, clock in (("承诺", days.promised), ("法定", days.statutory)):
        if clock is not None and clock.due_on is not None:
            yield f"{label}期限到 {day_text(clock.due_on, today=today)}。"


def _suspended(one: Suspension, *, is_counted: bool, today: dt.date) -> str:
    kind, first = one.kind.label, day_text(one.started_on, today=today)
    if is_counted:
        return f"{kind}期间照常计时。"
    if one.ended_on is None:
        return f"{kind}自{first}次日起暂停计时，到期日待定。"
    return f"{kind}自{first}次日至{day_text(one.ended_on, today=today)}不计。"


def _holidays(days: tuple[CountedDay, ...]) -> list[str]:
    names = [
        day.name or DayReason.HOLIDAY.label
        for day in days
        if day.reason is DayReason.HOLIDAY and not day.counted
    ]
    return list(dict.fromkeys(names))


def _basis(clock: ClockState, days: CaseDays, item_type: ItemType) -> str:
    rules = []
    if item_type is ItemType.LICENSE:
        rules.append("《行政许可法》第四十二条、第八十二条")
        if any(one not in days.not_stopping for one in days.suspensions):
            rules.append("第四十五条")
    else:
        rules.append("事项的办理时限、《民法典》第二百零一条")
    years = sorted({day.date.year for day in clock.days})
    if clock.is_provisional:
        years = years[:-1]
    if years:
        named = "、".join(str(year) for year in years)
        rules.append(f"国务院办公厅 {named} 年放假安排")
    return "；".join(rules)
