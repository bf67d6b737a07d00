"""Reads of the to-dos that the upper level's changes give rise to (认领待办)."""

import uuid
from dataclasses import dataclass
from datetime import date

from zhengtong.catalogue.models import ClaimTodo
from zhengtong.catalogue.rules.changes import FOLLOW_UP_LABELS, FollowUpAction
from zhengtong.kernel.item_types import ItemType
from zhengtong.places.queries import organisations_in

MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTodo:
    """A to-do that waits for an answer (待办).

    Args:
        action: what is to be done, as people read it.
        is_overdue: its day has gone by.
    """

    todo_id: uuid.UUID
    organisation_code: str
    organisation_name: str
    base_code: str
    item_name: str
    item_type: ItemType
    action: str
    reasons: tuple[str, ...]
    implementation_code: str
    raised_on: date
    due_on: date
    is_overdue: bool


def open_todos(
    *, region_code: str, today: date, organisation_code: str = "", overdue_only: bool = False
) -> tuple[OpenTodo, ...]:
    """Return the open to-dos of a region, the most urgent first, at most `MOST` (待办清单).

    Args:
        organisation_code: of one body alone; empty for all.
    """
    rows = ClaimTodo.objects.filter(region_code=region_code, answer="")
    if organisation_code:
        rows = rows.filter(organisation_code=organisation_code)
    if overdue_only:
        rows = rows.filter(due_on__lt=today)
    found = list(rows.order_by("due_on", "organisation_code", "base_code")[:MOST])
    names = _names(region_code) if found else {}
    return tuple(
        OpenTodo(
            todo_id=row.id,
            organisation_code=row.organisation_code,
            organisation_name=names.get(row.organisation_code, row.organisation_code),
            base_code=row.base_code,
            item_name=row.item_name,
            item_type=ItemType(row.item_type),
            action=FOLLOW_UP_LABELS[FollowUpAction(row.action)],
            reasons=tuple(row.reasons),
            implementation_code=row.implementation_code,
            raised_on=row.raised_on,
            due_on=row.due_on,
            is_overdue=row.due_on < today,
        )
        for row in found
    )


def _names(region_code: str) -> dict[str, str]:
    return {body.code: body.name for body in organisations_in(region_code)}
