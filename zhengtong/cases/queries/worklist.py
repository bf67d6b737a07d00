"""Cases in the order in which they fall due, page by page by key (办件列表)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhengtong.cases.models import Case, Extension, Step, Suspension
from zhengtong.cases.queries.certificates import certificates_by_type
from zhengtong.cases.queries.clock_days import CaseDays, DaysOfMany
from zhengtong.cases.queries.clocks import NO_RECORDS, clock_records_by_id
from zhengtong.cases.queries.people import masked_applicant
from zhengtong.cases.queries.worklist_lines import Line, OpenStep, open_steps
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.states import (
    BEFORE_ACCEPTANCE,
    CLOCK_STOPPED,
    CLOSED,
    EX_OFFICIO_STATES,
    ON_THE_CLOCK,
    OPEN,
    CaseState,
)
from zhengtong.cases.rules.waiting import todo_at
from zhengtong.foundation.statements import Statement
from zhengtong.kernel.origins import Origin
from zhengtong.people.queries import staff_by_code
from zhengtong.places.queries import work_calendar

PAGE = 50
MOST_COUNTED = 10_000


class CaseGroup(StrEnum):
    """Which cases a list shows (办件分组)."""

    OPEN = "open"
    BEFORE = "before"
    HANDLING = "handling"
    DELIVERY = "delivery"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return GROUP_LABELS[self]


GROUP_LABELS: Mapping[CaseGroup, str] = MappingProxyType(
    {
        CaseGroup.OPEN: "未结束",
        CaseGroup.BEFORE: "待受理",
        CaseGroup.HANDLING: "办理中",
        CaseGroup.DELIVERY: "待送达",
        CaseGroup.CLOSED: "已结束",
    }
)
# A draft is the applicant's own until he hands it in.
GROUP_STATES: Mapping[CaseGroup, frozenset[CaseState]] = MappingProxyType(
    {
        CaseGroup.OPEN: OPEN - {CaseState.DRAFT},
        CaseGroup.BEFORE: BEFORE_ACCEPTANCE - {CaseState.DRAFT},
        CaseGroup.HANDLING: (ON_THE_CLOCK | CLOCK_STOPPED | EX_OFFICIO_STATES) & OPEN,
        CaseGroup.DELIVERY: frozenset({CaseState.TO_DELIVER}),
        CaseGroup.CLOSED: CLOSED,
    }
)


# Where a step may be open that another body works.
WORKED_ELSEWHERE = frozenset({CaseGroup.OPEN, CaseGroup.HANDLING})


class Stretch(StrEnum):
    """The stretches of the order: what has a due moment, what is paused, the rest (列表区段)."""

    DUE = "due"
    PAUSED = "paused"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose cases are listed (列表范围).

    Args:
        organisation_codes: bodies that handle them, or have a step of them to work; None for the
            whole region.
    """

    region_code: str
    organisation_codes: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last row of a page (列表位置). `due_at` is given in the first stretch alone."""

    stretch: Stretch
    id: uuid.UUID
    due_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One case of a list (列表一行).

    Args:
        applicant: masked.
        is_corrected: everything that a correction notice asked for has come in.
        nodes: what is to be done at each node where it waits for somebody.
        handler: name of who took up an open step, else of who acted last; empty where nobody did.
        blocked: why its certificate cannot be made; empty otherwise.
    """

    place: Place
    number: str
    item_name: str
    applicant: str
    state: CaseState
    is_corrected: bool
    origin: Origin
    channel: Channel
    source: str
    days: CaseDays
    due_at: dt.datetime | None
    nodes: tuple[str, ...]
    handler: str
    needs_certificate: bool
    blocked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """A page of a list (列表一页)."""

    rows: tuple[WorklistRow, ...]
    has_more: bool


def worklist_page(
    *,
    scope: Scope,
    group: CaseGroup,
    now: dt.datetime,
    after: Place | None = None,
    limit: int = PAGE,
) -> WorklistPage:
    """Return cases by due moment and key, those without one behind (办件列表).

    Ended cases have no due moment and come newest first. At most six queries for the rows and six
    for what they show, whatever their number.
    """
    stretches = list(Stretch) if group is not CaseGroup.CLOSED else [Stretch.OTHER]
    if after is not None and after.stretch in stretches:
        stretches = stretches[stretches.index(after.stretch) :]
    found: list[tuple[Stretch, Line]] = []
    for stretch in stretches:
        behind = after if after is not None and stretch is after.stretch else None
        lines = _lines(scope, group, stretch, behind=behind, most=limit + 1)
        found += [(stretch, line) for line in lines[: limit + 1 - len(found)]]
        if len(found) > limit:
            break
    return WorklistPage(rows=_shown(scope, found[:limit], now=now), has_more=len(found) > limit)


