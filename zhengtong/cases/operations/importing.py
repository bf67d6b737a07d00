"""Cases come in from departments' own systems, many at a time (批量导入办件).

The caller reads and checks files, reserves case numbers and decides about versions; here records
become acts. A record that is refused changes nothing; the rest of its batch goes in.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from zhengtong.cases.models import Case
from zhengtong.cases.operations.drafting import unfilled_case
from zhengtong.cases.operations.freezing import put_terms
from zhengtong.cases.operations.import_clocks import ClockDues, ImportClocks
from zhengtong.cases.operations.import_events import event_of
from zhengtong.cases.operations.import_rows import ActToWrite, CaseInHand, write_cases
from zhengtong.cases.operations.people import put_applicant
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.milestones import (
    DECIDED_RESULTS,
    Milestone,
    PlannedAct,
    Recorded,
    Statement,
    StatementContradicts,
    check_statement,
    planned_acts,
    stated_times,
)
from zhengtong.cases.rules.states import CaseAction, CaseState
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.foundation.vault import LookupKind, lookup_hashes
from zhengtong.kernel.codes import Strictness
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import EX_OFFICIO
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin

IN_ONE_QUERY = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCase:
    """One version of one record of a department's system (来源记录).

    Args:
        case_number: reserved beforehand; used only where the source number is new.
        terms: of the item, from `queries.items.terms_for_import`.
        recorded_at: when it was entered in its source, else when it came here.
        origins: synced, back entry or import, for each time of the statement, as the caller
            found.
    """

    source_number: str
    data_version: int
    case_number: str
    terms: ItemTerms
    organisation_code: str
    applicant: Applicant
    statement: Statement
    recorded_at: dt.datetime
    origins: Mapping[Milestone, Origin]
    township_code: str = ""
    village_code: str = ""
    national_case_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRecord:
    """A record that went nowhere, and why (未导入的记录).

    Args:
        is_contradiction: it says otherwise than what was recorded; a person must look.
        case_number: of the case that is there; empty for a new one.
    """

    source_number: str
    data_version: int
    error: DomainError
    is_contradiction: bool
    case_number: str = ""


@dataclass(slots=True, kw_only=True)
class ImportOutcome:
    """What a batch came to (导入结果).

    Args:
        created: case number by source number.
        advanced: the same for cases that were there and went on, or only got a newer version.
        entries: ledger entries written.
        origins: how the acts of a record came in, by source number and version: back entry where
            any of them was entered late; records that brought none are not in it.
    """

    created: dict[str, str] = field(default_factory=dict)
    advanced: dict[str, str] = field(default_factory=dict)
    refused: list[RefusedRecord] = field(default_factory=list)
    entries: int = 0
    origins: dict[tuple[str, int], Origin] = field(default_factory=dict)


@transaction.atomic
def import_case_batch(
    rows: Sequence[ImportedCase], *, region_code: str, source: str, by: Actor, now: dt.datetime
) -> ImportOutcome:
    """Write a batch of records: new cases and newer versions of known ones (批量导入).

    One transaction; a handful of statements whatever the number of rows. Versions of one source
    number are applied in the order in which they stand.

    Raises:
        PermissionRefused: the actor is no source.
    """
    require(by, CasePermission.IMPORT, organisation_code=by.organisation_code, today=local_day(now))
    outcome = ImportOutcome()
    known = _known_cases(region_code, source, [row.source_number for row in rows])
    clocks = ImportClocks(region_code=region_code)
    in_hand: dict[str, CaseInHand] = {}
    for row in rows:
        held = in_hand.get(row.source_number)
        if held is None and row.source_number in known:
            held = CaseInHand(case=known[row.source_number], is_new=False)
        try:
            held, acts = _take(row, held, source=source, clocks=clocks)
        except DomainError as error:
            outcome.refused.append(_refusal(row, held, error))
            continue
        in_hand[row.source_number] = held
        if acts:
            key = row.source_number, row.data_version
            outcome.origins[key] = _origin_of_all(acts, row.origins)
    outcome.entries = write_cases(list(in_hand.values()), by=by)
    for source_number, held in in_hand.items():
        there = outcome.created if held.is_new else outcome.advanced
        there[source_number] = held.case.number
    return outcome


def _known_cases(region_code: str, source: str, source_numbers: list[str]) -> dict[str, Case]:
    wanted = sorted(set(source_numbers))
    found: dict[str, Case] = {}
    for start in range(0, len(wanted), IN_ONE_QUERY):
        rows = Case.objects.select_for_update().filter(
            region_code=region_code,
            source=source,
            source_number__in=wanted[start : start + IN_ONE_QUERY],
        )
        found |= {case.source_number: case for case in rows.order_by("source_number")}
    return found


def _take(
    row: ImportedCase, held: CaseInHand | None, *, source: str, clocks: ImportClocks
) -> tuple[CaseInHand, tuple[PlannedAct, ...]]:
    """Apply one record to a case in hand; nothing is changed where it refuses."""
    if row.terms.item_type in EX_OFFICIO:
        row = replace(row, statement=replace(row.statement, is_ex_officio=True))
    check_statement(statement=row.statement, recorded_at=row.recorded_at)
    if held is None:
        acts = planned_acts(statement=row.statement, recorded=None)
        case = _new_case(row, source=source)
        # A case came in as its first act did.
        case.origin = row.origins[acts[0].milestone].value
        held = CaseInHand(case=case, is_new=True, terms=row.terms)
    else:
        _check_same_matter(held.case, row)
        acts = planned_acts(statement=row.statement, recorded=recorded_of(held.case))
    due = _due(held.case, row, acts, clocks)
    for act in acts:
        _apply(held, row, act, due)
    held.case.due_at = due.next_at
    held.case.data_version = row.data_version
    held.case.national_case_code = row.national_case_code or held.case.national_case_code
    return held, acts


def _origin_of_all(acts: Sequence[PlannedAct], origins: Mapping[Milestone, Origin]) -> Origin:
    """Return the origin of a record: one late act makes it late."""
    found = {origins[act.milestone] for act in acts}
    return Origin.BACK_ENTRY if Origin.BACK_ENTRY in found else found.pop()


def recorded_of(case: Case) -> Recorded:
    """Return how far a case has come, in the words of a source's record (已登记情况)."""
    state, result = CaseState(case.state), _result_of(case)
    is_ended = result is not None and result not in DECIDED_RESULTS
    was_completed = case.decided_at is not None
    times = stated_times(
        Statement(
            channel=Channel(case.channel),
            submitted_at=case.submitted_at,
            received_at=case.received_at,
            accepted_at=case.accepted_at,
            decided_at=case.decided_at,
            completed_at=case.completed_at if was_completed or not is_ended else None,
            delivered_at=case.delivered_at,
            ended_at=case.last_act_at if is_ended else None,
            result=result,
            is_ex_officio=case.item_type in EX_OFFICIO,
        )
    )
    return Recorded(state=state, times=times, result=result)


