"""What every act on a flow shares: who asks, the lock, the entry (流程操作)."""

from zhengtong.flows.models import Flow, FlowAct
from zhengtong.flows.queries import FlowUnknown
from zhengtong.flows.rules.states import FlowAction
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.requests import Request


def lock_flow(*, region_code: str, flow_code: str) -> Flow:
    """Lock a flow until the transaction ends (锁定流程).

    Raises:
        FlowUnknown: the region has no such flow.
    """
    found = Flow.objects.select_for_update().filter(region_code=region_code, code=flow_code).first()
    if found is None:
        raise FlowUnknown(f"{region_code} 没有编码为 {flow_code} 的流程，请核对")
    return found


def commit_flow(
    flow: Flow,
    *,
    changed: tuple[str, ...],
    action: FlowAction,
    event: Event,
    request: Request,
    version: int = 0,
) -> None:
    """Write the changed flow, the act and the ledger entry (落账)."""
    commit_act(
        flow,
        changed=changed,
        act=FlowAct(flow_id=flow.id, action=action.value, version=version, reason=request.reason),
        event=event,
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
    )
