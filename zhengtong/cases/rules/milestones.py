"""Which acts a record of another system amounts to: one for each time that it states (办件里程碑).

A department's system keeps times, not acts. The acts between two stated times are walked through
the table of states, so that a record can bring a case only where the table leads.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards.chronology import (
    check_act_time,
    check_completion_time,
)
from zhengtong.cases.rules.guards.closing import check_close_reason
from zhengtong.cases.rules.states import (
    CaseAction,
    CaseState,
    close_result_of,
    first_state,
    next_state,
)
from zhengtong.kernel.errors import DomainError


class Milestone(StrEnum):
    """A point in the life of a case that other systems keep a time of (里程碑)."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    COMPLETED = "completed"
    DELIVERED = "delivered"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return _LABELS[self]


_LABELS = {
    Milestone.SUBMITTED: "申请",
    Milestone.RECEIVED: "收件",
    Milestone.ACCEPTED: "受理",
    Milestone.DECIDED: "决定",
    Milestone.COMPLETED: "办结",
    Milestone.DELIVERED: "送达",
    Milestone.ENDED: "终结",
}


class StatementRefused(DomainError):
    """The stated times and result do not fit together (来源记录自相矛盾)."""

    code: ClassVar[str] = "statement_refused"


class StatementContradicts(DomainError):
    """A newer version says otherwise than what was recorded (来源记录前后不符)."""

    code: ClassVar[str] = "statement_contradicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a record of another system says about the course of a case (来源记录).

    Args:
        result: None while the case is open.
        close_reason: needed for every result but a grant.
        ended_at: when a case that was neither granted nor denied ended.
        is_ex_officio: the organ began it itself (依职权): `accepted_at` is the filing, `decided_at`
            the decision, `completed_at` the closing, `ended_at` the dropping; when it was
            investigated has no time of its own and goes with the decision.
    """

    channel: Channel
    submitted_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    result: CloseResult | None = None
    close_reason: str = ""
    is_ex_officio: bool = False


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """One act that a record amounts to (拟登记行为).

    Args:
        action: the last of the acts that lead there; it names the act.
        result: how the case ended by it, None where it goes on.
    """

    milestone: Milestone
    action: CaseAction
    from_state: CaseState | None
    to_state: CaseState
    result: CloseResult | None
    occurred_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How far a case has come on the platform (已登记情况).

    Args:
        result: granted or denied once decided, another once it ended otherwise.
    """

    state: CaseState
    times: Mapping[Milestone, dt.datetime]
    result: CloseResult | None


DECIDED_RESULTS = frozenset({CloseResult.GRANTED, CloseResult.DENIED})
# A person alone takes a case out of the figures; no record of another system does.
REMOVED_RESULTS = frozenset({CloseResult.VOIDED, CloseResult.DELETED})
# How far a case has come; states in which somebody works on it here are not among them.
_REACHED = {
    CaseState.SUBMITTED: Milestone.SUBMITTED,
    CaseState.RECEIVED: Milestone.RECEIVED,
    CaseState.ACCEPTED: Milestone.ACCEPTED,
    CaseState.GRANTED: Milestone.DECIDED,
    CaseState.DENIED: Milestone.DECIDED,
    CaseState.TO_DELIVER: Milestone.COMPLETED,
    CaseState.DELIVERED: Milestone.DELIVERED,
    CaseState.FILED: Milestone.ACCEPTED,
    CaseState.DECIDED: Milestone.DECIDED,
    CaseState.DECIDED_AGAINST: Milestone.DECIDED,
    CaseState.CLOSED: Milestone.COMPLETED,
}
_ORDER = list(Milestone)
_STRAIGHT = {
    Milestone.SUBMITTED: (CaseAction.START_DRAFT, CaseAction.SUBMIT),
    Milestone.RECEIVED: (CaseAction.PASS_PRE_REVIEW,),
    Milestone.COMPLETED: (CaseAction.COMPLETE,),
    Milestone.DELIVERED: (CaseAction.DELIVER,),
}
_TO_DECISION = (CaseAction.START_REVIEW, CaseAction.PROPOSE_DECISION)
_TO_OUTCOME = (CaseAction.RECORD_HANDLING, CaseAction.PROPOSE_OUTCOME)
_EX_OFFICIO_RESULTS = DECIDED_RESULTS | REMOVED_RESULTS | {CloseResult.RETURNED, None}


