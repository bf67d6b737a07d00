"""`load-regions` and `load-organisations`, as an operator runs them."""

import json

import pytest
from django.core.management import call_command

from zhengtong.places.models import Organisation, Region
from zhengtong.places.queries import organisation, region
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db
ORGANISATIONS = """organisation_code,name,level,kind,region_code,parent_code,uscc
510703-D01,涪城区教育和体育局,district_department,statutory_organ,510703,510703-G01,
510703-G01,涪城区人民政府,上级机构,法定机关,510703,,
510703-D02,涪城区公安分局,区县部门,法定机关,510703,510703-G01,91350100M000100Y43
"""
HEADER = ORGANISATIONS.splitlines()[0]


@pytest.fixture(autouse=True)
def _regions():
    make_region()
    make_region(code="510703001", name="城厢街道")


@pytest.fixture
def load(tmp_path, capsys):
    """Write a file, load it, and return exit code and what was printed."""

    def run(content: bytes | str, *options: str, command: str = "load_organisations"):
        path = tmp_path / "机构.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_command(capsys, command, str(path), *options)

    return run


def run_command(capsys, *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_it_loads_bodies_in_any_order_of_parents(load):
    code, out, _ = load(ORGANISATIONS)
    assert (code, "机构：新增 3，变更 0，未变 0" in out) == (0, True)
    assert organisation("510703-D01").parent_code == "510703-G01"


def test_it_changes_nothing_on_a_second_run(load):
    load(ORGANISATIONS)
    code, out, _ = load(ORGANISATIONS, "--json")
    assert code == 0
    assert json.loads(out) == {
        "created": 0,
        "changed": 0,
        "unchanged": 3,
        "bad_rows": 0,
        "faults": [],
        "encoding": "UTF-8",
    }


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_it_reads_other_encodings_and_says_which(load, encoding):
    code, out, _ = load(ORGANISATIONS.encode(encoding))
    assert code == 0
    assert {"gbk": "GB", "utf-8-sig": "BOM"}[encoding] in out
    assert organisation("510703-G01").name == "涪城区人民政府"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param("X1,甲,区县部门,法定机关,999999,,", "区划代码 999999 不存在", id="region"),
        pytest.param("X1,甲,区县部门,法定机关,5107,,", "应为 6 位数字", id="region form"),
        pytest.param("X1,甲,区县部门,法定机关,510703,Q,", "上级机构 Q 不存在", id="parent"),
        pytest.param("X1,甲,处室,法定机关,510703,,", "不在可选范围内", id="level"),
        pytest.param("X1,甲,乡镇街道,法定机关,510703,,", "须填写乡级区划代码", id="township"),
        pytest.param(
            "X1,甲,区县部门,法定机关,510703,,91350100M000100Y44", "校验位不对", id="check character"
        ),
        pytest.param("X1,,区县部门,法定机关,510703,,", "名称：不能为空", id="no name"),
        pytest.param(
            "X1,涪城区公安分局,区县部门,法定机关,510703,,",
            "已有同名的区县部门“涪城区公安分局”（510703-D02）",
            id="same name",
        ),
    ],
)
def test_it_puts_bad_rows_into_the_error_file_and_takes_the_good_ones(load, tmp_path, row, message):
    code, _, err = load(ORGANISATIONS + row + "\n")
    assert code == 1
    assert "第 5 行　" in err
    assert message in err
    assert "1 行有误，未载入，见 " in err
    assert Organisation.objects.count() == 3
    errors = tmp_path / "机构.错误.csv"
    assert message in errors.read_text(encoding="utf-8-sig")


def test_it_takes_the_mended_error_file(load, tmp_path, capsys):
    load(ORGANISATIONS + "X1,甲,区县部门,法定机关,999999,,\n")
    errors = tmp_path / "机构.错误.csv"
    mended = tmp_path / "改.csv"
    mended.write_text(
        errors.read_text(encoding="utf-8-sig").replace("999999", "510703"), encoding="utf-8"
    )
    assert run_command(capsys, "load_organisations", str(mended))[0] == 0
    assert organisation("X1").name == "甲"


def test_it_takes_a_wrong_check_character_in_lenient_mode(load):
    row = f"{HEADER}\nX1,甲,区县部门,法定机关,510703,,91350100M000100Y44\n"
    assert load(row)[0] == 1
    assert load(row, "--lenient")[0] == 0
    assert organisation("X1").credit_codes == ("91350100M000100Y44",)


def test_it_refuses_an_unknown_column_before_the_first_write(load):
    code, _, err = load(ORGANISATIONS.replace("parent_code", "颜色"))
    assert (code, "有不认识的列：颜色" in err) == (2, True)
    assert not Organisation.objects.exists()


def test_it_names_the_first_twenty_bad_rows_and_counts_all(load):
    rows = "".join(f"X{number},,区县部门,法定机关,510703,,\n" for number in range(25))
    code, _, err = load(f"{HEADER}\n{rows}")
    lines = err.splitlines()
    assert (code, len(lines)) == (1, 22)
    assert lines[0] == "第 2 行　名称：不能为空"
    assert lines[20].startswith("……另有 5 处")
    assert lines[21].startswith("25 行有误，未载入")


def test_it_accepts_its_own_templates(load, capsys):
    for code in ("510704", "510704001"):
        make_region(code=code, name="游仙区")
    for command in ("load_organisations", "load_regions"):
        template = run_command(capsys, command, "--template")[1]
        assert load(template, command=command)[0] == 0
    assert organisation("510704-T01").township_code == "510704001"


def test_it_asks_for_the_file(capsys):
    code, _, err = run_command(capsys, "load_organisations")
    assert (code, "缺少参数：FILE" in err) == (2, True)
    code, _, err = run_command(capsys, "load_organisations", "/there/is/none.csv")
    assert (code, "找不到文件" in err) == (2, True)


class TestRegions:
    def test_it_loads_what_comes_with_the_platform_and_nothing_twice(self, capsys):
        code, out, _ = run_command(capsys, "load_regions", "--json")
        assert (code, json.loads(out)["former"]) == (0, 12)
        assert Region.objects.count() == 40887
        assert region("510703100").full_name == "四川省绵阳市涪城区丰谷镇"
        code, out, _ = run_command(capsys, "load_regions")
        assert (code, "新增 0，变更 0，未变 40899" in out) == (0, True)

    def test_it_loads_another_edition_from_a_file(self, load):
        text = (
            "区划代码,名称,全称,来源,版本截止日\n"
            "510703001,城厢街道,四川省绵阳市涪城区城厢街道,NBS,2025-01-01\n"
        )
        code, out, _ = load(text, "--json", command="load_regions")
        assert (code, json.loads(out)["changed"]) == (0, 1)
        assert region("510703001").as_of.year == 2025

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            pytest.param("51070,甲,甲,NBS,2025-01-01", "应为 6、9 或 12 位数字", id="code"),
            pytest.param("519999001,甲,甲,NBS,2025-01-01", "上级区划 519999 不存在", id="parent"),
            pytest.param("510703002,甲,甲,NBS,2025-13-01", "不是存在的日期", id="day"),
        ],
    )
    def test_it_refuses_bad_rows(self, load, tmp_path, row, message):
        code, _, err = load(f"code,name,full_name,source,as_of\n{row}\n", command="load_regions")
        assert (code, "1 行有误" in err) == (1, True)
        assert message in (tmp_path / "机构.错误.csv").read_text(encoding="utf-8-sig")
        assert Region.objects.count() == 2
