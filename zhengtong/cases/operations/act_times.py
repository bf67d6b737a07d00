"""When an act happened, when it was entered, and how it came in (办理时间)."""

import datetime as dt
from dataclasses import dataclass, replace

from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.texts import LONGEST_OPINION, checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ActTime:
    """The two times of an act and its origin (办理时间).

    Make it by `live`, or by `back_entry.enter_late`; an operation that the law lets date back
    uses `dated_back`.

    Args:
        entry_reason: why it is entered only now; empty for a live act.
    """

    occurred_at: dt.datetime
    recorded_at: dt.datetime
    origin: Origin
    dated_back_from: dt.datetime | None = None
    entry_reason: str = ""

    @property
    def done_at(self) -> dt.datetime:
        """Return when it was really done; earlier it only takes effect (实际办理时间)."""
        return self.dated_back_from or self.occurred_at

    @property
    def day(self) -> dt.date:
        """Return the local day on which it happened (发生日期)."""
        return local_day(self.occurred_at)

    @property
    def today(self) -> dt.date:
        """Return the local day on which it was entered: permissions are those of it (录入日期)."""
        return local_day(self.recorded_at)

    def dated_back(self, occurred_at: dt.datetime) -> "ActTime":
        """Return the same act with the earlier moment at which the law lets it take effect.

        Two acts are dated so: acceptance by silence (to the receipt) and acceptance of a full
        corrected set (to the day it came in): 《行政许可法》第三十二条.
        """
        return replace(
            self,
            occurred_at=min(occurred_at, self.occurred_at),
            dated_back_from=self.occurred_at,
        )


def live(now: dt.datetime) -> ActTime:
    """Return the time of an act done on the platform now (实时办理)."""
    return ActTime(occurred_at=now, recorded_at=now, origin=Origin.LIVE)


def entered_late(*, occurred_at: dt.datetime, now: dt.datetime, reason: str) -> ActTime:
    """Return the time of an act done earlier and typed in now (补录).

    Raises:
        TextRefused: the reason is too long or cannot be shown.
    """
    return ActTime(
        occurred_at=occurred_at,
        recorded_at=now,
        origin=Origin.BACK_ENTRY,
        entry_reason=checked_text(reason.strip(), limit=LONGEST_OPINION, name="补录理由"),
    )