def check_statement(*, statement: Statement, recorded_at: dt.datetime) -> None:
    """Refuse a record whose times and result cannot be (检查来源记录).

    Args:
        recorded_at: when it was entered; nothing can have happened later.

    Raises:
        StatementRefused: a time or the result is lacking for another one.
        CompletionBeforeAcceptance, ActInFuture, ActOutOfOrder: the times cannot be.
        CloseReasonMissing: the result needs a reason.
    """
    if statement.is_ex_officio:
        _check_ex_officio(statement)
    elif statement.received_at is None and statement.accepted_at is None:
        if statement.submitted_at is None or statement.channel is Channel.WINDOW:
            raise StatementRefused("记录没有收件时间，也没有受理时间")
        if statement.result is not None:
            raise StatementRefused("记录有办结结果，却没有收件时间")
    if statement.completed_at is not None:
        check_completion_time(
            accepted_at=statement.accepted_at, completed_at=statement.completed_at
        )
    _check_result(statement)
    previous_at: dt.datetime | None = None
    for at in stated_times(statement).values():
        check_act_time(occurred_at=at, previous_at=previous_at, now=recorded_at)
        previous_at = at
    if statement.result is not None:
        check_close_reason(result=statement.result, reason=statement.close_reason)


def stated_times(statement: Statement) -> dict[Milestone, dt.datetime]:
    """Return the times of a record by milestone, in the order of a case's life (记录的各项时间).

    At the window applying and receiving are one act, dated to the receipt; a completion without a
    time of decision was decided then.
    """
    is_window = statement.channel is Channel.WINDOW
    received_at = statement.received_at
    decided_at = statement.decided_at
    if statement.completed_at is not None:
        decided_at = decided_at or statement.completed_at
    times = {
        Milestone.SUBMITTED: None if is_window and received_at else statement.submitted_at,
        Milestone.RECEIVED: received_at,
        Milestone.ACCEPTED: statement.accepted_at,
        Milestone.DECIDED: decided_at,
        Milestone.COMPLETED: statement.completed_at,
        Milestone.DELIVERED: statement.delivered_at,
    }
    if statement.is_ex_officio:
        times[Milestone.SUBMITTED] = times[Milestone.RECEIVED] = None
    if statement.result is not None and statement.result not in DECIDED_RESULTS:
        times[Milestone.ENDED] = statement.ended_at
    return {milestone: at for milestone, at in times.items() if at is not None}


def planned_acts(*, statement: Statement, recorded: Recorded | None) -> tuple[PlannedAct, ...]:
    """Return the acts by which a record begins a case or brings it further (应登记的行为).

    Args:
        recorded: None for a new case.

    Raises:
        StatementContradicts: it says otherwise than what was recorded, or somebody works on the
            case here.
        ActionNotAllowed: the table does not lead there.
    """
    times = stated_times(statement)
    state = None
    new = list(times)
    if recorded is not None:
        state = recorded.state
        _check_agrees(statement, times, recorded)
        new = [milestone for milestone in times if milestone not in recorded.times]
        _check_comes_after(new, recorded)
    acts: list[PlannedAct] = []
    for milestone in new:
        actions = _actions(milestone, statement, state)
        after, result = _walk(state, actions)
        acts.append(PlannedAct(milestone, actions[-1], state, after, result, times[milestone]))
        state = after
    return tuple(acts)


def _check_ex_officio(statement: Statement) -> None:
    """Refuse what cannot be said of a case that the organ began itself."""
    if statement.accepted_at is None:
        raise StatementRefused("依职权办件要有立案时间，填在受理时间一列")
    if statement.delivered_at is not None:
        raise StatementRefused("依职权办件不填送达时间，结案时间填在办结时间一列")
    if statement.result not in _EX_OFFICIO_RESULTS:
        label = statement.result.label if statement.result else ""
        raise StatementRefused(f"依职权办件没有“{label}”的结果；撤案填退件办结")


def _check_result(statement: Statement) -> None:
    result = statement.result
    is_decided = statement.decided_at is not None or statement.completed_at is not None
    if is_decided and result is None:
        raise StatementRefused("记录有决定或办结时间，却没有办理结果")
    if result in REMOVED_RESULTS:
        raise StatementRefused("作废、删除须由人办理，不能由来源系统导入")
    if is_decided and result not in DECIDED_RESULTS:
        label = result.label if result else ""
        raise StatementRefused(f"结果“{label}”没有决定和办结时间，请改用终结时间")
    if result in DECIDED_RESULTS and not is_decided:
        raise StatementRefused("记录有准予或不予的结果，却没有决定时间")
    if statement.delivered_at is not None and statement.completed_at is None:
        raise StatementRefused("记录有送达时间，却没有办结时间")
    if result is not None and result not in DECIDED_RESULTS and statement.ended_at is None:
        raise StatementRefused(f"结果“{result.label}”应有终结时间")
    if statement.decided_at is not None and statement.accepted_at is None:
        raise StatementRefused("记录有决定时间，却没有受理时间")


