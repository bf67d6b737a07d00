"""What came in from one source, by day, for holding it against the source's own book (来源办件).

The acts are found by the ledger's index of days, so that the work grows with the days asked and
not with the cases of the source; they count exactly where the figures count them. Each answer is
one statement, however many rows there are.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from zhengtong.cases.indicators import ACCEPTED, COMPLETED
from zhengtong.cases.rules.states import OUT_OF_FIGURES, CaseState
from zhengtong.foundation.actors import ActorKind
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.periods import Period

_MEASURES = {
    kind: measure.code for measure in (ACCEPTED, COMPLETED) for kind in sorted(measure.kinds)
}
# CROSS JOIN keeps SQLite from walking through all cases of the source instead of the days.
_ACTS = """
    FROM foundation_entry e CROSS JOIN cases_case c
    WHERE e.region_code = %s AND e.day BETWEEN %s AND %s
    AND c.region_code = e.region_code AND c.number = substr(e.subject, 6) AND c.source = %s"""
_STANDING = """
    AND NOT EXISTS (SELECT 1 FROM foundation_retraction r
        WHERE r.region_code = e.region_code AND r.id = e.id)"""
_CASE_COLUMNS = """c.source_number, c.number, c.implementation_code, c.organisation_code,
    c.accepted_at, c.completed_at, c.close_result, c.state"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many acts of a kind of measure fell on a day (来源件数)."""

    day: dt.date
    implementation_code: str
    organisation_code: str
    measure: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCase:
    """One case of a source as it stands here (来源办件).

    Args:
        is_taken_out: voided or deleted, so in no figure.
    """

    source_number: str
    number: str
    implementation_code: str
    organisation_code: str
    accepted_on: dt.date | None
    completed_on: dt.date | None
    close_result: str
    is_taken_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCase:
    """A case with acts that its source entered later than agreed (逾期登记的办件).

    Args:
        acts: how many of its acts in the period came late.
        first_at: the earliest of those acts; `entered_at`: the latest entry of them.
    """

    source_number: str
    number: str
    implementation_code: str
    organisation_code: str
    acts: int
    first_at: dt.datetime
    entered_at: dt.datetime


def counts_of_source(*, region_code: str, source: str, period: Period) -> tuple[SourceCount, ...]:
    """Count the acceptances and completions of a source by day, item and body (来源件数)."""
    rows = _rows(
        f"SELECT e.day, c.implementation_code, e.organisation_code, e.kind, count(*)"
        f"{_ACTS}{_of_kinds()}{_STANDING}"
        " GROUP BY e.day, c.implementation_code, e.organisation_code, e.kind",
        [*_asked(region_code, source, period), *_MEASURES],
    )
    return tuple(
        SourceCount(
            day=_day(day),
            implementation_code=item,
            organisation_code=body,
            measure=_MEASURES[kind],
            count=count,
        )
        for day, item, body, kind, count in rows
    )


def counted_cases_of_source(
    *, region_code: str, source: str, period: Period
) -> tuple[SourceCase, ...]:
    """Return the cases of a source that are counted as accepted or completed in a period."""
    rows = _rows(
        f"SELECT DISTINCT {_CASE_COLUMNS}{_ACTS}{_of_kinds()}{_STANDING}",
        [*_asked(region_code, source, period), *_MEASURES],
    )
    return tuple(map(_case, rows))


def cases_behind_count(
    *, region_code: str, source: str, count: SourceCount, limit: int
) -> tuple[SourceCase, ...]:
    """Return the cases behind a number of `counts_of_source`, at most `limit` (数字背后的办件)."""
    kinds = [kind for kind, measure in _MEASURES.items() if measure == count.measure]
    marks = ", ".join(["%s"] * len(kinds))
    rows = _rows(
        f"SELECT {_CASE_COLUMNS}{_ACTS} AND e.kind IN ({marks}){_STANDING}"
        " AND c.implementation_code = %s AND e.organisation_code = %s"
        " ORDER BY c.source_number LIMIT %s",
        [
            *_asked(region_code, source, Period(count.day, count.day)),
            *kinds,
            count.implementation_code,
            count.organisation_code,
            limit,
        ],
    )
    return tuple(map(_case, rows))


def cases_by_source_numbers(
    *, region_code: str, source: str, source_numbers: Collection[str]
) -> tuple[SourceCase, ...]:
    """Return the cases of a source that have one of these numbers, in one statement."""
    wanted = sorted(set(source_numbers))
    if not wanted:
        return ()
    is_embedded = connection.vendor == "sqlite"
    listed = "IN (SELECT value FROM json_each(%s))" if is_embedded else "= ANY(%s)"
    # NOT (source = '') is the condition of the index, without which SQLite does not take it.
    sql = f"""SELECT {_CASE_COLUMNS} FROM cases_case c
        WHERE c.region_code = %s AND c.source = %s AND NOT (c.source = '')
        AND c.source_number {listed}"""  # noqa: S608
    rows = _rows(sql, [region_code, source, json.dumps(wanted) if is_embedded else wanted])
    return tuple(map(_case, rows))


def late_cases_of_source(
    *, region_code: str, source: str, period: Period, limit: int
) -> tuple[LateCase, ...]:
    """Return the newest cases with late acts in a period, by the day of the act (逾期登记)."""
    rows = _rows(
        "SELECT c.source_number, c.number, c.implementation_code, c.organisation_code,"
        f" count(*), min(e.occurred_at), max(e.recorded_at){_ACTS} AND e.origin = %s"
        " AND e.actor = %s"
        " GROUP BY c.source_number, c.number, c.implementation_code, c.organisation_code"
        " ORDER BY max(e.recorded_at) DESC, c.source_number LIMIT %s",
        [
            *_asked(region_code, source, period),
            Origin.BACK_ENTRY.value,
            f"{ActorKind.SOURCE.value}:{source}",
            limit,
        ],
    )
    return tuple(
        LateCase(
            source_number=source_number,
            number=number,
            implementation_code=item,
            organisation_code=body,
            acts=acts,
            first_at=_moment(first_at),
            entered_at=_moment(entered_at),
        )
        for source_number, number, item, body, acts, first_at, entered_at in rows
    )


def _of_kinds() -> str:
    return f" AND e.kind IN ({', '.join(['%s'] * len(_MEASURES))})"


def _asked(region_code: str, source: str, period: Period) -> list[Any]:
    return [region_code, period.first_day, period.last_day, source]


def _rows(sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from cursor.fetchall()


def _case(row: tuple[Any, ...]) -> SourceCase:
    source_number, number, item, body, accepted_at, completed_at, result, state = row
    return SourceCase(
        source_number=source_number,
        number=number,
        implementation_code=item,
        organisation_code=body,
        accepted_on=local_day(_moment(accepted_at)) if accepted_at else None,
        completed_on=local_day(_moment(completed_at)) if completed_at else None,
        close_result=result,
        is_taken_out=CaseState(state) in OUT_OF_FIGURES,
    )


def _day(value: dt.date | str) -> dt.date:
    """Return a day as PostgreSQL gives it, or as SQLite keeps it."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: dt.datetime | str) -> dt.datetime:
    """Return a moment as PostgreSQL gives it, or as SQLite keeps it: in UTC without saying so."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
