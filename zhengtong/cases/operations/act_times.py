"""When an act happened, when it was entered, and how it came in (办理时间)."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin


class OriginRefused(DomainError):
    """A live act happens when it is entered; anything else says how it came in (来源方式有误)."""

    code: ClassVar[str] = "origin_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActTime:
    """The two times of an act and its origin (办理时间). Make it by `live` or `entered_late`.

    Raises:
        OriginRefused: a live act with two different times.
    """

    occurred_at: dt.datetime
    recorded_at: dt.datetime
    origin: Origin = Origin.LIVE

    def __post_init__(self) -> None:
        if self.origin is Origin.LIVE and self.occurred_at != self.recorded_at:
            raise OriginRefused("实时办理的时间就是录入时间；事后录入的请按补录登记")

    @property
    def day(self) -> dt.date:
        """Return the local day on which it happened (发生日期)."""
        return local_day(self.occurred_at)

    @property
    def today(self) -> dt.date:
        """Return the local day on which it was entered: permissions are those of it (录入日期)."""
        return local_day(self.recorded_at)


def live(now: dt.datetime) -> ActTime:
    """Return the time of an act done on the platform now (实时办理)."""
    return ActTime(occurred_at=now, recorded_at=now)


def entered_late(*, occurred_at: dt.datetime, now: dt.datetime) -> ActTime:
    """Return the time of an act done earlier and typed in now (补录)."""
    return ActTime(occurred_at=occurred_at, recorded_at=now, origin=Origin.BACK_ENTRY)
