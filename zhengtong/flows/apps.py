from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from zhengtong.catalogue.ports import FlowAnswer, FlowRequest
    from zhengtong.people.ports import PostLoss, Stranded


class FlowsConfig(AppConfig):
    """The domain of flows (流程配置)."""

    name = "zhengtong.flows"
    label = "flows"
    verbose_name = "流程配置"

    def ready(self) -> None:
        from zhengtong.catalogue.ports import register_flow_follower, register_flow_readiness
        from zhengtong.flows import (  # noqa: F401  (they register themselves)
            events,
            handlers,
            permissions,
        )
        from zhengtong.foundation.database_guards import register_append_only
        from zhengtong.people.ports import register_stranding_check

        register_append_only("flows_flowversion")
        register_flow_readiness(answer_flow)
        register_flow_follower(follow_version)
        register_stranding_check(stranded_flows)


def answer_flow(*, request: "FlowRequest") -> "FlowAnswer":
    """Answer the catalogue which flow an item's cases run on (流程就绪答复)."""
    from zhengtong.catalogue.ports import FlowAnswer
    from zhengtong.flows.operations.item_flows import ItemDemand, settle_item_flow

    settled = settle_item_flow(
        demand=ItemDemand(
            region_code=request.region_code,
            organisation_code=request.organisation_code,
            implementation_code=request.implementation_code,
            item_type=request.item_type,
            flow_code=request.flow_code,
            is_joint=request.is_joint,
            is_on_the_spot=request.is_on_the_spot,
            needs_certificate=request.needs_certificate,
            is_intake_apart=request.is_intake_handler_split,
            one_person_allowed=request.one_person_may_decide,
        ),
        now=request.now,
    )
    return FlowAnswer(
        flow_code=settled.flow_code,
        flow_version=settled.flow_version,
        reasons=settled.reasons,
    )


def follow_version(*, region_code: str, flow_code: str, version: int) -> None:
    """Hear from the catalogue that items run on a newer version of their flow (流程换版)."""
    from zhengtong.flows.operations.item_flows import follow_item_flows

    follow_item_flows(region_code=region_code, flow_code=flow_code, version=version)


def stranded_flows(*, losses: "Collection[PostLoss]") -> "Mapping[PostLoss, Sequence[Stranded]]":
    """Answer people which published flows each loss would strand (将被搁置的流程)."""
    from zhengtong.flows.queries.stranding import Loss, flows_stranded_by
    from zhengtong.people.ports import Stranded

    asked = {
        loss: Loss(
            region_code=loss.region_code,
            organisation_code=loss.organisation_code,
            post=loss.post,
            staff_code=loss.staff_code,
            starts_on=loss.starts_on,
            remaining=loss.remaining,
        )
        for loss in losses
    }
    found = flows_stranded_by(asked.values())
    return {
        loss: [
            Stranded(kind="published_flow", key=flow.flow_code, description=flow.description)
            for flow in found.get(of_flows, ())
        ]
        for loss, of_flows in asked.items()
    }
