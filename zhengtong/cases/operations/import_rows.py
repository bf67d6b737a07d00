"""The rows of a batch of imported acts, written by a handful of statements (批量写入)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zhengtong.cases.events import CaseEvent
from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.operations.freezing import TERMS_FIELDS
from zhengtong.cases.operations.projections import CLOCK_FIELDS
from zhengtong.cases.rules.milestones import PlannedAct
from zhengtong.cases.rules.states import CaseAction, CaseState
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_rows, new_row, update_rows
from zhengtong.foundation.ledger.acts import build_entry, queue_row
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.kernel.origins import Origin

ADVANCED_FIELDS = (
    "state",
    "close_result",
    "close_reason",
    "submitted_at",
    "received_at",
    "accepted_at",
    "decided_at",
    "completed_at",
    "delivered_at",
    "last_act_at",
    *CLOCK_FIELDS,
    "due_at",
    "data_version",
    "national_case_code",
    "entry_count",
    *TERMS_FIELDS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActToWrite:
    """One act of a case in hand (待写行为)."""

    planned: PlannedAct
    event: CaseEvent
    act_no: int
    opinion: str
    recorded_at: dt.datetime
    origin: Origin


@dataclass(slots=True, kw_only=True)
class CaseInHand:
    """A case of a batch with the acts that are to be written (在手办件).

    Args:
        terms: that the batch has put into it; None where they are of an earlier day.
    """

    case: Case
    is_new: bool
    terms: ItemTerms | None = None
    acts: list[ActToWrite] = field(default_factory=list)


def write_cases(held: Sequence[CaseInHand], *, by: Actor) -> int:
    """Write cases, acts, entries and queue rows; return the number of entries (写入)."""
    insert_rows([one.case for one in held if one.is_new])
    update_rows([one.case for one in held if not one.is_new], names=ADVANCED_FIELDS)
    pairs = [(one.case, act) for one in held for act in one.acts]
    insert_rows(_act(case, act, by=by) for case, act in pairs)
    queue: list[QueuedEntry] = []
    insert_rows(_entries(pairs, queue, by=by))
    insert_rows(queue)
    return len(queue)


def _entries(
    pairs: Iterable[tuple[Case, ActToWrite]], queue: list[QueuedEntry], *, by: Actor
) -> Iterator[Entry]:
    """Give the entry of each act, and put its queue row into the queue."""
    for case, act in pairs:
        entry = _entry(case, act, by=by)
        queue.append(queue_row(entry))
        yield entry


def _act(case: Case, act: ActToWrite, *, by: Actor) -> CaseAct:
    planned = act.planned
    action, from_state, to_state = _stored(planned.action, planned.from_state, planned.to_state)
    return new_row(
        CaseAct,
        region_code=case.region_code,
        case_id=case.id,
        act_no=act.act_no,
        action=action,
        from_state=from_state,
        to_state=to_state,
        opinion=act.opinion,
        actor_kind=by.kind.value,
        actor_code=by.code,
        actor_organisation=by.organisation_code,
        origin=act.origin.value,
        occurred_at=planned.occurred_at,
        recorded_at=act.recorded_at,
    )


@lru_cache(maxsize=256)
def _stored(
    action: CaseAction, from_state: CaseState | None, to_state: CaseState
) -> tuple[str, str, str]:
    """Return a step of the table of states as an act stores it."""
    return action.value, from_state.value if from_state else "", to_state.value


def _entry(case: Case, act: ActToWrite, *, by: Actor) -> Entry:
    last, case.entry_count = case.entry_count, act.act_no
    entry = build_entry(
        case,
        event=act.event,
        by=by,
        occurred_at=act.planned.occurred_at,
        recorded_at=act.recorded_at,
        origin=act.origin,
    )
    case.entry_count = last
    return entry
