"""The applicant takes his application back (撤回申请)."""

from django.db import transaction

from zhengtong.cases.events import CaseEvent, CaseWithdrawn, CaseWithdrawnAfterAcceptance
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import (
    ActText,
    check_own_matter,
    lock_case,
    record_act,
)
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.closing import check_withdrawal
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require

WITHDRAWN = "申请人撤回申请"


@transaction.atomic
def withdraw_case(
    *, case_number: str, written_request: str, by: Actor, at: ActTime, query_code: str = ""
) -> Case:
    """End a case upon the applicant's written request, at any time before the decision (撤回).

    Args:
        written_request: number or file name of the request.
        query_code: an applicant proves by it that the case is his.

    Raises:
        WithdrawalUnwritten: there is no written request.
        ActionNotAllowed: the case was decided, or was never handed in.
    """
    case = lock_case(case_number)
    require(by, CasePermission.WITHDRAW, organisation_code=case.organisation_code, today=at.today)
    check_own_matter(case, by=by, query_code=query_code)
    next_state(CaseState(case.state), CaseAction.WITHDRAW)
    check_withdrawal(written_request=written_request)
    event_class: type[CaseEvent] = CaseWithdrawn
    case.close_reason = WITHDRAWN
    if case.accepted_at is not None:
        event_class = CaseWithdrawnAfterAcceptance
        case.completed_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.WITHDRAW,
        event=event_class(case_number=case.number, implementation_code=case.implementation_code),
        by=by,
        at=at,
        changed=("close_reason", "completed_at"),
        text=ActText(opinion=f"{WITHDRAWN}（{written_request}）"),
    )
    stop_steps(case, at=at)
    end_open_procedure(case, result=WITHDRAWN, at=at)
    return case
