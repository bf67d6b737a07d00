"""Acts of daily practice at the counter, and where a case may stand for them (窗口日常行为).

They move no state and no clock, so they stand beside the table of states, as `side_acts` do.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from zhengtong.cases.rules.states import (
    BEFORE_ACCEPTANCE,
    CLOCK_STOPPED,
    CLOSED,
    ON_THE_CLOCK,
    RESULT_READY,
    ActionNotAllowed,
    CaseState,
)


class CounterAct(StrEnum):
    """What is done at the counter; each is one act, one ledger entry (窗口日常行为)."""

    SUPPLY_TOLERATED = "supply_tolerated"
    CHECK_PLEDGE = "check_pledge"
    NOTIFY_FEE = "notify_fee"
    RECEIVE_FEE = "receive_fee"
    EXEMPT_FEE = "exempt_fee"
    TAKE_IN_PARCEL = "take_in_parcel"
    SEND_PARCEL = "send_parcel"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return COUNTER_ACT_LABELS[self]


COUNTER_ACT_LABELS: Mapping[CounterAct, str] = MappingProxyType(
    {
        CounterAct.SUPPLY_TOLERATED: "容缺材料补齐",
        CounterAct.CHECK_PLEDGE: "承诺事后核查",
        CounterAct.NOTIFY_FEE: "缴费通知",
        CounterAct.RECEIVE_FEE: "缴费登记",
        CounterAct.EXEMPT_FEE: "费用减免",
        CounterAct.TAKE_IN_PARCEL: "收到快递",
        CounterAct.SEND_PARCEL: "寄出快递",
    }
)
UNDER_WAY: frozenset[CaseState] = ON_THE_CLOCK | CLOCK_STOPPED | {CaseState.TO_DELIVER}
# A parcel may still come in or go out after the end: papers sent back, a result sent again.
WITH_PARCELS: frozenset[CaseState] = (
    UNDER_WAY
    | (BEFORE_ACCEPTANCE - {CaseState.DRAFT})
    | (CLOSED - {CaseState.VOIDED, CaseState.DELETED})
)
MAY_STAND: Mapping[CounterAct, frozenset[CaseState]] = MappingProxyType(
    {
        CounterAct.SUPPLY_TOLERATED: UNDER_WAY,
        CounterAct.CHECK_PLEDGE: RESULT_READY,
        CounterAct.NOTIFY_FEE: UNDER_WAY,
        CounterAct.RECEIVE_FEE: UNDER_WAY | {CaseState.DELIVERED},
        CounterAct.EXEMPT_FEE: UNDER_WAY | {CaseState.DELIVERED},
        CounterAct.TAKE_IN_PARCEL: WITH_PARCELS,
        CounterAct.SEND_PARCEL: WITH_PARCELS,
    }
)


def check_may_stand(*, state: CaseState, action: CounterAct) -> None:
    """Refuse an act at the counter where the case does not stand for it (检查可否办理).

    Raises:
        ActionNotAllowed: another state.
    """
    if state not in MAY_STAND[action]:
        raise ActionNotAllowed(f"办件当前“{state.label}”，不能“{action.label}”")
