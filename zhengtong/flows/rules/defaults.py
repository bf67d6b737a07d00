"""The flows that a body gets without drawing one, and how they are called (默认流程)."""

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from zhengtong.flows.rules.graph import FlowGraph
from zhengtong.flows.rules.nodes import ITEM_CERTIFICATE
from zhengtong.flows.rules.shapes import (
    NO_NAMES,
    CountersignersRefused,
    joint_review,
    on_the_spot,
    promised_with_certificate,
    promised_without_certificate,
)


class FlowShape(StrEnum):
    """The usual shapes of an item's handling; the value ends the flow's code (常用流程)."""

    ON_THE_SPOT = "spot"
    ON_THE_SPOT_WITH_CERTIFICATE = "spot-cert"
    PROMISED = "promised"
    PROMISED_WITH_CERTIFICATE = "promised-cert"
    JOINT = "joint"
    JOINT_WITH_CERTIFICATE = "joint-cert"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return SHAPE_LABELS[self]

    @property
    def is_joint(self) -> bool:
        """Tell whether other organisations countersign (是否会签)."""
        return self in {FlowShape.JOINT, FlowShape.JOINT_WITH_CERTIFICATE}


SHAPE_LABELS: Mapping[FlowShape, str] = MappingProxyType(
    {
        FlowShape.ON_THE_SPOT: "即办件流程",
        FlowShape.ON_THE_SPOT_WITH_CERTIFICATE: "即办件流程（出证）",
        FlowShape.PROMISED: "承诺件流程",
        FlowShape.PROMISED_WITH_CERTIFICATE: "承诺件流程（出证）",
        FlowShape.JOINT: "联合办理流程",
        FlowShape.JOINT_WITH_CERTIFICATE: "联合办理流程（出证）",
    }
)


def usual_shape(*, is_on_the_spot: bool, needs_certificate: bool) -> FlowShape:
    """Return the shape that fits an item handled by one organisation (事项的常用流程)."""
    if is_on_the_spot:
        return (
            FlowShape.ON_THE_SPOT_WITH_CERTIFICATE if needs_certificate else FlowShape.ON_THE_SPOT
        )
    return FlowShape.PROMISED_WITH_CERTIFICATE if needs_certificate else FlowShape.PROMISED


def default_graph(
    shape: FlowShape,
    *,
    countersigners: Sequence[str] = (),
    names: Mapping[str, str] = NO_NAMES,
) -> FlowGraph:
    """Return the flow of a shape (默认流程图).

    Args:
        countersigners: codes of the other organisations; for the joint shapes alone.
        names: their short names by code.

    Raises:
        CountersignersRefused: none for a joint shape, some for another, or see `joint_review`.
    """
    if countersigners and not shape.is_joint:
        raise CountersignersRefused(f"{shape.label}没有会签环节，不必指定会签部门")
    match shape:
        case FlowShape.ON_THE_SPOT:
            return on_the_spot()
        case FlowShape.ON_THE_SPOT_WITH_CERTIFICATE:
            return on_the_spot(certificate=ITEM_CERTIFICATE)
        case FlowShape.PROMISED:
            return promised_without_certificate()
        case FlowShape.PROMISED_WITH_CERTIFICATE:
            return promised_with_certificate()
        case FlowShape.JOINT:
            return joint_review(organisation_codes=countersigners, names=names)
        case FlowShape.JOINT_WITH_CERTIFICATE:
            return joint_review(
                organisation_codes=countersigners, names=names, certificate=ITEM_CERTIFICATE
            )


def default_flow_code(
    shape: FlowShape, *, organisation_code: str, countersigners: Sequence[str] = ()
) -> str:
    """Return the code of an organisation's default flow (默认流程编码).

    The same organisations in another order countersign the same flow.
    """
    code = f"{organisation_code}.{shape.value}"
    if not countersigners:
        return code
    named = ",".join(sorted(countersigners))
    return f"{code}.{hashlib.sha256(named.encode()).hexdigest()[:8]}"
