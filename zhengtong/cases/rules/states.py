"""The life of a case: states, acts, and which act is legal in which state (办件状态).

Source:
    《行政许可法》（2019年修正）第四章, filled out by platform rules where the law is silent; the
    reading taken then stands beside the row. The life of what an organ does without application
    (依职权) is `ex_officio_life.py`: its states are its own, so a state tells the kind of life.
    Acts at the counter (`counter_acts`) move no state.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.cases.rules import ex_officio_life
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.kernel.errors import DomainError


class CaseState(StrEnum):
    """Where a case stands (办件状态)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PRE_REVIEW = "pre_review"
    RECEIVED = "received"
    CORRECTION_NOTICED = "correction_noticed"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    SUSPENDED = "suspended"
    RELAYED = "relayed"
    DECISION_DRAFTED = "decision_drafted"
    GRANTED = "granted"
    DENIED = "denied"
    CERT_MAKING = "cert_making"
    TO_DELIVER = "to_deliver"
    DELIVERED = "delivered"
    NOT_REQUIRED = "not_required"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    DELETED = "deleted"
    FILED = "filed"
    HANDLED = "handled"
    PROPOSED = "proposed"
    DECIDED = "decided"
    DECIDED_AGAINST = "decided_against"
    CLOSED = "closed"
    DROPPED = "dropped"
    ANNULLED = "annulled"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return STATE_LABELS[self]


class CaseAction(StrEnum):
    """What is done to a case; each is one act, one ledger entry (办件动作)."""

    START_DRAFT = "start_draft"
    SUBMIT = "submit"
    START_PRE_REVIEW = "start_pre_review"
    PASS_PRE_REVIEW = "pass_pre_review"  # noqa: S105  an act, no password
    FAIL_PRE_REVIEW = "fail_pre_review"
    RECEIVE = "receive"
    STATE_NOT_REQUIRED = "state_not_required"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    FIX_ON_THE_SPOT = "fix_on_the_spot"
    NOTIFY_CORRECTION = "notify_correction"
    SUPPLY_CORRECTION = "supply_correction"
    RETURN_UNCORRECTED = "return_uncorrected"
    RETURN_ACCEPTED = "return_accepted"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    PASS_NODE = "pass_node"  # noqa: S105  an act, no password
    SEND_BACK_NODE = "send_back_node"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    RELAY = "relay"
    PROPOSE_DECISION = "propose_decision"
    GRANT = "grant"
    DENY = "deny"
    SEND_BACK = "send_back"
    GRANT_ON_THE_SPOT = "grant_on_the_spot"
    START_CERTIFICATE = "start_certificate"
    COMPLETE = "complete"
    DELIVER = "deliver"
    VOID = "void"
    DELETE = "delete"
    FILE = "file"
    RECORD_HANDLING = "record_handling"
    PROPOSE_OUTCOME = "propose_outcome"
    SEND_BACK_OUTCOME = "send_back_outcome"
    REVIEW_LEGALITY = "review_legality"
    TELL_HEARING = "tell_hearing"
    REQUEST_HEARING = "request_hearing"
    HOLD_HEARING = "hold_hearing"
    END_HEARING = "end_hearing"
    DECIDE = "decide"
    DECIDE_AGAINST = "decide_against"
    CLOSE = "close"
    DROP = "drop"
    ANNUL = "annul"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return ACTION_LABELS[self]


class ActionNotAllowed(DomainError):
    """The act is not legal in the state of the case (当前状态不能执行此操作)."""

    code: ClassVar[str] = "action_not_allowed"


STATE_LABELS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.DRAFT: "草稿",
        CaseState.SUBMITTED: "已提交",
        CaseState.PRE_REVIEW: "预审中",
        CaseState.RECEIVED: "已收件",
        CaseState.CORRECTION_NOTICED: "待补正",
        CaseState.ACCEPTED: "已受理",
        CaseState.IN_REVIEW: "审查中",
        CaseState.SUSPENDED: "特别程序中",
        CaseState.RELAYED: "已转报",
        CaseState.DECISION_DRAFTED: "待决定",
        CaseState.GRANTED: "已准予",
        CaseState.DENIED: "已决定不予",
        CaseState.CERT_MAKING: "制证中",
        CaseState.TO_DELIVER: "待送达",
        CaseState.DELIVERED: "已送达",
        CaseState.NOT_REQUIRED: "无需办理",
        CaseState.ACCEPTANCE_REFUSED: "不予受理",
        CaseState.RETURNED: "已退件",
        CaseState.WITHDRAWN: "已撤回",
        CaseState.VOIDED: "已作废",
        CaseState.DELETED: "已删除",
        CaseState.ANNULLED: "已撤销",
    }
    | {CaseState(code): label for code, label in ex_officio_life.STATE_LABELS.items()}
)

