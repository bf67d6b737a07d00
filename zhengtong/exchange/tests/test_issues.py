"""What is wrong with sources stands in lists with owners: late, missing, at odds, silent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.indicators import ACCEPTED as MEASURE_ACCEPTED
from zhengtong.cases.indicators import COMPLETED as MEASURE_COMPLETED
from zhengtong.cases.models import Case
from zhengtong.cases.queries.by_source import cases_behind_count, counts_of_source
from zhengtong.exchange.models import ImportBatch, Source
from zhengtong.exchange.queries import silent_everywhere
from zhengtong.exchange.rules.silence import silence_of
from zhengtong.exchange.tests.factories import (
    SOURCE,
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
from zhengtong.kernel.periods import Period
from zhengtong.places.tests.factories import DEPARTMENT, REGION

YEAR = Period(date(2018, 1, 1), date(2018, 12, 31))
WEEKLY = [date(2018, 1, 5), date(2018, 1, 12), date(2018, 1, 19)]


@pytest.fixture
def _register(transactional_db):
    make_register()
    make_source()


def issues(*options):
    return Run("source", "issues", "--region", REGION, *options)


@pytest.mark.parametrize(
    ("arrived", "every", "ends", "today", "days"),
    [
        pytest.param(WEEKLY, None, None, date(2018, 1, 26), None, id="as usual"),
        pytest.param(WEEKLY, None, None, date(2018, 1, 27), 8, id="a day later than ever"),
        pytest.param(WEEKLY[:2], None, None, date(2018, 6, 1), None, id="no habit yet"),
        pytest.param(WEEKLY[:1], 3, None, date(2018, 1, 9), 4, id="agreed interval"),
        pytest.param(WEEKLY, 30, None, date(2018, 2, 10), None, id="agreed to be rarer"),
        pytest.param(WEEKLY, None, date(2018, 1, 31), date(2018, 2, 20), None, id="switched off"),
        pytest.param(WEEKLY, None, date(2018, 2, 20), date(2018, 2, 20), 32, id="on its last day"),
        pytest.param([], 1, None, date(2018, 2, 20), None, id="never delivered"),
        pytest.param(
            [date(2017, 1, 1), *(date(2018, 1, day) for day in range(1, 11))],
            None,
            None,
            date(2018, 1, 12),
            2,
            id="an old gap is no habit",
        ),
    ],
)
def test_a_source_is_silent_after_its_usual_interval(arrived, every, ends, today, days):
    found = silence_of(arrived_on=arrived, every_days=every, switched_off_on=ends, today=today)
    assert (found.days if found else None) == days


def test_it_says_what_was_usual():
    found = silence_of(
        arrived_on=WEEKLY, every_days=None, switched_off_on=None, today=date(2018, 2, 20)
    )
    assert found.sentence == "2018-01-19 以后 32 日没有送数（以往最长 7 日一次）"


@pytest.mark.usefixtures("_register")
def test_doctor_names_a_source_that_used_to_deliver():
    start = datetime(2018, 1, 5, 2, tzinfo=UTC)
    for week in range(3):
        at = start + timedelta(days=7 * week)
        ImportBatch.objects.create(
            region_code=REGION,
            source_name=SOURCE,
            file_name="周报.csv",
            file_hash=str(week),
            lag_days=3,
            started_at=at,
            finished_at=at,
            row_count=0,
        )
    assert silent_everywhere(today=date(2018, 1, 26)) == ()
    (sentence,) = silent_everywhere(today=date(2018, 1, 30))
    assert "来源系统“部门业务系统”：2018-01-19 以后 11 日没有送数" in sentence
    # The batches are from 2018, so today nobody takes them for a habit any more.
    Source.objects.update(every_days=7, last_seen_at=start)
    run = Run("doctor")
    assert (run.code, "有误  来源系统按时送数" in run.out) == (1, True)
    assert issues("--json").json["silent"][0]["source_name"] == SOURCE
    assert "没有送数（约定 7 日一次）" in Run("source", "list", "--region", REGION).out


@pytest.mark.usefixtures("_register")
def test_it_lists_late_missing_and_contradicting_rows_with_owners(tmp_path):
    late = accepted("A-2", source_recorded_at="2018-01-20T09:00:00+08:00")
    assert imported(write_cases(tmp_path / "1月.csv", [accepted("A-1"), late]))["code"] == 0
    changed = accepted("A-1", data_version="2", accepted_at="2018-01-10T10:00:00+08:00")
    assert imported(write_cases(tmp_path / "2月.csv", [changed]))["put_aside"] == 1
    listed = tmp_path / "清单.csv"
    header = "source_number,implementation_code,organisation_code,accepted_on,completed_on,result"
    known = Case.objects.first()
    rows = [
        f"{number},{known.implementation_code},{DEPARTMENT},2018-01-10,,"
        for number in ("A-1", "A-2", "A-3")
    ]
    listed.write_text("\n".join([header, *rows]), encoding="utf-8")
    days = ("--from", "2018-01-01", "--to", "2018-01-31")
    assert Run(
        "reconcile", "--region", REGION, "--source", SOURCE, "--cases", listed, *days
    ).code == 1  # fmt: skip
    found = issues(*days, "--json").json
    assert [
        (one["source_number"], one["late_by_days"], one["lag_days"], one["owner_code"])
        for one in found["late"]
    ] == [("A-2", 10, 3, DEPARTMENT)]
    assert [
        (one["source_number"], one["kind"], one["owner_code"]) for one in found["differences"]
    ] == [("A-3", "missing_here", DEPARTMENT)]
    assert [(one["source_number"], one["owner_code"]) for one in found["contradictions"]] == [
        ("A-1", DEPARTMENT)
    ]
    text = issues(*days, "--source", SOURCE).out
    for words in ("对账差异 1 处", "逾期登记 1 件", "搁置的矛盾 1 条", "久未送数 0 个"):
        assert words in text
    # By the days of the acts: in February nothing was done late.
    february = issues("--from", "2018-02-01", "--to", "2018-02-28", "--json").json
    assert february["late"] == []


@pytest.mark.usefixtures("_register")
def test_it_refuses_lists_of_an_unknown_source():
    run = issues("--source", "别的")
    assert (run.code, "没有登记名为“别的”" in run.err) == (1, True)
    assert issues("--from", "2018-02-01", "--to", "2018-01-01").code == 1
    for last_day in ("0001-01-05", "9999-12-31"):
        assert issues("--to", last_day).code == 0


@pytest.mark.usefixtures("_register")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--contact", "张三 028-12345678"], "不写姓名、电话", id="telephone"),
        pytest.param(["--contact", "股" * 65], "不超过 64 个字", id="too long"),
        pytest.param(["--every", "0"], "1—366 日", id="interval"),
    ],
)
def test_it_refuses_a_contact_or_interval_that_cannot_be(options, words):
    run = Run("register_source", SOURCE, "--region", REGION, "--lag", "3", *options)
    assert (run.code, words in run.err) == (1, True)
    assert Source.objects.get().contact_post == ""


@pytest.mark.usefixtures("_register")
def test_it_registers_owner_contact_and_interval():
    options = ["--organisation", DEPARTMENT, "--contact", "行政审批股", "--every", "7"]
    run = Run("register_source", SOURCE, "--region", REGION, "--lag", "3", *options)
    assert (run.code, "已更改" in run.out) == (0, True)
    out = Run("source", "show", SOURCE, "--region", REGION).out
    assert "联系岗位 行政审批股" in out
    assert "约定送数间隔：7 日一次" in out
    assert "没有送过数" in out
    assert "没有对照表" in out


@pytest.mark.usefixtures("_register")
def test_its_counts_are_those_of_the_figures_and_of_the_cases_behind_them(tmp_path):
    rows = [accepted("A-1"), completed("A-2"), completed("A-3"), accepted("A-4")]
    rows.append(
        completed(
            "A-5", result="returned", close_reason="退回", decided_at="", delivered_at=""
        )
    )  # fmt: skip
    imported(write_cases(tmp_path / "办件.csv", rows))
    for number in ("A-3", "A-4"):
        case = Case.objects.get(source_number=number)
        assert Run("case", "void", case.number, "--reason", "误录").code == 0
    bring_up_to_date(region_code=REGION, today=date(2018, 12, 31))
    mine = counts_of_source(region_code=REGION, source=SOURCE, period=YEAR)
    for measure in (MEASURE_ACCEPTED, MEASURE_COMPLETED):
        figures = counts(region_code=REGION, period=YEAR, kinds=measure.kinds)
        of_measure = [one for one in mine if one.measure == measure.code]
        assert sum(one.count for one in of_measure) == sum(figures.by_key.values())
        for one in of_measure:
            behind = cases_behind_count(region_code=REGION, source=SOURCE, count=one, limit=100)
            assert len(behind) == sum(
                other.count
                for other in of_measure
                if (other.day, other.implementation_code) == (one.day, one.implementation_code)
            )
    assert sum(one.count for one in mine if one.measure == "accepted") == 3
    assert sum(one.count for one in mine if one.measure == "completed") == 2


@pytest.mark.usefixtures("_register")
def test_its_queries_do_not_grow_with_the_rows(tmp_path):
    late = {"source_recorded_at": "2018-01-20T09:00:00+08:00"}
    days = ("--from", "2018-01-01", "--to", "2018-01-31")
    imported(write_cases(tmp_path / "少.csv", [accepted("A-1", **late)]))
    with CaptureQueriesContext(connection) as few:
        issues(*days)
    rows = [accepted(f"B-{number}", **late) for number in range(40)]
    imported(write_cases(tmp_path / "多.csv", rows))
    with CaptureQueriesContext(connection) as many:
        assert "逾期登记 41 件" in issues(*days).out
    assert len(many) == len(few)
