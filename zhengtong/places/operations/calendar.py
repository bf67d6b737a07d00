"""Loading the yearly notices; whoever kept a calendar builds it anew (放假安排载入)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from zhengtong.foundation.ledger.acts import commit_act
from zhengtong.foundation.permissions import require
from zhengtong.foundation.requests import Request
from zhengtong.kernel.calendar_rows import CalendarRefused, build_calendar
from zhengtong.kernel.calendars import CalendarDay as AnnouncedDay
from zhengtong.places.events import CalendarNoticeLoaded
from zhengtong.places.models import CalendarAct, CalendarDay, CalendarNotice, RegionCalendar
from zhengtong.places.permissions import PlacesPermission
from zhengtong.places.queries import UnknownRegion, known_regions, work_calendar
from zhengtong.places.rules.actions import PlacesAction
from zhengtong.places.rules.regions import NATION


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLoaded:
    """What a load came to (载入结果).

    Args:
        years: published years that are in force now, changed or not, out of those given.
        changed_days: days written anew; 0 means that nothing changed.
        first_changed_day: earliest of them; cases that run past it are computed anew.
        skipped_years: years not yet announced, with `skipped_days` rows.
        refused: message by year, for years that are incomplete or contradict themselves; they
            stay as they were.
    """

    years: tuple[int, ...]
    changed_days: int
    first_changed_day: dt.date | None
    skipped_years: tuple[int, ...]
    skipped_days: int
    refused: Mapping[int, str]


@transaction.atomic
def load_calendar(*, days: Iterable[AnnouncedDay], source: str, request: Request) -> CalendarLoaded:
    """Put announced years in force, each whole or not at all (载入放假安排).

    Years not yet announced are skipped and counted. Call
    `cases.operations.due_dates.recompute_open_cases` afterwards when `changed_days` is not 0.

    Args:
        source: file or notice, for the record.

    Raises:
        PermissionRefused: not the operator.
    """
    require(request.by, PlacesPermission.LOAD_CALENDAR, organisation_code="", today=request.today)
    calendar = _lock_calendar(NATION)
    loaded, changed = put_years_in_force(days)
    if changed:
        _record(calendar, changed, source=source, request=request)
    return loaded


@transaction.atomic
def load_regional_days(
    *, region_code: str, days: Iterable[AnnouncedDay], source: str, request: Request
) -> tuple[dt.date, ...]:
    """Lay a region's own holidays over the national calendar; return what changed (地方节假日).

    They hold for the region and all below it. Years need not be complete.

    Raises:
        PermissionRefused: not the operator.
        UnknownRegion: the region is not loaded.
        OutsideCalendar: a day lies in a year whose national days are not loaded.

    Source:
        《全国年节及纪念日放假办法》第四条: 少数民族习惯的节日, 由各少数民族聚居地区的地方人民政府
        规定放假日期.
    """
    require(request.by, PlacesPermission.LOAD_CALENDAR, organisation_code="", today=request.today)
    if not known_regions([region_code]):
        raise UnknownRegion(f"区划代码 {region_code} 不存在，请核对；区划由 load-regions 载入")
    published = [day for day in days if day.published]
    national = work_calendar()
    for day in published:
        national.require_year(day.date.year)
    calendar = _lock_calendar(region_code)
    changed = _write(published, region_code=region_code)
    if changed:
        _record(calendar, changed, source=source, request=request)
    return tuple(sorted(changed))


def put_years_in_force(
    days: Iterable[AnnouncedDay],
) -> tuple[CalendarLoaded, Sequence[dt.date]]:
    """Write the announced years that are whole; return what it came to, and the days changed.

    Part of `load_calendar`, which asks for the right and records the notice.
    """
    by_year: dict[int, list[AnnouncedDay]] = defaultdict(list)
    for day in days:
        by_year[day.date.year].append(day)
    accepted: list[AnnouncedDay] = []
    years: list[int] = []
    refused: dict[int, str] = {}
    skipped_years: list[int] = []
    skipped_days = 0
    for year in sorted(by_year):
        try:
            build = build_calendar(by_year[year])
        except CalendarRefused as refusal:
            refused[year] = refusal.message
            continue
        skipped_days += build.skipped_days
        skipped_years += build.skipped_years
        if not build.skipped_years:
            years.append(year)
            accepted += [day for day in by_year[year] if day.published]
    changed = _write(accepted, region_code="")
    loaded = CalendarLoaded(
        years=tuple(years),
        changed_days=len(changed),
        first_changed_day=min(changed, default=None),
        skipped_years=tuple(skipped_years),
        skipped_days=skipped_days,
        refused=refused,
    )
    return loaded, changed


def note_edition(
    changed: Sequence[dt.date], *, source: str, now: dt.datetime, loaded_by: str
) -> CalendarNotice:
    """Note that the calendar changed, so that every process builds it anew (放假通知)."""
    return CalendarNotice.objects.create(
        source=source[:200],
        years="、".join(map(str, _years(changed)))[:200],
        changed_days=len(changed),
        loaded_at=now,
        loaded_by=loaded_by,
    )


def _write(days: Sequence[AnnouncedDay], *, region_code: str) -> list[dt.date]:
    """Write the days that differ from what is there; return them."""
    if not days:
        return []
    span = (min(day.date for day in days), max(day.date for day in days))
    present = {
        row.day: row for row in CalendarDay.objects.filter(region_code=region_code, day__range=span)
    }
    new: list[CalendarDay] = []
    changed: list[CalendarDay] = []
    for day in days:
        row = present.get(day.date)
        if row is None:
            row = CalendarDay(region_code=region_code, day=day.date)
            new.append(row)
        elif (row.kind, row.name, row.in_lieu) != (day.kind, day.name, day.in_lieu):
            changed.append(row)
        row.kind, row.name, row.in_lieu = day.kind, day.name, day.in_lieu
    CalendarDay.objects.bulk_create(new, batch_size=500)
    CalendarDay.objects.bulk_update(changed, ["kind", "name", "in_lieu"], batch_size=200)
    return [row.day for row in (*new, *changed)]


def _lock_calendar(region_code: str) -> RegionCalendar:
    """Lock what a region decrees until the transaction ends; made if need be (锁定区划日历)."""
    RegionCalendar.objects.bulk_create(
        [RegionCalendar(region_code=region_code)], ignore_conflicts=True
    )
    return RegionCalendar.objects.select_for_update().get(region_code=region_code)


def _record(
    calendar: RegionCalendar, changed: Sequence[dt.date], *, source: str, request: Request
) -> None:
    """Note the edition, and write its act and entry at the region that decreed it."""
    notice = note_edition(changed, source=source, now=request.now, loaded_by=request.by_text)
    commit_act(
        calendar,
        changed=(),
        act=CalendarAct(
            calendar_id=calendar.id,
            edition=notice.edition,
            action=PlacesAction.LOAD_NOTICE.value,
            reason=request.reason,
        ),
        event=CalendarNoticeLoaded(
            region_code=calendar.region_code,
            edition=str(notice.edition),
            years=tuple(_years(changed)),
            changed_days=len(changed),
            first_changed_day=min(changed),
            last_changed_day=max(changed),
        ),
        by=request.by,
        occurred_at=request.now,
        recorded_at=request.now,
        origin=request.origin,
    )


def _years(days: Iterable[dt.date]) -> list[int]:
    return sorted({day.year for day in days})
