"""The one way in which an act of a case is written: state by the table, then `commit_act`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from zhengtong.cases.events import CaseEvent
from zhengtong.cases.models import Case, CaseAct, Undertaking
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.projections import next_due_at
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.lookup import CaseUnknown
from zhengtong.cases.rules.counter_acts import CounterAct
from zhengtong.cases.rules.guards.chronology import check_act_time
from zhengtong.cases.rules.guards.entering import check_late_entry
from zhengtong.cases.rules.guards.ex_officio import check_beginning
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.cases.rules.states import (
    CLOSED,
    RESULT_READY,
    CaseAction,
    CaseState,
    close_result_of,
    first_state,
    next_state,
)
from zhengtong.cases.rules.undertakings import UndertakingResult
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import may, require
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.case_numbers import parse_case_number
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.texts import LONGEST_OPINION, checked_text


class ApplicantUnproved(DomainError):
    """An applicant acts in his own matter only, and proves it by the query code (查询码不符)."""

    code: ClassVar[str] = "applicant_unproved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActText:
    """What people wrote for an act; it never reaches the ledger (意见).

    Raises:
        TextRefused: the opinion is too long or cannot be shown.
    """

    opinion: str = ""
    node: str = ""

    def __post_init__(self) -> None:
        checked_text(self.opinion, limit=LONGEST_OPINION, name="意见、理由")


NO_TEXT = ActText()


_LOCKED = Statement(
    lambda region_code, number: Case.objects.select_for_update().filter(
        region_code=region_code, number=number
    ),
    region_code=str,
    number=str,
)


def lock_case(case_number: str) -> Case:
    """Read a case by its number and hold its row until the transaction ends (锁定办件).

    Raises:
        CaseNumberRefused: the number cannot be one.
        CaseUnknown: no such case.
    """
    number = str(parse_case_number(case_number))
    case = _LOCKED.first(region_code=number[:6], number=number)
    if case is None:
        raise CaseUnknown(f"没有编号为 {number} 的办件，请核对")
    return case


def begin_case(
    case: Case, *, action: CaseAction, event: CaseEvent, by: Actor, at: ActTime
) -> CaseAct:
    """Write a new case with the act it begins with (新建办件)."""
    check_act_time(occurred_at=at.occurred_at, previous_at=None, now=at.recorded_at)
    check_beginning(item_type=ItemType(case.item_type), action=action)
    case.state = first_state(action).value
    case.origin = at.origin.value
    case.last_act_at = at.occurred_at
    case.due_at = next_due_at(case)
    return _commit(case, None, action, event, by, at, NO_TEXT, changed=(), takes_back=())


def record_act(
    case: Case,
    *,
    action: CaseAction,
    event: CaseEvent,
    by: Actor,
    at: ActTime,
    changed: Sequence[str] = (),
    text: ActText = NO_TEXT,
    takes_back: Sequence[UUID] = (),
) -> CaseAct:
    """Move a locked case by the table and write row, act and entry together (登记行为).

    Args:
        changed: fields that the operation changed besides state and projections.

    Raises:
        ActionNotAllowed: the act is not legal in the state of the case.
        ActInFuture, ActOutOfOrder: the time of the act cannot be.
    """
    before = CaseState(case.state)
    result = close_result_of(before, action)
    check_act_time(occurred_at=at.done_at, previous_at=case.last_act_at, now=at.recorded_at)
    case.state = next_state(before, action).value
    case.last_act_at = max(case.last_act_at, at.occurred_at)
    if result is not None:
        case.close_result = result.value
    case.due_at = next_due_at(case)
    columns = (*changed, "state", "close_result", "last_act_at", "due_at")
    if case.state in CLOSED - RESULT_READY:
        _let_lapse(case, at=at)
    if case.supply_due_on is not None and case.state in CLOSED:
        case.supply_due_on = None
        columns += ("supply_due_on",)
    return _commit(
        case, before, action, event, by, at, text, changed=columns, takes_back=takes_back
    )


def _let_lapse(case: Case, *, at: ActTime) -> None:
    """Settle what the applicant undertook in a case that ends without it (承诺随办件终结)."""
    if case.supply_due_on is None and not case.is_on_pledge:
        return
    Undertaking.objects.filter(
        region_code=case.region_code, case_id=case.id, settled_at__isnull=True
    ).update(settled_at=at.occurred_at, result=UndertakingResult.LAPSED.value)


def record_side_act(
    case: Case, *, action: str, event: CaseEvent, by: Actor, at: ActTime, changed: Sequence[str]
) -> CaseAct:
    """Write an act that moves no state, such as a change of flow (登记不改变状态的行为)."""
    check_act_time(occurred_at=at.occurred_at, previous_at=case.last_act_at, now=at.recorded_at)
    case.last_act_at = at.occurred_at
    columns = (*changed, "last_act_at")
    state = CaseState(case.state)
    return _commit(case, state, action, event, by, at, NO_TEXT, changed=columns, takes_back=())


def record_note(
    case: Case,
    *,
    action: SideAct | CounterAct,
    event: CaseEvent,
    by: Actor,
    at: ActTime,
    text: ActText,
    changed: Sequence[str] = (),
    not_before: dt.datetime | None = None,
) -> CaseAct:
    """Write an act beside the procedure: who holds a step, who paid what (登记程序之外的行为).

    The time of the last act of the procedure stays: what was done before somebody looked may
    still be entered after it.

    Args:
        not_before: the act that it follows in any case, such as the acceptance.
    """
    check_act_time(occurred_at=at.occurred_at, previous_at=not_before, now=at.recorded_at)
    state = CaseState(case.state)
    return _commit(case, state, action, event, by, at, text, changed=changed, takes_back=())


def check_own_matter(case: Case, *, by: Actor, query_code: str) -> None:
    """Refuse an applicant who does not know the query code of the case (核验申请人本人).

    Raises:
        ApplicantUnproved: the code is another.
    """
    if by.kind is ActorKind.APPLICANT and query_code != case.query_code:
        raise ApplicantUnproved("查询码不对，只能办理自己的申请")


def _commit(
    case: Case,
    before: CaseState | None,
    action: str,
    event: CaseEvent,
    by: Actor,
    at: ActTime,
    text: ActText,
    *,
    changed: Sequence[str],
    takes_back: Sequence[UUID],
) -> CaseAct:
    if at.origin is Origin.BACK_ENTRY:
        _check_late_entry(case, by=by, at=at)
    act = CaseAct(
        case_id=case.id,
        action=str(action),
        from_state=before.value if before else "",
        to_state=case.state,
        node=text.node,
        opinion=text.opinion,
        entry_reason=at.entry_reason,
    )
    commit_act(
        case,
        changed=changed,
        act=act,
        event=event,
        by=by,
        occurred_at=at.occurred_at,
        recorded_at=at.recorded_at,
        origin=at.origin,
        takes_back=takes_back,
    )
    return act


def _check_late_entry(case: Case, *, by: Actor, at: ActTime) -> None:
    """Refuse a late entry without its right, at the case's body or the actor's own, or reason."""
    bodies = (case.organisation_code, by.organisation_code)
    if not any(
        may(by, CasePermission.ENTER_LATE, organisation_code=code, today=at.today)
        for code in bodies
    ):
        require(by, CasePermission.ENTER_LATE, organisation_code=bodies[0], today=at.today)
    check_late_entry(reason=at.entry_reason)
