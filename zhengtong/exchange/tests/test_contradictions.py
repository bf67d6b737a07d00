"""What takes back or changes is put aside for a person, and changes nothing."""

import json

import pytest

from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.removal import void_case
from zhengtong.exchange.models import ImportedRecord, PutAside
from zhengtong.exchange.operations.put_asides import TABLE
from zhengtong.exchange.queries import count_waiting, put_asides
from zhengtong.exchange.tests.factories import (
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
from zhengtong.foundation.vault import open_value
from zhengtong.people.tests.factories import make_administrator
from zhengtong.places.tests.factories import make_organisation, make_service_centre

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _register():
    make_register()
    make_source()


def feed(tmp_path, row, *options, name="来.csv"):
    return imported(write_cases(tmp_path / name, [row]), *options)


def untouched():
    return (
        list(Case.objects.order_by("id").values()),
        list(Entry.objects.order_by("id").values()),
        list(ImportedRecord.objects.order_by("id").values()),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"accepted_at": "2018-01-10T09:30:00+08:00"},
            "受理时间由 2018-01-10T09:10:00+08:00 改为 2018-01-10T09:30:00+08:00",
            id="acceptance moved",
        ),
        pytest.param({"organisation_code": "510703-D02"}, "事项由机构", id="organisation"),
        pytest.param({"applicant_name": "另一人"}, "申请人名称与已有版本不同", id="applicant"),
        pytest.param({"contact_mobile": "16400000082"}, "手机与已有版本不同", id="mobile"),
        pytest.param({"channel": "pc"}, "申报来源由 window 改为 pc", id="channel"),
    ],
)
def test_it_puts_a_newer_version_aside_that_changes_what_was_stated(tmp_path, changes, reason):
    make_organisation(code="510703-D02")
    feed(tmp_path, accepted())
    before = untouched()
    report = feed(tmp_path, completed(**changes))
    assert report["code"] == 1
    assert untouched() == before
    if "organisation_code" in changes:  # an item has one body, so this is a bad row already
        assert report["bad_rows"] == 1
        return
    assert report["put_aside_rows"] == [{"row": 2, "reason": reason}]
    (one,) = put_asides(region_code="510703")
    assert (one.reason, one.case_number) == (reason, Case.objects.get().number)
    assert (one.source_number, one.data_version, one.known_version) == ("A-1", 2, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param(
            {"delivered_at": ""},
            "送达时间原为 2018-02-05T11:00:00+08:00，新版本没有",
            id="delivery taken back",
        ),
        pytest.param(
            {"result": "denied", "close_reason": "不符合条件"},
            "办结结果由 granted 改为 denied；办结原因与已有版本不同",
            id="result changed",
        ),
        pytest.param(
            {"completed_at": "2018-02-05T10:20:00+08:00"},
            "办结时间由 2018-02-05T10:10:00+08:00 改为 2018-02-05T10:20:00+08:00",
            id="completion moved",
        ),
        pytest.param(
            {"result": "voided", "close_reason": "错录"},
            "办结结果由 granted 改为 voided；办结原因与已有版本不同",
            id="voided by the source",
        ),
    ],
)
def test_it_puts_aside_what_takes_back_an_end(tmp_path, changes, reason):
    feed(tmp_path, completed())
    before = untouched()
    report = feed(tmp_path, completed(data_version="3", **changes))
    assert (report["code"], report["put_aside"]) == (1, 1)
    assert untouched() == before
    assert report["put_aside_rows"][0]["reason"].startswith(reason.split("；")[0])


def test_it_leaves_voiding_to_a_person(tmp_path):
    feed(tmp_path, accepted())
    row = accepted(data_version="2", result="voided", close_reason="错录")
    report = feed(tmp_path, row)
    assert report["put_aside"] == 1
    assert report["put_aside_rows"][0]["reason"] == (
        "来源称“作废办结”，作废、删除须由人办理（case void）"
    )
    assert Case.objects.get().state == "accepted"


def test_it_puts_an_act_aside_that_is_added_before_those_on_record(tmp_path):
    feed(tmp_path, accepted(received_at=""))
    report = feed(tmp_path, completed())
    assert report["put_aside_rows"][0]["reason"] == (
        "收件时间 2018-01-10T09:05:00+08:00 早于已记录的办理"
    )


def test_it_puts_the_same_version_with_other_content_aside(tmp_path):
    feed(tmp_path, accepted())
    before = untouched()
    report = feed(tmp_path, accepted(source_recorded_at="2018-01-10T09:16:00+08:00"))
    assert report["put_aside_rows"][0]["reason"] == (
        "来源登记时间由 2018-01-10T09:15:00+08:00 改为 2018-01-10T09:16:00+08:00"
    )
    assert untouched() == before


def test_it_puts_an_older_version_aside_that_newer_ones_do_not_add_to(tmp_path):
    feed(tmp_path, completed())
    report = feed(tmp_path, accepted(accepted_at="2018-01-10T09:11:00+08:00"))
    assert report["put_aside"] == 1


