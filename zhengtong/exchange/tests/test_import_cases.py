"""Files of cases go in: new cases, newer versions, nothing twice."""

from datetime import datetime
from itertools import permutations

import pytest

from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.operations.sweep import sweep_region
from zhengtong.exchange.management import import_run
from zhengtong.exchange.models import ImportBatch, ImportedRecord, PutAside, Source
from zhengtong.exchange.operations import importing
from zhengtong.exchange.tests.factories import (
    accepted,
    completed,
    import_cases,
    imported,
    make_register,
    make_source,
    write_cases,
)
from zhengtong.foundation.ledger.models import Entry, QueuedEntry
from zhengtong.foundation.serials import SerialBlock
from zhengtong.kernel.local_time import CHINA_TIME, local, local_day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def state_of(number="A-1"):
    case = Case.objects.get(region_code="510703", source_number=number)
    return case.state, case.close_result, case.data_version


def counted(report):
    return {
        name: report[name]
        for name in ("created", "advanced", "unchanged", "older", "put_aside", "bad_rows")
        if report[name]
    }


def test_it_makes_a_case_of_a_row(tmp_path):
    run = import_cases(write_cases(tmp_path / "办件.csv", [accepted()]))
    assert (run.code, run.err) == (0, "")  # no progress bar in a pipe
    assert "按 UTF-8 读取 1 行：新建 1 件" in run.out
    assert "对接同步 1 行，补录 0 行" in run.out
    case = Case.objects.get(region_code="510703", source_number="A-1")
    assert (case.state, case.origin, case.organisation_code) == ("accepted", "synced", "510703-D01")
    assert case.number[:12] == "510703180110"
    assert case.applicant_id_sealed
    assert "510703190001010815" not in case.applicant_id_sealed
    entries = Entry.objects.filter(region_code="510703", subject=f"case:{case.number}")
    kinds = entries.order_by("subject_no").values_list("kind", "origin", "actor")
    assert list(kinds) == [
        ("cases.received", "synced", "source:部门业务系统"),
        ("cases.accepted", "synced", "source:部门业务系统"),
    ]


def test_it_advances_in_february_what_was_accepted_in_january(tmp_path):
    january = write_cases(tmp_path / "1月.csv", [accepted()])
    february = write_cases(tmp_path / "2月.csv", [completed()])
    assert counted(imported(january)) == {"created": 1}
    report = imported(february)
    assert (report["code"], counted(report)) == (0, {"advanced": 1})
    assert state_of() == ("delivered", "granted", 2)
    case = Case.objects.get(region_code="510703", source_number="A-1")
    assert local_day(case.completed_at).isoformat() == "2018-02-05"
    assert Case.objects.count() == 1


def test_it_does_nothing_when_a_file_comes_again(tmp_path):
    path = write_cases(tmp_path / "办件.csv", [accepted(), completed(), accepted("A-2")])
    assert counted(imported(path)) == {"created": 2, "advanced": 1}
    before = everything()
    report = imported(path)
    assert (report["code"], counted(report)) == (0, {"unchanged": 2, "older": 1})
    assert everything() == before


def test_it_applies_versions_of_a_file_in_their_order_wherever_they_stand(tmp_path):
    upside_down = [completed("A-2"), completed(), accepted(), accepted("A-2"), accepted("A-3")]
    report = imported(write_cases(tmp_path / "办件.csv", upside_down))
    assert counted(report) == {"created": 3, "advanced": 2}
    assert state_of("A-1") == state_of("A-2") == ("delivered", "granted", 2)
    acts = CaseAct.objects.filter(region_code="510703", case_id=case_id("A-1"))
    assert list(acts.order_by("act_no").values_list("to_state", flat=True)) == [
        "received", "accepted", "granted", "to_deliver", "delivered",
    ]  # fmt: skip


