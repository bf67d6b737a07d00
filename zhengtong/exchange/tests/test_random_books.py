"""Whatever came in and was taken out: our own book, fed back, differs in nothing."""

import csv
import random
from datetime import date, datetime, timedelta

import pytest

from zhengtong.cases.indicators import ACCEPTED, COMPLETED
from zhengtong.cases.models import Case
from zhengtong.cases.queries.by_source import counted_cases_of_source, counts_of_source
from zhengtong.exchange.models import Difference
from zhengtong.exchange.tests.factories import (
    Run,
    accepted,
    completed,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.indicators.operations.totals import bring_up_to_date
from zhengtong.indicators.queries import counts
from zhengtong.kernel.local_time import CHINA_TIME
from zhengtong.kernel.periods import Period
from zhengtong.places.tests.factories import REGION

pytestmark = pytest.mark.django_db(transaction=True)
SOURCES = ("甲", "乙")
PERIOD = Period(date(2018, 1, 1), date(2018, 3, 31))
MORNING = datetime(2018, 1, 8, 9, 0, tzinfo=CHINA_TIME)
COUNTS = ("day", "implementation_code", "organisation_code", "accepted", "completed")
CASES = (
    "source_number",
    "implementation_code",
    "organisation_code",
    "accepted_on",
    "completed_on",
    "result",
)


def history(chance, source):
    """Return rows of one source: some accepted, some completed, on random days."""
    rows = []
    for number in range(chance.randint(3, 12)):
        begun = MORNING + timedelta(days=chance.randint(0, 20))
        ended = begun + timedelta(days=chance.randint(1, 30))
        times = dict.fromkeys(
            ("submitted_at", "received_at", "accepted_at", "source_recorded_at"),
            begun.isoformat(),
        )
        name = f"{source}-{number}"
        if chance.random() < 0.5:
            rows.append(accepted(name, **times))
            continue
        times |= dict.fromkeys(
            ("decided_at", "completed_at", "delivered_at", "source_recorded_at"), ended.isoformat()
        )
        rows.append(completed(name, **times))
    return rows


def write_book(tmp_path, source):
    """Write what we have of a source as that source would write it."""
    cells = {}
    for one in counts_of_source(region_code=REGION, source=source, period=PERIOD):
        key = one.day, one.implementation_code, one.organisation_code
        cells.setdefault(key, {"accepted": 0, "completed": 0})[one.measure] += one.count
    cases = counted_cases_of_source(region_code=REGION, source=source, period=PERIOD)
    tables = (
        ("件数.csv", COUNTS, [(*key, n["accepted"], n["completed"]) for key, n in cells.items()]),
        (
            "清单.csv",
            CASES,
            [
                (
                    case.source_number,
                    case.implementation_code,
                    case.organisation_code,
                    case.accepted_on,
                    case.completed_on or "",
                    case.close_result if case.completed_on else "",
                )
                for case in cases
            ],
        ),
    )
    for name, header, rows in tables:
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return tmp_path / "件数.csv", tmp_path / "清单.csv"


def reconcile(tmp_path, source):
    counted, listed = write_book(tmp_path, source)
    days = ("--from", PERIOD.first_day, "--to", PERIOD.last_day)
    options = ("--region", REGION, "--source", source, "--counts", counted, "--cases", listed)
    return Run("reconcile", *options, *days, "--json")


@pytest.mark.parametrize("seed", range(4))
def test_our_own_book_differs_in_nothing_and_adds_up_to_the_figures(tmp_path, seed):
    chance = random.Random(seed)
    make_register()
    for source in SOURCES:
        make_source(name=source)
        assert imported(write_cases(tmp_path / "件.csv", history(chance, source)), name=source)[
            "code"
        ] == 0  # fmt: skip
    for case in Case.objects.all():
        if chance.random() < 0.2:
            assert Run("case", "void", case.number, "--reason", "误录").code == 0
    for source in SOURCES:
        run = reconcile(tmp_path, source)
        assert (run.code, run.json["differences"]) == (0, [])
    assert Difference.objects.count() == 0
    bring_up_to_date(region_code=REGION, today=date(2018, 4, 1))
    for measure in (ACCEPTED, COMPLETED):
        figures = counts(region_code=REGION, period=PERIOD, kinds=measure.kinds)
        assert sum(figures.by_key.values()) == sum(
            one.count
            for source in SOURCES
            for one in counts_of_source(region_code=REGION, source=source, period=PERIOD)
            if one.measure == measure.code
        )


def test_a_case_taken_out_since_is_found_and_goes_once_the_source_drops_it(tmp_path):
    chance = random.Random(7)
    make_register()
    make_source(name="甲")
    imported(write_cases(tmp_path / "件.csv", history(chance, "甲")), name="甲")
    counted, listed = write_book(tmp_path, "甲")
    case = Case.objects.filter(completed_at__isnull=False).first()
    assert Run("case", "void", case.number, "--reason", "误录").code == 0
    days = ("--from", PERIOD.first_day, "--to", PERIOD.last_day)
    options = ("--region", REGION, "--source", "甲", "--counts", counted, "--cases", listed)
    found = Run("reconcile", *options, *days, "--json").json["differences"]
    assert sorted(one["kind"] for one in found) == ["count", "count", "other_state"]
    run = reconcile(tmp_path, "甲")
    assert (run.code, run.json["gone"], run.json["differences"]) == (0, 3, [])