def test_it_puts_two_versions_of_one_file_aside_where_they_are_at_odds(tmp_path):
    rows = [accepted(), completed(received_at="2018-01-10T09:06:00+08:00"), accepted("A-2")]
    report = imported(write_cases(tmp_path / "办件.csv", rows))
    assert (report["created"], report["put_aside"], report["code"]) == (2, 1, 1)
    assert (
        put_asides(region_code="510703")[0].case_number
        == Case.objects.get(source_number="A-1").number
    )


def test_it_puts_aside_what_the_platform_has_gone_past(tmp_path):
    feed(tmp_path, accepted())
    case = Case.objects.get()
    administrator = make_administrator(staff_code="S09", organisation_code="510703-D01")
    now = case.accepted_at.replace(month=3)
    void_case(case_number=case.number, reason="重复登记", by=administrator, at=live(now))
    report = feed(tmp_path, completed())
    assert (report["put_aside"], report["advanced"]) == (1, 0)
    assert Case.objects.get().state == "voided"


def test_it_puts_a_row_aside_once_however_often_it_comes(tmp_path):
    feed(tmp_path, accepted())
    for _ in range(2):
        assert feed(tmp_path, completed(channel="pc"))["put_aside"] == 1
    assert PutAside.objects.count() == 1
    (one,) = put_asides(region_code="510703")
    assert Run("put_aside", one.number, "--reason", "来源写错").code == 0
    report = feed(tmp_path, completed(channel="pc"))
    assert (report["code"], report["put_aside"], report["unchanged"]) == (0, 0, 1)


def test_it_keeps_the_content_sealed_and_bound_to_its_row(tmp_path):
    feed(tmp_path, accepted())
    feed(tmp_path, completed(applicant_name="另一人"))
    row = PutAside.objects.get()
    assert "另一人" not in row.content_sealed
    plain = open_value(row.content_sealed, table=TABLE, column="content_sealed", row_id=row.id)
    content = json.loads(plain)
    assert (content["applicant_name"], content["completed_at"]) == (
        "另一人",
        "2018-02-05T10:10:00+08:00",
    )


def test_it_numbers_contradictions_of_each_source(tmp_path):
    feed(tmp_path, accepted())
    source_id = make_source().id
    for channel in ("pc", "mobile"):
        feed(tmp_path, completed(channel=channel))
    assert [one.number for one in put_asides(region_code="510703")] == [
        f"510703-{source_id}-1",
        f"510703-{source_id}-2",
    ]


def test_it_lists_and_settles(tmp_path):
    feed(tmp_path, accepted())
    run = import_cases(write_cases(tmp_path / "2月.csv", [completed(channel="pc")]))
    assert "1 行与已有记录矛盾，已搁置待人处理，用 put-aside 查看" in run.err
    (one,) = put_asides(region_code="510703")
    listed = Run("put_aside", "--region", "510703")
    assert listed.code == 0
    assert one.number in listed.out
    assert "申报来源由 window 改为 pc（2月.csv 第 2 行）" in listed.out
    assert "待处理 1 条" in listed.out
    assert "没有待处理的矛盾" in Run("put_aside", "--region", "510703", "--source", "别的").out
    settled = Run("put_aside", one.number, "--reason", "窗口收的件，来源填错")
    assert (settled.code, settled.out.strip()) == (0, f"搁置 {one.number} 已处理：维持原记录")
    assert "没有待处理的矛盾" in Run("put_aside", "--region", "510703").out
    told = Run("put_aside", "--region", "510703", "--all").out
    assert "已由 operator 处理：窗口收的件，来源填错" in told
    (as_json,) = Run("put_aside", "--region", "510703", "--all", "--json").json
    assert as_json["resolution"] == "窗口收的件，来源填错"
    assert count_waiting(region_code="510703") == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param([], 2, "--region", id="no region"),
        pytest.param(["--region", "510703", "--reason", "x"], 2, "搁置编号", id="no number"),
        pytest.param(["510703-1-9"], 2, "--reason", id="no reason"),
        pytest.param(["510703-1-9", "--reason", " "], 2, "--reason", id="blank reason"),
        pytest.param(["510703-1-9", "--reason", "x"], 1, "没有编号为", id="unknown number"),
        pytest.param(["510703-1-9", "--reason", "x", "--staff", "S77"], 2, "S77", id="staff"),
    ],
)
def test_it_refuses_to_settle(arguments, code, words):
    run = Run("put_aside", *arguments)
    assert run.code == code
    assert words in run.err


def test_it_lets_the_service_centre_settle_and_nobody_else(tmp_path):
    feed(tmp_path, accepted())
    feed(tmp_path, completed(channel="pc"))
    (one,) = put_asides(region_code="510703")
    make_service_centre()
    make_administrator(staff_code="S09", organisation_code="510703-D01")
    make_administrator(staff_code="C09", organisation_code="510703-C01")
    refused = Run("put_aside", one.number, "--reason", "x", "--staff", "S09")
    assert (refused.code, count_waiting(region_code="510703")) == (1, 1)
    assert "处理导入时搁置的矛盾" in refused.err
    assert Run("put_aside", one.number, "--reason", "核对过", "--staff", "C09").code == 0
    assert PutAside.objects.get().resolved_by == "C09"
    again = Run("put_aside", one.number, "--reason", "再来", "--staff", "C09")
    assert (again.code, "已由 C09 处理" in again.err) == (1, True)