@pytest.mark.parametrize("page_rows", [500, 1])
def test_it_comes_to_the_same_in_whatever_order_versions_stand(tmp_path, monkeypatch, page_rows):
    monkeypatch.setattr(import_run, "PAGE_ROWS", page_rows)
    third = {"data_version": "3", "source_recorded_at": "2018-02-06T09:00:00+08:00"}
    orders = list(permutations(range(3)))
    versions = [
        [accepted(number), completed(number, delivered_at=""), completed(number, **third)]
        for number in (f"P-{order}" for order in range(len(orders)))
    ]
    rows = [versions[case][order[place]] for place in range(3) for case, order in enumerate(orders)]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert counted(report) == {"created": 6, "advanced": 12}
    cases = Case.objects.filter(region_code="510703")
    assert set(cases.values_list("state", "data_version", "entry_count")) == {("delivered", 3, 5)}


def test_it_takes_a_case_whole_whose_first_version_never_came(tmp_path):
    path = write_cases(tmp_path / "办件.csv", [completed()])
    assert counted(imported(path)) == {"created": 1}
    earlier = write_cases(tmp_path / "更早.csv", [accepted()])
    assert counted(imported(earlier)) == {"older": 1}
    assert state_of() == ("delivered", "granted", 2)


def test_it_only_raises_the_version_of_a_case_that_is_told_again(tmp_path):
    imported(write_cases(tmp_path / "1.csv", [accepted()]))
    again = accepted(data_version="2", source_recorded_at="2018-01-11T09:00:00+08:00")
    report = imported(write_cases(tmp_path / "2.csv", [again]))
    assert (report["code"], counted(report)) == (0, {"unchanged": 1})
    assert state_of() == ("accepted", "", 2)
    assert Entry.objects.count() == 2


def test_it_calls_late_what_was_entered_after_the_agreed_lag(tmp_path):
    rows = [
        accepted("A-1", source_recorded_at="2018-01-13T23:00:00+08:00"),
        accepted("A-2", source_recorded_at="2018-01-14T00:10:00+08:00"),
        accepted("A-3", source_recorded_at=""),
    ]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert (report["synced"], report["back_entries"]) == (1, 2)
    assert origins() == {"A-1": "synced", "A-2": "back_entry", "A-3": "back_entry"}
    late = CaseAct.objects.get(region_code="510703", case_id=case_id("A-2"), action="accept")
    assert (shown(late.occurred_at), shown(late.recorded_at)) == (
        "2018-01-10 09:10",
        "2018-01-14 00:10",
    )


def test_it_keeps_the_origin_of_each_act(tmp_path):
    in_time = accepted()
    late = completed(source_recorded_at="2018-03-01T09:00:00+08:00")
    imported(write_cases(tmp_path / "办件.csv", [in_time, late]))
    acts = CaseAct.objects.filter(region_code="510703", case_id=case_id("A-1")).order_by("act_no")
    assert list(acts.values_list("action", "origin")) == [
        ("receive", "synced"),
        ("accept", "synced"),
        ("grant", "back_entry"),
        ("complete", "back_entry"),
        ("deliver", "back_entry"),
    ]


def test_it_judges_each_act_of_a_first_row_by_its_own_time(tmp_path):
    report = imported(write_cases(tmp_path / "办件.csv", [completed()]))
    assert (report["created"], report["synced"], report["back_entries"]) == (1, 0, 1)
    acts = CaseAct.objects.filter(region_code="510703", case_id=case_id("A-1")).order_by("act_no")
    assert [
        (act.action, act.origin, shown(act.occurred_at), shown(act.recorded_at)) for act in acts
    ] == [
        ("receive", "back_entry", "2018-01-10 09:05", "2018-02-05 11:30"),
        ("accept", "back_entry", "2018-01-10 09:10", "2018-02-05 11:30"),
        ("grant", "synced", "2018-02-05 10:00", "2018-02-05 11:30"),
        ("complete", "synced", "2018-02-05 10:10", "2018-02-05 11:30"),
        ("deliver", "synced", "2018-02-05 11:00", "2018-02-05 11:30"),
    ]
    kept = Entry.objects.filter(region_code="510703").order_by("subject_no")
    assert list(kept.values_list("origin", flat=True)) == ["back_entry"] * 2 + ["synced"] * 3
    assert origins() == {"A-1": "back_entry"}


