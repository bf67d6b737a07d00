"""A source's own counts and cases are held against ours; what differs stays until explained."""

import csv
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.cases.models import Case
from zhengtong.exchange.models import Difference, DifferenceAct, Reconciliation
from zhengtong.exchange.operations.explaining import explain_difference
from zhengtong.exchange.tests.factories import (
    ITEM,
    SOURCE,
    Run,
    accepted,
    completed,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.tests.factories import make_administrator
from zhengtong.places.tests.factories import (
    DEPARTMENT,
    REGION,
    make_organisation,
    make_region,
    make_service_centre,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2018, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


COUNTS = ("日期", "事项实施编码", "实施机构编码", "受理数", "办结数")
CASES = ("来源编号", "事项实施编码", "实施机构编码", "受理日期", "办结日期", "办结结果")


def counts_file(tmp_path, *rows, name="件数.csv"):
    """Write counts, each row (day, accepted, completed) of the one item."""
    return write(
        tmp_path / name, COUNTS, [(day, ITEM, DEPARTMENT, got, done) for day, got, done in rows]
    )


def list_file(tmp_path, *rows, name="清单.csv"):
    """Write a list, each row (number, accepted, completed, result) of the one item."""
    return write(
        tmp_path / name,
        CASES,
        [(number, ITEM, DEPARTMENT, *rest) for number, *rest in rows],
    )


def reconcile(*options, name=SOURCE):
    return Run("reconcile", "--region", REGION, "--source", name, *options)


def by_days(*options):
    return reconcile(*options, "--from", "2018-01-01", "--to", "2018-02-28")


def take_in(tmp_path, *rows, name="办件.csv"):
    assert imported(write_cases(tmp_path / name, rows))["code"] == 0


def shown(run):
    return [
        (one["kind"], one["day"], one["measure"], one["theirs"], one["ours"])
        for one in run.json["differences"]
    ]


def test_it_finds_nothing_where_both_books_say_the_same(tmp_path):
    take_in(tmp_path, accepted("A-1"), completed("A-2"))
    counts = counts_file(tmp_path, ("2018-01-10", 2, 0), ("2018-02-05", 0, 1))
    cases = list_file(
        tmp_path,
        ("A-1", "2018-01-10", "", ""),
        ("A-2", "2018-01-10", "2018-02-05", "granted"),
    )
    run = reconcile("--counts", counts, "--cases", cases)
    assert (run.code, Difference.objects.count()) == (0, 0)
    assert "新差异 0 处" in run.out
    assert Reconciliation.objects.get().standing == 0


def test_it_shows_differences_by_day_item_and_body_and_opens_them_to_cases(tmp_path):
    take_in(tmp_path, accepted("A-1"), completed("A-2"), completed("A-3"), accepted("A-5"))
    counts = counts_file(tmp_path, ("2018-01-10", 3, 0), ("2018-01-11", 1, 0), ("2018-02-05", 0, 1))
    cases = list_file(
        tmp_path,
        ("A-1", "2018-01-11", "", ""),  # another day
        ("A-2", "2018-01-10", "2018-02-05", "denied"),  # another state
        ("A-3", "2018-01-10", "", ""),  # not completed there
        ("A-4", "2018-01-10", "", ""),  # missing here; A-5 is missing there
    )
    run = by_days("--counts", counts, "--cases", cases, "--json")
    assert run.code == 1
    assert sorted(shown(run)) == [
        ("count", "2018-01-10", "accepted", "3", "4"),
        ("count", "2018-01-11", "accepted", "1", "0"),
        ("count", "2018-02-05", "completed", "1", "2"),
        ("missing_here", "2018-01-10", "", "2018-01-10 受理", "无"),
        ("missing_there", "2018-01-10", "", "无", "2018-01-10 受理"),
        ("other_day", "2018-01-11", "accepted", "2018-01-11 受理", "2018-01-10 受理"),
        ("other_state", "2018-02-05", "", "不予办结", "准予办结"),
        ("other_state", "2018-02-05", "", "已受理", "准予办结"),
    ]
    assert {one["owner_code"] for one in run.json["differences"]} == {DEPARTMENT}
    number = next(one["number"] for one in run.json["differences"] if one["ours"] == "4")
    opened = Run("source", "difference", number, "--json").json
    assert [one["source_number"] for one in opened["our_cases"]] == ["A-1", "A-2", "A-3", "A-5"]
    assert [(one["source_number"], one["kind"]) for one in opened["case_differences"]] == [
        ("A-1", "other_day"),
        ("A-4", "missing_here"),
        ("A-5", "missing_there"),
    ]
    assert "平台计入 4 件" in Run("source", "difference", number).out


def test_a_second_run_of_the_same_file_changes_nothing(tmp_path):
    take_in(tmp_path, accepted("A-1"))
    counts = counts_file(tmp_path, ("2018-01-10", 2, 0))
    assert reconcile("--counts", counts).code == 1
    before = list(Difference.objects.values()), list(Reconciliation.objects.values())
    entries = Entry.objects.count()
    run = reconcile("--counts", counts)
    assert (run.code, "新差异 0 处，已消除 0 处，原有 1 处" in run.out) == (1, True)
    assert (list(Difference.objects.values()), list(Reconciliation.objects.values())) == before
    assert Entry.objects.count() == entries


def test_a_difference_goes_by_itself_once_a_later_run_finds_it_gone(tmp_path):
    take_in(tmp_path, accepted("A-1"))
    counts = counts_file(tmp_path, ("2018-01-10", 2, 0))
    cases = list_file(tmp_path, ("A-1", "2018-01-10", "", ""), ("A-2", "2018-01-10", "", ""))
    run = reconcile("--counts", counts, "--cases", cases, "--json")
    assert run.json["found"] == 2
    take_in(tmp_path, accepted("A-2"), name="补送.csv")
    run = reconcile("--counts", counts, "--cases", cases, "--json")
    assert (run.code, run.json["gone"], run.json["differences"]) == (0, 2, [])
    assert set(Difference.objects.values_list("state", flat=True)) == {"gone"}
    assert Reconciliation.objects.count() == 2
    assert Entry.objects.filter(kind="exchange.reconciled").count() == 2


def test_it_keeps_an_explanation_and_asks_anew_when_the_numbers_change(tmp_path):
    take_in(tmp_path, accepted("A-1"))
    number = reconcile("--counts", counts_file(tmp_path, ("2018-01-10", 2, 0)), "--json").json[
        "differences"
    ][0]["number"]
    run = Run("source", "explain", number, "--reason", "来源含撤回的一件，口径不同")
    assert (run.code, run.out.strip()) == (0, f"差异 {number} 已说明")
    act = DifferenceAct.objects.get()
    assert (act.action, act.reason, act.act_no) == ("explain", "来源含撤回的一件，口径不同", 1)
    entry = Entry.objects.get(kind="exchange.difference_explained")
    assert (entry.subject, "口径" in entry.body) == (f"difference:{number}", False)
    run = reconcile("--counts", counts_file(tmp_path, ("2018-01-10", 2, 0)), "--json")
    assert (run.code, run.json["waiting"], run.json["differences"][0]["state"]) == (
        0,
        0,
        "explained",
    )
    run = reconcile("--counts", counts_file(tmp_path, ("2018-01-10", 3, 0)), "--json")
    assert (run.code, run.json["waiting"], run.json["gone"]) == (1, 1, 1)


def test_it_explains_once_with_a_reason_and_by_who_may(tmp_path):
    counts = counts_file(tmp_path, ("2018-01-10", 1, 0))
    number = reconcile("--counts", counts, "--json").json["differences"][0]["number"]
    run = Run("source", "explain", number)
    assert (run.code, "--reason" in run.err) == (2, True)
    assert "没有编号为" in Run("source", "explain", "510703-1-D99", "--reason", "x").err
    stranger = Actor(kind=ActorKind.STAFF, code="S-999", organisation_code=DEPARTMENT)
    with pytest.raises(PermissionRefused):
        explain_difference(number=number, reason="不知", by=stranger, now=NOW)
    assert Difference.objects.get().state == "open"
    assert Run("source", "explain", number, "--reason", "测试件").code == 0
    run = Run("source", "explain", number, "--reason", "再说一次")
    assert (run.code, "已由 operator 说明" in run.err) == (1, True)
    assert DifferenceAct.objects.count() == 1


def test_the_owner_s_administrator_explains_and_so_does_the_centre_s(tmp_path):
    make_service_centre()
    make_organisation(code="510703-D02")
    for staff_code, body in (("S09", DEPARTMENT), ("S10", "510703-D02"), ("C09", "510703-C01")):
        make_administrator(staff_code=staff_code, organisation_code=body)
    counts = counts_file(tmp_path, ("2018-01-10", 1, 0), ("2018-01-11", 1, 0))
    assert "没有“与来源系统对账" in reconcile("--counts", counts, "--staff", "S09").err
    found = reconcile("--counts", counts, "--staff", "C09", "--json").json["differences"]
    first, second = (one["number"] for one in found)
    explain = ("--reason", "来源重复登记", "--staff")
    run = Run("source", "explain", first, *explain, "S10")
    assert (run.code, "没有“说明对账差异" in run.err) == (1, True)
    assert Run("source", "explain", first, *explain, "S09").code == 0
    assert Run("source", "explain", second, *explain, "C09").code == 0
    acts = DifferenceAct.objects.order_by("actor_code").values_list("actor_code", "actor_kind")
    assert list(acts) == [("C09", "staff"), ("S09", "staff")]


def test_a_case_taken_out_of_the_figures_is_another_state(tmp_path):
    take_in(tmp_path, accepted("A-1"))
    case = Case.objects.get()
    assert Run("case", "void", case.number, "--reason", "误录").code == 0
    cases = list_file(tmp_path, ("A-1", "2018-01-10", "", ""))
    counts = counts_file(tmp_path, ("2018-01-10", 1, 0))
    run = reconcile("--counts", counts, "--cases", cases, "--json")
    assert sorted(shown(run)) == [
        ("count", "2018-01-10", "accepted", "1", "0"),
        ("other_state", "2018-01-10", "", "已受理", "作废办结"),
    ]


def test_it_reads_codes_of_the_source_s_own_and_adds_up_what_is_one_here(tmp_path):
    pairs = write(tmp_path / "对照.csv", ("来源代码", "平台代码"), [("XK-1", ITEM), ("XK-2", ITEM)])
    mapped = Run(
        "source", "map", SOURCE, pairs, "--region", REGION, "--list", "implementation_code",
        "--from", "2018-01-01",
    )  # fmt: skip
    assert mapped.code == 0
    rows = [("2018-01-10", code, DEPARTMENT, 1, 0) for code in ("XK-1", "XK-2")]
    take_in(
        tmp_path,
        accepted("A-1", implementation_code="XK-1"),
        accepted("A-2", implementation_code="XK-2"),
    )
    counts = write(tmp_path / "件数.csv", COUNTS, rows)
    assert reconcile("--counts", counts).code == 0
    rows.append(("2018-01-10", "XK-3", DEPARTMENT, 1, 0))
    run = reconcile("--counts", write(tmp_path / "件数.csv", COUNTS, rows))
    assert (run.code, "代码“XK-3”不在来源系统“部门业务系统”的事项编码对照表" in run.err) == (
        1,
        True,
    )


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"受理数": "-1"}, "受理数", "小于 0", id="negative count"),
        pytest.param({"日期": "2999-01-01"}, "日期", "还没有到", id="day in the future"),
        pytest.param({"事项实施编码": "X"}, "事项实施编码", "没有实施编码为 X", id="item"),
        pytest.param({"实施机构编码": "X"}, "实施机构编码", "机构 X 不存在", id="body"),
        pytest.param(
            {"实施机构编码": "510704-D01"}, "实施机构编码", "不属于区划 510703", id="body elsewhere"
        ),
        pytest.param({"行政区划代码": "510704"}, "行政区划代码", "应为本次对账的区划", id="region"),
        pytest.param({"来源系统": "别的"}, "来源系统", "应为本次对账的来源系统", id="source"),
    ],
)
def test_it_uses_no_file_with_a_bad_row(tmp_path, changes, field, words):
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    header = (*COUNTS, "行政区划代码", "来源系统")
    good = dict(zip(header, ("2018-01-10", ITEM, DEPARTMENT, "1", "0", "", ""), strict=True))
    bad = {**good, "日期": "2018-01-11", **changes}
    path = write(tmp_path / "件数.csv", header, [good.values(), bad.values()])
    run = reconcile("--counts", path, "--json")
    assert (run.code, run.json["reconciled"]) == (1, False)
    fault = run.json["faults"][0]
    assert (fault["row"], fault["field"], words in fault["message"]) == (3, field, True)
    assert (Difference.objects.count(), Reconciliation.objects.count()) == (0, 0)
    assert (tmp_path / "件数.错误.csv").exists()


