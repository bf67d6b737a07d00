"""Loading notices, and the calendar that every process keeps until the next one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.foundation.ledger.verification import verify_region
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.calendars import CalendarDay as AnnouncedDay
from zhengtong.kernel.calendars import DayKind, OutsideCalendar
from zhengtong.people.tests.factories import make_centre_administrator
from zhengtong.places.models import CalendarAct, CalendarDay, CalendarNotice
from zhengtong.places.operations.calendar import load_calendar, load_regional_days
from zhengtong.places.queries import UnknownRegion, calendar_edition, work_calendar
from zhengtong.places.tests.factories import (
    announced_days,
    make_calendar,
    make_region,
    make_service_centre,
    request,
)
from zhengtong.places.web.today import today

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 1, 1, tzinfo=UTC)


def load(days):
    return load_calendar(days=days, source="测试", request=request(now=NOW))


def days_of(*years: int) -> list[AnnouncedDay]:
    return [day for day in announced_days() if day.date.year in years]


def test_it_skips_and_counts_years_that_are_not_announced():
    loaded = load(announced_days())
    assert loaded.years == tuple(range(2015, 2027))
    assert (loaded.skipped_years, loaded.skipped_days, loaded.refused) == ((2027,), 365, {})
    assert loaded.changed_days == 4383
    assert work_calendar().is_provisional(date(2027, 3, 1))
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_it_counts_the_working_days_of_the_announced_years():
    make_calendar(years=range(2015, 2027))
    calendar = work_calendar()
    counts = [
        calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in range(2016, 2027)
    ]
    assert counts == [250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248]


def test_it_changes_nothing_on_a_second_run():
    make_calendar(years=(2018,))
    edition = calendar_edition()
    loaded = make_calendar(years=(2018,))
    assert (loaded.changed_days, loaded.first_changed_day) == (0, None)
    assert (CalendarNotice.objects.count(), calendar_edition()) == (1, edition)


def test_it_refuses_a_published_year_with_a_missing_day_and_loads_the_others():
    days = [day for day in days_of(2018, 2019) if day.date != date(2018, 3, 5)]
    loaded = load(days)
    assert loaded.years == (2019,)
    assert loaded.refused == {2018: "2018 年已公布，但缺 1 天，第一天是 2018-03-05；请补全后再载入"}
    assert not CalendarDay.objects.filter(day__year=2018).exists()


def test_it_leaves_a_loaded_year_alone_when_its_new_version_is_refused():
    make_calendar(years=(2018,))
    edition = calendar_edition()
    loaded = load([replace(day, name="改") for day in days_of(2018)][:-1])
    assert (loaded.changed_days, list(loaded.refused)) == (0, [2018])
    assert calendar_edition() == edition


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        pytest.param(
            AnnouncedDay(date(2018, 3, 5), DayKind.WEEKEND), "2018-03-05 是周一至周五", id="weekday"
        ),
        pytest.param(
            AnnouncedDay(date(2018, 3, 3), DayKind.WORKDAY), "2018-03-03 是周末", id="weekend"
        ),
    ],
)
def test_it_refuses_a_year_that_contradicts_the_weekday(fault, message):
    days = [fault if day.date == fault.date else day for day in days_of(2018)]
    assert message in load(days).refused[2018]


def test_it_refuses_a_day_that_stands_twice():
    assert "出现了两次" in load([*days_of(2018), days_of(2018)[0]]).refused[2018]


def test_it_refuses_a_day_before_any_year_is_loaded():
    with pytest.raises(OutsideCalendar, match="还没有载入任何一年的放假安排"):
        work_calendar().is_working_day(date(2018, 3, 5))


def test_it_builds_the_calendar_once_and_looks_only_for_a_newer_notice(django_assert_num_queries):
    make_calendar(years=(2018,))
    first = work_calendar()
    with django_assert_num_queries(1):
        assert work_calendar() is first
    with django_assert_num_queries(1):
        assert work_calendar("510703") is first


def test_it_gives_the_new_calendar_after_a_notice():
    make_calendar(years=(2018,))
    assert work_calendar().is_provisional(date(2019, 5, 3))
    make_calendar(years=(2019,))
    assert not work_calendar().is_provisional(date(2019, 5, 3))
    assert not work_calendar().is_working_day(date(2019, 5, 3))


def test_it_says_what_changed_when_a_notice_is_corrected():
    make_calendar(years=(2018,))
    corrected = [
        replace(day, kind=DayKind.HOLIDAY, name="特别放假") if day.date == date(2018, 3, 5) else day
        for day in days_of(2018)
    ]
    loaded = load(corrected)
    assert (loaded.changed_days, loaded.first_changed_day) == (1, date(2018, 3, 5))
    assert not work_calendar().is_working_day(date(2018, 3, 5))


class TestRegionalDays:
    FESTIVAL = AnnouncedDay(date(2018, 7, 24), DayKind.HOLIDAY, "火把节")

    @pytest.fixture(autouse=True)
    def _calendar(self):
        make_calendar(years=(2018,))
        make_region(code="513400", name="凉山彝族自治州")

    def load(self, *days, region_code="513400"):
        return load_regional_days(
            region_code=region_code, days=days, source="测试", request=request(now=NOW)
        )

    def test_it_holds_in_the_region_and_below_it_only(self):
        assert self.load(self.FESTIVAL) == (date(2018, 7, 24),)
        for code in ("513400", "513401"):
            assert not work_calendar(code).is_working_day(date(2018, 7, 24))
        for code in ("", "510703"):
            assert work_calendar(code).is_working_day(date(2018, 7, 24))

    def test_it_survives_a_reload_of_the_national_days(self):
        self.load(self.FESTIVAL)
        make_calendar(years=(2018, 2019))
        assert not work_calendar("513401").is_working_day(date(2018, 7, 24))

    def test_it_refuses_an_unknown_region(self):
        with pytest.raises(UnknownRegion, match="区划代码 513499 不存在"):
            self.load(self.FESTIVAL, region_code="513499")

    def test_it_takes_a_festival_of_the_provisional_year_and_refuses_later_ones(self):
        self.load(replace(self.FESTIVAL, date=date(2019, 7, 24)))
        assert not work_calendar("513401").is_working_day(date(2019, 7, 24))
        with pytest.raises(OutsideCalendar, match="2020 年的放假安排没有载入"):
            self.load(replace(self.FESTIVAL, date=date(2020, 7, 24)))
        assert work_calendar("513401").is_working_day(date(2018, 7, 25))

    def test_it_changes_nothing_on_a_second_run(self):
        self.load(self.FESTIVAL)
        assert self.load(self.FESTIVAL) == ()


def test_it_tells_the_frame_what_today_is():
    assert today(today=date(2018, 2, 28), region_code="510703") is None
    make_calendar(years=(2018,))
    block = today(today=date(2018, 2, 28), region_code="510703")
    assert block is not None
    assert block.standing == "工作日"


class TestEntries:
    def test_it_writes_one_entry_for_the_nation_for_each_notice_that_changes_days(self):
        load(days_of(2018, 2019))
        load(days_of(2018, 2019))
        entry = Entry.objects.get()
        assert (entry.region_code, entry.kind) == ("000000", "places.calendar_notice_loaded")
        assert (entry.subject, entry.actor) == ("calendar:000000", "system:system")
        assert f'"edition":"{calendar_edition()}"' in entry.body
        assert '"years":[2018,2019]' in entry.body
        assert "测试" not in entry.body
        act = CalendarAct.objects.get()
        assert (act.edition, act.reason) == (calendar_edition(), "测试")
        assert CalendarNotice.objects.get().loaded_by == "system:system"

    def test_it_writes_a_regions_own_days_at_the_region(self):
        make_calendar(years=(2018,))
        make_region(code="513400", name="凉山彝族自治州")
        load_regional_days(
            region_code="513400",
            days=[AnnouncedDay(date(2018, 7, 24), DayKind.HOLIDAY, "火把节")],
            source="测试",
            request=request(),
        )
        entry = Entry.objects.get()
        assert (entry.region_code, entry.subject) == ("513400", "calendar:513400")
        assert '"first_changed_day":"2018-07-24"' in entry.body

    def test_it_is_numbered_sealed_and_verified_like_any_region(self, capsys):
        load(days_of(2018))
        assert number_pending(region_code="000000") == 1
        assert list(verify_region(region_code="000000")) == []
        call_command("seal_ledger", "--region", "000000")
        call_command("verify_ledger", "--region", "000000")
        assert "完好" in capsys.readouterr().out

    def test_it_is_the_operators_alone(self):
        make_service_centre()
        by = make_centre_administrator()
        with pytest.raises(PermissionRefused, match="载入放假安排"):
            load_calendar(days=days_of(2018), source="测试", request=request(by=by))
        assert not CalendarDay.objects.exists()
        assert not Entry.objects.exists()
