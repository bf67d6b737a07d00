"""A region with bodies and counted acts in its ledger, for tests of bulletins.

The subjects are notes that carry the events of cases: what a bulletin reads is the ledger.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from zhengtong.bulletins.operations.freezing import freeze_bulletin
from zhengtong.bulletins.operations.preparation import current_bulletin
from zhengtong.bulletins.queries.frozen import FrozenBulletin
from zhengtong.bulletins.rules.composition import Bulletin
from zhengtong.bulletins.tests.factories import FEBRUARY
from zhengtong.cases.events import CaseAccepted, CaseCompleted, CaseVoided
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.foundation.actors import SYSTEM, Actor
from zhengtong.foundation.events import Event
from zhengtong.foundation.ledger.acts import commit_act, counted_entries
from zhengtong.foundation.tests.notebook.models import Note
from zhengtong.kernel.origins import Origin
from zhengtong.kernel.periods import Period
from zhengtong.places.tests.factories import (
    REGION,
    make_organisation,
    make_region,
    make_service_centre,
)

AGRICULTURE, WATER, FORESTRY = "510703-D01", "510703-D02", "510703-D03"
NAMES = {AGRICULTURE: "涪城区农业局", WATER: "涪城区水务局", FORESTRY: "涪城区林业局"}
MARCH_2 = date(2018, 3, 2)
MARCH_2_MORNING = datetime(2018, 3, 2, 2, 0, tzinfo=UTC)
FEBRUARY_5 = date(2018, 2, 5)


def make_district(*codes: str, with_items: bool = True) -> None:
    """Make Fucheng with its service centre and some departments, each with one item."""
    make_region()
    make_service_centre()
    for sequence, code in enumerate(codes or NAMES, start=1):
        make_organisation(
            code=code, name=NAMES.get(code, f"{code}局"), sequence=sequence, in_hall=True
        )
        if with_items:
            make_published_item(
                implementation_code=f"{code}-ITEM", organisation_code=code, is_demo=True
            )


def accept(
    number: int,
    *,
    code: str = AGRICULTURE,
    item_type: str = "license",
    day: date = FEBRUARY_5,
    origin: Origin = Origin.LIVE,
    region_code: str = REGION,
) -> Note:
    """Write the acceptance of a new case."""
    note = Note(
        region_code=region_code,
        number=number,
        organisation_code=code,
        item_type=item_type,
        text="受理",
    )
    event = CaseAccepted(
        case_number=f"{number}",
        implementation_code="x",
        item_version=1,
        statutory_due_on=None,
        promised_due_on=None,
    )
    _commit(note, event, day=day, origin=origin)
    return note


def complete(note: Note, *, day: date = FEBRUARY_5, origin: Origin = Origin.LIVE) -> None:
    """Write the completion of a case."""
    event = CaseCompleted(
        case_number=f"{note.number}", implementation_code="x", close_result="granted"
    )
    _commit(note, event, day=day, origin=origin)


def void(note: Note, *, day: date = FEBRUARY_5) -> None:
    """Void a case; what it had counted is taken back."""
    event = CaseVoided(case_number=f"{note.number}", implementation_code="x")
    _commit(note, event, day=day, origin=Origin.LIVE, takes_back=counted_entries(note))


def _commit(
    note: Note,
    event: Event,
    *,
    day: date,
    origin: Origin,
    takes_back: Sequence[UUID] = (),
) -> None:
    moment = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)
    with transaction.atomic():
        commit_act(
            note,
            changed=("text",),
            act=None,
            event=event,
            by=SYSTEM,
            occurred_at=moment,
            recorded_at=moment,
            origin=origin,
            takes_back=takes_back,
        )


def bulletin_now(
    *, period: Period = FEBRUARY, today: date = MARCH_2, region_code: str = REGION
) -> Bulletin:
    """Return the bulletin as of now."""
    return current_bulletin(region_code=region_code, period=period, today=today)


def freeze(
    *, period: Period = FEBRUARY, by: Actor = SYSTEM, now: datetime = MARCH_2_MORNING
) -> FrozenBulletin:
    """Freeze a bulletin as the operator."""
    return freeze_bulletin(region_code=REGION, period=period, by=by, now=now)