def test_it_judges_a_newer_version_by_the_acts_that_it_brings(tmp_path):
    report = imported(write_cases(tmp_path / "办件.csv", [accepted(), completed()]))
    assert (report["synced"], report["back_entries"]) == (2, 0)
    acts = CaseAct.objects.filter(region_code="510703", case_id=case_id("A-1"))
    assert set(acts.values_list("origin", flat=True)) == {"synced"}
    # Delivered within the lag of its entry, but decided and completed long before it.
    late = completed("A-2", decided_at="2018-01-15T10:00", completed_at="2018-01-15T10:10")
    report = imported(write_cases(tmp_path / "2.csv", [accepted("A-2"), late]))
    assert (report["synced"], report["back_entries"]) == (1, 1)
    acts = CaseAct.objects.filter(region_code="510703", case_id=case_id("A-2")).order_by("act_no")
    assert list(acts.values_list("origin", flat=True)) == [
        "synced", "synced", "back_entry", "back_entry", "synced",
    ]  # fmt: skip
    assert origins()["A-2"] == "synced"


def test_it_takes_history_as_neither_in_time_nor_late(tmp_path):
    rows = [accepted("A-1", source_recorded_at=""), accepted("A-2")]
    report = imported(write_cases(tmp_path / "办件.csv", rows), "--history")
    assert (report["created"], report["synced"], report["back_entries"]) == (2, 0, 0)
    assert origins() == {"A-1": "import", "A-2": "import"}


def test_it_takes_every_end_of_a_case(tmp_path):
    closed = "2018-02-05T10:10:00+08:00"
    rows = [
        completed("A-1", result="denied", close_reason="不符合条件"),
        accepted("A-2", completed_at=closed, result="returned", close_reason="撤回申请"),
        accepted("A-3", completed_at=closed, result="relayed", close_reason="上级权限"),
        accepted(
            "A-4", accepted_at="", completed_at=closed, result="not_accepted", close_reason="他处"
        ),
        accepted("A-5", decided_at=closed, result="granted"),
        accepted("A-6", accepted_at=""),
    ]
    rows = [{**row, "source_recorded_at": "2018-02-05T11:30:00+08:00"} for row in rows]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert (report["code"], counted(report)) == (0, {"created": 6}), report
    assert [state_of(f"A-{number}")[:2] for number in range(1, 7)] == [
        ("delivered", "denied"),
        ("returned", "returned"),
        ("relayed", "relayed"),
        ("acceptance_refused", "not_accepted"),
        ("granted", ""),
        ("received", ""),
    ]


def test_it_writes_nothing_of_a_page_that_fails(tmp_path, monkeypatch):
    rows = [accepted(f"A-{number}") for number in range(6)]
    path = write_cases(tmp_path / "办件.csv", rows)
    monkeypatch.setattr(import_run, "PAGE_ROWS", 2)
    keep_progress = importing.keep_progress

    def fail_on_the_third_page(*, source, state):
        if state.next_row > 4:
            raise OSError("the disk is full")
        keep_progress(source=source, state=state)

    monkeypatch.setattr(importing, "keep_progress", fail_on_the_third_page)
    with pytest.raises(OSError, match="disk"):
        import_cases(path)
    assert sorted(origins()) == ["A-0", "A-1", "A-2", "A-3"]
    assert (ImportedRecord.objects.count(), Entry.objects.count()) == (4, 8)
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.setattr(importing, "keep_progress", keep_progress)
    report = imported(path)
    assert (report["taken_up_at"], counted(report)) == (4, {"created": 6})
    assert ImportBatch.objects.get().finished_at is not None


@pytest.mark.parametrize("page_rows", [500, 1])
def test_it_rehearses_and_writes_nothing(tmp_path, monkeypatch, page_rows):
    monkeypatch.setattr(import_run, "PAGE_ROWS", page_rows)
    rows = [
        completed("A-9"),
        accepted(),
        completed(accepted_at="2018-01-10T09:30:00+08:00"),
        accepted("A-2", implementation_code="X"),
        accepted("A-3"),
        accepted("A-9"),
    ]
    path = write_cases(tmp_path / "办件.csv", rows)
    before = everything()
    report = imported(path, "--dry-run")
    assert everything() == before
    assert list(tmp_path.iterdir()) == [path]
    assert (report["dry_run"], report["error_file"]) == (True, None)
    real = imported(path)
    alike = ("code", "created", "advanced", "put_aside", "bad_rows", "faults", "put_aside_rows")
    assert [report[name] for name in alike] == [real[name] for name in alike]
    assert counted(real) == {"created": 3, "advanced": 1, "put_aside": 1, "bad_rows": 1}


