"""What was done earlier, off the platform, is entered now with both times (补录)."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from zhengtong.cases.operations.act_times import entered_late
from zhengtong.foundation.actors import Actor

Done = TypeVar("Done")


@transaction.atomic
def enter_late(
    act: Callable[..., Done],
    *,
    occurred_at: dt.datetime,
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> Done:
    """Enter an act of a case that was done earlier (补录).

    It is the act's own operation that runs, with its own permission and guards: limits are judged
    by the real time, rights by those of today. Whatever writes the act asks for the right to enter
    late as well.

    Args:
        act: an operation with everything but `by` and `at`, such as
            `partial(pass_step, case_number=…, node="review", opinion="符合")`.
        reason: why it is entered only now; it stands with the act, never in the ledger.

    Raises:
        LateEntryUnexplained: no reason.
        ActInFuture, ActOutOfOrder: it lies in the future, or before the act that it follows.
        PermissionRefused: the actor may not enter late, or not do this act.
    """
    return act(by=by, at=entered_late(occurred_at=occurred_at, now=now, reason=reason))
