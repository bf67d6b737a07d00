"""Acts beside the procedure: who holds a step, who saw personal data (程序之外的行为).

They move no state and no clock, so they stand beside the table of states; nor does the order of
the procedure ask when they happened.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class SideAct(StrEnum):
    """What is done beside the procedure; each is one act, one ledger entry (程序之外的行为)."""

    CLAIM_STEP = "claim_step"
    RELEASE_STEP = "release_step"
    TRANSFER_STEP = "transfer_step"
    UNMASK_PEOPLE = "unmask_people"

    @property
    def label(self) -> str:
        """Return the Chinese name shown to people (中文名称)."""
        return SIDE_ACT_LABELS[self]


SIDE_ACT_LABELS: Mapping[SideAct, str] = MappingProxyType(
    {
        SideAct.CLAIM_STEP: "认领环节",
        SideAct.RELEASE_STEP: "退回认领",
        SideAct.TRANSFER_STEP: "转办",
        SideAct.UNMASK_PEOPLE: "查看个人信息",
    }
)