def test_it_refuses_a_day_item_and_body_that_stand_twice(tmp_path):
    path = counts_file(tmp_path, ("2018-01-10", 1, 0), ("2018-01-10", 2, 0))
    run = reconcile("--counts", path)
    assert (run.code, "2 行有误，整个文件没有对账" in run.err) == (1, True)
    twice = list_file(tmp_path, *[("A-1", "2018-01-10", "", "")] * 2)
    assert "2 行有误" in by_days("--cases", twice).err
    assert Difference.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(("A-1", "2018-01-10", "2018-01-09", "granted"), "早于受理日期", id="order"),
        pytest.param(("A-1", "2018-01-10", "", "granted"), "要有办结日期", id="result alone"),
        pytest.param(("A-1", "2017-01-10", "", ""), "不在对账期间", id="outside the days"),
        pytest.param(("A-1", "2018-01-10", "2018-01-12", "好"), "不在可选范围", id="result"),
        pytest.param(("A-1", "", "", ""), "不能为空", id="no day"),
    ],
)
def test_it_refuses_a_bad_row_of_a_list(tmp_path, row, words):
    run = by_days("--cases", list_file(tmp_path, row))
    assert (run.code, words in run.err, Difference.objects.count()) == (1, True, 0)


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        pytest.param([], 2, "--counts 或 --cases", id="no file"),
        pytest.param(["--cases", "清单.csv"], 2, "--from 和 --to", id="list without days"),
        pytest.param(["--counts", "没有.csv"], 2, "", id="no such file"),
        pytest.param(
            ["--counts", "件数.csv", "--from", "2018-01-01"], 2, "要一起给出", id="half a period"
        ),
        pytest.param(
            ["--counts", "件数.csv", "--from", "2016-01-01", "--to", "2018-01-31"],
            1,
            "不超过 366 天",
            id="too long",
        ),
        pytest.param(
            ["--counts", "件数.csv", "--from", "2018-02-01", "--to", "2018-01-01"],
            1,
            "早于首日",
            id="days upside down",
        ),
    ],
)
def test_it_refuses_what_cannot_be_reconciled(tmp_path, monkeypatch, options, code, words):
    counts_file(tmp_path, ("2018-01-10", 1, 0))
    list_file(tmp_path, ("A-1", "2018-01-10", "", ""))
    monkeypatch.chdir(tmp_path)
    run = reconcile(*options)
    assert (run.code, words in run.err, Difference.objects.count()) == (code, True, 0)


