"""`zhengtong ex-officio file | handle | … | drop`, and what `case` shows of it."""

import csv
import json

import pytest
from django.core.management import call_command

from zhengtong.cases.models import Case
from zhengtong.cases.queries.filings_stranded import add_stranded_filings
from zhengtong.cases.queries.stranding import LostPost, cases_stranded_by
from zhengtong.cases.tests.ex_officio import (
    PUNISHMENT,
    decided,
    filed,
    filing,
    handled,
    make_filing_office,
    proposed,
)
from zhengtong.cases.tests.factories import CITIZEN, moment, trace
from zhengtong.foundation.tables import EXAMPLE_ORGANISATION
from zhengtong.people.rules.duties import Post
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db
ROW = {
    "implementation_code": PUNISHMENT,
    "clue_source": "举报",
    "clue_number": "2018-XS-001",
    "party_kind": "自然人",
    "party_name": "张演示",
    "party_id_type": "居民身份证",
    "party_id_number": CITIZEN,
    "party_mobile": "13900001111",
}


@pytest.fixture
def office():
    make_region()
    return make_filing_office()


@pytest.fixture
def now(monkeypatch):
    def set_to(text: str) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment(text))

    set_to("2018-03-12 12:00")
    return set_to


@pytest.fixture
def outside_a_transaction(monkeypatch):
    """Numbers are reserved outside any transaction; a test runs inside one."""
    from zhengtong.cases.management.commands import ex_officio
    from zhengtong.cases.tests.factories import next_number

    monkeypatch.setattr(
        ex_officio, "reserve_case_numbers", lambda **asked: [next_number(day=asked["day"])]
    )


def run(name: str, *arguments: str) -> int:
    try:
        call_command(name, *arguments)
    except SystemExit as stopped:
        return stopped.code
    return 0


def write(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(ROW))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def filing_in(path, *more):
    return run("ex_officio", "file", path, "--region", "510703", "--staff", "S01", *more)


def test_it_files_each_row_and_says_the_numbers(
    office, now, outside_a_transaction, tmp_path, capsys
):
    path = write(tmp_path / "立案.csv", ROW, {**ROW, "clue_number": "2018-XS-002"})
    assert filing_in(path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["filed"]) == 2
    assert Case.objects.filter(region_code="510703", state="filed").count() == 2


def test_the_same_clue_is_not_filed_twice_and_bad_rows_are_named(
    office, now, outside_a_transaction, tmp_path, capsys
):
    good = write(tmp_path / "立案.csv", ROW)
    assert filing_in(good) == 0
    bad = {**ROW, "clue_number": "2018-XS-003", "party_id_number": "110105194912310021"}
    path = write(tmp_path / "再次.csv", ROW, bad)
    assert filing_in(path) == 1
    assert "2 行有误，未立案" in capsys.readouterr().err
    errors = (tmp_path / "再次.错误.csv").read_text("utf-8-sig")
    assert "线索 2018-XS-001 已经立案" in errors
    assert Case.objects.filter(region_code="510703").count() == 1


def test_its_template_is_a_file_that_it_accepts(
    office, now, outside_a_transaction, tmp_path, capsys
):
    assert run("ex_officio", "file", "--template") == 0
    path = tmp_path / "模板.csv"
    text = capsys.readouterr().out.replace(EXAMPLE_ORGANISATION, "510703-D01")
    path.write_text(text, encoding="utf-8")
    assert filing_in(str(path)) == 0


def test_it_goes_its_way_by_commands(office, now, capsys):
    number = filed(office, on="2018-03-12 10:00").number

    def act(name, staff, *more):
        return run("ex_officio", name, number, "--staff", staff, *more)

    assert act("handle", "S01", "--result", "查实", "--with", "S02") == 0
    assert act("propose", "S01", "--outcome", "给予行政处罚", "--opinion", "拟处罚") == 0
    deciding = ("--outcome", "punish", "--reasons", "事实清楚", "--heard")
    assert act("decide", "S04", *deciding) == 1
    assert "行政复议" in capsys.readouterr().err
    remedies = ("--reconsideration", "区政府，六十日", "--suit", "区法院，六个月")
    assert act("decide", "S04", *deciding, *remedies) == 0
    assert act("close", "S01", "--execution", "罚款已缴清", "--json") == 0
    told = capsys.readouterr().out
    assert '"close_result": "granted"' in told


def test_hearing_review_send_back_and_drop_have_their_commands(office, now):
    number = proposed(office, on="2018-03-12 09:00").number

    def act(name, staff, *more):
        return run("ex_officio", name, number, "--staff", staff, *more)

    assert act("tell-hearing", "S01", "--notice", "听告1号") == 0
    assert act("request-hearing", "S01", "--request", "申请书") == 0
    now("2018-03-30 12:00")
    hearing = ("--noticed-on", "2018-03-13", "--record", "笔录1", "--result", "维持")
    assert act("hold-hearing", "S01", "--chair", "S02", *hearing) == 1
    assert act("hold-hearing", "S01", "--chair", "S03", *hearing) == 0
    assert act("review", "S03", "--verdict", "pass", "--opinion", "合法") == 0
    assert act("send-back", "S04", "--reason", "补充证据") == 0
    dropping = ("--ground", "no_facts", "--reason", "查无实据")
    assert act("drop", "S04", *dropping, "--basis", "第五十七条") == 0
    assert trace(number).state == "dropped"


