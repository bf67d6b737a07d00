"""An on-line application is looked at before it is taken in (预审)."""

from collections.abc import Sequence

from django.db import transaction

from zhengtong.cases.events import CaseReceived, PreReviewFailed, PreReviewStarted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.acceptance import check_pre_review_failure
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require


@transaction.atomic
def start_pre_review(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Take a submitted application up (开始预审).

    Raises:
        ActionNotAllowed: the case does not wait for pre-review.
    """
    case = lock_case(case_number)
    _require(case, by=by, at=at)
    case.handler = by.code
    event = PreReviewStarted(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case, action=CaseAction.START_PRE_REVIEW, event=event, by=by, at=at, changed=("handler",)
    )
    return case


@transaction.atomic
def pass_pre_review(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Take a submitted application in; the five days run from here (预审通过，收件).

    Raises:
        ActionNotAllowed: the case does not wait for pre-review.
    """
    case = lock_case(case_number)
    _require(case, by=by, at=at)
    case.received_at = at.occurred_at
    case.intake_staff = by.code
    record_act(
        case,
        action=CaseAction.PASS_PRE_REVIEW,
        event=CaseReceived(case_number=case.number, implementation_code=case.implementation_code),
        by=by,
        at=at,
        changed=("received_at", "intake_staff"),
    )
    return case


@transaction.atomic
def fail_pre_review(*, case_number: str, faults: Sequence[str], by: Actor, at: ActTime) -> Case:
    """Send an application back as a draft with all its faults at once (预审不通过).

    Raises:
        FaultsNotListed: no fault is named.
        ActionNotAllowed: the case does not wait for pre-review.
    """
    case = lock_case(case_number)
    _require(case, by=by, at=at)
    check_pre_review_failure(faults=faults)
    event = PreReviewFailed(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case,
        action=CaseAction.FAIL_PRE_REVIEW,
        event=event,
        by=by,
        at=at,
        text=ActText(opinion="；".join(faults)),
    )
    return case


def _require(case: Case, *, by: Actor, at: ActTime) -> None:
    require(by, CasePermission.PRE_REVIEW, organisation_code=case.organisation_code, today=at.today)
