"""What the catalogue asks of domains below before it publishes an item, and tells (发布前的询问).

`flows` and `certificates` register an answer in their `apps.py`; there is one of each.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zhengtong.foundation.actors import Actor
from zhengtong.kernel.item_types import ItemType


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequest:
    """An item is to be published and needs a flow that cases can run on (流程就绪询问).

    Args:
        flow_code: the flow chosen for the item; empty for the default of its shape, which the
            answerer may publish for the body in the same transaction.
        by: who publishes the item.
    """

    region_code: str
    organisation_code: str
    implementation_code: str
    item_type: ItemType
    flow_code: str
    is_on_the_spot: bool
    is_joint: bool
    needs_certificate: bool
    certificate_type_code: str
    is_intake_handler_split: bool
    one_person_may_decide: bool
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAnswer:
    """The flow that the item's cases will run on, or why there is none (流程就绪答复).

    Args:
        reasons: Chinese, what is missing; empty where the flow is ready.
    """

    flow_code: str = ""
    flow_version: int = 0
    reasons: tuple[str, ...] = ()


class FlowReadiness(Protocol):
    """Answers with the published, sound flow for an item of a body."""

    def __call__(self, *, request: FlowRequest) -> FlowAnswer: ...


class CertificateReadiness(Protocol):
    """Answers why a certificate type is not ready for a region; empty where it is."""

    def __call__(self, *, region_code: str, certificate_type_code: str) -> tuple[str, ...]: ...


class FlowFollower(Protocol):
    """Is told that the items on a flow run on a newer version of it now."""

    def __call__(self, *, region_code: str, flow_code: str, version: int) -> None: ...


_flow_sources: list[FlowReadiness] = []
_flow_followers: list[FlowFollower] = []
_certificate_sources: list[CertificateReadiness] = []


def register_flow_readiness(source: FlowReadiness) -> None:
    """Let `flows` answer; once, from its `apps.py` (登记流程就绪)."""
    _flow_sources[:] = [source]


def register_flow_follower(follower: FlowFollower) -> None:
    """Let `flows` hear of items that change version; once, from its `apps.py` (登记流程换版)."""
    _flow_followers[:] = [follower]


def register_certificate_readiness(source: CertificateReadiness) -> None:
    """Let `certificates` answer; once, from its `apps.py` (登记证照就绪)."""
    _certificate_sources[:] = [source]


def ask_flow(request: FlowRequest) -> FlowAnswer:
    """Ask for the flow of an item that is to be published (询问流程)."""
    if not _flow_sources:
        return FlowAnswer(reasons=("流程配置尚未启用，无法确认办理流程",))
    return _flow_sources[0](request=request)


def tell_followed(*, region_code: str, flow_code: str, version: int) -> None:
    """Tell flows that the items on a flow run on a newer version of it (告知流程换版)."""
    for follower in _flow_followers:
        follower(region_code=region_code, flow_code=flow_code, version=version)


def ask_certificate(*, region_code: str, certificate_type_code: str) -> tuple[str, ...]:
    """Ask what keeps certificates of a type from being issued (询问证照类型)."""
    if not certificate_type_code:
        return ("审批结果为证照，但没有填写对应证照类型",)
    if not _certificate_sources:
        return (f"证照类型 {certificate_type_code} 尚未配置就绪",)
    return _certificate_sources[0](
        region_code=region_code, certificate_type_code=certificate_type_code
    )
