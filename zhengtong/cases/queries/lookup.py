"""Find cases by number, by person or by source (查找办件)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet

from zhengtong.cases.models import Case
from zhengtong.cases.queries.people import masked_applicant
from zhengtong.cases.rules.states import CaseState
from zhengtong.foundation.vault import LookupKind, lookup_hashes
from zhengtong.kernel.case_numbers import parse_case_number
from zhengtong.kernel.errors import DomainError

IN_ONE_QUERY = 500
NEWEST = 50


class CaseUnknown(DomainError):
    """No case has this number (办件不存在)."""

    code: ClassVar[str] = "case_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in one line, as lists of other domains show it (办件一行).

    Args:
        applicant: masked.
    """

    number: str
    organisation_code: str
    item_name: str
    item_type: str
    applicant: str
    state: CaseState
    origin: str
    channel: str
    received_at: dt.datetime | None
    accepted_at: dt.datetime | None
    completed_at: dt.datetime | None


_LINE_FIELDS = (
    "number",
    "organisation_code",
    "item_name",
    "item_type",
    "applicant_kind",
    "applicant_name",
    "state",
    "origin",
    "channel",
    "received_at",
    "accepted_at",
    "completed_at",
)


def find_case(case_number: str) -> Case:
    """Return the row of a case by its number (按编号取办件).

    Raises:
        CaseNumberRefused: the number cannot be one.
        CaseUnknown: no such case.
    """
    number = str(parse_case_number(case_number))
    case = Case.objects.filter(region_code=number[:6], number=number).first()
    if case is None:
        raise CaseUnknown(f"没有编号为 {number} 的办件，请核对")
    return case


def case_lines(*, region_code: str, numbers: Collection[str]) -> dict[str, CaseLine]:
    """Return cases of a region by number, each in one line; unknown numbers are left out."""
    wanted = sorted(set(numbers))
    found: dict[str, CaseLine] = {}
    for start in range(0, len(wanted), IN_ONE_QUERY):
        part = wanted[start : start + IN_ONE_QUERY]
        rows = Case.objects.filter(region_code=region_code, number__in=part)
        found |= {line.number: line for line in _lines(rows)}
    return found


def cases_of_person(*, region_code: str, id_number: str) -> list[CaseLine]:
    """Return the newest cases of whoever applied with this number (按证件号码查找)."""
    hashes = lookup_hashes(LookupKind.ID_NUMBER, id_number)
    return _newest(
        region_code, Q(applicant_id_hash__in=hashes) | Q(applicant_id_next_hash__in=hashes)
    )


def _newest(region_code: str, condition: Q) -> list[CaseLine]:
    rows = Case.objects.filter(condition, region_code=region_code)
    return list(_lines(rows.order_by("-last_act_at", "-id")[:NEWEST]))


def _lines(rows: QuerySet[Case]) -> Iterable[CaseLine]:
    for row in rows.values(*_LINE_FIELDS):
        kind, name = row.pop("applicant_kind"), row.pop("applicant_name")
        row["state"] = CaseState(row["state"])
        yield CaseLine(applicant=masked_applicant(kind=kind, name=name), **row)
