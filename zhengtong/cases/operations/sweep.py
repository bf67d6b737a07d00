"""What time alone brings about: acceptance by silence, return when nothing came (到期处理).

Safe to run again at any moment: a case that was dealt with no longer waits.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from zhengtong.cases.models import Case
from zhengtong.cases.operations.acceptance import deem_accepted
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.correction import return_uncorrected
from zhengtong.cases.operations.undertakings import return_unsupplied
from zhengtong.cases.rules.states import RETURNABLE, CaseState
from zhengtong.foundation.actors import SYSTEM
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.places.queries import regions_with_organisations

PAGE = 200
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Swept:
    """What a sweep did (到期处理结果).

    Args:
        deemed: numbers of cases accepted by silence.
        returned: numbers of cases returned uncorrected.
        unsupplied: numbers of cases returned because tolerated materials never came.
        refused: number and reason of cases that could not be dealt with; people must look.
    """

    deemed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unsupplied: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def sweep_cases(*, now: dt.datetime) -> Swept:
    """Deal with every case of every region whose time has run out (到期处理).

    Each case is a transaction of its own, so the run may be stopped at any moment.
    """
    swept = Swept()
    for region_code in regions_with_organisations():
        sweep_region(region_code=region_code, now=now, swept=swept)
    return swept


def sweep_region(*, region_code: str, now: dt.datetime, swept: Swept | None = None) -> Swept:
    """Deal with the cases of one region (到期处理)."""
    swept = swept or Swept()
    corrected = Q(state=CaseState.CORRECTION_NOTICED, corrected_at__isnull=False)
    awaited = Q(state=CaseState.CORRECTION_NOTICED, corrected_at__isnull=True)
    for number in _run_out(region_code, Q(state=CaseState.RECEIVED) | corrected, now):
        _try(deem_accepted, number, done=swept.deemed, now=now, swept=swept)
    for number in _run_out(region_code, awaited, now):
        _try(return_uncorrected, number, done=swept.returned, now=now, swept=swept)
    for number in _unsupplied(region_code, now):
        _try(return_unsupplied, number, done=swept.unsupplied, now=now, swept=swept)
    return swept


def _try(
    operation: Callable[..., Case], number: str, *, done: list[str], now: dt.datetime, swept: Swept
) -> None:
    try:
        operation(case_number=number, by=SYSTEM, at=live(now))
    except DomainError as refusal:
        swept.refused.append((number, refusal.message))
        return
    except Exception as error:  # the edge of the sweep: the other cases must go on
        log.exception("sweep of case %s failed", number)
        swept.refused.append((number, f"程序出错（{type(error).__name__}），详见日志"))
        return
    done.append(number)


def _run_out(region_code: str, waiting: Q, now: dt.datetime) -> Iterator[str]:
    """Yield the numbers of waiting cases whose due moment has passed, page by key."""
    rows = Case.objects.filter(waiting, region_code=region_code, due_at__lt=now)
    rows = rows.order_by("due_at", "id")
    after = Q()
    while page := list(rows.filter(after).values_list("number", "due_at", "id")[:PAGE]):
        for number, _, _ in page:
            yield number
        _, due_at, last_id = page[-1]
        after = Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last_id)


def _unsupplied(region_code: str, now: dt.datetime) -> Iterator[str]:
    """Yield the numbers of undecided cases whose day for supplying has passed, page by key.

    Only cases that still await something have the day, so no other is looked at.
    """
    states = sorted(state.value for state in RETURNABLE)
    rows = Case.objects.filter(region_code=region_code, supply_due_on__lt=local_day(now))
    rows = rows.filter(state__in=states).order_by("supply_due_on", "id")
    after = Q()
    while page := list(rows.filter(after).values_list("number", "supply_due_on", "id")[:PAGE]):
        for number, _, _ in page:
            yield number
        _, day, last_id = page[-1]
        after = Q(supply_due_on__gt=day) | Q(supply_due_on=day, id__gt=last_id)
