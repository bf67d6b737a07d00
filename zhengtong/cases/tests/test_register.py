"""The on-the-spot register: many lines, each a case of its own, errors by line."""

import datetime as dt
import io
import json
from collections import Counter

import pytest
from django.core.management import call_command

from zhengtong.cases.models import Case, RegisteredLine
from zhengtong.cases.operations.act_times import live
from zhengtong.cases.operations.on_the_spot_register import register_on_the_spot
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.applications import Applicant
from zhengtong.cases.rules.register import LineRefused, SpotLine
from zhengtong.cases.tests.counter_offices import make_spot_office
from zhengtong.cases.tests.factories import CITIZEN, ITEM, MOBILE, moment, trace
from zhengtong.certificates.tests.factories import TYPE_CODE, make_certificate_type
from zhengtong.foundation.indicators import measure
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.indicators.queries import counts_at
from zhengtong.kernel.periods import Period
from zhengtong.people.tests.factories import invented_id_number

pytestmark = pytest.mark.django_db
REGION, NAME = "510703", "道路货物运输经营许可"
NOW = moment("2018-03-02 15:00")


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def staff(db):
    return make_spot_office()[1]


def line(number: int, **changes) -> SpotLine:
    who = {
        "kind": ApplicantKind.NATURAL,
        "name": f"张演示{number}",
        "id_type": "111",
        "id_number": invented_id_number(number),
        "mobile": MOBILE,
    }
    who |= {name: changes.pop(name) for name in list(changes) if name in who}
    return SpotLine(**{"number": number, "item": ITEM, "applicant": Applicant(**who), **changes})


def register(staff, *lines: SpotLine, now: dt.datetime = NOW):
    return register_on_the_spot(region_code=REGION, lines=lines, by=staff, now=now)


def states() -> Counter[str]:
    return Counter(Case.objects.filter(region_code=REGION).values_list("state", flat=True))


def figures() -> dict[str, int]:
    number_pending(region_code=REGION)
    year = Period(dt.date(2018, 1, 1), dt.date(2018, 12, 31))
    return {
        code: sum(
            counts_at(
                region_code=REGION, period=year, kinds=measure(code).kinds, position=10**6
            ).by_key.values()
        )
        for code in ("accepted", "completed")
    }


def test_it_receives_accepts_decides_and_completes_each_line(staff) -> None:
    made = register(staff, line(2), line(3, receiver="张演示3"), line(4, item=NAME))
    assert [(one.number, one.is_refused) for one in made] == [(2, False), (3, False), (4, False)]
    assert states() == {"to_deliver": 2, "delivered": 1}
    assert trace(made[0].case_number).kinds == (
        "cases.received",
        "cases.accepted",
        "cases.granted",
        "cases.completed",
    )
    assert figures() == {"accepted": 3, "completed": 3}
    case = Case.objects.get(region_code=REGION, number=made[0].case_number)
    assert case.accepted_at == case.completed_at == NOW


def test_it_tells_errors_by_line_and_lets_good_lines_in(staff) -> None:
    made = register(
        staff,
        line(2),
        line(3, id_number="110105194912310021"),
        line(4, item="没有的事项"),
        line(5, name=" "),
        line(6, kind=ApplicantKind.LEGAL, id_type="001", id_number="91350100M000100Y43"),
        line(7),
    )
    refused = {one.number: (one.field, one.message) for one in made if one.is_refused}
    assert {number: field for number, (field, _) in refused.items()} == {
        3: "applicant_id_number",
        4: "item",
        5: "applicant_name",
        6: "applicant_name",
    }
    assert "“没有的事项”不是本机构可办事项的名称" in refused[4][1]
    assert states() == {"to_deliver": 2}
    assert figures() == {"accepted": 2, "completed": 2}
    assert RegisteredLine.objects.filter(region_code=REGION).count() == 2


