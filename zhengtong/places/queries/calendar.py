"""The working calendar in force, built once and kept until a notice changes it (工作日历)."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from zhengtong.foundation.statements import Statement
from zhengtong.kernel.calendars import CalendarDay as AnnouncedDay
from zhengtong.kernel.calendars import DayKind, WorkCalendar
from zhengtong.places.models import CalendarDay, CalendarNotice
from zhengtong.places.rules.regions import with_ancestors

_SPECIAL = (DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY)


@dataclass(slots=True)
class _Kept:
    """What this process built from one edition."""

    edition: uuid.UUID | None
    national: WorkCalendar
    overlays: dict[str, list[AnnouncedDay]]
    of_regions: dict[str, WorkCalendar] = field(default_factory=dict)


_kept: list[_Kept] = []


def work_calendar(region_code: str = "") -> WorkCalendar:
    """Return the calendar in force, with the region's own days laid over it (工作日历).

    One small query tells whether a notice was loaded since; the calendar is then built anew.
    Without any loaded year it refuses each day by `OutsideCalendar`.

    Args:
        region_code: 6 digits; days of the province and city above it hold too. Empty for the
            nation.
    """
    kept = _current()
    if not region_code:
        return kept.national
    if region_code not in kept.of_regions:
        kept.of_regions[region_code] = _with_overlays(kept, region_code)
    return kept.of_regions[region_code]


def calendar_edition() -> uuid.UUID | None:
    """Return the edition of the calendar in force, None before the first load (日历版本)."""
    found = _EDITION.first()
    return found[0] if found else None


_EDITION = Statement(lambda: CalendarNotice.objects.order_by("-id").values_list("edition")[:1])


def _current() -> _Kept:
    edition = calendar_edition()
    if not _kept or _kept[0].edition != edition:
        _kept[:] = [_build(edition)]
    return _kept[0]


def _build(edition: uuid.UUID | None) -> _Kept:
    national = CalendarDay.objects.filter(region_code="")
    overlays: dict[str, list[AnnouncedDay]] = defaultdict(list)
    for row in CalendarDay.objects.exclude(region_code="").order_by("day"):
        overlays[row.region_code].append(_announced(row))
    return _Kept(
        edition=edition,
        national=WorkCalendar(
            tuple(sorted(national.values_list("day__year", flat=True).distinct())),
            tuple(_announced(row) for row in national.filter(kind__in=_SPECIAL)),
        ),
        overlays=overlays,
    )


def _with_overlays(kept: _Kept, region_code: str) -> WorkCalendar:
    days = [day for code in with_ancestors(region_code) for day in kept.overlays.get(code, ())]
    return kept.national.with_overlay(days) if days else kept.national


def _announced(row: CalendarDay) -> AnnouncedDay:
    return AnnouncedDay(row.day, DayKind(row.kind), row.name, row.in_lieu)
