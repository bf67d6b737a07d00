"""The cases behind a figure of a bulletin, frozen or not (数字背后的办件)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhengtong.bulletins.rules.cells import Cell
from zhengtong.bulletins.rules.columns import Span
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.indicators import queries as indicators
from zhengtong.indicators.queries import TracedEntry

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCase:
    """One case behind a figure (数字背后的一件).

    Args:
        happened_at: the act that the figure counts.
        recorded_at: when that was entered.
        key: with `happened_at`, where the next page begins.
    """

    number: str
    organisation_code: str
    organisation_name: str
    item_type: str
    origin: str
    happened_at: datetime
    recorded_at: datetime
    key: str


def traced_cases(
    *,
    bulletin: Bulletin,
    cell: Cell,
    after: tuple[datetime, str] | None = None,
    limit: int = PAGE,
) -> list[TracedCase]:
    """Return the cases that a figure counts, a page at a time by (time, key) (下钻).

    Raises:
        NothingBehind: the figure is not made of cases.
    """
    rows = indicators.traced_entries(**_asked(bulletin, cell), after=after, limit=limit)
    names = _names(bulletin)
    return [_case(row, names) for row in rows]


def all_traced_cases(*, bulletin: Bulletin, cell: Cell) -> Iterator[TracedCase]:
    """Yield every case that a figure counts; their number is the figure (全部下钻).

    Raises:
        NothingBehind: the figure is not made of cases.
    """
    names = _names(bulletin)
    for row in indicators.all_traced_entries(**_asked(bulletin, cell)):
        yield _case(row, names)


def _asked(bulletin: Bulletin, cell: Cell) -> dict[str, Any]:
    """Return what makes up a figure: the same period, kinds, types and bodies as counting."""
    column, inputs = cell.counted, bulletin.inputs
    period = inputs.period if column.span is Span.PERIOD else inputs.period.year_to_date()
    return {
        "region_code": inputs.region_code,
        "period": period,
        "kinds": inputs.kinds[column.act],
        "position": bulletin.position,
        "organisation_codes": cell.organisation_codes,
        "item_types": inputs.types_of(column.groups),
    }


def _names(bulletin: Bulletin) -> dict[str, str]:
    return {body.code: body.name for body in bulletin.inputs.bodies}


def _case(row: TracedEntry, names: dict[str, str]) -> TracedCase:
    return TracedCase(
        number=row.subject.partition(":")[2] or row.subject,
        organisation_code=row.organisation_code,
        organisation_name=names[row.organisation_code],
        item_type=row.item_type,
        origin=row.origin,
        happened_at=row.occurred_at,
        recorded_at=row.recorded_at,
        key=row.key,
    )
