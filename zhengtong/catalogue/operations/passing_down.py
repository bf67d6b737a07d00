"""To-dos of townships for what a list passes down to them (下放乡镇待办)."""

from datetime import date

from django.db import transaction

from zhengtong.catalogue.models import (
    CatalogueItem,
    ClaimTodo,
    ListAct,
    ListEntry,
    LocalItem,
    NamedList,
)
from zhengtong.catalogue.operations.lists import WITHDRAW
from zhengtong.catalogue.queries.lists import known_list
from zhengtong.catalogue.queries.parts import parts
from zhengtong.catalogue.queries.upper_items import nearest_upper_items
from zhengtong.catalogue.rules.changes import HANDED_DOWN, TODO_WORKDAYS, FollowUpAction
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.rules.states import LocalItemState
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.limits import working_days
from zhengtong.places.queries import work_calendar

WITHDRAWN = "withdrawn"


@transaction.atomic
def raise_township_todos(*, region_code: str, number: int) -> int:
    """Ask each township to claim what a list passes down to it; return how many are new (待办).

    Whoever holds the item, or is asked already, is not asked again. The working days count from
    the day that the list counts, or that it came in where that is later. Safe to run again: a
    to-do is unique per list, body and item.

    Args:
        number: of the list of kind `passed_down`.

    Raises:
        OutsideCalendar: no calendar covers the days; load it and retry.
    """
    passed = _list(region_code, number)
    if passed.is_withdrawn:
        return 0
    rows = ListEntry.objects.filter(region_code=region_code, list_id=passed.id)
    named = list(rows.order_by("organisation_code", "base_code"))
    upper = nearest_upper_items(
        region_code=region_code, base_codes={row.base_code for row in named}
    )
    busy = _held_or_asked(region_code, {row.base_code for row in named})
    starts_on = max(passed.counts_from, passed.imported_on)
    due = due_on(
        started_on=starts_on,
        limit=working_days(TODO_WORKDAYS),
        calendar=work_calendar(region_code),
    )
    made = ClaimTodo.objects.bulk_create(
        [
            _todo(row, passed=passed, upper=upper[row.base_code], starts_on=starts_on, due=due)
            for row in named
            if (row.organisation_code, row.base_code) not in busy
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(made)


@transaction.atomic
def close_township_todos(*, region_code: str, number: int) -> int:
    """Close what is open of a withdrawn list; return how many (清单撤回，待办作罢)."""
    passed = _list(region_code, number)
    withdrawal = ListAct.objects.get(region_code=region_code, list_id=passed.id, action=WITHDRAW)
    return ClaimTodo.objects.filter(
        region_code=region_code, list_number=number, kind=HANDED_DOWN, answer=""
    ).update(
        answer=WITHDRAWN,
        answered_by=withdrawal.actor_code,
        answered_at=withdrawal.occurred_at,
    )


def _list(region_code: str, number: int) -> NamedList:
    return NamedList.objects.get(
        region_code=region_code, kind=ListKind.PASSED_DOWN.value, number=number
    )


def _held_or_asked(region_code: str, base_codes: set[str]) -> set[tuple[str, str]]:
    """Return body and base code of what is claimed, or waits to be."""
    found: set[tuple[str, str]] = set()
    not_held = [LocalItemState.TO_CLAIM.value, LocalItemState.CANCELLED.value]
    for part in parts(sorted(base_codes)):
        held = LocalItem.objects.filter(region_code=region_code, base_code__in=part)
        asked = ClaimTodo.objects.filter(
            region_code=region_code,
            base_code__in=part,
            action=FollowUpAction.CLAIM.value,
            answer="",
        )
        found.update(held.exclude(state__in=not_held).values_list("organisation_code", "base_code"))
        found.update(asked.values_list("organisation_code", "base_code"))
    return found


def _todo(
    row: ListEntry, *, passed: NamedList, upper: CatalogueItem, starts_on: date, due: date
) -> ClaimTodo:
    return ClaimTodo(
        region_code=row.region_code,
        organisation_code=row.organisation_code,
        catalogue_region_code=upper.region_code,
        base_code=row.base_code,
        catalogue_version=upper.version,
        item_name=row.item_name,
        item_type=row.item_type,
        kind=HANDED_DOWN,
        list_number=passed.number,
        action=FollowUpAction.CLAIM.value,
        reasons=[f"{known_list(passed).terms.title}下放"],
        raised_on=starts_on,
        due_on=due,
    )
