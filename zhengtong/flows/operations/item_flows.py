"""Which flow an item's cases run on: settled when the item is published (事项所用流程)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.flows.models import Flow, ItemFlow
from zhengtong.flows.operations.defaults import ensure_default_flow
from zhengtong.flows.operations.flow_acts import lock_flow
from zhengtong.flows.operations.publishing import FlowUnsound, lock_staffings
from zhengtong.flows.operations.versions import mark_in_force
from zhengtong.flows.queries import PublishedFlow, published_flow
from zhengtong.flows.queries.items import demand_of
from zhengtong.flows.queries.soundness import flow_faults
from zhengtong.flows.rules.defaults import usual_shape
from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType


class FlowOfAnother(DomainError):
    """The flow chosen belongs to another organisation (流程属于其他机构)."""

    code: ClassVar[str] = "flow_of_another"


class JointFlowMissing(DomainError):
    """A joint item was published without a flow that names who countersigns (缺会签流程)."""

    code: ClassVar[str] = "joint_flow_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDemand:
    """An item that needs a flow, and what it asks of it (事项对流程的要求).

    Args:
        flow_code: the flow chosen for the item; empty for the default of its shape.
    """

    region_code: str
    organisation_code: str
    implementation_code: str
    item_type: ItemType
    flow_code: str = ""
    is_joint: bool = False
    is_on_the_spot: bool = False
    needs_certificate: bool = False
    is_intake_apart: bool = False
    one_person_allowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledFlow:
    """The flow that an item's cases will run on, or why there is none (事项流程就绪).

    Args:
        reasons: Chinese; empty where the flow is ready.
    """

    flow_code: str = ""
    flow_version: int = 0
    reasons: tuple[str, ...] = ()


@transaction.atomic
def settle_item_flow(*, demand: ItemDemand, now: datetime) -> SettledFlow:
    """Find the flow for an item, prove that it suits it, and keep that it is used (流程就绪).

    Without a flow code the default of the item's shape is taken, published by the platform if
    it is new. The item's own certificate type is the catalogue's to ask about.
    """
    request = Request(by=SYSTEM, now=now)
    try:
        with transaction.atomic():
            published = _flow_for(demand, request)
    except FlowUnsound as refused:
        return SettledFlow(reasons=tuple(fault.message_zh for fault in refused.faults))
    except DomainError as refused:
        return SettledFlow(reasons=(refused.message,))
    lock_staffings(published.graph, organisation_code=published.organisation_code)
    flows = _lock_flows(demand, published)
    wanted = _row(demand, published)
    faults = flow_faults(
        graph=published.graph,
        region_code=published.region_code,
        organisation_code=published.organisation_code,
        today=request.today,
        item=demand_of(wanted),
    )
    if faults:
        return SettledFlow(
            reasons=tuple(
                f"流程“{published.name}”（{published.code}）：{fault.message_zh}"
                for fault in faults
            )
        )
    _keep(wanted, flows)
    return SettledFlow(flow_code=published.code, flow_version=published.version)


@transaction.atomic
def follow_item_flows(*, region_code: str, flow_code: str, version: int) -> int:
    """Keep that the items on a flow run on a newer version of it; return how many (流程换版).

    The version was proved to suit them when it was published. Safe to call twice, and late: an
    item never goes back to an older version.
    """
    behind = ItemFlow.objects.filter(
        region_code=region_code, flow_code=flow_code, flow_version__lt=version
    )
    if not behind.exists():
        return 0
    flow = lock_flow(region_code=region_code, flow_code=flow_code)
    followed = behind.update(flow_version=version)
    mark_in_force(flow)
    return followed


@transaction.atomic
def release_item_flow(*, region_code: str, implementation_code: str) -> None:
    """Forget that an item uses a flow, once it takes no more cases for ever (事项取消).

    Safe to call twice.
    """
    used = ItemFlow.objects.filter(region_code=region_code, implementation_code=implementation_code)
    for flow_code in sorted(used.values_list("flow_code", flat=True)):
        flow = lock_flow(region_code=region_code, flow_code=flow_code)
        used.delete()
        mark_in_force(flow)


def _flow_for(demand: ItemDemand, request: Request) -> PublishedFlow:
    if demand.flow_code:
        published = published_flow(region_code=demand.region_code, flow_code=demand.flow_code)
        if published.organisation_code != demand.organisation_code:
            raise FlowOfAnother(
                f"流程“{published.name}”属于机构 {published.organisation_code}，"
                f"事项应选用实施机构 {demand.organisation_code} 自己的流程"
            )
        return published
    if demand.is_joint:
        raise JointFlowMissing(
            "联合办理的事项没有默认流程，请先发布写明会签部门的流程，再为事项选用"
        )
    shape = usual_shape(
        is_on_the_spot=demand.is_on_the_spot, needs_certificate=demand.needs_certificate
    )
    return ensure_default_flow(
        shape=shape, organisation_code=demand.organisation_code, request=request
    )


def _row(demand: ItemDemand, published: PublishedFlow) -> ItemFlow:
    return ItemFlow(
        region_code=demand.region_code,
        implementation_code=demand.implementation_code,
        item_type=demand.item_type.value,
        flow_code=published.code,
        flow_version=published.version,
        is_on_the_spot=demand.is_on_the_spot,
        needs_certificate=demand.needs_certificate,
        is_intake_apart=demand.is_intake_apart,
        one_person_allowed=demand.one_person_allowed,
    )


def _lock_flows(demand: ItemDemand, published: PublishedFlow) -> list[Flow]:
    """Lock the flow that the item is to use and the one it used, in order of code."""
    used = _used_by(demand.region_code, demand.implementation_code)
    codes = {published.code, *used.values_list("flow_code", flat=True)}
    return [lock_flow(region_code=demand.region_code, flow_code=code) for code in sorted(codes)]


def _keep(wanted: ItemFlow, flows: list[Flow]) -> None:
    """Insert or replace the row of an item; refresh what may have lost its last item."""
    used = _used_by(wanted.region_code, wanted.implementation_code)
    before = used.values_list("flow_code", "flow_version").first()
    if before is None:
        wanted.save()
    else:
        used.update(**{name: getattr(wanted, name) for name in _CHANGING})
    if before not in {None, (wanted.flow_code, wanted.flow_version)}:
        for flow in flows:
            mark_in_force(flow)


def _used_by(region_code: str, implementation_code: str) -> QuerySet[ItemFlow]:
    return ItemFlow.objects.filter(region_code=region_code, implementation_code=implementation_code)


_CHANGING = (
    "item_type",
    "flow_code",
    "flow_version",
    "is_on_the_spot",
    "needs_certificate",
    "is_intake_apart",
    "one_person_allowed",
)