ACTION_LABELS: Mapping[CaseAction, str] = MappingProxyType(
    {
        CaseAction.START_DRAFT: "新建申请",
        CaseAction.SUBMIT: "提交申请",
        CaseAction.START_PRE_REVIEW: "开始预审",
        CaseAction.PASS_PRE_REVIEW: "预审通过",
        CaseAction.FAIL_PRE_REVIEW: "预审不通过",
        CaseAction.RECEIVE: "收件",
        CaseAction.STATE_NOT_REQUIRED: "告知无需办理",
        CaseAction.REFUSE_ACCEPTANCE: "不予受理",
        CaseAction.FIX_ON_THE_SPOT: "当场更正",
        CaseAction.NOTIFY_CORRECTION: "一次性告知补正",
        CaseAction.SUPPLY_CORRECTION: "补正材料",
        CaseAction.RETURN_UNCORRECTED: "逾期未补正退件",
        CaseAction.RETURN_ACCEPTED: "受理后退件",
        CaseAction.ACCEPT: "受理",
        CaseAction.DEEM_ACCEPTED: "视为受理",
        CaseAction.WITHDRAW: "撤回申请",
        CaseAction.START_REVIEW: "开始审查",
        CaseAction.PASS_NODE: "环节通过",
        CaseAction.SEND_BACK_NODE: "环节退回",
        CaseAction.SUSPEND: "启动特别程序",
        CaseAction.RESUME: "特别程序结束",
        CaseAction.EXTEND: "延长期限",
        CaseAction.RELAY: "转报上级",
        CaseAction.PROPOSE_DECISION: "提出拟办意见",
        CaseAction.GRANT: "准予",
        CaseAction.DENY: "不予",
        CaseAction.SEND_BACK: "退回审查",
        CaseAction.GRANT_ON_THE_SPOT: "当场准予",
        CaseAction.START_CERTIFICATE: "开始制证",
        CaseAction.COMPLETE: "办结",
        CaseAction.DELIVER: "送达",
        CaseAction.VOID: "作废",
        CaseAction.DELETE: "删除",
        CaseAction.ANNUL: "撤销决定",
    }
    | {CaseAction(code): label for code, label in ex_officio_life.ACTION_LABELS.items()}
)

# A case begins as a draft on line or at the window; the upper case of a relay is received too.
BEGINNINGS: Mapping[CaseAction, CaseState] = MappingProxyType(
    {
        CaseAction.START_DRAFT: CaseState.DRAFT,
        CaseAction.RECEIVE: CaseState.RECEIVED,
        CaseAction.FILE: CaseState.FILED,
    }
)
EX_OFFICIO_STATES: frozenset[CaseState] = frozenset(map(CaseState, ex_officio_life.STATE_LABELS))

BEFORE_ACCEPTANCE: frozenset[CaseState] = frozenset(
    {
        CaseState.DRAFT,
        CaseState.SUBMITTED,
        CaseState.PRE_REVIEW,
        CaseState.RECEIVED,
        CaseState.CORRECTION_NOTICED,
    }
)
# Clocks run from acceptance to completion (办结), which leads to TO_DELIVER; without application
# from the filing to the decision.
ON_THE_CLOCK: frozenset[CaseState] = frozenset(
    {
        CaseState.ACCEPTED,
        CaseState.IN_REVIEW,
        CaseState.DECISION_DRAFTED,
        CaseState.GRANTED,
        CaseState.DENIED,
        CaseState.CERT_MAKING,
        CaseState.FILED,
        CaseState.HANDLED,
        CaseState.PROPOSED,
    }
)
CLOCK_STOPPED: frozenset[CaseState] = frozenset({CaseState.SUSPENDED})
# "Any open before decision"; a draft was never sent, so there is nothing to withdraw.
WITHDRAWABLE: frozenset[CaseState] = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.PRE_REVIEW,
        CaseState.RECEIVED,
        CaseState.CORRECTION_NOTICED,
        CaseState.ACCEPTED,
        CaseState.IN_REVIEW,
        CaseState.SUSPENDED,
        CaseState.DECISION_DRAFTED,
    }
)
# Accepted and not yet decided. The law lets an accepted application end by a decision; it goes back
# only for what close code 5 names: what was asked for never came, or the applicant gave it up.
RETURNABLE: frozenset[CaseState] = frozenset(
    {
        CaseState.ACCEPTED,
        CaseState.IN_REVIEW,
        CaseState.SUSPENDED,
        CaseState.DECISION_DRAFTED,
    }
)
# Ends of the handling. Of these, four leave no act at all; the others may still be voided.
CLOSED: frozenset[CaseState] = frozenset(
    {
        CaseState.RELAYED,
        CaseState.DELIVERED,
        CaseState.NOT_REQUIRED,
        CaseState.ACCEPTANCE_REFUSED,
        CaseState.RETURNED,
        CaseState.WITHDRAWN,
        CaseState.VOIDED,
        CaseState.DELETED,
        CaseState.CLOSED,
        CaseState.DROPPED,
        CaseState.ANNULLED,
    }
)
OPEN: frozenset[CaseState] = frozenset(CaseState) - CLOSED
RESULT_READY: frozenset[CaseState] = frozenset({CaseState.TO_DELIVER, CaseState.DELIVERED})
OUT_OF_FIGURES: frozenset[CaseState] = frozenset({CaseState.VOIDED, CaseState.DELETED})
# A case that was accepted, wherever it stands now. Returned and
# withdrawn cases count as completed if they were accepted, so a wrong one must be removable;
# that it was accepted is checked by `guards.closing.check_removal`.
REMOVABLE: frozenset[CaseState] = (
    ON_THE_CLOCK
    | CLOCK_STOPPED
    | RESULT_READY
    | {CaseState.RELAYED, CaseState.RETURNED, CaseState.WITHDRAWN, CaseState.ANNULLED}
    | EX_OFFICIO_STATES
)

