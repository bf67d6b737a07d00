"""Background work: what the worker does each second and what it does at intervals (后台工作).

Domains register their followers and rounds in `apps.py`. Everything here may be killed at
any moment and run in several processes at once: it is idempotent and resumes from the ledger.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import close_old_connections

from zhengtong.foundation.ledger.delivery import deliver_pending
from zhengtong.foundation.ledger.models import RegionHead
from zhengtong.foundation.ledger.numbering import number_pending, regions_with_queue

log = logging.getLogger(__name__)
Follower = Callable[[str, datetime], object]
Round = Callable[[datetime], object]


@dataclass(slots=True)
class _Timed:
    work: Round
    every: timedelta
    next_at: datetime | None = None


@dataclass(slots=True)
class _Register:
    followers: dict[str, Follower] = field(default_factory=dict)
    rounds: dict[str, _Timed] = field(default_factory=dict)
    followed: dict[str, int] = field(default_factory=dict)  # region → position all work reached


_REGISTER = _Register()


def register_follower(name: str, follow: Follower) -> None:
    """Register work that follows a region's numbered entries; called with (region, now)."""
    _REGISTER.followers[name] = follow


def register_round(name: str, work: Round, *, every: timedelta) -> None:
    """Register work that is done at intervals, such as a sweep of overdue notices."""
    _REGISTER.rounds[name] = _Timed(work=work, every=every)


def work_once(*, now: datetime) -> int:
    """Number, follow and deliver for every region with news; return the entries numbered."""
    numbered = 0
    for region_code in regions_with_queue():
        with _guarded(f"numbering of {region_code}"):
            numbered += number_pending(region_code=region_code)
    for region_code, position in RegionHead.objects.values_list("region_code", "last_position"):
        if _REGISTER.followed.get(region_code) != position and _follow(region_code, now):
            _REGISTER.followed[region_code] = position
    return numbered


def _follow(region_code: str, now: datetime) -> bool:
    """Let all followers and handlers catch up in a region; say whether all of them did."""
    came_through = 0
    for name, follow in _REGISTER.followers.items():
        with _guarded(name):
            follow(region_code, now)
            came_through += 1
    with _guarded(f"delivery in {region_code}"):
        delivered = deliver_pending(region_code=region_code, now=now)
        return delivered.is_complete and came_through == len(_REGISTER.followers)
    return False


def due_rounds(*, now: datetime) -> list[str]:
    """Do every round whose time has come; return their names."""
    done = []
    for name, timed in _REGISTER.rounds.items():
        if timed.next_at is None or timed.next_at <= now:
            timed.next_at = now + timed.every
            with _guarded(name):
                timed.work(now)
            done.append(name)
    return done


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Log a failure of one piece of work; the next one still runs."""
    try:
        yield
    except Exception:  # the worker's edge
        log.exception("background work %s failed", name)
        close_old_connections()
