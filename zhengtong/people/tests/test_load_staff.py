"""`load-staff` and `open-account`, as an operator runs them."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from xlsxwriter import Workbook

from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import DutyPeriod, PostPeriod, Staff, User
from zhengtong.people.queries import leader_in_charge_of
from zhengtong.people.tests.factories import PASSWORD, make_staff
from zhengtong.places.queries import organisation
from zhengtong.places.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
STAFF = """staff_code,name,kind,organisation_code,position,discipline_post_proof,is_demo,身份证号
S01,演示员一,civil,510703-D01,科长,,1,510703190001019019
S02,演示员二,聘用人员,510703-D01,,,1,
J01,演示员三,公务员,510703-D01,,任职文件,1,51070319000101906X
"""
DUTIES = """staff_code,duty,organisation_code,starts_on,ends_on
S01,case_handler,510703-D01,2018-01-01,
S02,运行办件人员,510703-D01,2018/1/1,
J01,supervisor,510703-D01,20180101,
"""
POSTS = """staff_code,post,organisation_code,starts_on,ends_on
S01,decider,510703-D01,2018-01-01,
S02,收件岗,510703-D01,2018-01-01,
"""
LEADERS = """organisation_code,leader_in_charge,organ_head,liaison
510703-D01,S01,,
"""


@pytest.fixture(autouse=True)
def _house():
    make_organisation(code="510703-D01")


@pytest.fixture
def load(tmp_path, capsys):
    """Write the tables, load them, and return exit code and what was printed."""

    def run(*, encoding: str = "utf-8", **tables: str) -> tuple[int, str, str]:
        arguments = []
        for name, text in tables.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text, encoding=encoding)
            arguments += [str(path)] if name == "staff" else [f"--{name}", str(path)]
        return run_command(capsys, "load_staff", *arguments)

    return run


def run_command(capsys, *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def counts() -> tuple[int, int, int]:
    return Staff.objects.count(), DutyPeriod.objects.count(), PostPeriod.objects.count()


def test_it_takes_over_staff_duties_posts_and_leaders(load):
    code, out, err = load(staff=STAFF, duties=DUTIES, posts=POSTS, leaders=LEADERS)
    assert (code, err) == (0, "")
    assert "人员：新增 3，变更 0，未变 0" in out
    assert "岗位：新增 2，变更 0，未变 0" in out
    assert counts() == (3, 3, 2)
    assert leader_in_charge_of("510703-D01").staff_code == "S01"
    assert DutyPeriod.objects.get(staff_id="J01").proof == "任职文件"
    assert not DutyPeriod.objects.filter(recorded_at=None).exists()
    assert set(Entry.objects.values_list("origin", flat=True)) == {"import"}


def test_it_changes_nothing_on_a_second_run(load):
    tables = {"staff": STAFF, "duties": DUTIES, "posts": POSTS, "leaders": LEADERS}
    load(**tables)
    entries = Entry.objects.count()
    code, out, _ = load(**tables)
    assert code == 0
    assert "职责：新增 0，变更 0，未变 3" in out
    assert Entry.objects.count() == entries


class TestColumnsThatAFileLacks:
    BRIEF = "staff_code,name,kind,organisation_code\nS01,演示员一改,civil,510703-D01\n"

    def test_it_leaves_what_the_file_does_not_speak_of(self, load):
        load(staff=STAFF)
        code, out, _ = load(
            staff=self.BRIEF + "J01,演示员三,公务员,510703-D01\n",
        )
        assert code == 0
        assert "人员：新增 0，变更 1，未变 1" in out
        row = Staff.objects.get(staff_code="S01")
        assert (row.name, row.position, row.is_demo) == ("演示员一改", "科长", True)
        assert Staff.objects.get(staff_code="J01").discipline_post_proof == "任职文件"

    def test_it_empties_what_the_file_has_empty(self, load):
        load(staff=STAFF)
        load(staff="staff_code,name,kind,organisation_code,职务\nS01,演示员一,civil,510703-D01,\n")
        assert Staff.objects.get(staff_code="S01").position == ""

    def test_it_does_not_take_back_who_has_left(self, load):
        make_staff(staff_code="S01", name="演示员一", active=False)
        for table in (self.BRIEF, STAFF):
            assert load(staff=table)[0] == 0
            assert not Staff.objects.get(staff_code="S01").active

    def test_it_takes_back_and_lets_go_who_the_file_says(self, load):
        table = "staff_code,name,kind,organisation_code,在职\nS01,演示员一,civil,510703-D01,"
        for said, active in (("", True), ("否", False), ("", False), ("是", True)):
            assert load(staff=f"{table}{said}\n")[0] == 0
            assert Staff.objects.get(staff_code="S01").active is active

    def test_it_leaves_the_leaders_that_the_file_does_not_speak_of(self, load):
        load(staff=STAFF, leaders=LEADERS)
        code, _, _ = load(leaders="organisation_code,liaison\n510703-D01,S02\n")
        assert code == 0
        body = organisation("510703-D01")
        assert (body.leader_in_charge_code, body.liaison_code) == ("S01", "S02")
        code, _, err = load(leaders="organisation_code,organ_head\n510703-D01,S01\n")
        assert (code, "分管领导和机关负责人应是两个人" in err) == (1, True)


def test_it_reads_gbk(load):
    assert load(staff=STAFF, encoding="gbk")[0] == 0
    assert Staff.objects.get(staff_code="S01").name == "演示员一"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param("S09,甲,civil,X,,,,", "机构 X 不存在", id="unknown body"),
        pytest.param("S09,甲,临时工,510703-D01,,,,", "不在可选范围内", id="unknown kind"),
        pytest.param("S09,,civil,510703-D01,,,,", "姓名：不能为空", id="no name"),
        pytest.param(
            "S09,甲,civil,510703-D01,,,,510703190001019018",
            "身份证号：身份证号码的校验位不对",
            id="no citizen number",
        ),
        pytest.param(
            "S09,甲,civil,510703-D01,,,,510703190001019019",
            "所填身份证号已登记在工号 S01 名下",
            id="person with another code",
        ),
    ],
)
def test_it_puts_bad_staff_rows_into_the_error_file_and_takes_the_good_ones(
    load, tmp_path, row, message
):
    code, _, err = load(staff=STAFF + row + "\n")
    assert code == 1
    assert "人员　第 5 行　" in err
    assert message in err
    assert "人员　1 行有误，未载入，见 " in err
    assert "51070319000101901" not in err
    assert counts()[0] == 3
    assert message in (tmp_path / "staff.错误.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        pytest.param(
            "posts",
            "S02,决定岗,510703-D01,2018-01-01,",
            "演示员二（S02）是聘用人员，不能任决定岗",
            id="contract decider",
        ),
        pytest.param(
            "posts", "J01,收件岗,510703-D01,2018-01-01,", "不是运行办件人员", id="no handler"
        ),
        pytest.param(
            "duties",
            "J01,case_handler,510703-D01,2018-06-01,",
            "同期不能再任运行办件人员",
            id="supervisor",
        ),
        pytest.param(
            "duties",
            "S01,item_manager,510703-D01,2018-06-01,2018-06-30",
            "须填写接任人",
            id="end without successor",
        ),
        pytest.param(
            "duties",
            "S01,item_manager,510703-D01,2018-06-31,",
            "不是存在的日期",
            id="no such day",
        ),
        pytest.param("duties", "S99,item_manager,510703-D01,2018-06-01,", "S99", id="unknown"),
    ],
)
def test_it_refuses_a_row_as_the_operation_would(load, tmp_path, table, row, message):
    tables = {"staff": STAFF, "duties": DUTIES, "posts": POSTS}
    tables[table] += row + "\n"
    assert load(**tables)[0] == 1
    assert counts() == (3, 3, 2)
    assert message in (tmp_path / f"{table}.错误.csv").read_text(encoding="utf-8-sig")


def test_it_names_bad_rows_to_programs_too(load, tmp_path, capsys):
    (tmp_path / "s.csv").write_text(STAFF + "S09,,civil,510703-D01,,,,\n", encoding="utf-8")
    code, out, _ = run_command(capsys, "load_staff", str(tmp_path / "s.csv"), "--json")
    assert code == 1
    assert json.loads(out)["staff"]["faults"] == [
        {"row": 5, "field": "姓名", "message": "不能为空"}
    ]


def test_it_waits_for_a_successor_further_down(load):
    code, _, _ = load(
        staff=STAFF,
        duties=DUTIES
        + "S01,item_manager,510703-D01,2018-01-01,2018-06-30\n"
        + "S02,item_manager,510703-D01,2018-07-01,\n",
    )
    assert (code, counts()[1]) == (0, 5)


def test_it_opens_every_table_before_the_first_row_goes_in(load):
    code, _, err = load(staff=STAFF, duties="staff_code,颜色\nS01,红\n")
    assert code == 2
    assert "有不认识的列：颜色" in err
    assert counts() == (0, 0, 0)


def test_it_reads_all_worksheets_of_one_workbook(tmp_path, capsys):
    path = tmp_path / "人员.xlsx"
    with Workbook(str(path)) as book:
        for name, table in (("人员", STAFF), ("职责", DUTIES), ("岗位", POSTS), ("领导", LEADERS)):
            sheet = book.add_worksheet(name)
            for number, line in enumerate(table.splitlines()):
                sheet.write_row(number, 0, line.split(","))
    code, out, _ = run_command(capsys, "load_staff", str(path), "--json")
    assert code == 0
    assert {name: found["created"] for name, found in json.loads(out).items()} == {
        "staff": 3,
        "duties": 3,
        "posts": 2,
        "leaders": 0,
    }


def test_it_accepts_its_own_templates(load, tmp_path, capsys):
    make_organisation(code="510704-D01", region_code="510704")
    tables = {}
    for name in ("staff", "duties", "posts", "leaders"):
        tables[name] = run_command(capsys, "load_staff", "--template", name)[1].lstrip("\ufeff")
    assert load(**tables)[0] == 0
    assert counts() == (1, 1, 1)


def test_it_says_what_is_missing(capsys):
    code, _, err = run_command(capsys, "load_staff")
    assert (code, "缺少参数：FILE" in err) == (2, True)
    code, _, err = run_command(capsys, "load_staff", "/there/is/none.csv")
    assert (code, "找不到文件" in err) == (2, True)


def test_it_opens_an_account_with_a_password_from_standard_input(monkeypatch, capsys):
    make_staff(organisation_code="510703-D01")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    code, out, _ = run_command(capsys, "open_account", "zhang", "--staff", "S01")
    assert (code, "已给 S01 开通账号 zhang" in out) == (0, True)
    assert User.objects.get().check_password(PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO("kurz\n"))
    code, _, err = run_command(capsys, "open_account", "li", "--staff", "S01")
    assert (code, "密码不足 10 位" in err) == (1, True)


def test_it_keeps_error_files_of_one_workbook_apart(tmp_path, capsys):
    path = tmp_path / "人员.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("人员")
        sheet.write_row(0, 0, STAFF.splitlines()[0].split(","))
        sheet.write_row(1, 0, ["S09", "甲", "civil", "X", "", "", ""])
        sheet = book.add_worksheet("职责")
        sheet.write_row(0, 0, DUTIES.splitlines()[0].split(","))
        sheet.write_row(1, 0, ["S99", "item_manager", "510703-D01", "2018-06-01", ""])
    assert run_command(capsys, "load_staff", str(path))[0] == 1
    assert {found.name for found in Path(tmp_path).glob("*.csv")} == {
        "人员.错误.csv",
        "人员.职责.错误.csv",
    }
