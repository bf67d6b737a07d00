"""Which open cases the loss of a person would strand (人员变动对办件的影响)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengtong.cases.models import Case, Step, StepResult
from zhengtong.cases.rules.flow_moves import ON_A_FLOW
from zhengtong.cases.rules.states import BEFORE_ACCEPTANCE, CaseState
from zhengtong.flows import queries as flows
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import OWN_ORGANISATION, REVIEW_KINDS, NodeKind
from zhengtong.people.rules.duties import Post
from zhengtong.people.rules.vacancies import MOST_NAMED

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandedCase:
    """An open case that nobody could go on with (将被搁置的办件)."""

    number: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPost:
    """The post that is lost and who still holds it (失去的岗位).

    Args:
        region_code: of the organisation whose post it is.
    """

    region_code: str
    organisation_code: str
    post: Post
    remaining: frozenset[str]


# Which flows of one region lead through each lost post.
Wanted = dict[LostPost, frozenset[str]]
Found = dict[LostPost, list[StrandedCase]]


def cases_stranded_by(losses: Collection[LostPost]) -> Found:
    """Return open cases that none of those remaining could go on with, by loss (将被搁置的办件).

    At most 50 a loss. A case needs the post where it stands, or anywhere its flow may still lead
    it. With nobody left all those cases are stranded; with somebody left only those which
    separation of duties bars all of them from. A few queries a region for each page of cases,
    whatever the number of losses.
    """
    found: Found = {loss: [] for loss in losses}
    needed = flows.versions_needing([_place(loss) for loss in found])
    wanted: dict[str, Wanted] = defaultdict(dict)
    for loss in found:
        wanted[loss.region_code][loss] = frozenset()
    for loss in found:
        for need in needed[_place(loss)]:
            codes = wanted[need.region_code].get(loss, frozenset())
            wanted[need.region_code][loss] = codes | {need.flow_code}
    published = flows.published_flows({need.key for needs in needed.values() for need in needs})
    graphs = {key: flow.graph for key, flow in published.items()}
    for region_code, of_losses in sorted(wanted.items()):
        _look_through(region_code, of_losses, graphs, found)
    return found


def _place(loss: LostPost) -> flows.PostPlace:
    return flows.PostPlace(
        region_code=loss.region_code, organisation_code=loss.organisation_code, post=loss.post
    )


def _look_through(
    region_code: str,
    wanted: Wanted,
    graphs: Mapping[tuple[str, str, int], FlowGraph],
    found: Found,
) -> None:
    """Go through a region's open cases page by page until each loss has enough or all are seen."""
    last: uuid.UUID | None = None
    while open_losses := [loss for loss in wanted if len(found[loss]) < MOST_NAMED]:
        rows = _rows(region_code, {loss: wanted[loss] for loss in open_losses})
        page = list((rows if last is None else rows.filter(id__gt=last))[:PAGE])
        if not page:
            return
        last = page[-1].id
        steps = _steps(region_code, [case.id for case in page])
        for case in page:
            graph = graphs.get((region_code, case.flow_code, case.flow_version))
            own = steps.get(case.id, [])
            for loss in open_losses:
                if len(found[loss]) < MOST_NAMED and _strands(case, own, loss, graph):
                    found[loss].append(
                        StrandedCase(
                            number=case.number,
                            description=f"办件 {case.number} {CaseState(case.state).label}",
                        )
                    )


def _rows(region_code: str, wanted: Wanted) -> QuerySet[Case]:
    """Return the open cases that may need one of the posts, in order of id."""
    flow_codes = frozenset().union(*wanted.values())
    needed = Q(flow_code__in=sorted(flow_codes))
    intakes = {loss.organisation_code for loss in wanted if loss.post is Post.INTAKE}
    if intakes:
        needed |= Q(organisation_code__in=sorted(intakes))
    states = sorted(state.value for state in _WAITING | ON_A_FLOW)
    rows = Case.objects.filter(needed, region_code=region_code, state__in=states)
    if all(loss.remaining for loss in wanted):
        remaining = frozenset().union(*(loss.remaining for loss in wanted))
        rows = rows.filter(_touched_by(region_code, remaining))
    return rows.only(*_FIELDS).order_by("id")


def _strands(case: Case, steps: list[Step], loss: LostPost, graph: FlowGraph | None) -> bool:
    return _needs(case, steps, loss, graph) and loss.remaining <= _barred(case, steps, loss)


def _touched_by(region_code: str, remaining: Collection[str]) -> Q:
    """Leave out cases that nobody of those remaining has touched: nothing bars them from these."""
    # Case by case through the index of a case's steps: who has been here for years has passed
    # many steps, nearly all of cases that are closed.
    reviewed = Step.objects.filter(
        region_code=region_code,
        case_id=OuterRef("id"),
        handler__in=remaining,
        result=StepResult.PASSED,
    )
    return Q(intake_staff__in=remaining) | Q(handler__in=remaining) | Q(Exists(reviewed))


def _steps(region_code: str, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Step]]:
    found: dict[uuid.UUID, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(region_code=region_code, case_id__in=case_ids):
        found[step.case_id].append(step)
    return found


def _needs(case: Case, steps: list[Step], place: LostPost, graph: FlowGraph | None) -> bool:
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


def _names_of(place: LostPost, *, is_own: bool) -> frozenset[str]:
    own = {OWN_ORGANISATION} if is_own else set()
    return frozenset({place.organisation_code} | own)


def _barred(case: Case, steps: list[Step], place: LostPost) -> frozenset[str]:
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
