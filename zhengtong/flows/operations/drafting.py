"""Drafting a flow or its next version, and dropping a draft (起草流程)."""

from typing import ClassVar

from django.db import IntegrityError, transaction

from zhengtong.flows.events import FlowDraftDiscarded, FlowDrafted
from zhengtong.flows.models import Flow
from zhengtong.flows.operations.flow_acts import commit_flow, lock_flow
from zhengtong.flows.permissions import FlowPermission
from zhengtong.flows.queries import FlowInfo, flow
from zhengtong.flows.rules.codes import require_flow_code, require_flow_name
from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.plain import canonical_text, digest_of
from zhengtong.flows.rules.states import FlowAction, FlowState, next_state
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import OrganisationInfo, organisation, require_at_body_or_centre


class FlowCodeTaken(DomainError):
    """Another organisation of the region has a flow of this code (流程编码已被使用)."""

    code: ClassVar[str] = "flow_code_taken"


class NoDraft(DomainError):
    """The flow has no draft in hand (没有草稿)."""

    code: ClassVar[str] = "no_draft"


def draft_flow(
    *, organisation_code: str, flow_code: str, name: str, graph: FlowGraph, request: Request
) -> FlowInfo:
    """Draft a new flow, or the next version of one (起草流程).

    A draft may be unsound; publishing proves it. What is in force stays in force meanwhile.

    Raises:
        UnknownOrganisation, FlowCodeRefused, FlowCodeTaken: see there.
        PermissionRefused: neither the organisation's administrator nor the service centre's.
    """
    require_flow_code(flow_code)
    require_flow_name(name)
    body = organisation(organisation_code)
    require_at_body_or_centre(
        request,
        FlowPermission.DRAFT,
        organisation_code=body.code,
        region_code=body.region_code,
    )
    try:
        with transaction.atomic():
            _write_draft(body, flow_code=flow_code, name=name, graph=graph, request=request)
    except IntegrityError as error:
        said = str(error)  # the constraint's name, or on SQLite its columns
        if "flow_code_unique" in said or "flows_flow.code" in said:
            # Another session made the flow meanwhile.
            raise FlowCodeTaken(f"流程编码 {flow_code} 刚被使用，请刷新后再试") from error
        raise
    return flow(region_code=body.region_code, flow_code=flow_code)


@transaction.atomic
def discard_draft(*, region_code: str, flow_code: str, request: Request) -> None:
    """Drop the draft of a further version; what is in force stays (放弃草稿).

    Raises:
        FlowUnknown, NoDraft: see there.
        PermissionRefused: as for `draft_flow`.
        FlowActionRefused: the flow was never published, so nothing would be left of it.
    """
    found = lock_flow(region_code=region_code, flow_code=flow_code)
    require_at_body_or_centre(
        request,
        FlowPermission.DRAFT,
        organisation_code=found.organisation_code,
        region_code=region_code,
    )
    found.state = next_state(FlowState(found.state), FlowAction.DISCARD_DRAFT).value
    if not found.draft:
        raise NoDraft(f"流程“{found.name}”没有草稿")
    found.draft = ""
    commit_flow(
        found,
        changed=("state", "draft"),
        action=FlowAction.DISCARD_DRAFT,
        event=FlowDraftDiscarded(region_code=region_code, flow_code=flow_code),
        request=request,
    )


def _write_draft(
    body: OrganisationInfo, *, flow_code: str, name: str, graph: FlowGraph, request: Request
) -> None:
    known = (
        Flow.objects.select_for_update()
        .filter(region_code=body.region_code, code=flow_code)
        .first()
    )
    if known is not None and known.organisation_code != body.code:
        raise FlowCodeTaken(
            f"流程编码 {flow_code} 已被机构 {known.organisation_code} 使用，请另取编码"
        )
    found = known or Flow(
        region_code=body.region_code,
        code=flow_code,
        organisation_code=body.code,
        state=FlowState.DRAFT.value,
    )
    found.state = next_state(FlowState(found.state), FlowAction.DRAFT).value
    found.name, found.draft = name.strip(), canonical_text(graph)
    commit_flow(
        found,
        changed=("state", "name", "draft"),
        action=FlowAction.DRAFT,
        event=FlowDrafted(
            region_code=body.region_code, flow_code=flow_code, digest=digest_of(graph)
        ),
        request=request,
    )
