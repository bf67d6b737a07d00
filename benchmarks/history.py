"""Years of cases, written by the product's own import in several processes (历史办件).

The measured district has half of the cases, its two neighbours a quarter each. The last year is
filled first: it alone is a tenth of what ten years hold, and what is asked (a month, a page) lies
in it, so that the other nine add only what is stored.
"""

import datetime as dt
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from django.db import connection

from benchmarks import office, server
from benchmarks.people import PERSONS, person
from zhengtong.cases.operations.importing import ImportedCase, import_case_batch
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.milestones import Milestone, Statement
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.kernel.case_numbers import make_case_number
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.origins import Origin
from zhengtong.places.queries import work_calendar

LAST_YEAR = 2025
EARLIER_YEARS = range(2016, LAST_YEAR)
PROCESSES = 2
BATCH = 1_000
SOURCE = Actor(kind=ActorKind.SOURCE, code="演示-历史办件")
SYNCED = dict.fromkeys(Milestone, Origin.SYNCED)
_SHARES = {office.DISTRICT: 0.5} | dict.fromkeys(office.NEIGHBOURS, 0.25)
_ACCEPTING_SECONDS = 5 * 3600
_SAME_DAY_SHARE = 0.6
_LONGEST_DAYS = 7
_DENIED_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The cases that a district accepted in a month, to be filled by one process (一个月)."""

    region_code: str
    first_day: dt.date
    cases: int


def months(*, cases: int, years: Iterable[int]) -> list[Month]:
    """Return what is to be filled for some years of a history of so many cases (分月)."""
    months_in_all = 12 * (len(EARLIER_YEARS) + 1)
    return [
        Month(
            region_code=region_code,
            first_day=dt.date(year, month, 1),
            cases=round(cases * share / months_in_all),
        )
        for year in years
        for month in range(1, 13)
        for region_code, share in _SHARES.items()
    ]


def fill(work: Sequence[Month]) -> int:
    """Write the cases of some months with their ledger and totals; return how many (填入)."""
    connection.close()
    with multiprocessing.get_context("spawn").Pool(PROCESSES, server.set_up) as pool:
        written = sum(pool.imap_unordered(fill_month, work))
        pool.map(bring_up, sorted({month.region_code for month in work}))
    settle()
    return written


def bring_up(region_code: str) -> int:
    """Number what a district's ledger has queued and count its days (编号、统计)."""
    return bring_up_to_date(region_code=region_code, today=office.TODAY)


def settle() -> None:
    """Leave no work for a vacuum or checkpoint in the middle of a measurement (整理)."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def fill_month(month: Month) -> int:
    """Write the cases of a month, batch by batch; return how many (写入一个月)."""
    with connection.cursor() as cursor:
        # Filling alone may lose its last commits; nothing that is measured may.
        cursor.execute("SET synchronous_commit = off")
    cases, written = cases_of(month), 0
    while batch := list(islice(cases, BATCH)):
        outcome = import_case_batch(
            batch,
            region_code=month.region_code,
            source=SOURCE.code,
            by=SOURCE,
            now=office.NOW,
        )
        if outcome.refused:
            raise outcome.refused[0].error
        written += len(outcome.created)
    return written


def cases_of(month: Month) -> Iterator[ImportedCase]:
    """Walk through the cases of a month, the same ones every time (一个月的办件)."""
    draws = random.Random(f"{month.region_code} {month.first_day}")  # noqa: S311  no secret
    items = _items(month.region_code)
    days = _working_days(month.first_day)
    of_month = sum(day.month == month.first_day.month for day in days)
    serials: Counter[dt.date] = Counter()
    for number in range(month.cases):
        place = number * of_month // month.cases
        serials[days[place]] += 1
        case_number = make_case_number(
            region_code=month.region_code, day=days[place], serial=serials[days[place]]
        )
        item = items[draws.randrange(len(items))]
        statement = _statement(days, place, draws)
        assert statement.accepted_at is not None
        yield ImportedCase(
            source_number=f"H{case_number[6:17]}",
            data_version=1,
            case_number=case_number,
            terms=item,
            organisation_code=item.organisation_code,
            applicant=person(draws.randrange(PERSONS)),
            statement=statement,
            recorded_at=statement.delivered_at or statement.accepted_at,
            origins=SYNCED,
        )


def _statement(days: Sequence[dt.date], place: int, draws: random.Random) -> Statement:
    """Return the course of a case: most end on the day, the newest are still open."""
    opens = dt.datetime.combine(days[place], dt.time(9), CHINA_TIME)
    accepted_at = opens + dt.timedelta(seconds=draws.randrange(300, _ACCEPTING_SECONDS))
    begun = Statement(
        channel=Channel.WINDOW,
        submitted_at=accepted_at - dt.timedelta(minutes=5),
        received_at=accepted_at - dt.timedelta(minutes=4),
        accepted_at=accepted_at,
    )
    is_same_day = draws.random() < _SAME_DAY_SHARE
    last = place + (0 if is_same_day else draws.randint(1, _LONGEST_DAYS))
    if last >= len(days):
        return begun
    decided_at = dt.datetime.combine(days[last], accepted_at.timetz()) + dt.timedelta(minutes=30)
    is_denied = draws.random() < _DENIED_SHARE
    return replace(
        begun,
        decided_at=decided_at,
        completed_at=decided_at + dt.timedelta(minutes=5),
        delivered_at=decided_at + dt.timedelta(minutes=10),
        result=CloseResult.DENIED if is_denied else CloseResult.GRANTED,
        close_reason="演示：不具备规定的条件" if is_denied else "",
    )


@cache
def _items(region_code: str) -> list[ItemTerms]:
    return list(office.terms_of_region(region_code).values())


def _working_days(first_day: dt.date) -> list[dt.date]:
    """Return the working days of a month and enough of the next to end what it began."""
    calendar = work_calendar()
    days = (first_day + dt.timedelta(days=offset) for offset in range(31 + 3 * _LONGEST_DAYS))
    return [day for day in days if day < office.TODAY and calendar.is_working_day(day)]