def worklist_count(*, scope: Scope, group: CaseGroup) -> int:
    """Count the cases of a list, up to one more than `MOST_COUNTED` (列表件数)."""
    rows = Case.objects.filter(region_code=scope.region_code, state__in=_states(group))
    if scope.organisation_codes is None:
        return _capped(rows)
    bodies = sorted(scope.organisation_codes)
    count = _capped(rows.filter(organisation_code__in=bodies))
    if group in WORKED_ELSEWHERE:
        count += _capped(rows.filter(_worked_by(scope.region_code, bodies)))
    return min(count, MOST_COUNTED + 1)


def _capped(rows: QuerySet[Case]) -> int:
    return rows.values("id")[: MOST_COUNTED + 1].count()


def _worked_by(region_code: str, bodies: Sequence[str]) -> Q:
    """Choose the cases of others that some bodies have a step of to work (会签等他单位办件)."""
    steps = Step.objects.filter(
        region_code=region_code,
        organisation_code__in=bodies,
        closed_at__isnull=True,
        is_elsewhere=True,
    )
    return Q(id__in=steps.values("case_id")) & ~Q(organisation_code__in=bodies)


def _states(group: CaseGroup) -> list[str]:
    return sorted(state.value for state in GROUP_STATES[group])


def _lines(
    scope: Scope, group: CaseGroup, stretch: Stretch, *, behind: Place | None, most: int
) -> list[Line]:
    asked: dict[str, Any] = {"region_code": scope.region_code}
    if behind is not None:
        asked["after_id"] = behind.id
        if stretch is Stretch.DUE:
            asked["after_due_at"] = behind.due_at
    bodies = scope.organisation_codes
    if bodies is not None:
        if not bodies:
            return []
        asked |= {f"body_{place}": code for place, code in enumerate(sorted(bodies))}
    lines = _asked(group, stretch, most, asked)
    if bodies is not None and group in WORKED_ELSEWHERE:
        lines += _asked(group, stretch, most, asked, elsewhere=True)
        lines.sort(key=lambda line: (line.due_at, line.id) if stretch is Stretch.DUE else line.id)
    return lines


def _asked(
    group: CaseGroup, stretch: Stretch, most: int, asked: dict[str, Any], *, elsewhere: bool = False
) -> list[Line]:
    statement = _statement(group, stretch, most, elsewhere, tuple(asked))
    return [Line._make(row) for row in statement.all(**asked)]


@lru_cache(maxsize=256)
def _statement(
    group: CaseGroup, stretch: Stretch, most: int, elsewhere: bool, asked: tuple[str, ...]
) -> Statement[tuple[Any, ...]]:
    kinds = {"after_id": uuid.UUID, "after_due_at": dt.datetime}
    return Statement(
        partial(_query, group, stretch, most, elsewhere),
        **{name: kinds.get(name, str) for name in asked},
    )


def _query(
    group: CaseGroup,
    stretch: Stretch,
    most: int,
    elsewhere: bool,
    *,
    region_code: str,
    after_id: uuid.UUID | None = None,
    after_due_at: dt.datetime | None = None,
    **bodies: str,
) -> QuerySet[Case, tuple[Any, ...]]:
    rows = _in_stretch(Case.objects.filter(region_code=region_code), group, stretch)
    if elsewhere:
        rows = rows.filter(_worked_by(region_code, list(bodies.values())))
    elif bodies:
        # A mark for each, not a list as one argument: of that the server cannot tell how long it
        # is, and it would read and sort all that is open.
        rows = rows.filter(organisation_code__in=list(bodies.values()))
    order = ["due_at", "id"] if stretch is Stretch.DUE else ["id"]
    if after_due_at is not None:
        # The first condition is what an index can begin at.
        rows = rows.filter(
            Q(due_at__gt=after_due_at) | Q(id__gt=after_id), due_at__gte=after_due_at
        )
    elif group is CaseGroup.CLOSED:
        order = ["-id"]
        rows = rows if after_id is None else rows.filter(id__lt=after_id)
    elif after_id is not None:
        rows = rows.filter(id__gt=after_id)
    rows = rows.annotate(clock_record=Coalesce(_of_case(Suspension), _of_case(Extension)))
    return rows.order_by(*order).values_list(*Line._fields)[:most]


