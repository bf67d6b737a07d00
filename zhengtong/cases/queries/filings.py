"""The filing of a case as plain values (立案信息)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhengtong.cases.models import Case, Filing
from zhengtong.cases.rules.ex_officio import (
    ClueSource,
    DropGround,
    HearingEnd,
    Outcome,
    is_ex_officio,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRecord:
    """What was filed, found and decided of the organ's own accord (立案信息).

    Args:
        clue_source: None where another system filed it.
        investigators: names, else staff codes.
        legality_passed: None while it is not reviewed.
    """

    clue_source: ClueSource | None
    clue_number: str
    investigators: tuple[str, ...]
    proposed: Outcome | None
    outcome: Outcome | None
    is_legality_due: bool
    legality_passed: bool | None
    is_hearing_due: bool
    hearing_told_on: date | None
    hearing_request_due_on: date | None
    hearing_requested_on: date | None
    hearing_held_on: date | None
    hearing_ended_on: date | None
    hearing_end_ground: HearingEnd | None
    remedies_told: bool
    drop_ground: DropGround | None
    drop_basis: str


def filing_row(case: Case) -> Filing | None:
    """Return the filing of a case, None for applications and what was imported (立案信息)."""
    if not is_ex_officio(case.item_type):
        return None
    return Filing.objects.filter(region_code=case.region_code, case_id=case.id).first()


def filing_record(row: Filing | None, *, names: Mapping[str, str]) -> FilingRecord | None:
    """Return a filing as plain values (立案信息)."""
    if row is None:
        return None
    return FilingRecord(
        clue_source=ClueSource(row.clue_source) if row.clue_source else None,
        clue_number=row.clue_number,
        investigators=tuple(names.get(code, code) for code in row.investigators),
        proposed=Outcome(row.proposed) if row.proposed else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        is_legality_due=row.is_legality_due,
        legality_passed=row.legality_passed,
        is_hearing_due=row.is_hearing_due,
        hearing_told_on=row.hearing_told_on,
        hearing_request_due_on=row.hearing_request_due_on,
        hearing_requested_on=row.hearing_requested_on,
        hearing_held_on=row.hearing_held_on,
        hearing_ended_on=row.hearing_ended_on,
        hearing_end_ground=HearingEnd(row.hearing_end_ground) if row.hearing_end_ground else None,
        remedies_told=row.remedies_told,
        drop_ground=DropGround(row.drop_ground) if row.drop_ground else None,
        drop_basis=row.drop_basis,
    )