def _result_of(case: Case) -> CloseResult | None:
    match CaseState(case.state):
        case CaseState.GRANTED | CaseState.CERT_MAKING:
            return CloseResult.GRANTED
        case CaseState.DENIED | CaseState.DECIDED_AGAINST:
            return CloseResult.DENIED
        case CaseState.DECIDED:
            return CloseResult.GRANTED
    return CloseResult(case.close_result) if case.close_result else None


def _check_same_matter(case: Case, row: ImportedCase) -> None:
    """Refuse a version that speaks of another item, body or applicant, or is no newer."""
    if row.data_version <= case.data_version:
        raise StatementContradicts(
            f"已有版本 {case.data_version}，不能再按版本 {row.data_version} 更新"
        )
    if row.terms.implementation_code != case.implementation_code:
        raise StatementContradicts("事项与已登记的不一致")
    if row.organisation_code != case.organisation_code:
        raise StatementContradicts("承办机构与已登记的不一致")
    hashes = lookup_hashes(LookupKind.ID_NUMBER, row.applicant.id_number)
    if case.applicant_id_hash not in hashes:
        raise StatementContradicts("申请人证件号码与已登记的不一致")


def _new_case(row: ImportedCase, *, source: str) -> Case:
    case = unfilled_case(case_number=row.case_number, terms=row.terms)
    put_applicant(case, row.applicant, strictness=Strictness.LENIENT)
    statement = row.statement
    case.organisation_code = row.organisation_code
    case.township_code, case.village_code = row.township_code, row.village_code
    case.channel = statement.channel.value
    case.submitted_at = statement.submitted_at or statement.received_at
    case.source, case.source_number = source, row.source_number
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What becomes due by a record."""

    clocks: ClockDues | None
    next_at: dt.datetime | None


def _due(case: Case, row: ImportedCase, acts: Sequence[PlannedAct], clocks: ImportClocks) -> _Due:
    """Compute all due moments before anything is changed, for a year may not be loaded."""
    if not acts:
        return _Due(clocks=None, next_at=case.due_at)
    at = {act.milestone: act.occurred_at for act in acts}
    accepted_at = at.get(Milestone.ACCEPTED)
    dues = clocks.dues(row.terms, accepted_at=accepted_at) if accepted_at else None
    next_at = clocks.next_due_at(
        case,
        state=acts[-1].to_state,
        decided_at=at.get(Milestone.DECIDED, case.decided_at),
        dues=dues,
    )
    return _Due(clocks=dues, next_at=next_at)


def _apply(held: CaseInHand, row: ImportedCase, act: PlannedAct, due: _Due) -> None:
    case, at = held.case, act.occurred_at
    match act.milestone:
        case Milestone.SUBMITTED:
            case.submitted_at = at
        case Milestone.RECEIVED:
            case.received_at = at
        case Milestone.ACCEPTED:
            _accept(held, row, at, due)
        case Milestone.DECIDED:
            case.decided_at = at
        case Milestone.COMPLETED:
            case.completed_at = at
        case Milestone.DELIVERED:
            case.delivered_at = at
        case Milestone.ENDED if case.accepted_at is not None:
            case.completed_at = at
    if act.result is not None:
        case.close_result = act.result.value
    is_end = act.milestone is Milestone.ENDED
    is_denial = act.action in (CaseAction.DENY, CaseAction.DECIDE_AGAINST)
    opinion = row.statement.close_reason if is_end or is_denial else ""
    if opinion:
        case.close_reason = opinion
    case.state = act.to_state.value
    case.last_act_at = max(case.last_act_at or at, at)
    case.entry_count += 1
    held.acts.append(
        ActToWrite(
            planned=act,
            event=event_of(case, act),
            act_no=case.entry_count,
            opinion=opinion,
            recorded_at=row.recorded_at,
            origin=row.origins[act.milestone],
        )
    )


def _accept(held: CaseInHand, row: ImportedCase, at: dt.datetime, due: _Due) -> None:
    case = held.case
    if held.terms is not row.terms:
        put_terms(case, row.terms)
    case.accepted_at = at
    assert due.clocks is not None
    case.statutory_due_at = due.clocks.statutory
    case.promised_due_at = due.clocks.promised
    case.due_is_provisional = due.clocks.is_provisional


def _refusal(row: ImportedCase, held: CaseInHand | None, error: DomainError) -> RefusedRecord:
    return RefusedRecord(
        source_number=row.source_number,
        data_version=row.data_version,
        error=error,
        is_contradiction=isinstance(error, StatementContradicts),
        case_number=held.case.number if held and not held.is_new else "",
    )