def test_it_writes_the_error_file_of_a_rehearsal_only_where_it_is_asked_for(tmp_path):
    path = write_cases(tmp_path / "办件.csv", [accepted(implementation_code="X")])
    errors = tmp_path / "错误.csv"
    assert imported(path, "--dry-run", "--errors", str(errors))["bad_rows"] == 1
    assert "X" in errors.read_text(encoding="utf-8-sig")


def test_it_notes_when_a_source_was_heard_of_last(tmp_path):
    assert Source.objects.get().last_seen_at is None
    imported(write_cases(tmp_path / "办件.csv", [accepted()]))
    assert Source.objects.get().last_seen_at is not None


def test_it_keeps_nothing_personal_in_plain_text(tmp_path):
    imported(write_cases(tmp_path / "1.csv", [accepted()]))
    imported(write_cases(tmp_path / "2.csv", [completed(contact_mobile="16400000999")]))
    kept = repr(
        [
            *ImportedRecord.objects.values(),
            *PutAside.objects.values(),
            *ImportBatch.objects.values(),
            *Entry.objects.values(),
        ]
    )
    for plain in ("510703190001010815", "16400000081", "16400000999", "演示申请人081"):
        assert plain not in kept


def test_it_makes_no_contradiction_of_a_changed_look_up_key(tmp_path, settings):
    path = write_cases(tmp_path / "办件.csv", [accepted(), completed("A-2")])
    imported(path)
    keys = settings.LOOKUP_KEYS
    old = keys["keys"][keys["current"]]
    settings.LOOKUP_KEYS = {
        "current": "new",
        "keys": {"new": old[::-1].replace("=", "") + "=" * old.count("="), **keys["keys"]},
    }
    assert counted(imported(path)) == {"unchanged": 2}
    assert counted(imported(write_cases(tmp_path / "2.csv", [completed()]))) == {"advanced": 1}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_it_reads_what_offices_write_and_says_which(tmp_path, encoding):
    report = imported(write_cases(tmp_path / "办件.csv", [accepted()], encoding=encoding))
    assert report["code"] == 0
    assert report["encoding"] == {"gbk": "GBK/GB18030", "utf-8-sig": "UTF-8（带 BOM）"}[encoding]


def case_id(number):
    return Case.objects.get(region_code="510703", source_number=number).id


def origins():
    return dict(Case.objects.values_list("source_number", "origin"))


def shown(moment):
    return local(moment).strftime("%Y-%m-%d %H:%M")


def everything():
    """Every row that an import could write, apart from the traces of the run itself."""
    models = (Case, CaseAct, Entry, QueuedEntry, ImportedRecord, PutAside, SerialBlock)
    return {model.__name__: list(model.objects.order_by("id").values()) for model in models}


def test_another_system_s_silence_is_not_the_organ_s(tmp_path):
    Source.objects.update(lag_days=10)
    imported(write_cases(tmp_path / "a.csv", [accepted("A-1", accepted_at="")]))
    case = Case.objects.get(region_code="510703")
    assert (case.state, case.due_at) == ("received", None)
    swept = sweep_region(region_code="510703", now=datetime(2018, 1, 20, 9, tzinfo=CHINA_TIME))
    assert (swept.deemed, swept.returned, swept.refused) == ([], [], [])
    later = accepted(
        "A-1",
        data_version="2",
        accepted_at="2018-01-12T09:10:00+08:00",
        source_recorded_at="2018-01-20T10:00:00+08:00",
    )
    imported(write_cases(tmp_path / "b.csv", [later]))
    case = Case.objects.get(region_code="510703")
    assert (case.state, case.deemed_accepted) == ("accepted", False)
    assert case.accepted_at == datetime(2018, 1, 12, 9, 10, tzinfo=CHINA_TIME)
