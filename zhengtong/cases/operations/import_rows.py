"""The rows of a batch of imported acts, written by a handful of statements (批量写入)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zhengtong.cases.events import CaseEvent
from zhengtong.cases.models import Case, CaseAct, Step, StepResult, Suspension
from zhengtong.cases.operations.freezing import TERMS_FIELDS
from zhengtong.cases.operations.projections import CLOCK_FIELDS
from zhengtong.cases.rules.milestones import Milestone, PlannedAct
from zhengtong.cases.rules.states import OUT_OF_FIGURES, CaseState
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_rows, update_rows
from zhengtong.foundation.indicators import counted_kinds
from zhengtong.foundation.ledger.acts import TakenBack, build_entry, queue_row, retractions_of
from zhengtong.foundation.ledger.models import Entry
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin

IN_ONE_QUERY = 400
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
    """A case of a batch with the acts that are to be written (在手办件)."""

    case: Case
    is_new: bool
    acts: list[ActToWrite] = field(default_factory=list)


def write_cases(
    held: Sequence[CaseInHand], *, region_code: str, by: Actor, now: dt.datetime
) -> int:
    """Write cases, acts, entries, queue rows and retractions; return the number of entries."""
    insert_rows([one.case for one in held if one.is_new])
    update_rows([one.case for one in held if not one.is_new], names=ADVANCED_FIELDS)
    pairs = [(one, act) for one in held for act in one.acts]
    insert_rows([_act(one.case, act, by=by) for one, act in pairs])
    removals = [pair for pair in pairs if pair[1].planned.milestone is Milestone.REMOVED]
    _write_entries(
        [
            _entry(one.case, act, by=by)
            for one, act in pairs
            if act.planned.milestone is not Milestone.REMOVED
        ]
    )
    _take_back(removals, by=by, region_code=region_code)
    _stop(held, region_code=region_code, now=now)
    return len(pairs)


def _write_entries(entries: Sequence[Entry]) -> None:
    insert_rows(entries)
    insert_rows([queue_row(entry) for entry in entries])


def _act(case: Case, act: ActToWrite, *, by: Actor) -> CaseAct:
    planned = act.planned
    return CaseAct(
        region_code=case.region_code,
        case_id=case.id,
        act_no=act.act_no,
        action=planned.action.value,
        from_state=planned.from_state.value if planned.from_state else "",
        to_state=planned.to_state.value,
        opinion=act.opinion,
        actor_kind=by.kind.value,
        actor_code=by.code,
        actor_organisation=by.organisation_code,
        origin=act.origin.value,
        occurred_at=planned.occurred_at,
        recorded_at=act.recorded_at,
    )


def _entry(
    case: Case, act: ActToWrite, *, by: Actor, takes_back: Sequence[TakenBack] = ()
) -> Entry:
    last, case.entry_count = case.entry_count, act.act_no
    entry = build_entry(
        case,
        event=act.event,
        by=by,
        occurred_at=act.planned.occurred_at,
        recorded_at=act.recorded_at,
        origin=act.origin,
        takes_back=takes_back,
    )
    case.entry_count = last
    return entry


def _stop(held: Sequence[CaseInHand], *, region_code: str, now: dt.datetime) -> None:
    """End what was still open here of cases that their source has removed."""
    ids = [
        one.case.id
        for one in held
        if not one.is_new and CaseState(one.case.state) in OUT_OF_FIGURES and one.acts
    ]
    if not ids:
        return
    of_cases = {"region_code": region_code, "case_id__in": ids}
    Step.objects.filter(**of_cases, closed_at__isnull=True).update(
        closed_at=now, result=StepResult.STOPPED
    )
    Suspension.objects.filter(**of_cases, ended_on__isnull=True).update(
        ended_on=local_day(now), result="来源系统作废或删除"
    )


def _take_back(
    removals: Sequence[tuple[CaseInHand, ActToWrite]], *, by: Actor, region_code: str
) -> None:
    """Write the removals of a batch with what their cases had counted, before it and in it."""
    if not removals:
        return
    counted = _counted(
        sorted(one.case.ledger_subject for one, _ in removals), region_code=region_code
    )
    entries, retractions = [], []
    for one, act in removals:
        taken = counted[one.case.ledger_subject]
        entry = _entry(one.case, act, by=by, takes_back=taken)
        entries.append(entry)
        retractions += retractions_of(entry, taken)
    _write_entries(entries)
    insert_rows(retractions)


def _counted(subjects: list[str], *, region_code: str) -> dict[str, list[TakenBack]]:
    found: dict[str, list[TakenBack]] = defaultdict(list)
    for part in _parts(subjects):
        rows = Entry.objects.filter(
            region_code=region_code, subject__in=part, kind__in=counted_kinds()
        )
        for subject, kind, day, origin in rows.values_list("subject", "kind", "day", "origin"):
            found[subject].append(TakenBack(kind=kind, day=day, origin=origin))
    return found


def _parts(subjects: list[str]) -> Iterable[list[str]]:
    return (
        subjects[start : start + IN_ONE_QUERY] for start in range(0, len(subjects), IN_ONE_QUERY)
    )
