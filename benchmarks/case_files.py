"""Files of cases as a department's own system would send them (办件文件)."""

import csv
from collections.abc import Iterable
from pathlib import Path

from benchmarks import history, office
from benchmarks.history import Month
from zhengtong.cases.operations.importing import ImportedCase
from zhengtong.exchange.operations.registration import SourceDraft, register_source
from zhengtong.foundation.actors import SYSTEM

COLUMNS = (
    "source_number",
    "data_version",
    "implementation_code",
    "organisation_code",
    "applicant_kind",
    "applicant_name",
    "applicant_id_type",
    "applicant_id_number",
    "contact_mobile",
    "channel",
    "submitted_at",
    "received_at",
    "accepted_at",
    "decided_at",
    "completed_at",
    "delivered_at",
    "result",
    "close_reason",
    "source_recorded_at",
)


def register(name: str) -> None:
    """Register a source of the importing district (登记来源)."""
    draft = SourceDraft(region_code=office.IMPORTING, name=name, lag_days=3)
    register_source(draft=draft, by=SYSTEM, now=office.NOW)


def write(path: Path, *, months: Iterable[Month], prefix: str) -> int:
    """Write the cases of some months; return how many (写文件)."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for month in months:
            for case in history.cases_of(month):
                writer.writerow(_cells(case, prefix))
                rows += 1
    return rows


def _cells(case: ImportedCase, prefix: str) -> list[str]:
    said, applicant = case.statement, case.applicant
    moments = (
        said.submitted_at,
        said.received_at,
        said.accepted_at,
        said.decided_at,
        said.completed_at,
        said.delivered_at,
    )
    return [
        f"{prefix}{case.source_number}",
        str(case.data_version),
        case.terms.implementation_code,
        case.organisation_code,
        applicant.kind.value,
        applicant.name,
        applicant.id_type,
        applicant.id_number,
        applicant.mobile,
        said.channel.value,
        *("" if moment is None else moment.isoformat() for moment in moments),
        said.result.value if said.result else "",
        said.close_reason,
        case.recorded_at.isoformat(),
    ]
