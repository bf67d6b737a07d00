"""A record that should not count is voided or deleted; its row stays (作废、删除)."""

from django.db import transaction

from zhengtong.cases.events import CaseDeleted, CaseVoided
from zhengtong.cases.models import Case, Fee, Parcel, RegisteredLine
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.filing import free_clue
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.closing import check_removal
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.acts import counted_entries
from zhengtong.foundation.permissions import require


@transaction.atomic
def void_case(*, case_number: str, reason: str, by: Actor, at: ActTime) -> Case:
    """Void a record that is invalid in business; it leaves all figures (作废).

    Raises:
        RemovalRefused: no reason, or the case was never accepted.
        ActionNotAllowed: it is void or deleted already.
    """
    return _remove(case_number, CaseAction.VOID, CaseVoided, reason=reason, by=by, at=at)


@transaction.atomic
def delete_case(*, case_number: str, reason: str, by: Actor, at: ActTime) -> Case:
    """Mark a record as entered wrongly; it leaves all figures, its row stays (删除).

    Raises:
        RemovalRefused: no reason, or the case was never accepted.
        ActionNotAllowed: it is void or deleted already.
    """
    return _remove(case_number, CaseAction.DELETE, CaseDeleted, reason=reason, by=by, at=at)


def _remove(
    case_number: str,
    action: CaseAction,
    event_class: type[CaseVoided] | type[CaseDeleted],
    *,
    reason: str,
    by: Actor,
    at: ActTime,
) -> Case:
    case = lock_case(case_number)
    require(by, CasePermission.REMOVE, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), action)
    check_removal(reason=reason, accepted_at=case.accepted_at)
    case.close_reason = reason
    record_act(
        case,
        action=action,
        event=event_class(case_number=case.number, implementation_code=case.implementation_code),
        by=by,
        at=at,
        changed=("close_reason",),
        text=ActText(opinion=reason),
        takes_back=counted_entries(case),
    )
    stop_steps(case, at=at)
    end_open_procedure(case, result=action.label, at=at)
    _release_numbers(case)
    free_clue(case)
    return case


def _release_numbers(case: Case) -> None:
    """Let the right entry bear what the wrong one did: its line, receipts and waybills."""
    own = {"region_code": case.region_code, "case_id": case.id}
    RegisteredLine.objects.filter(**own).delete()
    Fee.objects.filter(**own).update(is_released=True)
    Parcel.objects.filter(**own).update(is_released=True)
