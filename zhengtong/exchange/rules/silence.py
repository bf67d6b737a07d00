"""A source that used to deliver and has stopped (久未送数)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

# A habit takes more than two deliveries; old habits do not count.
FEWEST_DAYS = 3
MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Silence:
    """For how long nothing came, and what was usual (久未送数).

    Args:
        is_agreed: the usual interval was agreed with the source, not read from its habit.
    """

    last_on: dt.date
    days: int
    usual_days: int
    is_agreed: bool

    @property
    def sentence(self) -> str:
        """Say it in Chinese (说明)."""
        basis = "约定" if self.is_agreed else "以往最长"
        return f"{self.last_on} 以后 {self.days} 日没有送数（{basis} {self.usual_days} 日一次）"


def silence_of(
    *,
    arrived_on: Collection[dt.date],
    every_days: int | None,
    switched_off_on: dt.date | None,
    today: dt.date,
) -> Silence | None:
    """Return the silence of a source that ought to have delivered, None while all is well.

    Agreed is how often it delivers; where nothing is agreed, the longest interval between its
    last ten days of delivery is its habit, once there were three. Days are calendar days. A
    source that is switched off, or never delivered, is silent by right.
    """
    days = sorted(set(arrived_on))[-MOST_DAYS:]
    if not days or (switched_off_on is not None and today > switched_off_on):
        return None
    if every_days is None and len(days) < FEWEST_DAYS:
        return None
    usual = every_days or max((later - day).days for day, later in pairwise(days))
    silent = (today - days[-1]).days
    if silent <= usual:
        return None
    return Silence(days[-1], silent, usual, every_days is not None)