def test_it_enters_no_line_twice(staff) -> None:
    first = register(staff, line(2), line(3))
    again = register(staff, line(2), line(3))
    assert [one.case_number for one in again] == [one.case_number for one in first]
    assert all(one.was_known for one in again)
    # A file that was mended has other line numbers and one line more.
    mended = register(staff, line(9), SpotLine(number=8, item=ITEM, applicant=line(2).applicant))
    assert [one.was_known for one in mended] == [False, True]
    assert states() == {"to_deliver": 3}


def test_it_tells_two_like_lines_of_one_file_apart(staff) -> None:
    same = [SpotLine(number=n, item=ITEM, applicant=line(2).applicant) for n in (2, 3)]
    assert not any(one.was_known for one in register(staff, *same))
    assert all(one.was_known for one in register(staff, *same))
    assert states() == {"to_deliver": 2}


def test_it_goes_by_the_number_that_the_office_gives(staff) -> None:
    (first,) = register(staff, line(2, key="A-1"))
    (again,) = register(staff, line(5, key="A-1", **vars_of(line(2))))
    assert (again.case_number, again.was_known) == (first.case_number, True)
    made = register(staff, line(3, key="A-1"), line(4, key="A-2"), line(6, key="A-2"))
    assert [(one.field, one.message) for one in made] == [
        ("key", f"登记号 A-1 已用于办件 {first.case_number}，内容不同"),
        ("", ""),
        ("key", "登记号与第 4 行重复"),
    ]
    assert states() == {"to_deliver": 2}


def vars_of(one: SpotLine) -> dict[str, str]:
    return {"name": one.applicant.name, "id_number": one.applicant.id_number}


def test_it_keeps_no_personal_data_beside_the_case(staff) -> None:
    register(staff, line(2, id_number=CITIZEN))
    for key in RegisteredLine.objects.filter(region_code=REGION).values_list("key", flat=True):
        assert CITIZEN not in key
    for body in Entry.objects.filter(region_code=REGION).values_list("body", flat=True):
        assert CITIZEN not in body
        assert "张演示" not in body


def test_it_refuses_what_is_not_decided_at_once(db) -> None:
    _, staff = make_spot_office(
        promised_limit={"count": 7, "unit": "workday"}, case_kind="promised_time"
    )
    (one,) = register(staff, line(2))
    assert one.field == "item"
    assert one.message.startswith(f"“{NAME}”不是即办件，不能在即办登记里办理")
    assert states() == {}


def test_it_refuses_whoever_may_not_do_all_of_it(db) -> None:
    office, _ = make_spot_office()
    (one,) = register(office.clerk, line(2))
    assert "作出决定" in one.message
    assert states() == {}


def test_it_keeps_intake_and_decision_apart_where_the_item_says_so(db) -> None:
    _, staff = make_spot_office(one_window=True)
    (one,) = register(staff, line(2))
    assert one.message == "本事项实行受办分离，收件人员不能办理同一件"
    assert states() == {}


def test_it_lets_another_decide_where_they_are_apart(db) -> None:
    office, _ = make_spot_office(one_window=True)
    (one,) = register_on_the_spot(
        region_code=REGION, lines=[line(2)], by=office.clerk, decider=office.decider, now=NOW
    )
    assert not one.is_refused, one.message
    case = Case.objects.get(region_code=REGION)
    assert (case.acceptor, case.decider, case.state) == ("S01", "S03", "to_deliver")


def test_it_needs_the_number_of_a_certificate(db) -> None:
    make_certificate_type()
    _, staff = make_spot_office(
        result_type="certificate", certificate_type_code=TYPE_CODE, organisation_code="510703-D01"
    )
    made = register(staff, line(2), line(3, certificate_number="证第3号"))
    assert made[0].field == "certificate_number"
    assert "请填写证照编号" in made[0].message


def test_it_enters_late_with_a_reason(staff) -> None:
    earlier = moment("2018-03-01 10:00")
    made = register(
        staff, line(2, handled_at=earlier, late_reason="停电"), line(3, handled_at=earlier)
    )
    assert (made[0].is_refused, made[1].field) == (False, "late_reason")
    case = Case.objects.get(region_code=REGION)
    assert (case.origin, case.accepted_at) == ("back_entry", earlier)
    (future,) = register(staff, line(4, handled_at=moment("2018-03-03 10:00"), late_reason="停电"))
    assert future.field == "handled_at"


