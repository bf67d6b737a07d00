"""When something that is held will have no holder (空岗)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhengtong.people.rules.tenures import Tenure, first_gap

# How many of the things that a loss strands are named; the rest is known to be there.
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A time without a holder that is near or has begun (空岗).

    Args:
        starts_on: first day without a holder.
        is_vacant: it has begun.
    """

    starts_on: date
    is_vacant: bool


def vacancy_ahead(tenures: Sequence[Tenure], *, today: date, days: int) -> Vacancy | None:
    """Return the vacancy that has begun or begins within `days` days, None where none (空岗预警).

    Whether a vacancy that has begun matters is the caller's question: a post may have been given
    up for good.

    Args:
        tenures: of all holders, past ones too; at least one.
    """
    gap = first_gap(tenures, within=Tenure(today, today + timedelta(days=days)))
    if gap is None:
        return None
    if gap > today:
        return Vacancy(gap, is_vacant=False)
    ended = [tenure.last_day for tenure in tenures if tenure.last_day < today]
    if not ended:
        return None
    return Vacancy(max(ended) + timedelta(days=1), is_vacant=True)
