"""`rebuild-totals` and the follower of the worker."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from zhengtong.foundation.ledger.models import RegionHead
from zhengtong.foundation.tests.ledger_subject import NOON, REGION, write_note
from zhengtong.foundation.work import due_rounds, work_once
from zhengtong.indicators.models import DailyTotal, DirtyDay, TotalsHead
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.indicators.queries import counted_days, counts
from zhengtong.kernel.periods import Period, month
from zhengtong.places.tests.factories import make_region

FEBRUARY = month("2018-02")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def region():
    make_region()


@pytest.fixture(autouse=True)
def _region():
    make_region()


def figure() -> int:
    found = counts(region_code=REGION, period=FEBRUARY, kinds={"notebook.written"})
    return sum(found.by_key.values())


def rebuild(*arguments) -> int:
    try:
        call_command("rebuild_totals", *arguments)
    except SystemExit as stopped:
        return stopped.code
    return 0


def test_it_mends_totals_that_were_spoiled(capsys):
    write_note(number=1)
    bring_up_to_date(region_code=REGION, today=date(2018, 3, 1))
    DailyTotal.objects.filter(region_code=REGION).update(count=99)
    assert figure() == 99
    assert rebuild("--region", REGION, "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"region": REGION, "days": 1}]
    assert figure() == 1


def test_it_rebuilds_every_region_that_has_a_ledger(capsys):
    write_note(number=1)
    write_note(number=1, region_code="510704")
    assert rebuild() == 0
    assert capsys.readouterr().out == "区划 510703：重算 1 天\n区划 510704：重算 1 天\n"


def test_it_says_that_there_is_nothing_to_rebuild(capsys):
    assert rebuild() == 0
    assert "还没有条目" in capsys.readouterr().out
    assert rebuild("--region", "510703") == 2


def test_its_totals_follow_the_worker():
    write_note(number=1)
    work_once(now=datetime(2018, 3, 1, tzinfo=UTC))
    assert figure() == 1
    assert DailyTotal.objects.get(region_code=REGION).count == 1


def test_a_day_is_closed_without_a_new_entry():
    write_note(number=1)
    bring_up_to_date(region_code=REGION, today=date(2018, 2, 28))
    assert DirtyDay.objects.filter(region_code=REGION).exists()
    due_rounds(now=datetime(2018, 3, 1, 1, tzinfo=UTC))
    assert not DirtyDay.objects.filter(region_code=REGION).exists()
    assert figure() == 1


def test_it_takes_no_lock_where_nothing_is_behind(django_assert_num_queries):
    write_note(number=1)
    bring_up_to_date(region_code=REGION, today=date(2018, 3, 1))
    version = TotalsHead.objects.get(region_code=REGION).version
    with django_assert_num_queries(4):
        bring_up_to_date(region_code=REGION, today=date(2018, 3, 1))
    assert TotalsHead.objects.get(region_code=REGION).version == version
    assert RegionHead.objects.get(region_code=REGION).last_position == 1


def test_it_knows_the_days_that_have_counts():
    assert counted_days(region_code=REGION) is None
    write_note(number=1)
    write_note(number=2, at=NOON.replace(month=1))
    bring_up_to_date(region_code=REGION, today=date(2018, 2, 28))
    assert counted_days(region_code=REGION) == Period(date(2018, 1, 28), date(2018, 2, 28))
