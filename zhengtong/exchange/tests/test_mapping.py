"""A source's own columns and codes become ours by its own lists, and are never guessed."""

import csv
from datetime import date

import pytest

from zhengtong.cases.models import Case
from zhengtong.exchange.models import MappingEdition
from zhengtong.exchange.queries import mapping_of
from zhengtong.exchange.rules.mapping import MappedList
from zhengtong.exchange.tests.factories import (
    ACCEPTED,
    ITEM,
    SOURCE,
    Run,
    accepted,
    completed,
    import_cases,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.places.tests.factories import DEPARTMENT, REGION

pytestmark = pytest.mark.django_db(transaction=True)

# Glossary 4.1: two lists in use that give 1, 5 and 6 different meanings.
PROVINCIAL = {"0": "出证办结", "1": "不予许可", "5": "退件", "6": "不予受理"}
PROVINCIAL_OURS = {"0": "granted", "1": "denied", "5": "returned", "6": "not_accepted"}
OLDER_OURS = {"0": "granted", "1": "returned", "5": "returned", "6": "granted"}


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def mapping_file(tmp_path, pairs, name="对照.csv"):
    path = tmp_path / name
    rows = pairs.items() if isinstance(pairs, dict) else pairs
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["来源代码", "平台代码"])
        writer.writerows(rows)
    return path


def set_list(path, mapped_list, *options, name=SOURCE, since="2018-01-01"):
    return Run(
        "source",
        "map",
        name,
        path,
        "--region",
        REGION,
        "--list",
        mapped_list,
        "--from",
        since,
        *options,
    )


def test_it_reads_one_digit_as_each_source_means_it(tmp_path):
    make_source(name="甲")
    make_source(name="乙")
    for name, pairs in (("甲", PROVINCIAL_OURS), ("乙", OLDER_OURS)):
        run = set_list(mapping_file(tmp_path, pairs), "result", name=name)
        assert (run.code, "办结结果对照已设定：4 个" in run.out) == (0, True)
    row = completed(result="6", close_reason="说明", decided_at="", delivered_at="")
    refused = {**row, "accepted_at": ""}
    report = imported(write_cases(tmp_path / "甲.csv", [refused]), name="甲")
    assert (report["faults"], report["created"]) == ([], 1)
    row = completed(result="6")
    assert imported(write_cases(tmp_path / "乙.csv", [row]), name="乙")["created"] == 1
    results = dict(Case.objects.values_list("source", "close_result"))
    assert results == {"甲": "not_accepted", "乙": "granted"}


def test_it_keeps_editions_and_enters_each_in_the_ledger(tmp_path):
    path = mapping_file(tmp_path, PROVINCIAL_OURS)
    assert "已设定" in set_list(path, "result").out
    assert "没有变化" in set_list(path, "result").out
    assert "已换新版" in set_list(mapping_file(tmp_path, OLDER_OURS), "result").out
    assert list(MappingEdition.objects.order_by("version").values_list("version", flat=True)) == [
        1,
        2,
    ]
    entries = Entry.objects.filter(kind="exchange.mapping_set").order_by("subject")
    assert [entry.subject.endswith(("result-1", "result-2")) for entry in entries] == [True, True]
    assert '"holds_from":"2018-01-01"' in entries[0].body


def test_it_reads_a_row_by_the_list_of_the_day_on_which_its_source_entered_it(tmp_path):
    set_list(mapping_file(tmp_path, {"9": "granted"}), "result")
    set_list(mapping_file(tmp_path, {"9": "denied"}), "result", since="2018-03-01")
    rows = [
        completed("A-1", result="9"),
        completed(
            "A-2",
            result="9",
            close_reason="说明",
            completed_at="2018-03-01T10:10:00+08:00",
            decided_at="2018-03-01T10:00:00+08:00",
            delivered_at="2018-03-01T11:00:00+08:00",
            source_recorded_at="2018-03-01T11:30:00+08:00",
        ),
    ]
    assert imported(write_cases(tmp_path / "办件.csv", rows))["created"] == 2
    results = dict(Case.objects.values_list("source_number", "close_result"))
    assert results == {"A-1": "granted", "A-2": "denied"}
    mapping = mapping_of(region_code=REGION, source_name=SOURCE)
    assert mapping.edition_on(MappedList.RESULT, date(2018, 2, 28)).version == 1
    assert mapping.edition_on(MappedList.RESULT, date(2017, 12, 31)) is None


def test_it_names_the_list_that_lacks_a_code_and_changes_nothing(tmp_path):
    set_list(mapping_file(tmp_path, PROVINCIAL_OURS), "result")
    set_list(mapping_file(tmp_path, {"XK-1": ITEM}), "implementation_code")
    row = completed(result="7", implementation_code="XK-2")
    report = imported(write_cases(tmp_path / "办件.csv", [row]))
    assert (report["code"], report["created"], report["bad_rows"]) == (1, 0, 1)
    found = {fault["field"]: fault["message"] for fault in report["faults"]}
    assert "代码“7”不在来源系统“部门业务系统”的办结结果对照表（第 1 版" in found["办结结果"]
    assert "代码“XK-2”不在来源系统“部门业务系统”的事项编码对照表" in found["事项实施编码"]
    # Our own word is no code of the source either.
    report = imported(write_cases(tmp_path / "办件.csv", [completed(implementation_code="XK-1")]))
    assert (report["bad_rows"], report["faults"][0]["field"]) == (1, "办结结果")
    assert Case.objects.count() == 0


