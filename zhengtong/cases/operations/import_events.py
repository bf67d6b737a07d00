"""Which event an imported act is (导入行为的事件)."""

from typing import Any

from zhengtong.cases.events import (
    AcceptanceRefused,
    CaseAccepted,
    CaseCompleted,
    CaseDelivered,
    CaseDenied,
    CaseEvent,
    CaseGranted,
    CaseReceived,
    CaseRelayed,
    CaseReturned,
    CaseReturnedAfterAcceptance,
    CaseSubmitted,
)
from zhengtong.cases.events.ex_officio import (
    CaseClosed,
    CaseDropped,
    CaseFiled,
    OutcomeDecided,
)
from zhengtong.cases.models import Case
from zhengtong.cases.operations.projections import day_of
from zhengtong.cases.rules.milestones import PlannedAct
from zhengtong.cases.rules.states import CaseAction

# Acts whose event says nothing but which case it is.
PLAIN: dict[CaseAction, type[CaseEvent]] = {
    CaseAction.SUBMIT: CaseSubmitted,
    CaseAction.RECEIVE: CaseReceived,
    CaseAction.PASS_PRE_REVIEW: CaseReceived,
    CaseAction.REFUSE_ACCEPTANCE: AcceptanceRefused,
    CaseAction.RETURN_UNCORRECTED: CaseReturned,
    CaseAction.RETURN_ACCEPTED: CaseReturnedAfterAcceptance,
    CaseAction.DENY: CaseDenied,
    CaseAction.DELIVER: CaseDelivered,
}


EX_OFFICIO = frozenset(
    {
        CaseAction.FILE,
        CaseAction.DECIDE,
        CaseAction.DECIDE_AGAINST,
        CaseAction.CLOSE,
        CaseAction.DROP,
    }
)


def event_of(case: Case, act: PlannedAct) -> CaseEvent:
    """Return the event of an act that has just been applied to a case (行为事件).

    Another system does not say to which upper case it relayed, nor how it delivered, nor which
    clue it filed upon and which outcome stands behind the result.
    """
    keys: dict[str, Any] = {
        "case_number": case.number,
        "implementation_code": case.implementation_code,
    }
    match act.action:
        case action if action in EX_OFFICIO:
            return _ex_officio_event(case, action, keys)
        case CaseAction.ACCEPT:
            return CaseAccepted(
                **keys,
                item_version=case.item_version,
                statutory_due_on=day_of(case.statutory_due_at),
                promised_due_on=day_of(case.promised_due_at),
            )
        case CaseAction.GRANT:
            return CaseGranted(**keys, is_on_the_spot=case.is_on_the_spot)
        case CaseAction.COMPLETE:
            return CaseCompleted(**keys, close_result=case.close_result)
        case CaseAction.RELAY:
            return CaseRelayed(**keys, upper_case_number="", upper_organisation_code="")
        case CaseAction.DELIVER:
            keys["way"] = ""
    return PLAIN[act.action](**keys)


def _ex_officio_event(case: Case, action: CaseAction, keys: dict[str, Any]) -> CaseEvent:
    match action:
        case CaseAction.FILE:
            return CaseFiled(
                **keys,
                item_version=case.item_version,
                clue_source="",
                statutory_due_on=day_of(case.statutory_due_at),
            )
        case CaseAction.CLOSE:
            return CaseClosed(**keys, close_result=case.close_result, outcome="")
        case CaseAction.DROP:
            return CaseDropped(**keys)
    return OutcomeDecided(**keys, outcome="")
