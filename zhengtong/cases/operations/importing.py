"""Cases come in from departments' own systems, many at a time (批量导入办件).

The caller reads and checks files, reserves case numbers and decides about versions; here records
become acts. A record that is refused changes nothing; the rest of its batch goes in.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from zhengtong.cases.models import Case
from zhengtong.cases.operations.drafting import unfilled_case
from zhengtong.cases.operations.freezing import put_terms
from zhengtong.cases.operations.import_clocks import ImportClocks
from zhengtong.cases.operations.import_rows import CaseInHand, write_cases
from zhengtong.cases.operations.people import put_applicant
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.milestones import (
    DECIDED_RESULTS,
    REMOVED_RESULTS,
    Milestone,
    PlannedAct,
    Recorded,
    Statement,
    StatementContradicts,
    check_statement,
    planned_acts,
    stated_times,
)
from zhengtong.cases.rules.states import BEFORE_ACCEPTANCE, CaseState, CloseResult
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import require
from zhengtong.foundation.vault import LookupKind, lookup_hashes
from zhengtong.kernel.codes import Strictness
from zhengtong.kernel.errors import DomainError
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
        origin: synced, back entry or import, as the caller found.
    """

    source_number: str
    data_version: int
    case_number: str
    terms: ItemTerms
    organisation_code: str
    applicant: Applicant
    statement: Statement
    recorded_at: dt.datetime
    origin: Origin
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
    """

    created: dict[str, str] = field(default_factory=dict)
    advanced: dict[str, str] = field(default_factory=dict)
    refused: list[RefusedRecord] = field(default_factory=list)
    entries: int = 0


@transaction.atomic
def import_case_batch(
    rows: Sequence[ImportedCase], *, region_code: str, source: str, by: Actor, now: dt.datetime
) -> ImportOutcome:
    """Write a batch of records: new cases and newer versions of known ones (批量导入).

    One transaction; a handful of statements whatever the number of rows. Versions of one source
    number are applied in the order in which they stand.

    Raises:
        PermissionRefused: the actor is no source.
        OutsideCalendar: see `RefusedRecord`; a single record never raises.
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
            in_hand[row.source_number] = _take(
                row, held, region_code=region_code, source=source, clocks=clocks
            )
        except DomainError as error:
            outcome.refused.append(_refusal(row, held, error))
    outcome.entries = write_cases(list(in_hand.values()), region_code=region_code, by=by)
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
    row: ImportedCase,
    held: CaseInHand | None,
    *,
    region_code: str,
    source: str,
    clocks: ImportClocks,
) -> CaseInHand:
    """Apply one record to a case in hand; nothing is changed where it refuses."""
    check_statement(statement=row.statement, recorded_at=row.recorded_at)
    if held is None:
        acts = planned_acts(statement=row.statement, recorded=None)
        held = CaseInHand(case=_new_case(row, source), is_new=True)
    else:
        _check_same_matter(held.case, row)
        acts = planned_acts(statement=row.statement, recorded=recorded_of(held.case))
    due = clocks.due_of(row.terms, _accepted_at(held.case, acts))
    _apply(held, row, acts)
    clocks.put(held.case, due)
    return held


def _accepted_at(case: Case, acts: Sequence[PlannedAct]) -> dt.datetime | None:
    """Return the acceptance that a record brings, None where it brings none."""
    return next((act.occurred_at for act in acts if act.milestone is Milestone.ACCEPTED), None)
