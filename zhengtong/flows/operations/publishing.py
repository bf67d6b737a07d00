"""Publishing a flow: the proof, then an immutable version (发布流程)."""

import json
from functools import partial
from typing import ClassVar

from django.db import transaction

from zhengtong.flows.events import FlowPublished
from zhengtong.flows.models import Flow, FlowVersion
from zhengtong.flows.operations.drafting import NoDraft
from zhengtong.flows.operations.flow_acts import commit_flow, lock_flow
from zhengtong.flows.operations.versions import insert_version, mark_in_force
from zhengtong.flows.permissions import FlowPermission
from zhengtong.flows.queries import FlowUnknown, PublishedFlow
from zhengtong.flows.queries.items import asked_of
from zhengtong.flows.queries.soundness import flow_faults, named_organisations
from zhengtong.flows.rules.faults import Fault
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.plain import digest_of, from_plain
from zhengtong.flows.rules.states import FlowAction, FlowState, next_state
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.people.operations.staffing import lock_staffing
from zhengtong.places.queries import organisations, require_at_body_or_centre

MOST_SHOWN = 10


class FlowUnsound(DomainError):
    """A flow that could strand a case may not be published (流程未通过检查).

    Args:
        faults: every fault, each with the node it is at.
    """

    code: ClassVar[str] = "flow_unsound"
    faults: tuple[Fault, ...]

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        shown = "；".join(fault.message_zh for fault in faults[:MOST_SHOWN])
        more = f"；等 {len(faults)} 项" if len(faults) > MOST_SHOWN else ""
        super().__init__(f"流程“{name}”未通过检查，不能发布：{shown}{more}")
        self.faults = faults


class FlowUnchanged(DomainError):
    """The draft says the same as the version in force (草稿与现行版本相同)."""

    code: ClassVar[str] = "flow_unchanged"


class DraftChanged(DomainError):
    """Somebody changed the draft while it was being checked (草稿已被改动)."""

    code: ClassVar[str] = "draft_changed"


@transaction.atomic
def publish_flow(*, region_code: str, flow_code: str, request: Request) -> PublishedFlow:
    """Publish the draft of a flow as its next version (发布流程).

    The flow must be sound with the people there are today and on every later day that is known
    of, and suit each item that uses it. The staffing of its organisations is locked, so nobody
    loses a post between the proof and the version. Running cases stay on their version.

    Raises:
        FlowUnknown, NoDraft, DraftChanged: see there.
        PermissionRefused: neither the organisation's administrator nor the service centre's.
        FlowUnchanged: nothing would change.
        FlowUnsound: with every fault.
    """
    draft = _draft_of(region_code, flow_code)
    graph = _graph(draft)
    lock_staffings(graph, organisation_code=draft.organisation_code)
    found = lock_flow(region_code=region_code, flow_code=flow_code)
    require_at_body_or_centre(
        request,
        FlowPermission.PUBLISH,
        organisation_code=found.organisation_code,
        region_code=region_code,
    )
    if found.draft != draft.draft:
        raise DraftChanged(f"流程“{found.name}”的草稿刚被改动，请核对后再发布")
    _require_changed(found, graph)
    _require_sound(found, graph, request)
    return _publish(found, graph, request)


def _draft_of(region_code: str, flow_code: str) -> Flow:
    found = Flow.objects.filter(region_code=region_code, code=flow_code).first()
    if found is None:
        raise FlowUnknown(f"{region_code} 没有编码为 {flow_code} 的流程，请核对")
    if not found.draft:
        raise NoDraft(f"流程“{found.name}”没有草稿，请先起草")
    return found


def _graph(flow: Flow) -> FlowGraph:
    return from_plain(json.loads(flow.draft))


def lock_staffings(graph: FlowGraph, *, organisation_code: str) -> None:
    """Lock the staffing of every organisation of a flow, regions in code order (锁定人员配置)."""
    named = organisations(named_organisations(graph, organisation_code=organisation_code))
    for body in sorted(named.values(), key=lambda body: (body.region_code, body.code)):
        lock_staffing(body.code)


def _require_changed(flow: Flow, graph: FlowGraph) -> None:
    if flow.state != FlowState.PUBLISHED:
        return
    in_force = FlowVersion.objects.filter(
        region_code=flow.region_code, flow_code=flow.code, version=flow.latest_version
    ).values_list("digest", "name")
    if in_force.first() == (digest_of(graph), flow.name):
        raise FlowUnchanged(
            f"流程“{flow.name}”的草稿与现行第 {flow.latest_version} 版相同，不必发布"
        )


def _require_sound(flow: Flow, graph: FlowGraph, request: Request) -> None:
    faults_of = partial(
        flow_faults,
        graph=graph,
        region_code=flow.region_code,
        organisation_code=flow.organisation_code,
        today=request.today,
    )
    faults = faults_of()
    if faults:
        raise FlowUnsound(flow.name, faults)
    for asked, codes in asked_of(region_code=flow.region_code, flow_code=flow.code).items():
        faults += tuple(
            Fault(fault.code, fault.node, f"事项 {codes[0]} 用此流程：{fault.message_zh}")
            for fault in faults_of(item=asked)
        )
    if faults:
        raise FlowUnsound(flow.name, faults)


def _publish(flow: Flow, graph: FlowGraph, request: Request) -> PublishedFlow:
    flow.state = next_state(FlowState(flow.state), FlowAction.PUBLISH).value
    flow.latest_version += 1
    flow.draft = ""
    published = insert_version(
        flow,
        graph,
        version=flow.latest_version,
        published_at=request.now,
        published_by=request.by_text,
    )
    commit_flow(
        flow,
        changed=("state", "latest_version", "draft"),
        action=FlowAction.PUBLISH,
        event=FlowPublished(
            region_code=flow.region_code,
            flow_code=flow.code,
            version=published.version,
            organisation_code=flow.organisation_code,
            digest=published.digest,
        ),
        request=request,
        version=published.version,
    )
    mark_in_force(flow)
    return published