TRANSITIONS: Mapping[tuple[CaseState, CaseAction], CaseState] = MappingProxyType(
    {
        (CaseState.DRAFT, CaseAction.SUBMIT): CaseState.SUBMITTED,
        # PRE_REVIEW: somebody has taken the application up; it may also be passed without that.
        (CaseState.SUBMITTED, CaseAction.START_PRE_REVIEW): CaseState.PRE_REVIEW,
        (CaseState.SUBMITTED, CaseAction.PASS_PRE_REVIEW): CaseState.RECEIVED,
        (CaseState.SUBMITTED, CaseAction.FAIL_PRE_REVIEW): CaseState.DRAFT,
        (CaseState.PRE_REVIEW, CaseAction.PASS_PRE_REVIEW): CaseState.RECEIVED,
        (CaseState.PRE_REVIEW, CaseAction.FAIL_PRE_REVIEW): CaseState.DRAFT,
        (CaseState.RECEIVED, CaseAction.STATE_NOT_REQUIRED): CaseState.NOT_REQUIRED,
        (CaseState.RECEIVED, CaseAction.REFUSE_ACCEPTANCE): CaseState.ACCEPTANCE_REFUSED,
        (CaseState.RECEIVED, CaseAction.FIX_ON_THE_SPOT): CaseState.RECEIVED,
        (CaseState.RECEIVED, CaseAction.NOTIFY_CORRECTION): CaseState.CORRECTION_NOTICED,
        (CaseState.RECEIVED, CaseAction.DEEM_ACCEPTED): CaseState.ACCEPTED,
        (CaseState.RECEIVED, CaseAction.ACCEPT): CaseState.ACCEPTED,
        # A full supply is accepted by ACCEPT, or by silence like what was received complete; a
        # supply that still lacks what was told stays.
        (CaseState.CORRECTION_NOTICED, CaseAction.SUPPLY_CORRECTION): CaseState.CORRECTION_NOTICED,
        (CaseState.CORRECTION_NOTICED, CaseAction.ACCEPT): CaseState.ACCEPTED,
        (CaseState.CORRECTION_NOTICED, CaseAction.DEEM_ACCEPTED): CaseState.ACCEPTED,
        (CaseState.CORRECTION_NOTICED, CaseAction.RETURN_UNCORRECTED): CaseState.RETURNED,
        (CaseState.ACCEPTED, CaseAction.START_REVIEW): CaseState.IN_REVIEW,
        (CaseState.ACCEPTED, CaseAction.GRANT_ON_THE_SPOT): CaseState.GRANTED,
        (CaseState.IN_REVIEW, CaseAction.GRANT_ON_THE_SPOT): CaseState.GRANTED,
        (CaseState.IN_REVIEW, CaseAction.SUSPEND): CaseState.SUSPENDED,
        (CaseState.SUSPENDED, CaseAction.RESUME): CaseState.IN_REVIEW,
        (CaseState.IN_REVIEW, CaseAction.EXTEND): CaseState.IN_REVIEW,
        (CaseState.IN_REVIEW, CaseAction.RELAY): CaseState.RELAYED,
        (CaseState.IN_REVIEW, CaseAction.PASS_NODE): CaseState.IN_REVIEW,
        (CaseState.IN_REVIEW, CaseAction.SEND_BACK_NODE): CaseState.IN_REVIEW,
        (CaseState.IN_REVIEW, CaseAction.PROPOSE_DECISION): CaseState.DECISION_DRAFTED,
        (CaseState.DECISION_DRAFTED, CaseAction.GRANT): CaseState.GRANTED,
        (CaseState.DECISION_DRAFTED, CaseAction.DENY): CaseState.DENIED,
        (CaseState.DECISION_DRAFTED, CaseAction.SEND_BACK): CaseState.IN_REVIEW,
        (CaseState.GRANTED, CaseAction.START_CERTIFICATE): CaseState.CERT_MAKING,
        (CaseState.GRANTED, CaseAction.COMPLETE): CaseState.TO_DELIVER,
        (CaseState.CERT_MAKING, CaseAction.COMPLETE): CaseState.TO_DELIVER,
        (CaseState.DENIED, CaseAction.COMPLETE): CaseState.TO_DELIVER,
        (CaseState.TO_DELIVER, CaseAction.DELIVER): CaseState.DELIVERED,
        # 第六十九条: what was granted counts as granted on its day; annulling takes nothing back.
        (CaseState.TO_DELIVER, CaseAction.ANNUL): CaseState.ANNULLED,
        (CaseState.DELIVERED, CaseAction.ANNUL): CaseState.ANNULLED,
    }
    | {
        (CaseState(state), CaseAction(action)): CaseState(after)
        for (state, action), after in ex_officio_life.TRANSITIONS.items()
    }
    | {(state, CaseAction.WITHDRAW): CaseState.WITHDRAWN for state in WITHDRAWABLE}
    | {(state, CaseAction.RETURN_ACCEPTED): CaseState.RETURNED for state in RETURNABLE}
    | {(state, CaseAction.VOID): CaseState.VOIDED for state in REMOVABLE}
    | {(state, CaseAction.DELETE): CaseState.DELETED for state in REMOVABLE}
)