def test_it_takes_only_so_many_at_once(staff) -> None:
    with pytest.raises(LineRefused, match="一次最多登记 2000 行"):
        register(staff, *[line(2)] * 2001)


HEADER = "事项,申请人,证件号码,手机,领取人\n"


def call(*arguments) -> int:
    try:
        call_command("register_on_the_spot", *map(str, arguments))
    except SystemExit as stopped:
        return stopped.code
    return 0


def test_it_registers_a_file_and_writes_what_was_bad(staff, tmp_path, capsys) -> None:
    file = tmp_path / "即办.csv"
    rows = [f"{NAME},张演示{n},{invented_id_number(n)},,\n" for n in range(1, 31)]
    rows[4] = f"{NAME},张演示5,123,,\n"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    assert call(file, "--staff", staff.code) == 1
    told = capsys.readouterr()
    assert "登记 29 件，早已登记 0 件" in told.out
    assert "第 6 行　证件号码：" in told.err
    errors = (tmp_path / "即办.错误.csv").read_text("utf-8-sig")
    assert "张演示5" in errors
    assert errors.count("\n") == 2
    # The mended file as a whole brings in the one line that was missing.
    file.write_text(HEADER + "".join(rows).replace(",123,", f",{CITIZEN},"), encoding="utf-8")
    assert call(file, "--staff", staff.code, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["registered"], told["known"], told["bad_rows"]) == (1, 29, 0)
    assert states() == {"to_deliver": 30}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_it_reads_what_is_pasted_from_a_spreadsheet(
    staff, tmp_path, monkeypatch, capsys, encoding
) -> None:
    monkeypatch.chdir(tmp_path)
    pasted = (HEADER + f"{NAME},张演示,{CITIZEN},,张演示").replace(",", "\t")
    stdin = io.TextIOWrapper(io.BytesIO(pasted.encode(encoding)))
    monkeypatch.setattr("sys.stdin", stdin)
    assert call("-", "--staff", staff.code) == 0
    assert "登记 1 件" in capsys.readouterr().out
    assert states() == {"delivered": 1}


def test_it_refuses_what_cannot_be_read(staff, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    for pasted, words in (
        (b"", "没有粘贴任何内容"),
        (b"a,b\n1,2\n", "列"),
        (b"\xff\xff\xff\x00", "不是文字"),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pasted)))
        assert call("-", "--staff", staff.code) == 2
        assert words in capsys.readouterr().err
    file = tmp_path / "即办.csv"
    file.write_text(HEADER, encoding="utf-8")
    assert call(file) == 2
    assert "缺少参数：--staff" in capsys.readouterr().err
    assert call(file, "--staff", "nobody") == 2


def test_its_template_is_a_register(db, tmp_path, capsys) -> None:
    _, staff = make_spot_office(
        organisation_code="510704-D01", region_code="510704", item="510704-D01-510704905000"
    )
    assert call("--template") == 0
    file = tmp_path / "模板.csv"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    made = call(file, "--staff", staff.code)
    told = capsys.readouterr()
    assert (told.err, made) == ("", 0)
    assert Case.objects.get(region_code="510704").state == "delivered"


def test_it_enters_a_line_again_once_its_case_was_voided(db) -> None:
    office, staff = make_spot_office()
    (wrong,) = register(staff, line(2, key="A-1"))
    void_case(case_number=wrong.case_number, reason="录错", by=office.administrator, at=live(NOW))
    (right,) = register(staff, line(2, key="A-1"))
    assert (right.was_known, right.is_refused) == (False, False)
    assert right.case_number != wrong.case_number
    assert states() == {"voided": 1, "to_deliver": 1}
    assert figures() == {"accepted": 1, "completed": 1}
    (again,) = register(staff, line(2, key="A-1"))
    assert (again.case_number, again.was_known) == (right.case_number, True)