def test_a_hearing_given_up_is_ended_by_command_and_shown(office, now, capsys):
    number = proposed(office, on="2018-03-12 09:00").number

    def act(name, *more):
        return run("ex_officio", name, number, "--staff", "S01", *more)

    assert act("end-hearing", "--ground", "withdrawn") == 1
    assert "没有待举行的听证" in capsys.readouterr().err
    assert act("tell-hearing", "--notice", "听告1号") == 0
    assert act("request-hearing", "--request", "申请书") == 0
    assert act("end-hearing", "--ground", "nothing") == 2
    now("2018-03-30 12:00")
    assert act("end-hearing", "--ground", "absent") == 1
    assert act("end-hearing", "--ground", "absent", "--noticed-on", "2018-03-13") == 0
    capsys.readouterr()
    assert run("case", "show", number) == 0
    out = capsys.readouterr().out
    assert "听证　2018-03-30 终止：无正当理由拒不出席，视为放弃听证" in out
    assert run("case", "show", number, "--json") == 0
    assert json.loads(capsys.readouterr().out)["filing"]["hearing"]["end_ground"] == "absent"


def test_an_unknown_number_or_person_is_wrong_usage(office, now):
    number = filed(office).number
    assert run("ex_officio", "close", "123", "--staff", "S01", "--execution", "无") == 2
    assert run("ex_officio", "close", number, "--staff", "X99", "--execution", "无") == 2


def test_an_act_is_entered_late_with_its_reason(office, now):
    number = filed(office, on="2018-03-01 10:00").number
    late = ("--occurred-at", "2018-03-02T10:00", "--entry-reason", "停电")
    common = ("--staff", "S01", "--result", "查实", "--with", "S02")
    assert run("ex_officio", "handle", number, *common, *late[:2]) == 1
    assert run("ex_officio", "handle", number, *common, *late) == 0


def test_the_time_of_a_late_entry_keeps_its_offset(office, now):
    number = filed(office, on="2018-03-01 10:00").number
    late = ("--occurred-at", "2018-03-02T02:00+00:00", "--entry-reason", "停电")
    common = ("--staff", "S01", "--result", "查实", "--with", "S02")
    assert run("ex_officio", "handle", number, *common, *late) == 0
    assert filing(number).handled_at == moment("2018-03-02 10:00")


def test_case_show_and_explain_speak_of_the_filing(office, now, capsys):
    journey = proposed(office, on="2018-03-01 10:00", is_legality_due=True, is_hearing_due=True)
    assert run("case", "show", journey.number) == 0
    out = capsys.readouterr().out
    assert "状态：待审批" in out
    assert "当事人 张**" in out or "当事人 张" in out
    assert CITIZEN not in out
    assert "线索来源　日常监督检查" in out
    assert "办案人员　演示员S01、演示员S02" in out
    assert "处理意见　给予行政处罚" in out
    assert "法制审核　应当审核，还没有审核" in out
    assert "听证　应当告知，还没有告知" in out
    assert "法定　90 日（自然日）　到期 2018-05-30" in out
    assert "承诺：没有承诺时限" in out
    assert run("case", "explain", journey.number) == 0
    out = capsys.readouterr().out
    assert "立案，当日不计" in out
    assert run("case", "show", journey.number, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["filing"]["proposed"] == "punish"
    assert told["clocks"]["promised"] is None


def test_the_clock_shown_ends_with_the_decision(office, now, capsys):
    journey = decided(office, on="2018-03-01 10:00")
    assert run("case", "show", journey.number) == 0
    assert "2018-03-01 10:04 结束" in capsys.readouterr().out


def stranded(post: Post, *remaining: str) -> list[str]:
    loss = LostPost(
        region_code="510703",
        organisation_code="510703-D01",
        post=post,
        remaining=frozenset(remaining),
    )
    found = cases_stranded_by([loss])
    add_stranded_filings(found)
    return sorted(case.number for case in found[loss])


def test_the_last_decider_is_needed_until_the_decision(office):
    waiting = sorted([filed(office).number, handled(office).number, proposed(office).number])
    decided(office)
    assert stranded(Post.DECIDER) == waiting
    assert stranded(Post.DECIDER, "S30") == []
    assert stranded(Post.REVIEWER) == []


def test_who_investigated_does_not_keep_a_case_going(office):
    journey = handled(office)
    filed(office)
    assert stranded(Post.DECIDER, "S02") == [journey.number]