def _in_stretch(rows: QuerySet[Case], group: CaseGroup, stretch: Stretch) -> QuerySet[Case]:
    """Narrow rows to a stretch of a group, in words for which there is an index."""
    if stretch is Stretch.DUE:
        rows = rows.filter(due_at__isnull=False)
        # What has a due moment is open (`case_due_while_open`); were the state asked for as well,
        # the server would reckon with few rows, and read and sort them all.
        return rows if group is CaseGroup.OPEN else rows.filter(state__in=_states(group))
    if group is not CaseGroup.CLOSED:
        # What is open was not delivered; so the index `case_without_due` is enough.
        rows = rows.filter(delivered_at__isnull=True)
    stopped = Q(state__in=[state.value for state in CLOCK_STOPPED])
    rows = rows.filter(stopped if stretch is Stretch.PAUSED else ~stopped, due_at__isnull=True)
    return rows.filter(state__in=_states(group))


def _of_case(model: type[Suspension] | type[Extension]) -> Subquery:
    """Return the id of one such row of a case; most have none, and need not be asked again."""
    rows = model.objects.filter(region_code=OuterRef("region_code"), case_id=OuterRef("id"))
    return Subquery(rows.order_by().values("id")[:1])


def _shown(
    scope: Scope, found: Sequence[tuple[Stretch, Line]], *, now: dt.datetime
) -> tuple[WorklistRow, ...]:
    lines = [line for _, line in found]
    ids = [line.id for line in lines]
    records = clock_records_by_id(
        region_code=scope.region_code,
        case_ids=[line.id for line in lines if line.clock_record is not None],
    )
    days = DaysOfMany(calendar=work_calendar(scope.region_code), now=now)
    steps = open_steps(region_code=scope.region_code, case_ids=ids)
    handlers = {line.id: _handler(line, steps.get(line.id, ())) for line in lines}
    codes = set(handlers.values()) - {""}
    people = staff_by_code(codes) if codes else {}
    blocked = _blocked(lines)
    return tuple(
        WorklistRow(
            place=Place(
                stretch=stretch, id=line.id, due_at=line.due_at if stretch is Stretch.DUE else None
            ),
            number=line.number,
            item_name=line.item_name,
            applicant=masked_applicant(kind=line.applicant_kind, name=line.applicant_name),
            state=CaseState(line.state),
            is_corrected=line.corrected_at is not None,
            origin=Origin(line.origin),
            channel=Channel(line.channel),
            source=line.source,
            days=days.of(line, records=records.get(line.id, NO_RECORDS)),
            due_at=line.due_at,
            nodes=tuple(_todo(line, step) for step in steps.get(line.id, ())),
            handler=people[code].name if (code := handlers[line.id]) in people else code,
            needs_certificate=line.needs_certificate,
            blocked=blocked.get(line.id, ""),
        )
        for stretch, line in found
    )


def _todo(case: Line, step: OpenStep) -> str:
    return todo_at(
        name=step.node_name,
        state=CaseState(case.state),
        kind=step.kind,
        is_on_the_spot=case.is_on_the_spot,
    )


def _handler(case: Line, steps: Sequence[OpenStep]) -> str:
    return next((step.claimed_by for step in steps if step.claimed_by), case.handler)


def _blocked(cases: Iterable[Line]) -> dict[uuid.UUID, str]:
    """Say of granted cases why their certificate cannot be made, in one query at most."""
    waiting = [
        case
        for case in cases
        if case.needs_certificate and case.state in (CaseState.GRANTED, CaseState.CERT_MAKING)
    ]
    if not waiting:
        return {}
    types = certificates_by_type({case.certificate_type for case in waiting})
    return {
        case.id: found.reason_zh
        for case in waiting
        if not (found := types[case.certificate_type]).ready
    }