# "Not required" ends never accepted; a withdrawn case closes as returned (close code 5).
CLOSE_RESULTS: Mapping[CaseAction, CloseResult] = MappingProxyType(
    {
        CaseAction.STATE_NOT_REQUIRED: CloseResult.NOT_ACCEPTED,
        CaseAction.REFUSE_ACCEPTANCE: CloseResult.NOT_ACCEPTED,
        CaseAction.RETURN_UNCORRECTED: CloseResult.RETURNED,
        CaseAction.RETURN_ACCEPTED: CloseResult.RETURNED,
        CaseAction.WITHDRAW: CloseResult.RETURNED,
        CaseAction.RELAY: CloseResult.RELAYED,
        CaseAction.DROP: CloseResult.RETURNED,
        CaseAction.VOID: CloseResult.VOIDED,
        CaseAction.DELETE: CloseResult.DELETED,
        CaseAction.ANNUL: CloseResult.GRANTED,  # it had been granted, and that is not undone
    }
)


def next_state(state: CaseState, action: CaseAction) -> CaseState:
    """Return the state `action` leads to; the table above is the whole truth (下一状态).

    Raises:
        ActionNotAllowed: the act is not legal in this state.

    Source:
        《行政许可法》（2019年修正）第三十二条（受理、补正）、第三十四条（审查）、第三十七条至
        第三十九条（决定、颁证）、第四十四条（送达）、第四十五条（不计入期限）.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise ActionNotAllowed(
            f"办件当前“{state.label}”，不能“{action.label}”；可以：{_ways_on(state)}"
        ) from None


def first_state(action: CaseAction) -> CaseState:
    """Return the state in which a case begins (初始状态).

    Raises:
        ActionNotAllowed: a case cannot begin with this act.
    """
    try:
        return BEGINNINGS[action]
    except KeyError:
        raise ActionNotAllowed(f"办件不能从“{action.label}”开始，应先申请、收件或立案") from None


def actions_in(state: CaseState) -> tuple[CaseAction, ...]:
    """Return the acts that are legal in a state, in the order of a case's life (可执行动作)."""
    return tuple(action for action in CaseAction if (state, action) in TRANSITIONS)


def close_result_of(state: CaseState, action: CaseAction) -> CloseResult | None:
    """Return how a case ends when `action` is done in `state`, or None if it goes on (办结结果).

    COMPLETE makes the result ready and fixes it; delivery changes nothing about it.

    Raises:
        ActionNotAllowed: the act is not legal in this state.
    """
    next_state(state, action)
    if action in (CaseAction.COMPLETE, CaseAction.CLOSE):
        is_against = state in (CaseState.DENIED, CaseState.DECIDED_AGAINST)
        return CloseResult.DENIED if is_against else CloseResult.GRANTED
    return CLOSE_RESULTS.get(action)


def _ways_on(state: CaseState) -> str:
    return "、".join(action.label for action in actions_in(state)) or "无（已经结束）"
