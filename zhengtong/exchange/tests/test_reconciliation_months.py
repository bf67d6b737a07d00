"""Lists that come month by month: what both books have differs in nothing, whenever it is asked."""

import pytest

from zhengtong.exchange.models import Difference
from zhengtong.exchange.tests.factories import (
    Run,
    accepted,
    completed,
    make_register,
    make_source,
)
from zhengtong.exchange.tests.test_reconciliation import by_days, list_file, reconcile, take_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def by_month(month, last, *options):
    days = ("--from", f"2018-{month:02d}-01", "--to", f"2018-{month:02d}-{last}")
    return reconcile(*options, *days, "--json")


def test_month_by_month_a_case_on_two_days_stays_the_one_difference(tmp_path):
    times = ("submitted_at", "received_at", "accepted_at", "source_recorded_at")
    ours = dict.fromkeys(times, "2018-02-01T09:00:00+08:00")
    take_in(tmp_path, accepted("A-1", **ours), accepted("A-9"))
    january = list_file(
        tmp_path, ("A-1", "2018-01-31", "", ""), ("A-9", "2018-01-10", "", ""), name="一月.csv"
    )
    february = list_file(tmp_path, ("A-7", "2018-02-10", "", ""), name="二月.csv")
    months = ((1, 31, january), (2, 28, february))
    counted = []
    for month, last, path in months * 2:
        run = by_month(month, last, "--cases", path)
        counted.append((run.json["found"], run.json["gone"]))
        if len(counted) == 1:
            number = run.json["differences"][0]["number"]
            assert Run("source", "explain", number, "--reason", "零点前后").code == 0
    assert counted == [(1, 0), (1, 0), (0, 0), (0, 0)]
    kept = Difference.objects.order_by("id").values_list("kind", "source_number", "state")
    assert list(kept) == [("other_day", "A-1", "explained"), ("missing_here", "A-7", "open")]


def test_a_missing_case_turns_into_another_day_once_its_month_is_asked(tmp_path):
    times = ("submitted_at", "received_at", "accepted_at", "source_recorded_at")
    take_in(tmp_path, accepted("A-1", **dict.fromkeys(times, "2018-02-01T09:00:00+08:00")))
    january = list_file(tmp_path, ("A-1", "2018-01-31", "", ""), name="一月.csv")
    february = list_file(tmp_path, name="二月.csv")
    assert by_month(2, 28, "--cases", february).json["found"] == 1
    run = by_month(1, 31, "--cases", january)
    assert (run.json["found"], run.json["gone"]) == (1, 1)
    run = by_month(2, 28, "--cases", february)
    assert (run.json["found"], run.json["gone"]) == (0, 0)


def test_month_by_month_a_case_that_lasts_over_the_month_differs_in_nothing(tmp_path):
    take_in(tmp_path, completed("A-2"))  # accepted on 10 January, completed on 5 February
    then = list_file(tmp_path, ("A-2", "2018-01-10", "", ""), name="一月.csv")
    done = list_file(tmp_path, ("A-2", "2018-01-10", "2018-02-05", "granted"), name="二月.csv")
    for month, last, path in ((1, 31, then), (2, 28, done), (1, 31, done), (1, 31, then)):
        assert by_month(month, last, "--cases", path).code == 0
    assert Difference.objects.count() == 0


def test_a_case_missing_in_two_months_is_one_difference(tmp_path):
    take_in(tmp_path, completed("A-2"))
    nothing = list_file(tmp_path, name="空.csv")
    assert by_month(1, 31, "--cases", nothing).json["found"] == 1
    run = by_month(2, 28, "--cases", nothing)
    assert (run.json["found"], run.json["gone"]) == (0, 0)


def test_a_case_voided_there_that_never_came_is_no_difference(tmp_path):
    voided = list_file(tmp_path, ("A-2", "2018-01-10", "2018-01-12", "voided"))
    assert by_days("--cases", voided).code == 0
