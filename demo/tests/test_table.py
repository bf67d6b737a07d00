"""What the generator refuses when somebody changes its tables."""

from datetime import date, datetime, timedelta, timezone

import pytest

from demo import schedule, table
from demo.applicants import firm, person
from demo.draws import Draws
from demo.items import demo_items
from demo.office_days import office_moment, working_days
from demo.table import DemoTableError, department_rows
from zhengtong.kernel.item_types import ItemGroup


def changed(rows, **cells):
    first, *rest = rows
    return [first | cells, *rest]


def test_it_shares_january_as_the_cumulative_columns_demand():
    january = [row.january[group] for row in department_rows() for group in ItemGroup]
    assert sum(counts.accepted for counts in january) == 2991
    assert sum(counts.completed for counts in january) == 2946


def test_it_refuses_shares_that_miss_the_cumulative_columns(monkeypatch):
    rows = changed(table.january_split(), license_accepted="40")
    monkeypatch.setattr(table, "january_split", lambda: rows)
    with pytest.raises(DemoTableError, match=r"涪城区交通运输局：一、二月合计 \(554, 547\)"):
        department_rows()


def test_it_refuses_a_group_that_completes_more_than_it_accepted(monkeypatch):
    rows = changed(table.january_split(), license_completed="45", power_other_completed="252")
    monkeypatch.setattr(table, "january_split", lambda: rows)
    with pytest.raises(DemoTableError, match="办结件数超过累计受理件数"):
        department_rows()


def test_it_refuses_counts_in_a_group_without_items(monkeypatch):
    items = [item for item in demo_items() if item.department != 29]
    monkeypatch.setattr(schedule, "demo_items", lambda: items)
    with pytest.raises(DemoTableError, match="没有该组的事项"):
        list(schedule.scheduled_cases(draws=Draws(seed=1)))


def test_it_refuses_open_cases_of_on_the_spot_items(monkeypatch):
    items = [item for item in demo_items() if item.department != 1 or item.is_on_the_spot]
    items += [item for item in demo_items() if item.department == 1 and item.group == "license"]
    monkeypatch.setattr(schedule, "demo_items", lambda: items)
    with pytest.raises(DemoTableError, match="只有即办件"):
        list(schedule.scheduled_cases(draws=Draws(seed=1)))


def test_it_refuses_open_cases_whose_promise_would_be_broken(monkeypatch):
    # The finance bureau's one case is open since January; a promise of seven days is too short.
    items = [item for item in demo_items() if item.department != 19]
    items += [item for item in demo_items() if item.department == 21]
    items[-1] = type(items[-1])(
        department=19,
        implementation_code="510703-D19-510119901000",
        base_code="510119901000",
        name="短时限事项（演示）",
        item_type=items[-1].item_type,
        service_target="legal",
        statutory_limit=20,
        promised_limit=7,
        weight=1,
    )
    monkeypatch.setattr(schedule, "demo_items", lambda: items)
    with pytest.raises(DemoTableError, match="短时限事项（演示）：承诺时限太短"):
        list(schedule.scheduled_cases(draws=Draws(seed=1)))


def test_it_counts_the_working_days_of_both_months():
    january, february = working_days(year=2018, month=1), working_days(year=2018, month=2)
    assert (len(january), len(february)) == (22, 17)
    assert date(2018, 2, 11) in february
    assert date(2018, 2, 24) in february
    assert date(2018, 2, 15) not in february
    assert date(2018, 2, 21) not in february


@pytest.mark.parametrize(
    ("minute", "clock"),
    [
        pytest.param(0, (9, 0), id="opening"),
        pytest.param(179, (11, 59), id="last minute of the morning"),
        pytest.param(180, (13, 0), id="first minute of the afternoon"),
        pytest.param(419, (16, 59), id="last minute of the day"),
    ],
)
def test_it_turns_office_minutes_into_clock_times(minute, clock):
    moment = office_moment(day=date(2018, 2, 1), minute=minute, second=30)
    beijing = timezone(timedelta(hours=8))
    assert moment == datetime(2018, 2, 1, *clock, 30, tzinfo=beijing)


@pytest.mark.parametrize("minute", [-1, 420])
def test_it_refuses_minutes_outside_office_hours(minute):
    with pytest.raises(ValueError, match="outside office hours"):
        office_moment(day=date(2018, 2, 1), minute=minute, second=0)


def test_it_draws_the_same_numbers_from_the_same_seed():
    draws = Draws(seed=20180228)
    assert [draws.below(1000) for _ in range(3)] == [769, 401, 957]


def test_it_draws_nothing_from_an_empty_range():
    with pytest.raises(ValueError, match="nothing lies below 0"):
        Draws(seed=1).below(0)


def test_it_makes_numbers_that_pass_their_checks():
    assert person(1).id_number == "510703190001010014"
    assert firm(1).id_number == "91510703YY000001X6"
