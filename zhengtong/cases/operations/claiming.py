"""A step open to a whole post is taken up by one of its holders, or given back (认领、退回认领)."""

import datetime as dt

from django.db import transaction

from zhengtong.cases.events import StepClaimed, StepReleased
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.recording import ActText, lock_case, record_note
from zhengtong.cases.operations.step_holders import (
    check_could_work,
    free_step,
    give_step,
    open_row,
)
from zhengtong.cases.operations.steps import route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.holding import check_claimed, check_free, check_hand_over
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require


@transaction.atomic
def claim_step(*, case_number: str, node: str, by: Actor, now: dt.datetime) -> Case:
    """Take up an open step; the others who hold its post leave it to him (认领环节).

    Raises:
        NodeNotLive: the case is not at this node.
        StepTaken: somebody has it already.
        NotOfThePost: the actor does not hold the post of the step.
        IntakeHandles, LastDeciderReviews, ReviewerDecides, ContractWorkerDecides: he could not
            finish it, for duties are to be kept apart.
    """
    case, at = lock_case(case_number), live(now)
    route = route_of(case)
    row = open_row(route, node)
    require(by, CasePermission.CLAIM_STEP, organisation_code=row.organisation_code, today=at.today)
    check_free(claimed_by=row.claimed_by, staff_code=by.code)
    check_could_work(route, row, staff_code=by.code, at=at)
    give_step(row, to_staff=by.code, now=now)
    record_note(
        case,
        action=SideAct.CLAIM_STEP,
        event=StepClaimed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            node=row.node,
            organisation_code=row.organisation_code,
        ),
        by=by,
        at=at,
        text=ActText(node=row.node),
    )
    return case


@transaction.atomic
def release_step(*, case_number: str, node: str, reason: str, by: Actor, now: dt.datetime) -> Case:
    """Give a claimed step back to everybody who holds its post (退回认领).

    Whoever has it gives it back; another's is given back by the body's administrator.

    Raises:
        NodeNotLive: the case is not at this node.
        StepFree: nobody has it.
        HandOverUnexplained: no reason.
    """
    case, at = lock_case(case_number), live(now)
    row = open_row(route_of(case), node)
    if row.claimed_by != by.code:
        require(
            by, CasePermission.RELEASE_STEP, organisation_code=row.organisation_code, today=at.today
        )
    check_claimed(claimed_by=row.claimed_by)
    check_hand_over(reason=reason)
    before = row.claimed_by
    free_step(row)
    record_note(
        case,
        action=SideAct.RELEASE_STEP,
        event=StepReleased(
            case_number=case.number,
            implementation_code=case.implementation_code,
            node=row.node,
            organisation_code=row.organisation_code,
            staff_code=before,
        ),
        by=by,
        at=at,
        text=ActText(opinion=reason, node=row.node),
    )
    return case
