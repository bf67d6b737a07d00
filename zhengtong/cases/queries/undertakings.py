"""Undertakings that fall due: materials to come, pledges to be checked (到期的承诺)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from zhengtong.cases.models import Undertaking
from zhengtong.cases.rules.counter_acts import UNDER_WAY
from zhengtong.cases.rules.states import RESULT_READY
from zhengtong.cases.rules.undertakings import UndertakingKind

MOST_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DueUndertaking:
    """An undertaking whose day comes or has passed (到期承诺)."""

    kind: UndertakingKind
    case_number: str
    item_name: str
    organisation_code: str
    due_on: dt.date
    is_overdue: bool


def due_undertakings(
    *, region_code: str, kind: UndertakingKind, until: dt.date, today: dt.date
) -> list[DueUndertaking]:
    """Return unsettled undertakings due by a day, the first `MOST_LISTED` (到期的承诺).

    A tolerance is there while its case is under way, a pledge once the result is ready.
    """
    states = UNDER_WAY if kind is UndertakingKind.TOLERANCE else RESULT_READY
    rows = Undertaking.objects.filter(
        Q(case__state__in=sorted(state.value for state in states)),
        region_code=region_code,
        kind=kind.value,
        settled_at__isnull=True,
        due_on__lte=until,
    )
    values = rows.order_by("due_on", "id").values_list(
        "case__number", "case__item_name", "organisation_code", "due_on"
    )
    return [
        DueUndertaking(
            kind=kind,
            case_number=number,
            item_name=item_name,
            organisation_code=organisation_code,
            due_on=due_on,
            is_overdue=due_on < today,
        )
        for number, item_name, organisation_code, due_on in values[:MOST_LISTED]
        if due_on is not None  # the query asks for a day
    ]
