"""The cases behind a figure of a bulletin, frozen or not (数字背后的办件)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhengtong.bulletins.rules.cells import Cell
from zhengtong.bulletins.rules.columns import Span
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.rules.inputs import BulletinInputs
from zhengtong.cases.queries.lookup import CaseLine, case_lines
from zhengtong.cases.queries.viewing import Viewer, visible_numbers
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
    region_code: str
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
    found = [
        _case(row, part)
        for part in _parts(bulletin, cell)
        for row in indicators.traced_entries(**part.asked, after=after, limit=limit)
    ]
    return sorted(found, key=lambda case: (case.happened_at, case.key))[:limit]


def all_traced_cases(*, bulletin: Bulletin, cell: Cell) -> Iterator[TracedCase]:
    """Yield every case that a figure counts; their number is the figure (全部下钻).

    Raises:
        NothingBehind: the figure is not made of cases.
    """
    for part in _parts(bulletin, cell):
        for row in indicators.all_traced_entries(**part.asked):
            yield _case(row, part)


def lines_behind(cases: Iterable[TracedCase]) -> dict[str, CaseLine]:
    """Return the cases of a page as they stand today, by number; each asked in its region."""
    found: dict[str, CaseLine] = {}
    for region_code, numbers in _by_region(cases).items():
        found |= case_lines(region_code=region_code, numbers=numbers)
    return found


def visible_behind(cases: Iterable[TracedCase], *, viewer: Viewer) -> frozenset[str]:
    """Return the numbers of those that a person may open, each asked in its region (可查看的)."""
    found: frozenset[str] = frozenset()
    for region_code, numbers in _by_region(cases).items():
        found |= visible_numbers(viewer=viewer, region_code=region_code, numbers=numbers)
    return found


def _by_region(cases: Iterable[TracedCase]) -> dict[str, list[str]]:
    numbers: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        numbers[case.region_code].append(case.number)
    return numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What makes up a figure in the ledger of one region.

    Args:
        asked: the same period, kinds, types and bodies as counting.
        names: of the bodies, by code.
    """

    asked: dict[str, Any]
    names: dict[str, str]


def _parts(bulletin: Bulletin, cell: Cell) -> list[_Part]:
    """Return a figure's parts: one, or one for each district that its row is rolled up from."""
    inputs = bulletin.inputs
    if not inputs.districts:
        return [_part(inputs, cell, position=bulletin.position, codes=cell.organisation_codes)]
    return [
        _part(
            district.inputs,
            cell,
            position=district.position,
            codes=district.inputs.body_codes,
            within=f"{body.name} ",
        )
        for district, body in zip(inputs.districts, inputs.bodies, strict=True)
        if body.code in cell.organisation_codes
    ]


def _part(
    inputs: BulletinInputs, cell: Cell, *, position: int, codes: tuple[str, ...], within: str = ""
) -> _Part:
    column = cell.counted
    period = inputs.period if column.span is Span.PERIOD else inputs.period.year_to_date()
    return _Part(
        asked={
            "region_code": inputs.region_code,
            "period": period,
            "kinds": inputs.kinds[column.act],
            "position": position,
            "organisation_codes": codes,
            "item_types": inputs.types_of(column.groups),
        },
        names={body.code: f"{within}{body.name}" for body in inputs.bodies},
    )


def _case(row: TracedEntry, part: _Part) -> TracedCase:
    return TracedCase(
        number=row.subject.partition(":")[2] or row.subject,
        region_code=part.asked["region_code"],
        organisation_code=row.organisation_code,
        organisation_name=part.names[row.organisation_code],
        item_type=row.item_type,
        origin=row.origin,
        happened_at=row.occurred_at,
        recorded_at=row.recorded_at,
        key=row.key,
    )