def test_it_refuses_a_source_that_is_not_registered(tmp_path):
    run = reconcile("--counts", counts_file(tmp_path, ("2018-01-10", 1, 0)), name="别的")
    assert (run.code, "没有登记名为“别的”" in run.err) == (1, True)


def test_its_templates_are_accepted_as_far_as_they_name_what_is_there(tmp_path):
    for kind in ("counts", "cases"):
        path = tmp_path / f"{kind}.csv"
        path.write_text(Run("reconcile", "--template", kind).out, encoding="utf-8")
        run = by_days(f"--{kind}", path)
        assert (run.code, "没有实施编码为" in run.err) == (1, True)


def test_its_queries_do_not_grow_with_the_rows(tmp_path):
    take_in(tmp_path, *(accepted(f"A-{n}") for n in range(3)), name="少.csv")
    few = list_file(tmp_path, *[(f"A-{n}", "2018-01-11", "", "") for n in range(3)])
    with CaptureQueriesContext(
        connection,
    ) as before:
        by_days("--cases", few, "--counts", counts_file(tmp_path, ("2018-01-10", 1, 0)))
    take_in(tmp_path, *(accepted(f"B-{n}") for n in range(60)), name="多.csv")
    many = list_file(
        tmp_path, *[(f"{p}-{n}", "2018-01-11", "", "") for p in "BC" for n in range(60)]
    )
    with CaptureQueriesContext(connection) as after:
        by_days("--cases", many, "--counts", counts_file(tmp_path, ("2018-01-10", 2, 0)))
    assert Difference.objects.count() > 100
    # Only one more: the differences that are gone are written.
    assert abs(len(after) - len(before)) <= 2
