"""The counter says at once that nothing is needed, or that another organ is competent."""

from django.db import transaction

from zhengtong.cases.events import AcceptanceRefused, CaseNotRequired
from zhengtong.cases.models import Case
from zhengtong.cases.operations.acceptance import check_silence
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.acceptance import check_not_required, check_refusal
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.places.queries import work_calendar


@transaction.atomic
def state_not_required(*, case_number: str, reason: str, by: Actor, at: ActTime) -> Case:
    """Tell that the matter needs no such case (告知无需办理).

    Raises:
        NotRequiredUnexplained: no reason.
        SilenceIsOver: five working days have passed since the receipt.
        ActionNotAllowed: the case is not waiting for acceptance.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第一项.
    """
    case = lock_case(case_number)
    _require(case, by=by, at=at)
    check_not_required(reason=reason)
    case.close_reason = reason
    event = CaseNotRequired(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case,
        action=CaseAction.STATE_NOT_REQUIRED,
        event=event,
        by=by,
        at=at,
        changed=("close_reason",),
        text=ActText(opinion=reason),
    )
    return case


@transaction.atomic
def refuse_acceptance(
    *, case_number: str, reason: str, competent_organ: str, by: Actor, at: ActTime
) -> Case:
    """Refuse an application that is not this organ's, naming the right one (不予受理).

    Raises:
        RefusalIncomplete: no reason, or the competent organ is not named.
        SilenceIsOver: five working days have passed since the receipt.
        ActionNotAllowed: the case is not waiting for acceptance.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第二项.
    """
    case = lock_case(case_number)
    _require(case, by=by, at=at)
    check_refusal(reason=reason, competent_organ=competent_organ)
    case.close_reason = f"{reason}；请向{competent_organ}申请"
    event = AcceptanceRefused(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case,
        action=CaseAction.REFUSE_ACCEPTANCE,
        event=event,
        by=by,
        at=at,
        changed=("close_reason",),
        text=ActText(opinion=case.close_reason),
    )
    return case


def _require(case: Case, *, by: Actor, at: ActTime) -> None:
    require(
        by,
        CasePermission.REFUSE_ACCEPTANCE,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    check_silence(case, at=at, calendar=work_calendar(case.region_code))
