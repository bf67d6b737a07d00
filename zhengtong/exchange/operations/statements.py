"""What a row says, in the forms in which it is kept and handed on (办件记录的存留形式)."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from zhengtong.cases.operations.importing import ImportedCase
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.milestones import Statement, stated_times
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.exchange.rules.checks import DECISIONS
from zhengtong.exchange.rules.lateness import origin_of
from zhengtong.exchange.rules.records import CaseRecord, written
from zhengtong.exchange.rules.versions import ENTRY_TIME, HASHED, LASTING, Stated
from zhengtong.foundation.ledger.canonical import canonical_text, text_hash
from zhengtong.foundation.vault import LookupKind, lookup_hash_under

# Enough to tell two values apart; too little to search for a person by it.
_DIGEST_CHARACTERS = 16
_ALWAYS_HASHED = "applicant_id_number"


def stated_of(record: CaseRecord, *, like: Stated | None = None) -> dict[str, str]:
    """Return what a row states, by field, in comparable form (已述内容).

    Args:
        like: what it will be held against; the keyed hashes are made with the key of that one,
            so that changing the look-up key makes no contradictions.
    """
    key_id = _key_of(like) if like else ""
    found: dict[str, str] = {}
    for name in (*LASTING, "result", "close_reason"):
        value = getattr(record, name)
        if value:
            plain = str(value)
            found[name] = _digest(name, plain, key_id) if name in HASHED else plain
    found |= {name: written(moment) for name, moment in record.moments.items()}
    if record.source_recorded_at is not None:
        found[ENTRY_TIME] = written(record.source_recorded_at)
    return found


def content_hash(stated: Stated) -> str:
    """Return the hash over all that a row states (内容摘要)."""
    return text_hash(canonical_text(stated))


def content_of(record: CaseRecord) -> str:
    """Return a row as text, to be sealed (行内容)."""
    plain = {name: getattr(record, name) for name in CaseRecord.__dataclass_fields__}
    return json.dumps(plain, ensure_ascii=False, default=_plain)


def imported_case(
    record: CaseRecord,
    *,
    case_number: str,
    terms: ItemTerms,
    lag_days: int,
    is_history: bool,
    now: dt.datetime,
) -> ImportedCase:
    """Return a row as the domain of cases takes it, each act with its origin (转为办件).

    A source keeps one time for the end of a case, however it ended. A source that keeps days alone
    enters at midnight what happened at noon; then the act's own time is the entry time.
    """
    entered_at = record.source_recorded_at
    statement = _statement(record)
    return ImportedCase(
        source_number=record.source_number,
        data_version=record.data_version,
        case_number=case_number,
        terms=terms,
        organisation_code=record.organisation_code,
        applicant=Applicant(
            kind=record.applicant_kind,
            name=record.applicant_name,
            id_type=record.applicant_id_type,
            id_number=record.applicant_id_number,
            mobile=record.contact_mobile,
            legal_representative=record.legal_representative,
        ),
        statement=statement,
        recorded_at=max(entered_at or now, record.newest_act_at),
        origins={
            milestone: origin_of(
                happened_at=at, entered_at=entered_at, lag_days=lag_days, is_history=is_history
            )
            for milestone, at in stated_times(statement).items()
        },
        township_code=record.township_code,
    )


def _statement(record: CaseRecord) -> Statement:
    is_decided = record.result in DECISIONS
    return Statement(
        channel=record.channel,
        submitted_at=record.submitted_at,
        received_at=record.received_at,
        accepted_at=record.accepted_at,
        decided_at=record.decided_at,
        completed_at=record.completed_at if is_decided else None,
        delivered_at=record.delivered_at,
        ended_at=None if is_decided else record.completed_at,
        result=record.result,
        close_reason=record.close_reason,
    )


def _digest(name: str, plain: str, key_id: str) -> str:
    """Return the keyed hash of a personal value, under a key that is there or the current one."""
    hashed = lookup_hash_under(key_id, LookupKind.RECORD, f"{name}|{plain}")
    used, _, digest = hashed.partition(":")
    return f"{used}:{digest[:_DIGEST_CHARACTERS]}"


def _key_of(stated: Mapping[str, str]) -> str:
    return stated.get(_ALWAYS_HASHED, "").partition(":")[0]


def _plain(value: Any) -> str:
    assert isinstance(value, dt.datetime)
    return written(value)
