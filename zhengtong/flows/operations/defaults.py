"""The default flow of a body, published when it is first needed (默认流程)."""

from collections.abc import Sequence

from django.db import transaction

from zhengtong.flows.operations.drafting import draft_flow
from zhengtong.flows.operations.publishing import publish_flow
from zhengtong.flows.queries import FlowUnknown, PublishedFlow, published_flow
from zhengtong.flows.rules.defaults import FlowShape, default_flow_code, default_graph
from zhengtong.foundation.requests import Request
from zhengtong.people.operations.staffing import lock_staffing
from zhengtong.places.queries import organisation, organisations


@transaction.atomic
def ensure_default_flow(
    *,
    shape: FlowShape,
    organisation_code: str,
    countersigners: Sequence[str] = (),
    request: Request,
) -> PublishedFlow:
    """Return the default flow of a shape for a body, publishing it if it is new (默认流程).

    What the body made of it since is returned as it is in force now.

    Args:
        countersigners: codes of the organisations that countersign; for joint shapes alone.

    Raises:
        UnknownOrganisation, CountersignersRefused: see there.
        FlowNotPublished, FlowWithdrawn: the body has a flow of that code, which is not in force.
        PermissionRefused: neither the organisation's administrator nor the service centre's.
        FlowUnsound: the people that it takes are not there.
    """
    graph = default_graph(shape, countersigners=countersigners, names=_short_names(countersigners))
    body = organisation(organisation_code)
    flow_code = default_flow_code(shape, organisation_code=body.code, countersigners=countersigners)
    lock_staffing(body.code)  # two sessions that both need it make it once
    try:
        return published_flow(region_code=body.region_code, flow_code=flow_code)
    except FlowUnknown:
        draft_flow(
            organisation_code=body.code,
            flow_code=flow_code,
            name=shape.label,
            graph=graph,
            request=request,
        )
        return publish_flow(region_code=body.region_code, flow_code=flow_code, request=request)


def _short_names(organisation_codes: Sequence[str]) -> dict[str, str]:
    named = organisations(organisation_codes) if organisation_codes else {}
    return {code: body.short_name or body.name for code, body in named.items()}
