"""Cases that wait at the window for their acceptance, in any number (待受理办件).

One is taken in by the product's own operation; the others are copies of its rows with people,
number and entry of their own, so no column is left behind when the tables change.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import office
from benchmarks.accepting import Waiting
from benchmarks.copies import copy_row
from benchmarks.people import person
from zhengtong.cases.events import CaseReceived
from zhengtong.cases.models import Case, CaseAct, CaseMaterial
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.people import put_applicant
from zhengtong.cases.rules.applications import Application
from zhengtong.cases.rules.channels import Channel
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import insert_rows
from zhengtong.foundation.ids import new_id
from zhengtong.foundation.ledger.acts import build_entry, queue_row
from zhengtong.foundation.ledger.models import Entry
from zhengtong.kernel.case_numbers import MAX_SERIAL, make_case_number
from zhengtong.kernel.codes import Strictness
from zhengtong.kernel.origins import Origin

RECEIVED_AT = office.NOW - dt.timedelta(hours=1)
MATERIALS = ("申请表", "营业执照")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A case that was taken in, with all its rows (一件办件的各行)."""

    case: Case
    materials: tuple[CaseMaterial, ...]
    act: CaseAct


class Numbers:
    """Case numbers of the measured district, of days that nothing else uses (编号)."""

    def __init__(self, *, year: int) -> None:
        self._first_day = dt.date(year, 1, 1)
        self._used = 0

    def take(self) -> str:
        """Return a fresh number (取号)."""
        day, serial = divmod(self._used, MAX_SERIAL)
        self._used += 1
        return make_case_number(
            region_code=office.DISTRICT,
            day=self._first_day + dt.timedelta(days=day),
            serial=serial + 1,
        )


class Pool:
    """Makes cases that wait for acceptance (待受理办件).

    Args:
        bodies: the departments that they are dealt out to; all of them by default.
        item: the item that they are for; the first of each department by default.
        year: their numbers are of this year; each pool has its own.
        received_at: when they were taken in.
    """

    def __init__(
        self,
        *,
        bodies: Sequence[str] = (),
        item: str = "",
        year: int = 2001,
        received_at: dt.datetime = RECEIVED_AT,
    ) -> None:
        self._numbers = Numbers(year=year)
        self._bodies = bodies or office.departments(office.DISTRICT)
        self._item = item
        self._received_at = received_at
        self._samples: dict[str, Taken] = {}

    def make(self, count: int, *, ids: Iterator[uuid.UUID] | None = None) -> list[Waiting]:
        """Write so many cases, dealt out to the departments, and return them (备件).

        Args:
            ids: given where somebody else must be able to reckon the ids.
        """
        waiting: list[Waiting] = []
        while len(waiting) < count:
            size = min(BATCH, count - len(waiting))
            waiting += self._make_some(size, ids=ids)
        return waiting

    def _make_some(self, count: int, *, ids: Iterator[uuid.UUID] | None) -> list[Waiting]:
        made = [self._made(place, new_id() if ids is None else next(ids)) for place in range(count)]
        insert_rows([taken.case for taken in made])
        insert_rows([material for taken in made for material in taken.materials])
        insert_rows([taken.act for taken in made])
        entries = [_entry(taken.case) for taken in made]
        insert_rows(entries)
        insert_rows([queue_row(entry) for entry in entries])
        return [(taken.case.number, taken.case.organisation_code) for taken in made]

    def _made(self, place: int, case_id: uuid.UUID) -> Taken:
        body = self._bodies[place % len(self._bodies)]
        if body not in self._samples:
            self._samples[body] = take_in(
                body, number=self._numbers.take(), item=self._item, at=self._received_at
            )
        sample = self._samples[body]
        case = copy_row(sample.case, id=case_id, number=self._numbers.take())
        put_applicant(case, person(place), strictness=Strictness.STRICT)
        return Taken(
            case,
            tuple(copy_row(row, case_id=case.id) for row in sample.materials),
            copy_row(sample.act, case_id=case.id),
        )


def take_in(department_code: str, *, number: str, item: str, at: dt.datetime) -> Taken:
    """Take a case in by the product's own operation (收件)."""
    application = Application(
        implementation_code=item or office.item_codes(department_code)[0],
        applicant=person(0),
        channel=Channel.WINDOW,
    )
    receive_case(
        case_number=number,
        application=application,
        collected=MATERIALS,
        by=_clerk(department_code),
        at=live(at),
    )
    case = Case.objects.get(region_code=office.DISTRICT, number=number)
    of_case = {"region_code": office.DISTRICT, "case_id": case.id}
    return Taken(
        case,
        tuple(CaseMaterial.objects.filter(**of_case).order_by("ordinal")),
        CaseAct.objects.get(**of_case),
    )


def ids_from(first: int) -> Iterator[uuid.UUID]:
    """Walk through ids that a script can reckon from a number; see `accept.sql` (可推算的标识)."""
    number = first
    while True:
        yield uuid.UUID(f"{ID_PREFIX}{number:015x}")
        number += 1


ID_PREFIX = "01900000000070008"


def _entry(case: Case) -> Entry:
    assert case.received_at is not None
    return build_entry(
        case,
        event=CaseReceived(case_number=case.number, implementation_code=case.implementation_code),
        by=_clerk(case.organisation_code),
        occurred_at=case.received_at,
        recorded_at=case.received_at,
        origin=Origin.LIVE,
    )


def _clerk(department_code: str) -> Actor:
    return office.staff_of(department_code, "S01")
