"""Withdrawing a flow (停用流程)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.flows.events import FlowWithdrawn
from zhengtong.flows.operations.flow_acts import commit_flow, lock_flow
from zhengtong.flows.operations.versions import mark_in_force
from zhengtong.flows.permissions import FlowPermission
from zhengtong.flows.queries.items import items_on
from zhengtong.flows.rules.states import FlowAction, FlowState, next_state
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import require_at_body_or_centre

MOST_SHOWN = 10


class FlowInUse(DomainError):
    """Published items still run on the flow (流程仍有事项在用)."""

    code: ClassVar[str] = "flow_in_use"


@transaction.atomic
def withdraw_flow(*, region_code: str, flow_code: str, request: Request) -> None:
    """Withdraw a flow: no new cases; running ones go on to their end (停用流程).

    Raises:
        FlowUnknown, FlowActionRefused: see there.
        PermissionRefused: neither the organisation's administrator nor the service centre's.
        FlowInUse: items still run on it.
    """
    flow = lock_flow(region_code=region_code, flow_code=flow_code)
    require_at_body_or_centre(
        request,
        FlowPermission.WITHDRAW,
        organisation_code=flow.organisation_code,
        region_code=region_code,
    )
    flow.state = next_state(FlowState(flow.state), FlowAction.WITHDRAW).value
    used_by = items_on(region_code=region_code, flow_code=flow_code)
    if used_by:
        named = "、".join(used_by[:MOST_SHOWN])
        more = f"等 {len(used_by)} 项" if len(used_by) > MOST_SHOWN else ""
        raise FlowInUse(
            f"流程“{flow.name}”仍有事项在用：{named}{more}；请先为这些事项改选流程或取消事项"
        )
    commit_flow(
        flow,
        changed=("state",),
        action=FlowAction.WITHDRAW,
        event=FlowWithdrawn(
            region_code=region_code, flow_code=flow_code, version=flow.latest_version
        ),
        request=request,
        version=flow.latest_version,
    )
    mark_in_force(flow)
