"""Building the list of cases (办件列表的编成)."""

import datetime as dt
from itertools import groupby

from zhengtong.cases.queries.viewing import Viewer
from zhengtong.cases.queries.worklist import (
    MOST_COUNTED,
    CaseGroup,
    Place,
    Stretch,
    WorklistRow,
    worklist_count,
    worklist_page,
)
from zhengtong.cases.rules.states import CaseState
from zhengtong.cases.web.addresses import case_url, list_url
from zhengtong.cases.web.clocks import clocks_shown, end_word, ruler_shown
from zhengtong.cases.web.pages import CaseListPage, CaseRow, CaseSection, GroupLink
from zhengtong.cases.web.words import next_step_title, state_shown
from zhengtong.foundation.web.dates import short_day_text
from zhengtong.foundation.web.parts import Empty, Link, Pager
from zhengtong.kernel.local_time import local_day
from zhengtong.people.rules.duties import Duty

MOST_NAMED = 3
MOST_CELLS = 30


def list_page(
    *, reader: Viewer, group: CaseGroup, after: Place | None, now: dt.datetime
) -> CaseListPage:
    """Put the list together (办件列表页).

    Args:
        after: where the page before ended; None for the beginning.
    """
    found = worklist_page(scope=reader.scope, group=group, after=after, now=now)
    count = worklist_count(scope=reader.scope, group=group)
    today = local_day(now)
    sections = tuple(
        CaseSection(title=title, rows=tuple(_row(row, today=today) for row in rows))
        for title, rows in groupby(found.rows, key=lambda row: _section(row, group, now))
    )
    is_closed = group is CaseGroup.CLOSED
    return CaseListPage(
        title="办件列表",
        scope=_scope(reader),
        order="最近的在前" if is_closed else "最急的在前",
        groups=tuple(
            GroupLink(label=one.label, url=list_url(group=one), is_current=one is group)
            for one in CaseGroup
        ),
        sections=sections,
        pager=Pager(
            summary=f"{group.label} {_counted(count)} 件",
            next_url=list_url(group=group, after=found.rows[-1].place) if found.has_more else "",
            first_url=list_url(group=group) if after is not None else "",
        ),
        today=today,
        empty=None if sections else _empty(reader, group, after),
    )


def _row(row: WorklistRow, *, today: dt.date) -> CaseRow:
    # A clock that has ended needs no column of its own: what is due next, or the end, stands there.
    is_running = row.days.ended_at is None
    promised, statutory = (
        clocks_shown(row.days, state=row.state, today=today) if is_running else (None, None)
    )
    no_promise, no_law = _without_clocks(row, today=today)
    return CaseRow(
        number=row.number,
        url=case_url(row.number),
        item_name=row.item_name,
        applicant=row.applicant,
        state=state_shown(state=row.state, blocked=row.blocked),
        origin=row.origin.value,
        promised=promised,
        statutory=statutory,
        ruler=ruler_shown(row.days, most_cells=MOST_CELLS),
        next_step=next_step_title(
            state=row.state,
            is_corrected=row.is_corrected,
            source=row.source,
            nodes=row.nodes,
            needs_certificate=row.needs_certificate,
            blocked=row.blocked,
        ),
        handler=row.handler or row.source or ("—" if row.days.ended_at else ""),
        channel=row.channel.label,
        no_promise=no_promise,
        no_law=no_law,
    )


def _without_clocks(row: WorklistRow, *, today: dt.date) -> tuple[str, str]:
    """Say what stands in place of a clock: none promised, not accepted, or not computable."""
    days = row.days
    if days.fault:
        return "期限算不出来", "期限算不出来"
    due = f"{short_day_text(local_day(row.due_at), today=today)} 前" if row.due_at else ""
    if days.ended_at is not None:
        ended = short_day_text(local_day(days.ended_at), today=today)
        end = f"{ended} {end_word(row.state)}"
        used = f"用了 {sum(days.passed)} 日" if days.accepted_at else "没有受理"
        return (f"送达 {due}", f"{end}，{used}") if due else (end, used)
    if days.accepted_at is not None:
        return "没有承诺时限", "没有法定时限"
    what = (
        "受理"
        if row.is_corrected
        else ("补正" if row.state is CaseState.CORRECTION_NOTICED else "受理或告知")
    )
    return f"{what} {due}" if due else "没有受理", "没有受理"


def _section(row: WorklistRow, group: CaseGroup, now: dt.datetime) -> str:
    if group is CaseGroup.CLOSED:
        return CaseGroup.CLOSED.label
    if row.place.stretch is Stretch.PAUSED:
        return "计时暂停"
    if row.due_at is None:
        return "没有期限"
    if row.due_at < now:
        return "已逾期"
    return "今天到期" if local_day(row.due_at) == local_day(now) else "以后"


def _scope(reader: Viewer) -> str:
    if reader.sees_region:
        return "全区办件"
    names = [body.short_name or body.name for body in reader.bodies]
    more = f"等 {len(names)} 个单位" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def _counted(count: int) -> str:
    return "1 万+" if count > MOST_COUNTED else f"{count:,}"


def _empty(reader: Viewer, group: CaseGroup, after: Place | None) -> Empty:
    if not reader.bodies:
        return Empty(
            title="您没有可看的办件",
            explanation=f"看办件要在本单位担任{Duty.CASE_HANDLER.label}、"
            f"{Duty.DEPARTMENT_ADMINISTRATOR.label}或{Duty.SUPERVISOR.label}。"
            "请部门管理员在任期表里登记您的职责。",
        )
    if after is not None:
        return Empty(
            title="后面没有了",
            explanation="列出的办件可能已经办结。",
            way_on=Link(label="回到开头", url=list_url(group=group)),
        )
    other = CaseGroup.OPEN if group is CaseGroup.CLOSED else CaseGroup.CLOSED
    return Empty(
        title=f"没有{group.label}的办件",
        explanation="收件、受理或从来源系统导入后，办件列在这里。",
        way_on=Link(label=f"看{other.label}的", url=list_url(group=other)),
    )
