"""Acts happen one after another and not in the future (办理时间先后)."""

import datetime as dt
from typing import ClassVar

from zhengtong.kernel.errors import DomainError


class ActInFuture(DomainError):
    """The act is dated later than now (办理时间晚于当前时间)."""

    code: ClassVar[str] = "act_in_future"


class ActOutOfOrder(DomainError):
    """The act is dated before the act that it follows (办理时间早于上一步)."""

    code: ClassVar[str] = "act_out_of_order"


class CompletionBeforeAcceptance(DomainError):
    """A case cannot be completed before it was accepted (办结早于受理)."""

    code: ClassVar[str] = "completion_before_acceptance"


def check_act_time(
    *, occurred_at: dt.datetime, previous_at: dt.datetime | None, now: dt.datetime
) -> None:
    """Refuse an act in the future or before the act that it follows (检查办理时间).

    Two acts may share a moment: departments' systems keep whole seconds or days.

    Args:
        occurred_at: when it really happened, aware.
        previous_at: when the last act of the case happened; None for the first.

    Raises:
        ActInFuture: `occurred_at` is later than `now`.
        ActOutOfOrder: `occurred_at` is earlier than `previous_at`.
    """
    if occurred_at > now:
        raise ActInFuture("办理时间不能晚于当前时间，请核对日期")
    if previous_at is not None and occurred_at < previous_at:
        raise ActOutOfOrder("办理时间不能早于上一步的办理时间，请核对日期")


def check_completion_time(*, accepted_at: dt.datetime | None, completed_at: dt.datetime) -> None:
    """Refuse a completion without or before acceptance (检查办结时间).

    Raises:
        CompletionBeforeAcceptance: never accepted, or accepted later.
    """
    if accepted_at is None:
        raise CompletionBeforeAcceptance("办件没有受理时间，不能办结")
    if completed_at < accepted_at:
        raise CompletionBeforeAcceptance("办结时间早于受理时间，请核对日期")
