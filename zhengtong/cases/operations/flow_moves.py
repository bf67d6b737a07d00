"""A case under way is put on another version of its flow (移到流程新版)."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from zhengtong.cases.events import CaseFlowMoved
from zhengtong.cases.models import Case, Step
from zhengtong.cases.operations.act_times import ActTime, live
from zhengtong.cases.operations.recording import lock_case, record_side_act
from zhengtong.cases.operations.steps import check_held, organisation_at, route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.flow_moves import MOVE_FLOW, ON_A_FLOW
from zhengtong.cases.rules.states import ActionNotAllowed, CaseState
from zhengtong.flows import queries as flows
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.moving import moved_positions
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.requests import Request
from zhengtong.places.queries import require_at_body_or_centre

PAGE = 500


def cases_on_flow(*, region_code: str, flow_code: str, version: int) -> Iterator[str]:
    """Yield the numbers of cases under way on a version, page by page (该版流程上的办件)."""
    states = sorted(state.value for state in ON_A_FLOW)
    rows = Case.objects.filter(
        region_code=region_code, flow_code=flow_code, flow_version=version, state__in=states
    ).order_by("number")
    last = ""
    while numbers := list(rows.filter(number__gt=last).values_list("number", flat=True)[:PAGE]):
        yield from numbers
        last = numbers[-1]


@transaction.atomic
def move_to_flow_version(*, case_number: str, to_version: int, by: Actor, now: dt.datetime) -> Case:
    """Put a case on another version of its flow; where it stands, it stays (移到流程新版).

    Raises:
        MoveRefused: it has no place to stand on in the other version.
        FlowNotPublished: there is no such version.
        NobodyHolds: a node where it stands has nobody who could act.
        ActionNotAllowed: the case runs on no flow.
        PermissionRefused: neither the body's administrator nor the service centre's.
    """
    case, at = lock_case(case_number), live(now)
    require_at_body_or_centre(
        Request(by=by, now=at.recorded_at),
        CasePermission.MOVE_FLOW,
        organisation_code=case.organisation_code,
        region_code=case.region_code,
    )
    state = CaseState(case.state)
    if state not in ON_A_FLOW or not case.flow_code:
        raise ActionNotAllowed(f"办件“{state.label}”，不在流程上，不能移动")
    route = route_of(case)
    new = flows.published_flow(
        region_code=case.region_code, flow_code=case.flow_code, version=to_version
    ).graph
    moved_positions(live=route.live, old=route.graph, new=new)
    _relocate(case, route.open_rows, new, at=at)
    before, case.flow_version = case.flow_version, to_version
    record_side_act(
        case,
        action=MOVE_FLOW,
        event=CaseFlowMoved(
            case_number=case.number,
            implementation_code=case.implementation_code,
            from_version=before,
            to_version=to_version,
        ),
        by=by,
        at=at,
        changed=("flow_version",),
    )
    return case


def _relocate(case: Case, rows: list[Step], graph: FlowGraph, *, at: ActTime) -> None:
    """Let open rows say what the new version says of their nodes: name, post, organisation."""
    for row in rows:
        node = graph.node(row.node)
        row.node_name = node.name_zh
        row.post = node.post.value if node.is_work and node.post else ""
        row.organisation_code = organisation_at(case, node) if node.is_work else ""
        Step.objects.filter(region_code=row.region_code, id=row.id).update(
            node_name=row.node_name, post=row.post, organisation_code=row.organisation_code
        )
    check_held([row for row in rows if row.post], at=at)
