"""Regions, organisations and calendars for tests of any domain, put in past the operations."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from zhengtong.foundation.actors import SYSTEM, Actor
from zhengtong.foundation.requests import Request
from zhengtong.kernel.calendars import CalendarDay as AnnouncedDay
from zhengtong.places.models import Organisation, Region
from zhengtong.places.operations.bundled_calendar import bundled_days
from zhengtong.places.operations.calendar import (
    CalendarLoaded,
    note_edition,
    put_years_in_force,
)
from zhengtong.places.queries import OrganisationInfo, organisation
from zhengtong.places.rules.organisations import BodyKind, OrganisationLevel
from zhengtong.places.rules.regions import level_of, parent_of

REGION = "510703"
CENTRE = "510703-C01"
DEPARTMENT = "510703-D01"
NOW = datetime(2020, 1, 1, tzinfo=UTC)


def make_region(
    *, code: str = REGION, name: str = "涪城区", as_of: date = date(2023, 6, 30)
) -> str:
    """Make a region unless it is there; return its code."""
    Region.objects.get_or_create(
        code=code,
        defaults={
            "level": level_of(code),
            "name": name,
            "full_name": name,
            "parent_code": parent_of(code),
            "source": "NBS",
            "as_of": as_of,
        },
    )
    return code


def make_organisation(
    *,
    code: str = DEPARTMENT,
    name: str = "",
    level: OrganisationLevel = OrganisationLevel.DISTRICT_DEPARTMENT,
    kind: BodyKind = BodyKind.STATUTORY_ORGAN,
    region_code: str = REGION,
    **fields: Any,
) -> OrganisationInfo:
    """Make an organisation, marked as a demo one so that its items can be published."""
    values = {"name": name or f"机构{code}", "is_demo": True, **fields}
    Organisation.objects.create(
        code=code, level=level, kind=kind, region_code=region_code, **values
    )
    return organisation(code)


def make_service_centre(*, code: str = CENTRE, region_code: str = REGION) -> OrganisationInfo:
    """Make the service centre of a region."""
    return make_organisation(
        code=code,
        name="涪城区政务服务中心",
        level=OrganisationLevel.SERVICE_CENTRE,
        region_code=region_code,
    )


def make_calendar(*, years: range | tuple[int, ...] = (2018, 2019)) -> CalendarLoaded:
    """Put announced years in force, from the file that comes with the platform."""
    wanted = set(years)
    days = [day for day in announced_days() if day.date.year in wanted]
    loaded, changed = put_years_in_force(days)
    if changed:
        note_edition(changed, source="测试", now=NOW, loaded_by="test")
    return loaded


def request(*, by: Actor = SYSTEM, now: datetime = NOW, reason: str = "测试") -> Request:
    """Return a request for a change of organisations or calendars."""
    return Request(by=by, now=now, reason=reason)


@cache
def announced_days() -> tuple[AnnouncedDay, ...]:
    """Return every row of the bundled calendar file."""
    return tuple(bundled_days())
