"""How a state looks: colour, icon and word together, never one alone (状态标记)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.origins import Origin

# Every symbol of `foundation/icons.html`.
ICONS: frozenset[str] = frozenset(
    [
        "check",
        "clock",
        "dash",
        "down",
        "eye",
        "in",
        "info",
        "live",
        "lock",
        "pause",
        "pen",
        "print",
        "right",
        "seal",
        "stop",
        "swap",
        "up",
        "back",
        "warn",
        "find",
    ]
)


# The icon of a note, by its tone; an empty tone is a plain piece of information.
NOTE_ICONS: Mapping[str, str] = MappingProxyType(
    {"": "info", "ok": "check", "warn": "warn", "bad": "stop"}
)


class ClockStanding(StrEnum):
    """How a clock stands on the day it is looked at (时钟情况)."""

    RUNNING = "running"
    SOON = "soon"
    DUE_TODAY = "due_today"
    PROMISE_BROKEN = "promise_broken"
    LAW_BROKEN = "law_broken"
    PAUSED = "paused"
    ENDED = "ended"


class MaterialState(StrEnum):
    """How far a material of a case has come (材料收取情况)."""

    MISSING = "missing"
    COLLECTED = "collected"
    TO_CHECK = "to_check"
    CHECKED = "checked"
    REUSED = "reused"
    SUPPLIED_LATER = "supplied_later"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One state as it is shown (状态标记).

    Args:
        tone: class beside `tag`; empty is quiet grey.
        icon: one of `ICONS`.
    """

    tone: str
    icon: str
    word: str


class UnknownMark(LookupError):
    """A page asked for the mark of something that has none; a mistake in the program."""


def state_mark(state: str) -> Mark:
    """Return the mark of a case's state, by its stored code (办件状态标记).

    Raises:
        UnknownMark: no case state has this code.
    """
    try:
        return STATE_MARKS[state]
    except KeyError:
        raise UnknownMark(f"no mark for the case state {state!r}") from None


def clock_mark(standing: str, days: int | None) -> Mark | None:
    """Return the mark of a clock, or none while it runs with time to spare (时钟标记).

    Args:
        days: working days left, or past the limit when it is broken.

    Raises:
        UnknownMark: no standing has this code.
    """
    match standing:
        case ClockStanding.RUNNING | ClockStanding.ENDED:
            return None
        case ClockStanding.SOON:
            return Mark(tone="warn", icon="clock", word=f"剩 {days} 日")
        case ClockStanding.DUE_TODAY:
            return Mark(tone="warn", icon="clock", word="今天到期")
        case ClockStanding.PROMISE_BROKEN:
            return Mark(tone="late", icon="warn", word=f"逾承诺 {days} 日")
        case ClockStanding.LAW_BROKEN:
            return Mark(tone="over", icon="stop", word=f"逾法定 {days} 日")
        case ClockStanding.PAUSED:
            return Mark(tone="hold", icon="pause", word="暂停")
    raise UnknownMark(f"no mark for the clock standing {standing!r}")


def material_mark(state: str) -> Mark:
    """Return the mark of a material (材料标记).

    Raises:
        UnknownMark: no material state has this code.
    """
    try:
        return MATERIAL_MARKS[state]
    except KeyError:
        raise UnknownMark(f"no mark for the material state {state!r}") from None


def origin_mark(origin: str) -> Mark | None:
    """Return the mark of a late or historical record; what came in time has none (来源标记)."""
    match origin:
        case Origin.BACK_ENTRY:
            return Mark(tone="warn", icon="pen", word="补录")
        case Origin.IMPORT:
            return Mark(tone="cool", icon="in", word="历史导入")
    return None


def _marks(rows: Mapping[str, tuple[str, str, str]]) -> Mapping[str, Mark]:
    return MappingProxyType(
        {code: Mark(tone=tone, icon=icon, word=word) for code, (tone, icon, word) in rows.items()}
    )


STATE_MARKS: Mapping[str, Mark] = _marks(
    {
        "draft": ("", "pen", "草稿"),
        "submitted": ("", "in", "已提交"),
        "pre_review": ("", "eye", "预审中"),
        "received": ("", "in", "已收件"),
        "correction_noticed": ("warn", "back", "待补正"),
        "accepted": ("run", "check", "已受理"),
        "in_review": ("run", "live", "审查中"),
        "suspended": ("hold", "pause", "已暂停"),
        "relayed": ("run", "up", "已转报"),
        "decision_drafted": ("run", "pen", "待决定"),
        "granted": ("ok", "check", "准予"),
        "denied": ("bad", "stop", "不予许可"),
        "cert_making": ("run", "seal", "制证中"),
        "certificate_blocked": ("warn", "warn", "制证受阻"),
        "to_deliver": ("run", "right", "待送达"),
        "completed": ("ok", "check", "已办结"),
        "delivered": ("ok", "check", "已送达"),
        "not_required": ("cool", "dash", "不需办理"),
        "acceptance_refused": ("bad", "stop", "不予受理"),
        "returned": ("cool", "dash", "退件"),
        "withdrawn": ("cool", "dash", "已撤回"),
        "voided": ("cool", "dash", "已作废"),
        "deleted": ("cool", "dash", "已删除"),
        "filed": ("run", "in", "已立案"),
        "handled": ("run", "find", "已查办"),
        "proposed": ("run", "pen", "待审批"),
        "decided": ("run", "check", "已作决定"),
        "decided_against": ("cool", "check", "不予处理"),
        "closed": ("ok", "check", "已结案"),
        "dropped": ("cool", "dash", "已撤案"),
        "annulled": ("cool", "dash", "已撤销"),
    }
)
MATERIAL_MARKS: Mapping[str, Mark] = _marks(
    {
        MaterialState.MISSING: ("warn", "warn", "未收"),
        MaterialState.COLLECTED: ("ok", "in", "已收"),
        MaterialState.TO_CHECK: ("warn", "warn", "待核"),
        MaterialState.CHECKED: ("ok", "check", "已核"),
        MaterialState.REUSED: ("ok", "swap", "证照"),
        MaterialState.SUPPLIED_LATER: ("warn", "clock", "容缺"),
        MaterialState.FAULTY: ("bad", "stop", "有问题"),
    }
)