def _check_agrees(
    statement: Statement, times: Mapping[Milestone, dt.datetime], recorded: Recorded
) -> None:
    for milestone, at in recorded.times.items():
        stated = times.get(milestone)
        if stated is None:
            raise StatementContradicts(f"已登记{milestone.label}时间，新版本却没有")
        if stated != at:
            raise StatementContradicts(f"{milestone.label}时间与已登记的不一致")
    if recorded.result is not None and statement.result is not recorded.result:
        raise StatementContradicts(f"已登记的结果是“{recorded.result.label}”，新版本不同")


def _check_comes_after(new: Sequence[Milestone], recorded: Recorded) -> None:
    """Refuse times that come before what was recorded, and cases that are worked on here."""
    if not new:
        return
    reached = _REACHED.get(recorded.state)
    if reached is None:
        raise StatementContradicts(f"办件当前“{recorded.state.label}”，不能再由来源系统推进")
    early = next((step for step in new if _ORDER.index(step) < _ORDER.index(reached)), None)
    if early is not None:
        raise StatementContradicts(f"办件已{reached.label}，来源又补报更早的{early.label}时间")


def _walk(
    state: CaseState | None, actions: Sequence[CaseAction]
) -> tuple[CaseState, CloseResult | None]:
    """Return where acts lead and how the case ended by the last of them."""
    result = None
    for action in actions:
        result = close_result_of(state, action) if state is not None else None
        state = first_state(action) if state is None else next_state(state, action)
    assert state is not None
    return state, result


def _actions(
    milestone: Milestone, statement: Statement, state: CaseState | None
) -> tuple[CaseAction, ...]:
    """Return the acts that lead from a state to a milestone."""
    if statement.is_ex_officio:
        return _ex_officio_actions(milestone, statement)
    match milestone:
        case Milestone.RECEIVED if state is None:
            return (CaseAction.RECEIVE,)
        case Milestone.ACCEPTED:
            return _to_acceptance(state)
        case Milestone.DECIDED:
            is_denied = statement.result is CloseResult.DENIED
            return (*_TO_DECISION, CaseAction.DENY if is_denied else CaseAction.GRANT)
        case Milestone.ENDED:
            return _to_end(statement)
    return _STRAIGHT[milestone]


def _ex_officio_actions(milestone: Milestone, statement: Statement) -> tuple[CaseAction, ...]:
    match milestone:
        case Milestone.ACCEPTED:
            return (CaseAction.FILE,)
        case Milestone.DECIDED:
            is_against = statement.result is CloseResult.DENIED
            return (*_TO_OUTCOME, CaseAction.DECIDE_AGAINST if is_against else CaseAction.DECIDE)
        case Milestone.COMPLETED:
            return (CaseAction.CLOSE,)
    return (CaseAction.DROP,)


def _to_acceptance(state: CaseState | None) -> tuple[CaseAction, ...]:
    if state is None:
        return CaseAction.RECEIVE, CaseAction.ACCEPT
    if state is CaseState.SUBMITTED:
        return CaseAction.PASS_PRE_REVIEW, CaseAction.ACCEPT
    return (CaseAction.ACCEPT,)


def _to_end(statement: Statement) -> tuple[CaseAction, ...]:
    """Return how a case ends without a decision.

    What a source calls returned (close code 5) was never corrected, or given up: before acceptance
    it went back uncorrected, after acceptance it was returned. That it was withdrawn in writing is
    more than the code says.
    """
    match statement.result:
        case CloseResult.RELAYED:
            return CaseAction.START_REVIEW, CaseAction.RELAY
        case CloseResult.NOT_ACCEPTED:
            return (CaseAction.REFUSE_ACCEPTANCE,)
        case _ if statement.accepted_at is None:
            return CaseAction.NOTIFY_CORRECTION, CaseAction.RETURN_UNCORRECTED
        case _:
            return (CaseAction.RETURN_ACCEPTED,)
