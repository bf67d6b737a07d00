"""An accepted application goes back undecided: never supplied, or given up (受理后退件)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhengtong.cases.events import CaseReturnedAfterAcceptance
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.closing import ReturnGround, check_return
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """Why an accepted application goes back (受理后退件).

    Args:
        proof: number of the written demand, or of the record that the applicant gave up.
        supply_by: the last day that the demand left him; None where he gave up.
        is_applicant_told: the return and its reasons have been told in writing.
    """

    ground: ReturnGround
    reason: str
    proof: str
    is_applicant_told: bool
    supply_by: date | None = None


@transaction.atomic
def return_case(*, case_number: str, request: ReturnRequest, by: Actor, at: ActTime) -> Case:
    """Return an accepted application; it counts as completed (受理后退件).

    Before acceptance a case goes back by `correction.return_uncorrected`.

    Raises:
        ReturnRefused: no ground, proof, reason or notice, or the time for supplying still runs.
        ActionNotAllowed: the case was never accepted, or is decided.

    Source:
        Domain rules 3 (overdue → return) and glossary 4.1, close code 5.
    """
    case = lock_case(case_number)
    require(by, CasePermission.RETURN, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.RETURN_ACCEPTED)
    check_return(
        ground=request.ground,
        reason=request.reason,
        proof=request.proof,
        supply_by=request.supply_by,
        today=at.day,
        is_applicant_told=request.is_applicant_told,
    )
    case.close_reason = f"{request.ground.label}：{request.reason.strip()}"
    case.completed_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.RETURN_ACCEPTED,
        event=CaseReturnedAfterAcceptance(
            case_number=case.number,
            implementation_code=case.implementation_code,
            ground=request.ground.value,
        ),
        by=by,
        at=at,
        changed=("close_reason", "completed_at"),
        text=ActText(opinion=f"{case.close_reason}（{request.proof.strip()}）"),
    )
    stop_steps(case, at=at)
    end_open_procedure(case, result=request.ground.label, at=at)
    return case
