"""What may be done with a flow, and what it is then (流程状态)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.kernel.errors import DomainError


class FlowActionRefused(DomainError):
    """The flow is not in a state for this act (流程当前状态不能如此办理)."""

    code = "flow_action_refused"


class FlowState(StrEnum):
    """Where a flow stands (流程状态)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return FLOW_STATE_LABELS[self]


class FlowAction(StrEnum):
    """What is done with a flow (流程操作)."""

    DRAFT = "draft"
    DISCARD_DRAFT = "discard_draft"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return FLOW_ACTION_LABELS[self]


FLOW_STATE_LABELS: Mapping[FlowState, str] = MappingProxyType(
    {
        FlowState.DRAFT: "起草中",
        FlowState.PUBLISHED: "已发布",
        FlowState.WITHDRAWN: "已停用",
    }
)
FLOW_ACTION_LABELS: Mapping[FlowAction, str] = MappingProxyType(
    {
        FlowAction.DRAFT: "起草",
        FlowAction.DISCARD_DRAFT: "放弃草稿",
        FlowAction.PUBLISH: "发布",
        FlowAction.WITHDRAW: "停用",
    }
)

# A draft lies beside what is in force: drafting and discarding leave a published flow published.
TRANSITIONS: Mapping[tuple[FlowState, FlowAction], FlowState] = MappingProxyType(
    {
        (FlowState.DRAFT, FlowAction.DRAFT): FlowState.DRAFT,
        (FlowState.DRAFT, FlowAction.PUBLISH): FlowState.PUBLISHED,
        (FlowState.PUBLISHED, FlowAction.DRAFT): FlowState.PUBLISHED,
        (FlowState.PUBLISHED, FlowAction.DISCARD_DRAFT): FlowState.PUBLISHED,
        (FlowState.PUBLISHED, FlowAction.PUBLISH): FlowState.PUBLISHED,
        (FlowState.PUBLISHED, FlowAction.WITHDRAW): FlowState.WITHDRAWN,
        (FlowState.WITHDRAWN, FlowAction.DRAFT): FlowState.WITHDRAWN,
        (FlowState.WITHDRAWN, FlowAction.DISCARD_DRAFT): FlowState.WITHDRAWN,
        (FlowState.WITHDRAWN, FlowAction.PUBLISH): FlowState.PUBLISHED,
    }
)


def next_state(state: FlowState, action: FlowAction) -> FlowState:
    """Return the state `action` leads to; the table above is the whole truth (流程状态流转).

    Raises:
        FlowActionRefused: the table has no such step.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise FlowActionRefused(f"流程{state.label}，不能{action.label}") from None
