"""What every act on a flow shares: who asks, the lock, the entry (流程操作)."""

from dataclasses import dataclass
from datetime import date, datetime

from zhengtong.flows.models import Flow, FlowAct
from zhengtong.flows.permissions import FlowPermission
from zhengtong.flows.queries import FlowUnknown
from zhengtong.flows.rules.states import FlowAction
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import may, require
from zhengtong.kernel.local_time import local_day
from zhengtong.places.queries import NoServiceCentre, service_centre_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants something done with a flow, when and why (流程操作申请).

    Args:
        reason: free text for the act; never in the ledger.
    """

    by: Actor
    now: datetime
    reason: str = ""

    @property
    def today(self) -> date:
        """Return the local day of the request (当日)."""
        return local_day(self.now)

    @property
    def by_text(self) -> str:
        """Return who did it, as a row keeps it (经办人)."""
        by = self.by
        return by.code if by.kind is ActorKind.STAFF else f"{by.kind.value}:{by.code}"


def require_at_body_or_centre(
    request: Request,
    permission: FlowPermission,
    *,
    organisation_code: str,
    region_code: str,
) -> None:
    """Let the flow's own administrator do it, or the service centre's (本部门或中心办理).

    Raises:
        PermissionRefused: the actor administers neither.
    """
    by, today = request.by, request.today
    centre = _centre_code(region_code)
    if centre and may(by, permission, organisation_code=centre, today=today):
        return
    require(by, permission, organisation_code=organisation_code, today=today)


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


def _centre_code(region_code: str) -> str:
    try:
        return service_centre_of(region_code).code
    except NoServiceCentre:
        return ""
