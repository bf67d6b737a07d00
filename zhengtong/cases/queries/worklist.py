"""Cases in the order in which they fall due, page by page by key (办件列表)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db.models import Q, QuerySet

from zhengtong.cases.models import Case, Step
from zhengtong.cases.queries.clock_days import CaseDays, case_days
from zhengtong.cases.queries.clocks import clock_records_of
from zhengtong.cases.queries.people import masked_applicant
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
from zhengtong.certificates.queries import readiness_by_code
from zhengtong.kernel.origins import Origin
from zhengtong.people.queries import staff_by_code
from zhengtong.places.queries import work_calendar

PAGE = 50
MOST_COUNTED = 10_000
# Sealed columns are long and a list shows none of them.
_NOT_SHOWN = (
    "form_sealed",
    "flow_facts",
    "applicant_id_sealed",
    "applicant_mobile_sealed",
    "applicant_address_sealed",
    "contact_id_sealed",
    "contact_mobile_sealed",
    "agent_id_sealed",
    "agent_mobile_sealed",
)


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


class Stretch(StrEnum):
    """The stretches of the order: what has a due moment, what is paused, the rest (列表区段)."""

    DUE = "due"
    PAUSED = "paused"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose cases are listed (列表范围).

    Args:
        organisation_codes: bodies that handle them; None for the whole region.
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
        nodes: what is to be done at each node where it waits for somebody.
        handler: name of who took up an open step, else of who acted last; empty where nobody did.
        blocked: why its certificate cannot be made; empty otherwise.
    """

    place: Place
    number: str
    item_name: str
    applicant: str
    state: CaseState
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

    Ended cases have no due moment and come newest first. At most three queries for the rows
    and six for what they show, whatever their number.
    """
    stretches = list(Stretch) if group is not CaseGroup.CLOSED else [Stretch.OTHER]
    if after is not None and after.stretch in stretches:
        stretches = stretches[stretches.index(after.stretch) :]
    found: list[tuple[Stretch, Case]] = []
    for stretch in stretches:
        rows = _rows(scope, group, stretch)
        if after is not None and stretch is after.stretch:
            rows = rows.filter(_behind(after, newest_first=group is CaseGroup.CLOSED))
        found += [(stretch, case) for case in rows[: limit + 1 - len(found)]]
        if len(found) > limit:
            break
    return WorklistPage(rows=_shown(scope, found[:limit], now=now), has_more=len(found) > limit)


def worklist_count(*, scope: Scope, group: CaseGroup) -> int:
    """Count the cases of a list, up to one more than `MOST_COUNTED` (列表件数)."""
    return _all(scope, group).values("id")[: MOST_COUNTED + 1].count()


def _all(scope: Scope, group: CaseGroup) -> QuerySet[Case]:
    states = sorted(state.value for state in GROUP_STATES[group])
    rows = Case.objects.filter(region_code=scope.region_code, state__in=states)
    if scope.organisation_codes is not None:
        rows = rows.filter(organisation_code__in=sorted(scope.organisation_codes))
    return rows


def _rows(scope: Scope, group: CaseGroup, stretch: Stretch) -> QuerySet[Case]:
    rows = _all(scope, group).defer(*_NOT_SHOWN)
    stopped = Q(state__in=[state.value for state in CLOCK_STOPPED])
    match stretch:
        case Stretch.DUE:
            return rows.filter(due_at__isnull=False).order_by("due_at", "id")
        case Stretch.PAUSED:
            return rows.filter(stopped, due_at__isnull=True).order_by("id")
    newest_first = group is CaseGroup.CLOSED
    return rows.filter(~stopped, due_at__isnull=True).order_by("-id" if newest_first else "id")


def _behind(after: Place, *, newest_first: bool) -> Q:
    if after.stretch is Stretch.DUE:
        return Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, id__gt=after.id)
    return Q(id__lt=after.id) if newest_first else Q(id__gt=after.id)


def _shown(
    scope: Scope, found: Sequence[tuple[Stretch, Case]], *, now: dt.datetime
) -> tuple[WorklistRow, ...]:
    cases = [case for _, case in found]
    records = clock_records_of(region_code=scope.region_code, cases=cases)
    calendar = work_calendar(scope.region_code)
    steps = _open_steps(scope.region_code, [case.id for case in cases])
    handler_of = {case.id: _handler(case, steps.get(case.id, ())) for case in cases}
    handlers = staff_by_code(set(handler_of.values()) - {""})
    blocked = _blocked(cases)
    return tuple(
        WorklistRow(
            place=Place(
                stretch=stretch, id=case.id, due_at=case.due_at if stretch is Stretch.DUE else None
            ),
            number=case.number,
            item_name=case.item_name,
            applicant=masked_applicant(kind=case.applicant_kind, name=case.applicant_name),
            state=CaseState(case.state),
            origin=Origin(case.origin),
            channel=Channel(case.channel),
            source=case.source,
            days=case_days(case, records=records[case.id], calendar=calendar, now=now),
            due_at=case.due_at,
            nodes=tuple(_todo(case, step) for step in steps.get(case.id, ())),
            handler=handlers[code].name
            if (code := handler_of[case.id]) in handlers
            else handler_of[case.id],
            needs_certificate=case.needs_certificate,
            blocked=blocked.get(case.id, ""),
        )
        for stretch, case in found
    )


def _open_steps(
    region_code: str, case_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[Step, ...]]:
    found: dict[uuid.UUID, list[Step]] = defaultdict(list)
    rows = Step.objects.filter(
        region_code=region_code, case_id__in=case_ids, closed_at__isnull=True
    ).exclude(post="")
    for step in rows.order_by("ordinal"):
        found[step.case_id].append(step)
    return {case_id: tuple(steps) for case_id, steps in found.items()}


def _todo(case: Case, step: Step) -> str:
    return todo_at(
        name=step.node_name,
        state=CaseState(case.state),
        kind=step.kind,
        is_on_the_spot=case.is_on_the_spot,
    )


def _handler(case: Case, steps: Sequence[Step]) -> str:
    return next((step.claimed_by for step in steps if step.claimed_by), case.handler)


def _blocked(cases: Iterable[Case]) -> dict[uuid.UUID, str]:
    """Say of granted cases why their certificate cannot be made, in one query."""
    waiting = [
        case
        for case in cases
        if case.needs_certificate and case.state in (CaseState.GRANTED, CaseState.CERT_MAKING)
    ]
    types = readiness_by_code({case.certificate_type for case in waiting})
    return {
        case.id: found.reason_zh
        for case in waiting
        if not (found := types[case.certificate_type]).ready
    }
