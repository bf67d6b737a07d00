"""Who wants something done, when and why; every operation that is not a case's act takes one."""

from dataclasses import dataclass
from datetime import date, datetime

from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.periods import ONE_DAY
from zhengtong.kernel.texts import LONGEST_REASON, checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants an act, when and why (办理请求).

    Args:
        by: a staff member, or the system for the operator's commands.
        reason: free text for the act; never in the ledger.
        origin: other than live only for the operator's loaders.

    Raises:
        TextRefused: the reason is longer than an act keeps, or cannot be shown.
    """

    by: Actor
    now: datetime
    reason: str = ""
    origin: Origin = Origin.LIVE

    def __post_init__(self) -> None:
        checked_text(self.reason, limit=LONGEST_REASON, name="事由")
        if self.origin is not Origin.LIVE and self.by.kind is not ActorKind.SYSTEM:
            raise ValueError("only the operator takes over what was done elsewhere")

    @property
    def today(self) -> date:
        """Return the local day of the request (当日)."""
        return local_day(self.now)

    @property
    def yesterday(self) -> date:
        """Return the day before; what runs after it is held today or later (昨日)."""
        return self.today - ONE_DAY

    @property
    def by_text(self) -> str:
        """Return who asked, as a row keeps it: a staff code, or what else acted (经办人)."""
        by = self.by
        return by.code if by.kind is ActorKind.STAFF else f"{by.kind.value}:{by.code}"

    @property
    def is_taken_over(self) -> bool:
        """Tell whether a loader takes over what was decided in another system (承接已有结果)."""
        return self.origin is not Origin.LIVE
