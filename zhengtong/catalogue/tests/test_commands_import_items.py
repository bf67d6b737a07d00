"""`import-items`, as an operator runs it."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from zhengtong.catalogue.models import LocalItem
from zhengtong.foundation.ledger.models import Entry
from zhengtong.places.models import Organisation
from zhengtong.places.tests.factories import make_region

pytestmark = pytest.mark.django_db
HEADER = "department_zh,item_name_zh,kind_code,catalog_code,implementation_code"
GOOD = "交通运输局,道路货物运输经营许可,01,510101901000,X-1"


@pytest.fixture(autouse=True)
def _regions() -> None:
    make_region(code="511602", name="广安区")
    make_region(code="512000", name="资阳市")


@pytest.fixture
def run(capsys):
    """Run the command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("import_items", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def write(folder: Path, *rows: str, encoding: str = "utf-8") -> str:
    path = folder / "事项.csv"
    path.write_bytes("\n".join((HEADER, *rows, "")).encode(encoding))
    return str(path)


def real(name: str) -> Path:
    return Path(str(files("zhengtong.catalogue").joinpath(f"data/{name}")))


def workbook_of(source: Path, target: Path) -> str:
    workbook = xlsxwriter.Workbook(str(target), {"strings_to_numbers": False})
    sheet = workbook.add_worksheet("事项")
    with source.open(encoding="utf-8", newline="") as file:
        for at, row in enumerate(csv.reader(file)):
            sheet.write_row(at, 0, row)
    workbook.close()
    return str(target)


def test_it_takes_the_real_file_of_guangan_and_nothing_twice(run, tmp_path) -> None:
    file = tmp_path / "guangan.csv"
    file.write_bytes(real("items_guangan_511602.csv").read_bytes())
    code, out, _ = run(str(file), "--region", "511602")
    assert code == 0
    assert "按 UTF-8 读取 1135 行。事项：新增 1135，已有 0" in out
    assert "由基本编码推得上级目录事项 1135 项" in out
    assert "提示：新建机构 34 个：" in out
    assert "第 11 行 organ_code：“083372204”是旧组织机构代码" in out
    assert "提示 168 条：信用代码有误 119，旧组织机构代码 31，" in out
    assert not list(tmp_path.glob("*.错误.csv"))
    entries = Entry.objects.count()
    code, out, _ = run(str(file), "--region", "511602", "--json")
    said = json.loads(out)
    assert (code, said["created"], said["unchanged"], said["warnings"]) == (0, 0, 1135, 168)
    assert Entry.objects.count() == entries


def test_it_takes_the_real_file_of_ziyang_as_a_workbook(run, tmp_path) -> None:
    file = workbook_of(real("items_ziyang_512000_market.csv"), tmp_path / "资阳.xlsx")
    code, out, _ = run(file, "--region", "512000", "--json")
    said = json.loads(out)
    assert (code, said["rows"], said["created"], said["bad_rows"]) == (0, 135, 135, 0)
    assert said["absent_codes"] == ["实施编码"]
    assert said["warning_counts"] == {"area_of_another_region": 16, "catalogue_code_repeated": 1}
    assert said["organisations"] == ["资阳市市场监督管理局"]


@pytest.mark.parametrize(("encoding", "named"), [("gbk", "GB"), ("utf-8-sig", "BOM")])
def test_it_reads_other_encodings_and_says_which(run, tmp_path, encoding, named) -> None:
    code, out, _ = run(write(tmp_path, GOOD, encoding=encoding), "--region", "511602")
    assert (code, named in out) == (0, True)
    assert LocalItem.objects.get(region_code="511602").name == "道路货物运输经营许可"


def test_it_puts_bad_rows_into_a_file_that_is_mended_and_fed_again(run, tmp_path) -> None:
    file = write(
        tmp_path,
        GOOD,
        "交通运输局,,01,510101902000,X-2",
        "交通运输局,客运许可,99,510101903000,X-3",
        "交通运输局,货运许可,01,510101904000,X-1",
    )
    code, out, err = run(file, "--region", "511602")
    assert code == 1
    assert "新增 1，已有 0" in out
    assert "3 行有误，未收入，见" in err
    errors = tmp_path / "事项.错误.csv"
    rows = list(csv.DictReader(errors.read_text("utf-8-sig").splitlines()))
    assert [row["错误原因"] for row in rows] == [
        "item_name_zh：没有事项名称",
        "kind_code：没有“99”这种事项类型",
        "implementation_code：与第2行是同一事项",
    ]
    mended = errors.read_text("utf-8-sig").replace(",99,", ",20,")
    errors.write_text(mended, "utf-8-sig")
    code, out, _ = run(str(errors), "--region", "511602")
    assert code == 1
    assert "新增 1，已有 1" in out
    assert set(LocalItem.objects.filter(region_code="511602").values_list("name", flat=True)) == {
        "道路货物运输经营许可",
        "客运许可",
    }


def test_it_writes_every_note_to_a_file(run, tmp_path) -> None:
    notes = tmp_path / "提示.csv"
    file = write(tmp_path, "交通运输局,甲,01,=1+1,X-1")
    code, _, _ = run(file, "--region", "511602", "--notes", str(notes))
    assert code == 0
    header, row, *_ = csv.reader(notes.read_text("utf-8-sig").splitlines())
    assert header == ["行", "列", "代码", "提示"]
    assert row[:3] == ["2", "catalog_code", "catalogue_code_unread"]
    assert not row[3].startswith("=")


def test_it_shows_the_first_notes_and_says_how_many_more(run, tmp_path) -> None:
    rows = (f"交通运输局,甲{number},01,,Y-{number}" for number in range(300))
    code, out, _ = run(write(tmp_path, *rows), "--region", "511602")
    assert code == 0
    assert len([line for line in out.splitlines() if line.startswith("第 ")]) == 500
    assert "另有 100 条提示，用 --notes FILE 全部写出" in out
    assert "提示 600 条：缺基本编码 300，实施编码不识别 300" in out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b"department_zh,item_name_zh,kind_code,weather\n", "不认识的列：weather", id="unknown"
        ),
        pytest.param(b"department_zh,item_name_zh\n", "缺少“事项类型”列", id="no type"),
        pytest.param(b"", "文件是空的", id="empty"),
        pytest.param(
            f'{HEADER}\n{GOOD}\n"交通'.encode(), "引号", id="cut off inside a quoted cell"
        ),
        pytest.param(b"PK\x03\x04 not a workbook", "", id="broken archive"),
    ],
)
def test_it_reads_nothing_of_a_file_that_is_not_whole(run, tmp_path, content, message) -> None:
    path = tmp_path / "坏文件"
    path.write_bytes(content)
    code, _, err = run(str(path), "--region", "511602")
    assert (code, message in err) == (2, True)
    assert not LocalItem.objects.filter(region_code="511602").exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["x.csv", "--region", "999999"], "区划代码 999999 不存在", id="region"),
        pytest.param(
            ["x.csv", "--region", "5116"], "参数 --region：“5116”不是区划代码", id="region form"
        ),
        pytest.param(["x.csv", "--region", "511602"], "找不到文件", id="no file"),
        pytest.param(["--region", "511602"], "缺少参数：FILE", id="no argument"),
        pytest.param(["x.csv"], "缺少参数：--region", id="no region"),
    ],
)
def test_it_refuses_wrong_usage(run, arguments, message) -> None:
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)


def test_it_accepts_its_own_template(run, tmp_path) -> None:
    _, template, _ = run("--template")
    file = tmp_path / "模板.csv"
    file.write_text(template, "utf-8")
    code, out, _ = run(str(file), "--region", "511602")
    assert code == 0
    assert "新增 1，已有 0" in out
