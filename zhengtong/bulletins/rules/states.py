"""States of a frozen bulletin and what may be done to it (通报状态)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class BulletinState(StrEnum):
    """Whether a frozen bulletin stands (通报状态)."""

    FROZEN = "frozen"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return STATE_LABELS[self]


class BulletinAction(StrEnum):
    """What is done to a bulletin (通报行为)."""

    FREEZE = "freeze"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class BulletinActionRefused(DomainError):
    """The bulletin's state does not allow it (当前状态不能执行)."""

    code: ClassVar[str] = "bulletin_action_refused"


STATE_LABELS: Mapping[BulletinState, str] = MappingProxyType(
    {BulletinState.FROZEN: "已冻结", BulletinState.WITHDRAWN: "已撤回"}
)
ACTION_LABELS: Mapping[BulletinAction, str] = MappingProxyType(
    {
        BulletinAction.FREEZE: "冻结",
        BulletinAction.CORRECT: "更正",
        BulletinAction.WITHDRAW: "撤回",
    }
)
# A bulletin begins by being frozen; before that there is nothing to keep.
TRANSITIONS: Mapping[tuple[BulletinState | None, BulletinAction], BulletinState] = MappingProxyType(
    {
        (None, BulletinAction.FREEZE): BulletinState.FROZEN,
        (BulletinState.FROZEN, BulletinAction.CORRECT): BulletinState.FROZEN,
        (BulletinState.FROZEN, BulletinAction.WITHDRAW): BulletinState.WITHDRAWN,
    }
)


def next_state(state: BulletinState | None, action: BulletinAction) -> BulletinState:
    """Return the state that an action leads to (下一状态).

    Raises:
        BulletinActionRefused: the table above does not know the step.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        label = state.label if state is not None else "未冻结"
        raise BulletinActionRefused(f"通报{label}，不能{ACTION_LABELS[action]}") from None
