"""A step is handed to another holder of its post (转办)."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from zhengtong.cases.events import StepTransferred
from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.operations.recording import ActText, lock_case, record_note
from zhengtong.cases.operations.step_holders import check_could_work, give_step, open_row
from zhengtong.cases.operations.steps import Route, route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.holding import (
    NotOfThePost,
    TransferRefused,
    check_hand_over,
    check_receiver,
)
from zhengtong.cases.rules.guards.separation import (
    ContractWorkerDecides,
    IntakeHandles,
    LastDeciderReviews,
    ReviewerDecides,
)
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError

# The guards speak to whoever acts; here it is another who could not.
WHY_NOT: Mapping[type[DomainError], str] = MappingProxyType(
    {
        NotOfThePost: "今天不在本环节的岗位上",
        IntakeHandles: "收过本件，本事项实行受办分离",
        LastDeciderReviews: "是本件唯一的决定人，不宜审查",
        ReviewerDecides: "审查过本件，不能作决定",
        ContractWorkerDecides: "是编外聘用人员，不能作决定",
    }
)


@transaction.atomic
def transfer_step(
    *, case_number: str, node: str, to_staff: str, reason: str, by: Actor, now: dt.datetime
) -> Case:
    """Hand a step to another holder of its post, who alone works it from then on (转办).

    Whoever has it hands it on; what another has, or nobody, is assigned by the administrator of
    the body that works it. Clocks go on as they were.

    Args:
        to_staff: staff code of who gets it.

    Raises:
        NodeNotLive: the case is not at this node.
        TransferRefused: he has it already, does not hold the post, or must be kept apart.
        HandOverUnexplained: no reason.
    """
    case, at = lock_case(case_number), live(now)
    route = route_of(case)
    row = open_row(route, node)
    if row.claimed_by != by.code:
        require(
            by,
            CasePermission.TRANSFER_STEP,
            organisation_code=row.organisation_code,
            today=at.today,
        )
    check_hand_over(reason=reason)
    receiver = to_staff.strip()
    check_receiver(claimed_by=row.claimed_by, receiver=receiver)
    _check_can_take(route, row, receiver=receiver, at=at)
    give_step(row, to_staff=receiver, now=now)
    record_note(
        case,
        action=SideAct.TRANSFER_STEP,
        event=StepTransferred(
            case_number=case.number,
            implementation_code=case.implementation_code,
            node=row.node,
            organisation_code=row.organisation_code,
            from_staff=row.claimed_by,
            to_staff=receiver,
        ),
        by=by,
        at=at,
        text=ActText(opinion=f"转给 {receiver}：{reason.strip()}", node=row.node),
    )
    return case


def _check_can_take(route: Route, row: Step, *, receiver: str, at: ActTime) -> None:
    try:
        check_could_work(route, row, staff_code=receiver, at=at)
    except tuple(WHY_NOT) as refusal:
        raise TransferRefused(f"不能转给 {receiver}：{WHY_NOT[type(refusal)]}") from refusal
