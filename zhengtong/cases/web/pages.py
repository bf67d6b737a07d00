"""What the case templates receive: plain values, nothing that can query (办件页面数据)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from zhengtong.foundation.web.days import DayRuler
from zhengtong.foundation.web.marks import ClockStanding, MaterialState
from zhengtong.foundation.web.parts import Empty, Link, Note, Pager
from zhengtong.foundation.web.weeks import Week


class NodeLook(StrEnum):
    """How far a node of the flow has come (环节情况)."""

    DONE = "done"
    LIVE = "live"
    TODO = "todo"
    STOPPED = "stop"


class ActLook(StrEnum):
    """How an act is marked on the time line (经过标记)."""

    DONE = ""
    LIVE = "live"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One of the two clocks of a case (时钟).

    Args:
        limit: `10 个工作日`.
        unit: after the figure: `个工作日`, `日`, `小时`.
        days: left while it runs or is paused, past the limit when broken; none when it ended.
        due_on: none while paused: only the days left are shown then.
        due_time: `17:00`, where the limit ends at a time of day.
        is_provisional: the due day lies in a year whose holidays are not announced (暂定).
        ended: what became of it: `2 月 9 日办结，用了 8 个工作日`; only when it ended.
    """

    limit: str
    standing: ClockStanding
    days: int | None = None
    unit: str = "个工作日"
    due_on: dt.date | None = None
    due_time: str = ""
    is_provisional: bool = False
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a limit ends on its day (为什么是这一天).

    Args:
        explanation: which days were not counted, and the law and notice it rests on.
    """

    explanation: str
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """One node of the flow (环节).

    Args:
        people: who did it, or who will.
        remark: when it was done, what is left of its limit, or why it is blocked.
    """

    name: str
    look: NodeLook
    people: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStage:
    """One place in the line: a single node, or branches side by side (流程一段).

    Args:
        branches: one with one node for a plain stage; several for a fork, each with its nodes
            in order.
    """

    branches: tuple[tuple[FlowNode, ...], ...]

    @property
    def is_fork(self) -> bool:
        """Tell whether several branches run side by side (是否并行)."""
        return len(self.branches) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """One material of the case (材料一份).

    Args:
        remark: how it came, or until when it is to be supplied.
    """

    name: str
    state: MaterialState
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One act on the time line (办理经过一条).

    Args:
        title: `受理`.
        detail: what it brought about: `出具受理通知书`.
        recorded_at: when it was entered, where that was later; else none.
    """

    title: str
    people: str
    occurred_at: dt.datetime
    detail: str = ""
    opinion: str = ""
    recorded_at: dt.datetime | None = None
    look: ActLook = ActLook.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line about the case (基本情况一条)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What happens next, or how it ended (下一步).

    Args:
        title: a verb and its object, or the result.
        lines: who, until when, why it is blocked.
    """

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One case (办件页).

    Args:
        state: stored code; `certificate_blocked` for a certificate step that cannot go on.
        origin: code of `kernel.origins`.
        applicant: masked.
        promised, statutory: none before acceptance and where the item has no such limit.
        clock_summary: `受理 9 月 18 日，已过 7 个工作日，没有暂停，没有延期`.
        ruler: none where the limit is not in working days.
        acts: newest first.
        today: decides where dates need their year.
    """

    number: str
    item_name: str
    state: str
    origin: str
    applicant: str
    channel: str
    item_version: str
    promised: Clock | None
    statutory: Clock | None
    clock_summary: str
    ruler: DayRuler | None
    why: Why | None
    flow_name: str
    flow: tuple[FlowStage, ...]
    materials: tuple[MaterialLine, ...]
    acts: tuple[ActLine, ...]
    facts: tuple[Fact, ...]
    next_step: NextStep | None
    back: Link
    today: dt.date
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case in a list (列表一行).

    Args:
        applicant: masked.
        next_step: what to do, with its verb first.
        handler: who has it; empty where nobody took it.
        no_promise, no_law: what stands where there is no such clock: why, or what is due instead.
    """

    number: str
    url: str
    item_name: str
    applicant: str
    state: str
    origin: str
    promised: Clock | None
    statutory: Clock | None
    ruler: DayRuler | None
    next_step: str
    handler: str
    channel: str
    no_promise: str = "没有承诺时限"
    no_law: str = "没有法定时限"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSection:
    """Cases that are equally urgent: `已逾期`, `今天到期`, `以后`, `计时暂停` (列表一段)."""

    title: str
    rows: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLink:
    """A group of cases that the list can show (办件分组)."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseListPage:
    """The worklist, most urgent first (办件列表页).

    Args:
        order: what the list is ordered by: `按到期先后`.
        empty: why there are none and what to do; only where `sections` is empty.
    """

    title: str
    scope: str
    order: str
    groups: tuple[GroupLink, ...]
    sections: tuple[CaseSection, ...]
    pager: Pager
    today: dt.date
    empty: Empty | None = None
