"""A special procedure stops the clocks, its result starts them again (特别程序)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.cases.events import CaseResumed, CaseSuspended
from zhengtong.cases.models import Case, Suspension
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.projections import CLOCK_FIELDS, day_of, project_clocks
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import clock_records
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.guards.handling import (
    check_resumption,
    check_suspension,
    check_suspension_approval,
)
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.permissions import may, require
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.limits import working_days
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.people.queries import leader_in_charge_of, organ_head_of, staff_by_code
from zhengtong.places.queries import work_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRequest:
    """A special procedure as it is asked for (特别程序申请).

    Args:
        planned_days: working days that it is expected to take.
        approver: staff code of who approved it: head, leader in charge or decider of the body.
        is_applicant_told: the time needed has been told in writing.
    """

    kind: SpecialProcedure
    reason: str
    planned_days: int
    approver: str
    is_applicant_told: bool


@transaction.atomic
def suspend_case(*, case_number: str, request: ProcedureRequest, by: Actor, at: ActTime) -> Case:
    """Begin a special procedure; from the next day on no day counts (启动特别程序).

    Raises:
        SuspensionKindRefused: the kind does not stop the clock of this item.
        SuspensionIncomplete: reason, planned days or written notice is lacking.
        SuspensionUnapproved: not approved by somebody in service who may.
        ActionNotAllowed: the case is not in review.

    Source:
        《行政许可法》（2019年修正）第四十五条.
    """
    case = lock_case(case_number)
    require(by, CasePermission.SUSPEND, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.SUSPEND)
    check_suspension(
        kind=request.kind,
        terms=terms_of(case).clock_terms(),
        reason=request.reason,
        planned_days=request.planned_days,
        is_applicant_told=request.is_applicant_told,
    )
    _check_approved(case, request.approver.strip(), on=at.day)
    row = _keep(case, request, started_by=by.code, on=at.day)
    project_clocks(case, records=clock_records(case))
    record_act(
        case,
        action=CaseAction.SUSPEND,
        event=CaseSuspended(
            case_number=case.number,
            implementation_code=case.implementation_code,
            procedure=row.kind,
            planned_until=row.planned_until,
        ),
        by=by,
        at=at,
        changed=CLOCK_FIELDS,
        text=ActText(opinion=f"{request.kind.label}：{request.reason}"),
    )
    return case


def _check_approved(case: Case, approver: str, *, on: date) -> None:
    """Refuse an approver who had no right on the day of the act."""
    body = case.organisation_code
    person = staff_by_code([approver]).get(approver)
    leaders = {
        leader.staff_code for leader in (organ_head_of(body), leader_in_charge_of(body)) if leader
    }
    decides = may(
        Actor(kind=ActorKind.STAFF, code=approver, organisation_code=body),
        CasePermission.APPROVE_SUSPENSION,
        organisation_code=body,
        today=on,
    )
    check_suspension_approval(
        approver=approver,
        is_in_service=person is not None and person.active,
        may_approve=approver in leaders or decides,
    )


def _keep(case: Case, request: ProcedureRequest, *, started_by: str, on: date) -> Suspension:
    """Save the special procedure beside the case, with the day it is planned to end."""
    row = Suspension(
        region_code=case.region_code,
        case_id=case.id,
        kind=request.kind.value,
        reason=request.reason,
        planned_days=request.planned_days,
        planned_until=due_on(
            started_on=on,
            limit=working_days(request.planned_days),
            calendar=work_calendar(case.region_code),
        ),
        approver=request.approver.strip(),
        started_on=on,
        started_by=started_by,
    )
    row.save()
    return row


@transaction.atomic
def resume_case(*, case_number: str, result: str, by: Actor, at: ActTime) -> Case:
    """End the special procedure; days count again from the next one on (特别程序结束).

    Raises:
        ResumptionRefused: no result, or it ends before it began.
        ActionNotAllowed: no special procedure is under way.
    """
    case = lock_case(case_number)
    require(by, CasePermission.SUSPEND, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.RESUME)
    row = _open_rows(case).get()
    check_resumption(result=result, started_on=row.started_on, ended_on=at.day)
    Suspension.objects.filter(region_code=case.region_code, id=row.id).update(
        ended_on=at.day, result=result
    )
    project_clocks(case, records=clock_records(case))
    record_act(
        case,
        action=CaseAction.RESUME,
        event=CaseResumed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            procedure=row.kind,
            statutory_due_on=day_of(case.statutory_due_at),
            promised_due_on=day_of(case.promised_due_at),
        ),
        by=by,
        at=at,
        changed=CLOCK_FIELDS,
        text=ActText(opinion=result),
    )
    return case


def end_open_procedure(case: Case, *, result: str, at: ActTime) -> None:
    """End the special procedure of a case that itself ends (随办件终止特别程序)."""
    _open_rows(case).update(ended_on=at.day, result=result)


def _open_rows(case: Case) -> QuerySet[Suspension]:
    return Suspension.objects.filter(
        region_code=case.region_code, case_id=case.id, ended_on__isnull=True
    )
