"""What the source sends on 1 March 2018: the cases that February left unfinished (三月补齐).

Without it, cases of real departments would stand as years overdue. The printed figures end
with February and do not see these rows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from demo.cases import CaseRow, case_rows
from demo.office_days import OFFICE_MINUTES, office_moment

MARCH_FIRST = date(2018, 3, 1)
_MINUTES_TO_ENTER = 10


def march_rows() -> Iterator[CaseRow]:
    """Walk through the next version of every case that is not delivered (三月的办件记录)."""
    newest: dict[str, CaseRow] = {}
    for row in case_rows():
        newest[row.source_number] = row
    waiting = [row for row in newest.values() if row.delivered_at is None]
    for order, row in enumerate(waiting):
        yield _finished(row, minute=order % (OFFICE_MINUTES - _MINUTES_TO_ENTER))


def _finished(row: CaseRow, *, minute: int) -> CaseRow:
    """Return the next version of a case: decided if it was not, and delivered."""
    decided = office_moment(day=MARCH_FIRST, minute=minute, second=0)
    completed = office_moment(day=MARCH_FIRST, minute=minute + 2, second=0)
    return replace(
        row,
        data_version=row.data_version + 1,
        decided_at=row.decided_at or decided,
        completed_at=row.completed_at or completed,
        result=row.result or "granted",
        delivered_at=office_moment(day=MARCH_FIRST, minute=minute + 5, second=0),
        source_recorded_at=office_moment(
            day=MARCH_FIRST, minute=minute + _MINUTES_TO_ENTER, second=0
        ),
    )