def test_it_takes_items_bodies_and_fields_of_the_source_s_own(tmp_path):
    set_list(mapping_file(tmp_path, {"XK-1": ITEM}), "implementation_code")
    set_list(mapping_file(tmp_path, {"0107": DEPARTMENT}), "organisation_code")
    set_list(mapping_file(tmp_path, {"1": "窗口"}), "channel")
    # Their 受理时间 is what we call 收件时间, and they have a column that says nothing here.
    fields = {
        "流水号": "来源编号",
        "受理时间": "received_at",
        "立项时间": "accepted_at",
        "备注": "空",
    }
    run = set_list(mapping_file(tmp_path, fields), "fields")
    assert run.code == 0, run.err
    row = accepted(implementation_code="XK-1", organisation_code="0107", channel="1")
    own = {"source_number": "流水号", "received_at": "受理时间", "accepted_at": "立项时间"}
    path = tmp_path / "部门.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(own.get(name, name) for name in ACCEPTED), "备注"])
        writer.writerow([*row.values(), "旧系统导出"])
    report = imported(path)
    assert (report["code"], report["created"]) == (0, 1)
    case = Case.objects.get()
    assert (case.implementation_code, case.organisation_code) == (ITEM, DEPARTMENT)
    assert case.accepted_at.isoformat() == "2018-01-10T01:10:00+00:00"
    # The same file again is the same; by the fields of an earlier day it cannot be read.
    assert imported(path)["unchanged"] == 1
    assert import_cases(path, "--fields-on", "2017-12-31").code == 2


@pytest.mark.parametrize(
    ("mapped_list", "pairs", "field", "words"),
    [
        pytest.param(
            "result",
            [("1", "denied"), ("1", "returned")],
            "来源代码",
            "有 2 行",
            id="one code twice",
        ),
        pytest.param(
            "result", [("1", "好")], "平台代码", "不是平台的办结结果", id="unknown result"
        ),
        pytest.param("channel", [("1", "飞鸽")], "平台代码", "不是平台的申报来源", id="channel"),
        pytest.param(
            "implementation_code", [("1", "没有")], "平台代码", "没有实施编码为 没有", id="item"
        ),
        pytest.param(
            "organisation_code", [("1", "X")], "平台代码", "没有编码为 X 的机构", id="body"
        ),
        pytest.param(
            "organisation_code",
            [("1", "510704-D01")],
            "平台代码",
            "区划 510703 没有编码为 510704-D01",
            id="body of another region",
        ),
        pytest.param(
            "fields", [("甲", "accepted")], "平台代码", "不是平台的字段", id="unknown field"
        ),
        pytest.param(
            "fields",
            [("甲", "accepted_at"), ("乙", "受理时间")],
            "平台代码",
            "有 2 列对照到这个字段",
            id="two columns of one field",
        ),
        pytest.param("result", [("", "denied")], "来源代码", "不能为空", id="no code"),
    ],
)
def test_it_refuses_a_list_with_a_bad_row_as_a_whole(tmp_path, mapped_list, pairs, field, words):
    from zhengtong.places.tests.factories import make_organisation, make_region

    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    path = mapping_file(tmp_path, pairs)
    run = set_list(path, mapped_list, "--json")
    assert (run.code, run.json["result"]) == (1, "refused")
    assert (run.json["faults"][0]["field"], words in run.json["faults"][0]["message"]) == (
        field,
        True,
    )
    assert MappingEdition.objects.count() == 0
    assert (tmp_path / "对照.错误.csv").exists()


def test_it_refuses_an_unknown_source_and_an_empty_list(tmp_path):
    path = mapping_file(tmp_path, PROVINCIAL_OURS)
    assert "没有登记名为“丙”" in set_list(path, "result", name="丙").err
    run = set_list(mapping_file(tmp_path, {}), "result")
    assert (run.code, MappingEdition.objects.count()) != (0, 1)


def test_it_prints_templates_that_it_accepts(tmp_path):
    path = tmp_path / "模板.csv"
    for mapped_list in ("result", "fields", "channel", "applicant_kind", "applicant_id_type"):
        template = Run("source", "map", "--list", mapped_list, "--template")
        path.write_text(template.out, encoding="utf-8")
        assert set_list(path, mapped_list).code == 0, mapped_list


def test_it_shows_a_source_with_its_lists(tmp_path):
    set_list(mapping_file(tmp_path, PROVINCIAL_OURS), "result")
    imported(write_cases(tmp_path / "1月.csv", [accepted()]))
    out = Run("source", "show", SOURCE, "--region", REGION).out
    assert "办结结果对照 第 1 版（现行）" in out
    assert "6 → not_accepted" in out
    assert "（1月.csv）" in out
    shown = Run("source", "show", SOURCE, "--region", REGION, "--json").json
    assert shown["last_seen_file"] == "1月.csv"
    assert shown["mappings"][0]["pairs"] == PROVINCIAL_OURS
    listed = Run("source", "list", "--region", REGION, "--json").json
    assert [(one["name"], one["lag_days"]) for one in listed] == [(SOURCE, 3)]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param([], "--list", id="no list"),
        pytest.param(["--list", "result"], "NAME", id="no source"),
        pytest.param(["--list", "result", SOURCE], "FILE", id="no file"),
        pytest.param(["--list", "result", SOURCE, "没有.csv"], "--region", id="no region"),
        pytest.param(
            ["--list", "result", SOURCE, "没有.csv", "--region", REGION], "--from", id="no day"
        ),
        pytest.param(
            ["--list", "result", SOURCE, "没有.csv", "--region", REGION, "--from", "2018-01-01"],
            "没有.csv",
            id="no such file",
        ),
        pytest.param(["--list", "别的"], "--list", id="unknown list"),
    ],
)
def test_it_says_what_is_missing_on_the_command_line(options, words, capsys):
    run = Run("source", "map", *options)
    assert (run.code, words in run.err + capsys.readouterr().err) == (2, True)
    assert MappingEdition.objects.count() == 0
