"""`load-calendar`, as an operator runs it."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from zhengtong.places.models import CalendarDay
from zhengtong.places.operations.bundled_calendar import BUNDLED_CALENDAR
from zhengtong.places.queries import calendar_edition, work_calendar
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db
BUNDLED = BUNDLED_CALENDAR.read_text(encoding="utf-8-sig").splitlines()
HEADER = BUNDLED[0]


def lines_of(*years: int) -> list[str]:
    return [line for line in BUNDLED[1:] if int(line[:4]) in years]


@pytest.fixture
def load(tmp_path, capsys):
    """Write a file, load it, and return exit code and what was printed."""

    def run(lines: list[str], *options: str, header: str = HEADER) -> tuple[int, str, str]:
        path = tmp_path / "日历.csv"
        path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
        return run_command(capsys, str(path), *options)

    return run


def run_command(capsys, *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("load_calendar", *arguments)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_it_loads_the_bundled_file_and_counts_what_is_not_announced(capsys):
    code, out, err = run_command(capsys, str(BUNDLED_CALENDAR), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "years": list(range(2015, 2027)),
        "changed_days": 4383,
        "skipped_years": [2027],
        "skipped_days": 365,
        "refused": {},
        "faults": [],
        "cases_checked": 0,
        "cases_changed": 0,
        "cases_refused": [],
    }


def test_it_takes_the_bundled_file_where_none_is_named(capsys):
    code, out, _ = run_command(capsys)
    assert (code, "变动 4383 天" in out) == (0, True)


def test_it_changes_nothing_on_a_second_run(load):
    load(lines_of(2018))
    edition = calendar_edition()
    code, out, _ = load(lines_of(2018))
    assert (code, "变动 0 天" in out) == (0, True)
    assert calendar_edition() == edition


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("2018-03-05,1,workday,1,,0,yes", None, "缺 1 天", id="a day is missing"),
        pytest.param("2018-03-05,1,", "2018-03-05,2,", "2018-03-05 是星期 1", id="weekday"),
        pytest.param("2018-03-05,1,workday,1", "2018-03-05,1,workday,0", "不符", id="working"),
        pytest.param("2018-03-05,1,workday", "2018-03-05,1,feast", "不在可选范围内", id="kind"),
        pytest.param("2018-03-05,", "2018-02-30,", "不是存在的日期", id="no such day"),
        pytest.param("2018-03-05,1,workday,1", "2018-03-05,1,weekend,0", "周一至周五", id="plain"),
    ],
)
def test_it_refuses_the_year_and_takes_the_others(load, tmp_path, old, new, message):
    text = "\n".join(lines_of(2017, 2018))
    assert old in text
    text = text.replace(f"{old}\n", "") if new is None else text.replace(old, new)
    code, out, err = load(text.splitlines())
    assert code == 1
    assert "已公布年度 2017" in out
    assert "2018" in err
    assert message in (tmp_path / "日历.错误.csv").read_text(encoding="utf-8-sig")
    assert not CalendarDay.objects.filter(day__year=2018).exists()


def test_it_says_once_why_a_year_was_refused_and_names_bad_rows(load):
    lines = [line for line in lines_of(2017, 2018) if not line.startswith("2018-03-05")]
    code, out, err = load([line.replace("2017-03-06,1,", "2017-03-06,2,") for line in lines])
    assert code == 1
    assert "已公布年度 无" in out
    assert err.splitlines()[:3] == [
        "2017 年已公布，但缺 1 天，第一天是 2017-03-06；请补全后再载入",
        "2018 年已公布，但缺 1 天，第一天是 2018-03-05；请补全后再载入",
        "第 66 行　星期：2017-03-06 是星期 1",
    ]
    assert err.splitlines()[3].startswith("729 行未载入，见 ")


def test_it_leaves_a_loaded_year_as_it_was_when_a_later_file_lacks_a_day(load):
    load(lines_of(2018))
    short = [line for line in lines_of(2018) if not line.startswith("2018-03-05")]
    code, _, _ = load([line.replace(",workday,1", ",holiday,0") for line in short])
    assert code == 1
    assert work_calendar().is_working_day(date(2018, 3, 5))
    assert work_calendar().is_working_day(date(2018, 3, 6))


def test_it_says_in_its_help_that_a_year_goes_in_whole_or_not_at_all(capsys):
    with pytest.raises(SystemExit):
        call_command("load_calendar", "--help")
    said = "".join(capsys.readouterr().out.split())
    assert "缺一天或自相矛盾，该年整年不载入、维持原状，同一文件的其他年度照常载入" in said


def test_it_takes_the_mended_error_file(load, tmp_path, capsys):
    load([line for line in lines_of(2018) if not line.startswith("2018-03-05")])
    errors = (tmp_path / "日历.错误.csv").read_text(encoding="utf-8-sig").splitlines()
    mended = tmp_path / "改.csv"
    mended.write_text("\n".join([*errors, "2018-03-05,1,workday,1,,0,yes,", ""]), encoding="utf-8")
    assert run_command(capsys, str(mended))[0] == 0
    assert work_calendar().is_working_day(date(2018, 3, 5))


def test_it_lays_regional_days_over_the_nation(load, tmp_path):
    make_region(code="513400", name="凉山彝族自治州")
    rows = [f"{line}," for line in lines_of(2018)]
    header = f"{HEADER},region_code"
    assert load([*rows, "2018-07-24,2,holiday,0,火把节,0,yes,513400"], header=header)[0] == 0
    assert not work_calendar("513401").is_working_day(date(2018, 7, 24))
    code, _, _ = load([*rows, "2018-07-25,3,holiday,0,火把节,0,yes,519900"], header=header)
    assert code == 1
    assert "区划代码 519900 不存在" in (tmp_path / "日历.错误.csv").read_text(encoding="utf-8-sig")


def test_it_accepts_its_own_template(load, capsys):
    header, *rows = run_command(capsys, "--template")[1].lstrip("\ufeff").splitlines()
    code, out, _ = load(rows, header=header)
    assert (code, "未公布的年度 2018 已跳过，共 1 天" in out) == (0, True)


def test_it_asks_for_a_file_it_can_read(load, capsys):
    assert run_command(capsys, "/there/is/none.csv")[0] == 2
    code, _, err = load(lines_of(2018), header=HEADER.replace("kind", "颜色"))
    assert (code, "有不认识的列：颜色" in err) == (2, True)
