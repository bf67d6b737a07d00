"""Choose item, acceptance day and completion day of each case so that the counts hold (排期)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from demo.draws import Draws
from demo.items import DemoItem, demo_items
from demo.office_days import working_days
from demo.sources import YEAR
from demo.table import Counts, DemoTableError, department_rows
from zhengtong.kernel.item_types import ItemGroup

JANUARY = working_days(year=YEAR, month=1)
FEBRUARY = working_days(year=YEAR, month=2)
BOTH_MONTHS = JANUARY + FEBRUARY
_CARRY_DAYS = 3  # what January leaves open was accepted on its last three working days


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledCase:
    """One case before it gets its applicant and its clock times (排定的办件).

    Args:
        completed_on: None while the case is open at the end of February.
    """

    item: DemoItem
    accepted_on: date
    completed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """How many cases of one department and group take each of the five ways."""

    items: tuple[DemoItem, ...]
    within_january: int
    carried_and_completed: int
    carried_and_open: int
    within_february: int
    open_from_february: int

    @property
    def slowest(self) -> DemoItem:
        return max(self.items, key=lambda item: item.promised_limit)


def scheduled_cases(*, draws: Draws) -> Iterator[ScheduledCase]:
    """Walk through all cases, department by department and group by group (全部办件).

    No case is late: each is completed within its promised limit, or the limit still runs at the
    end of February. Cases carried over from January are completed before February's own.

    Raises:
        DemoTableError: a department has no item that could make the cases of a group.
    """
    items = demo_items()
    for row in department_rows():
        for group in ItemGroup:
            plan = _plan(
                items=tuple(i for i in items if (i.department, i.group) == (row.sequence, group)),
                january=row.january[group],
                february=row.february[group],
            )
            if plan is not None:
                yield from _cases_of(plan=plan, draws=draws)


def _plan(*, items: tuple[DemoItem, ...], january: Counts, february: Counts) -> _Plan | None:
    if not january.accepted + february.accepted:
        return None
    if not items:
        raise DemoTableError("表中该组有办件，演示事项中没有该组的事项")
    carried = january.accepted - january.completed
    carried_and_completed = min(carried, february.completed)
    within_february = february.completed - carried_and_completed
    if carried + february.accepted > within_february and all(i.is_on_the_spot for i in items):
        raise DemoTableError("表中该组有未当天办结的办件，演示事项中只有即办件")
    return _Plan(
        items=items,
        within_january=january.completed,
        carried_and_completed=carried_and_completed,
        carried_and_open=carried - carried_and_completed,
        within_february=within_february,
        open_from_february=february.accepted - within_february,
    )


def _cases_of(*, plan: _Plan, draws: Draws) -> Iterator[ScheduledCase]:
    for _ in range(plan.within_january):
        yield _within(month=JANUARY, items=plan.items, draws=draws)
    for _ in range(plan.carried_and_completed):
        yield _carried(item=plan.slowest, draws=draws)
    for _ in range(plan.carried_and_open):
        yield _open(item=plan.slowest, days=JANUARY[-_CARRY_DAYS:], draws=draws)
    for _ in range(plan.within_february):
        yield _within(month=FEBRUARY, items=plan.items, draws=draws)
    for _ in range(plan.open_from_february):
        yield _open(item=plan.slowest, days=FEBRUARY, draws=draws)


def _within(*, month: tuple[date, ...], items: Sequence[DemoItem], draws: Draws) -> ScheduledCase:
    item = _weighted(items, draws)
    start = draws.below(len(month))
    # Squaring makes early completion more usual than completion on the last promised day.
    days_used = int(draws.share() ** 2 * (item.promised_limit + 1))
    end = min(start + days_used, len(month) - 1)
    return ScheduledCase(item=item, accepted_on=month[start], completed_on=month[end])


def _carried(*, item: DemoItem, draws: Draws) -> ScheduledCase:
    start = len(JANUARY) - 1 - draws.below(min(_CARRY_DAYS, item.promised_limit))
    latest = min(start + item.promised_limit, len(BOTH_MONTHS) - 1)
    end = len(JANUARY) + draws.below(latest - len(JANUARY) + 1)
    return ScheduledCase(item=item, accepted_on=BOTH_MONTHS[start], completed_on=BOTH_MONTHS[end])


def _open(*, item: DemoItem, days: Sequence[date], draws: Draws) -> ScheduledCase:
    still_running = BOTH_MONTHS[-item.promised_limit :] if item.promised_limit else ()
    candidates = [day for day in days if day in still_running]
    if not candidates:
        raise DemoTableError(f"{item.name}：承诺时限太短，月末不可能仍在办理")
    return ScheduledCase(
        item=item, accepted_on=candidates[draws.below(len(candidates))], completed_on=None
    )


def _weighted(items: Sequence[DemoItem], draws: Draws) -> DemoItem:
    ticket = draws.below(sum(item.weight for item in items))
    for item in items:
        ticket -= item.weight
        if ticket < 0:
            return item
    raise AssertionError("weights are positive")
