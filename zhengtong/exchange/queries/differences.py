"""Reads of the differences that reconciliations found (对账差异)."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from zhengtong.cases.queries.by_source import SourceCase, SourceCount, cases_behind_count
from zhengtong.exchange.models import Difference
from zhengtong.exchange.rules.reconciliation import DifferenceKind, DifferenceState
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import Period

MOST_SHOWN = 200


class UnknownDifference(DomainError):
    """No difference has the number (差异编号不存在)."""

    code: ClassVar[str] = "unknown_difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInfo:
    """One difference, with who is to explain it (对账差异)."""

    number: str
    source_name: str
    kind: DifferenceKind
    day: dt.date
    other_day: dt.date | None
    implementation_code: str
    organisation_code: str
    measure: str
    source_number: str
    case_number: str
    theirs: str
    ours: str
    owner_code: str
    state: DifferenceState
    file_name: str
    found_at: dt.datetime
    explanation: str
    explained_by: str
    explained_at: dt.datetime | None
    gone_at: dt.datetime | None


_FIELDS = tuple(field.name for field in fields(DifferenceInfo))


def standing_differences(
    *,
    region_code: str,
    source_name: str = "",
    period: Period | None = None,
    with_explained: bool = True,
    limit: int | None = MOST_SHOWN,
) -> tuple[DifferenceInfo, ...]:
    """Return the differences that stand, by day, item and body (现存差异).

    Args:
        period: those that concern a day of it.
        limit: None for all of them.
    """
    rows = _standing(region_code, source_name, with_explained=with_explained)
    if period is not None:
        days = (period.first_day, period.last_day)
        rows = rows.filter(Q(day__range=days) | Q(other_day__range=days))
    ordered = rows.order_by(
        "source_name", "day", "implementation_code", "organisation_code", "kind", "number"
    )
    return tuple(map(_info, ordered.values(*_FIELDS)[:limit]))


def count_standing(*, region_code: str, source_name: str = "") -> int:
    """Return how many differences wait for an explanation (待说明数)."""
    return _standing(region_code, source_name, with_explained=False).count()


def difference(*, number: str) -> DifferenceInfo:
    """Return one difference by its number (对账差异).

    Raises:
        UnknownDifference: there is none of that number.
    """
    found = Difference.objects.filter(region_code=number[:6], number=number).values(*_FIELDS)
    row = found.first()
    if row is None:
        raise UnknownDifference(f"没有编号为 {number} 的对账差异，请用 source issues 查看")
    return _info(row)


def cases_of_difference(
    found: DifferenceInfo, *, region_code: str
) -> tuple[tuple[DifferenceInfo, ...], tuple[SourceCase, ...]]:
    """Open a number that differs: the cases known to differ, and ours behind it (打开到办件).

    Both are empty for a difference that is about one case.
    """
    if found.kind is not DifferenceKind.COUNT:
        return (), ()
    rows = _standing(region_code, found.source_name, with_explained=True).filter(
        Q(day=found.day) | Q(other_day=found.day),
        implementation_code=found.implementation_code,
        organisation_code=found.organisation_code,
    )
    by_case = rows.exclude(kind=DifferenceKind.COUNT.value).order_by("source_number", "kind")
    ours = cases_behind_count(
        region_code=region_code,
        source=found.source_name,
        count=SourceCount(
            day=found.day,
            implementation_code=found.implementation_code,
            organisation_code=found.organisation_code,
            measure=found.measure,
            count=0,
        ),
        limit=MOST_SHOWN,
    )
    return tuple(map(_info, by_case.values(*_FIELDS)[:MOST_SHOWN])), ours


def _standing(region_code: str, source_name: str, *, with_explained: bool) -> QuerySet[Difference]:
    rows = Difference.objects.filter(region_code=region_code, gone_at__isnull=True)
    if source_name:
        rows = rows.filter(source_name=source_name)
    return rows if with_explained else rows.filter(state=DifferenceState.OPEN.value)


def _info(row: dict[str, Any]) -> DifferenceInfo:
    return DifferenceInfo(
        **{
            **row,
            "kind": DifferenceKind(row["kind"]),
            "state": DifferenceState(row["state"]),
        }
    )
