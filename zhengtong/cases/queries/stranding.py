"""Which open cases the loss of a person would strand (人员变动对办件的影响)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from zhengtong.cases.models import Case, Step, StepResult
from zhengtong.cases.rules.flow_moves import ON_A_FLOW
from zhengtong.cases.rules.states import BEFORE_ACCEPTANCE, CaseState
from zhengtong.flows import queries as flows
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, REVIEW_KINDS, NodeKind
from zhengtong.people.rules.duties import Post

MOST_NAMED = 50
PAGE = 500
# A draft was never handed in, so it waits for nobody.
_WAITING = BEFORE_ACCEPTANCE - {CaseState.DRAFT}
_FIELDS = (
    "region_code",
    "id",
    "number",
    "state",
    "organisation_code",
    "flow_code",
    "flow_version",
    "needs_certificate",
    "intake_apart",
    "intake_staff",
    "handler",
)
Version = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandedCase:
    """An open case that nobody could go on with (将被搁置的办件)."""

    number: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The post that is lost and who still holds it."""

    organisation_code: str
    post: Post
    remaining: frozenset[str]


def cases_stranded_by(
    *, region_code: str, organisation_code: str, post: Post, remaining: frozenset[str]
) -> tuple[StrandedCase, ...]:
    """Return open cases that none of `remaining` could go on with, at most 50 (将被搁置的办件).

    A case needs the post where it stands, or anywhere its flow may still lead it. With nobody left
    all those cases are stranded; with somebody left only those which separation of duties bars
    all of them from. A few queries for each page of cases.

    Args:
        region_code: of the organisation whose post it is.
    """
    place = _Place(organisation_code=organisation_code, post=post, remaining=remaining)
    needs = flows.versions_needing(
        region_code=region_code, organisation_code=organisation_code, post=post
    )
    keys: dict[str, set[Version]] = defaultdict(set, {region_code: set()})
    for need in needs:
        keys[need.region_code].add((need.flow_code, need.flow_version))
    published = flows.published_flows([need.key for need in needs])
    graphs = {key: flow.graph for key, flow in published.items()}
    found = (
        StrandedCase(
            number=case.number,
            description=f"办件 {case.number} {CaseState(case.state).label}",
        )
        for flow_region, versions in sorted(keys.items())
        for case in _stranded_in(flow_region, versions, place, graphs)
    )
    return tuple(islice(found, MOST_NAMED))


def _stranded_in(
    region_code: str,
    versions: Collection[Version],
    place: _Place,
    graphs: Mapping[tuple[str, str, int], FlowGraph],
) -> Iterator[Case]:
    states = sorted(state.value for state in _WAITING | ON_A_FLOW)
    needed = Q(flow_code__in=sorted({code for code, _ in versions}))
    if place.post is Post.INTAKE:
        needed |= Q(organisation_code=place.organisation_code)
    rows = Case.objects.filter(needed, region_code=region_code, state__in=states)
    if place.remaining:
        rows = rows.filter(_touched_by(region_code, place.remaining))
    for page in _pages(rows):
        steps = _steps(region_code, [case.id for case in page])
        for case in page:
            graph = graphs.get((region_code, case.flow_code, case.flow_version))
            own = steps.get(case.id, [])
            if _needs(case, own, place, graph) and place.remaining <= _barred(case, own, place):
                yield case


def _pages(rows: QuerySet[Case]) -> Iterator[list[Case]]:
    rows = rows.only(*_FIELDS).order_by("id")
    last: uuid.UUID | None = None
    while page := list((rows if last is None else rows.filter(id__gt=last))[:PAGE]):
        yield page
        last = page[-1].id


def _touched_by(region_code: str, remaining: Collection[str]) -> Q:
    """Leave out cases that nobody of those remaining has touched: nothing bars them from these."""
    reviewed = Step.objects.filter(
        region_code=region_code, handler__in=remaining, result=StepResult.PASSED
    )
    return (
        Q(intake_staff__in=remaining)
        | Q(handler__in=remaining)
        | Q(id__in=reviewed.values("case_id"))
    )


def _steps(region_code: str, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Step]]:
    found: dict[uuid.UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(region_code=region_code, case_id__in=case_ids):
        found[step.case_id].append(step)
    return found


def _needs(case: Case, steps: list[Step], place: _Place, graph: FlowGraph | None) -> bool:
    """Tell whether a case needs the post where it stands or further on."""
    is_own = case.organisation_code == place.organisation_code
    if CaseState(case.state) in _WAITING and place.post is Post.INTAKE and is_own:
        return True
    if graph is None:
        return False
    standing = {step.node for step in steps if step.closed_at is None}
    if graph.start is not None and not standing:
        standing = {graph.start.key}
    ahead = standing.union(*(graph.later_than[key] for key in standing))
    return any(
        node.post == place.post
        and node.organisation_code in _names_of(place, is_own=is_own)
        and (node.kind is not NodeKind.INTAKE or CaseState(case.state) in _WAITING)
        and (node.kind is not NodeKind.CERTIFICATE or case.needs_certificate)
        for node in (graph.by_key[key] for key in ahead)
    )


def _names_of(place: _Place, *, is_own: bool) -> frozenset[str]:
    own = {OWN_ORGANISATION} if is_own else set()
    return frozenset({place.organisation_code} | own)


def _barred(case: Case, steps: list[Step], place: _Place) -> frozenset[str]:
    """Return who may not act at the post in this case, whoever holds it."""
    if place.post not in {Post.REVIEWER, Post.DECIDER}:
        return frozenset()
    apart = frozenset({case.intake_staff}) if case.intake_apart else frozenset()
    if place.post is Post.REVIEWER:
        return apart
    proposer = {case.handler} if case.state == CaseState.DECISION_DRAFTED else set()
    return (
        apart
        | proposer
        | {
            step.handler
            for step in steps
            if step.kind in REVIEW_KINDS and step.result == StepResult.PASSED and not step.is_redone
        }
    )
