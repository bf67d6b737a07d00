"""`load-targets`: targets and volumes from CSV and workbooks, and everything that is refused."""

import csv
import json
from datetime import date

import pytest
import xlsxwriter
from django.core.management import call_command

from demo.fucheng import write_files
from zhengtong.indicators.models import BaseVolume, Target
from zhengtong.indicators.queries import targets_in, volumes_of
from zhengtong.kernel.item_types import ItemGroup
from zhengtong.kernel.periods import month
from zhengtong.places.tests.factories import REGION, make_organisation, make_region

HEADER = "organisation_code,year,number,groups,source,from,to"
GOOD = "510703-D01,2018,3000,power_other+public_service,通报,2018-01-01,2018-12-31"
VOLUMES = "region_code,year,number,groups,source\n510703,2017,120000,license,通报\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bodies():
    make_region()
    for number in range(1, 4):
        make_organisation(code=f"510703-D0{number}", sequence=number)


def load(*arguments) -> int:
    try:
        call_command("load_targets", *map(str, arguments))
    except SystemExit as stopped:
        return stopped.code
    return 0


def written(tmp_path, *lines, name="targets.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding=encoding)
    return path


def reasons(path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["错误原因"] for row in csv.DictReader(file)]


def test_it_loads_targets_and_volumes_and_changes_nothing_twice(tmp_path, capsys):
    path = written(tmp_path, GOOD)
    volumes = tmp_path / "volumes.csv"
    volumes.write_text(VOLUMES)
    assert load(path, "--volumes", volumes) == 0
    assert "年任务：新增 1，变更 0，未变 0" in capsys.readouterr().out
    target = Target.objects.get()
    assert (target.region_code, target.number, target.groups) == (
        REGION,
        3000,
        "power_other,public_service",
    )
    assert BaseVolume.objects.get().volume == 120_000
    assert load(path, "--volumes", volumes, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["targets"] == {
        "created": 0,
        "changed": 0,
        "unchanged": 1,
        "bad_rows": 0,
        "faults": [],
        "encoding": "UTF-8",
    }
    assert told["volumes"]["unchanged"] == 1


def test_it_brings_a_target_in_line(tmp_path):
    assert load(written(tmp_path, GOOD)) == 0
    assert load(written(tmp_path, GOOD.replace("3000", "3500"))) == 0
    assert Target.objects.get().number == 3500


def test_it_takes_the_whole_year_where_no_dates_are_given(tmp_path):
    assert load(written(tmp_path, "510703-D01,2018,3000,license,,,")) == 0
    target = Target.objects.get()
    assert (target.starts_on, target.ends_on, target.source) == (
        date(2018, 1, 1),
        date(2018, 12, 31),
        "",
    )


def test_it_keeps_targets_of_different_groups_and_of_parts_of_a_year(tmp_path):
    lines = [
        "510703-D01,2018,3000,license,,2018-01-01,2018-06-30",
        "510703-D01,2018,4000,license,,2018-07-01,2018-12-31",
        "510703-D01,2018,20,public_service,,,",
    ]
    assert load(written(tmp_path, *lines)) == 0
    found = targets_in(region_code=REGION, period=month("2018-02"))
    assert [(target.number, target.groups) for target in found] == [
        (3000, (ItemGroup.LICENSE,)),
        (20, (ItemGroup.PUBLIC_SERVICE,)),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("510703-X99,2018,1,license,,,", "机构 510703-X99 不存在", id="body"),
        pytest.param("510703-D01,1999,1,license,,,", "小于 2000", id="year"),
        pytest.param("510703-D01,2018,-1,license,,,", "小于 0", id="number below zero"),
        pytest.param("510703-D01,2018,很多,license,,,", "不是整数", id="number in words"),
        pytest.param("510703-D01,2018,1,permit,,,", "没有“permit”这样的分组", id="group"),
        pytest.param("510703-D01,2018,1,,,,", "不能为空", id="no group"),
        pytest.param("510703-D01,2018,1,license,,2018-13-01,", "2018-13-01", id="no such day"),
        pytest.param(
            "510703-D01,2018,1,license,,2018-06-01,2018-01-01",
            "止：期间的末日 2018-01-01 早于首日 2018-06-01",
            id="ends before start",
        ),
        pytest.param(
            "510703-D01,2018,1,license,,2017-12-01,2018-12-31",
            "起：起止日期 2017-12-01 至 2018-12-31 不在 2018 年之内",
            id="beyond its year",
        ),
        pytest.param(GOOD, "与第 2 行重复", id="twice in the file"),
        pytest.param(
            "510703-D01,2018,9,public_service+license,,2018-06-01,2018-12-31",
            "覆盖分组：机构 510703-D01 在 2018-01-01 至 2018-12-31 已有含“公共服务”的任务",
            id="overlaps in a group",
        ),
    ],
)
def test_it_refuses_a_bad_row_and_takes_the_good_ones(tmp_path, capsys, line, reason):
    path = written(tmp_path, GOOD, line)
    assert load(path) == 1
    assert Target.objects.count() == 1
    errors = tmp_path / "targets.错误.csv"
    assert len(reasons(errors)) == 1
    assert reason in reasons(errors)[0]
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("年任务　第 3 行　")
    assert reason in told[0]
    assert told[1] == f"年任务　1 行有误，未载入，见 {errors}"


def test_it_takes_a_mended_error_file_and_removes_it_after(tmp_path):
    path = written(tmp_path, "510703-D09,2018,1,license,,,", GOOD)
    assert load(path) == 1
    errors = tmp_path / "targets.错误.csv"
    mended = tmp_path / "mended.csv"
    text = errors.read_text(encoding="utf-8-sig").replace("510703-D09", "510703-D02")
    mended.write_text(text, encoding="utf-8-sig")
    assert load(mended) == 0
    assert Target.objects.count() == 2
    written(tmp_path, GOOD)
    assert load(path) == 0
    assert not errors.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_reads_chinese_headers_and_encodings(tmp_path, capsys, encoding):
    path = tmp_path / "任务.csv"
    path.write_text(
        '机构编码,年度,任务数,覆盖分组\n510703-D01,2018,"3,000",行政权力＋公共服务\n',
        encoding=encoding,
    )
    assert load(path) == 0
    assert Target.objects.get().number == 3000
    shown = "GB18030" if encoding == "gb18030" else "UTF-8"
    assert shown in capsys.readouterr().out.upper()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"organisation_code,year\n510703-D01,2018\n", id="missing column"),
        pytest.param((HEADER + ",extra\n").encode(), id="unknown column"),
        pytest.param(b"PK\x03\x04rubbish", id="no workbook"),
        pytest.param(f'{HEADER}\n"510703-D01,2018'.encode(), id="cut off"),
    ],
)
def test_it_changes_nothing_where_the_file_cannot_be_read(tmp_path, content):
    path = tmp_path / "targets.csv"
    path.write_bytes(content)
    assert load(path) == 2
    assert not Target.objects.exists()


def test_it_changes_nothing_where_the_second_file_cannot_be_read(tmp_path):
    volumes = tmp_path / "volumes.csv"
    volumes.write_text("region_code,year\n510703,2017\n")
    assert load(written(tmp_path, GOOD), "--volumes", volumes) == 2
    assert load(written(tmp_path, GOOD), "--volumes", tmp_path / "none.csv") == 2
    assert not Target.objects.exists()


def test_it_asks_for_a_file(capsys):
    assert load() == 2
    assert "缺少参数：FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("510799,2017,1,license,", "区划代码 510799 不存在"),
        ("510703,2017,1,license+public_service,", "已有含“行政许可”的办件量"),
        ("51070,2017,1,license,", "应为 6 位数字"),
    ],
)
def test_it_refuses_a_bad_volume(tmp_path, line, reason):
    volumes = tmp_path / "volumes.csv"
    volumes.write_text(VOLUMES + line + "\n")
    assert load(written(tmp_path, GOOD), "--volumes", volumes) == 1
    assert reason in reasons(tmp_path / "volumes.错误.csv")[0]
    assert BaseVolume.objects.count() == Target.objects.count() == 1


def workbook(tmp_path, sheets) -> object:
    path = tmp_path / "任务.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


TARGET_ROWS = [["机构编码", "年度", "任务数", "覆盖分组"], ["510703-D01", 2018, 3000, "公共服务"]]
VOLUME_ROWS = [["区划代码", "年度", "办件量", "分组"], ["510703", 2017, 120000, "行政许可"]]


@pytest.mark.parametrize(
    "sheets",
    [
        pytest.param({"Sheet1": TARGET_ROWS, "Sheet2": VOLUME_ROWS}, id="by place"),
        pytest.param({"上年实际办件量": VOLUME_ROWS, "年任务": TARGET_ROWS}, id="by name"),
        pytest.param({"任务": TARGET_ROWS, "上年实际办件量": VOLUME_ROWS}, id="second by name"),
    ],
)
def test_it_reads_volumes_from_the_second_sheet(tmp_path, sheets):
    assert load(workbook(tmp_path, sheets)) == 0
    assert Target.objects.get().number == 3000
    assert volumes_of(region_code=REGION, years=[2017])[0].number == 120_000


def test_it_reads_a_workbook_without_second_sheet(tmp_path):
    assert load(workbook(tmp_path, {"Sheet1": TARGET_ROWS})) == 0
    assert not BaseVolume.objects.exists()


def test_it_refuses_volumes_given_twice(tmp_path, capsys):
    path = workbook(tmp_path, {"Sheet1": TARGET_ROWS, "Sheet2": VOLUME_ROWS})
    volumes = tmp_path / "volumes.csv"
    volumes.write_text(VOLUMES)
    assert load(path, "--volumes", volumes) == 2
    assert "给了两份" in capsys.readouterr().err
    assert not Target.objects.exists()


def test_it_writes_one_error_file_for_each_sheet(tmp_path):
    bad_targets = [*TARGET_ROWS, ["510703-X", 2018, 1, "公共服务"]]
    bad_volumes = [*VOLUME_ROWS, ["510799", 2017, 1, "公共服务"]]
    assert load(workbook(tmp_path, {"Sheet1": bad_targets, "Sheet2": bad_volumes})) == 1
    assert "510703-X 不存在" in reasons(tmp_path / "任务.错误.csv")[0]
    assert "510799 不存在" in reasons(tmp_path / "任务.错误.Sheet2.csv")[0]


def test_its_templates_are_files_that_it_accepts(tmp_path, capsys):
    assert load("--template") == 0
    targets = tmp_path / "targets.csv"
    targets.write_text(capsys.readouterr().out)
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    assert load("--volumes-template") == 0
    volumes = tmp_path / "volumes.csv"
    volumes.write_text(capsys.readouterr().out)
    assert load(targets, "--volumes", volumes) == 0
    assert Target.objects.count() == BaseVolume.objects.count() == 1


def test_its_templates_loaded_as_they_stand_leave_a_demo_as_it_is(tmp_path, capsys):
    files = write_files(tmp_path)
    for number in range(4, 30):
        make_organisation(code=f"510703-D{number:02d}", sequence=number)
    make_region(code="510704", name="游仙区")
    assert load(files.targets, "--volumes", files.volumes) == 0
    before = kept_of_fucheng()
    paths = []
    for option in ("--template", "--volumes-template"):
        capsys.readouterr()
        load(option)
        paths.append(tmp_path / f"{option}.csv")
        paths[-1].write_text(capsys.readouterr().out)
    assert load(paths[0], "--volumes", paths[1]) == 1
    assert "年任务　第 2 行　机构编码：机构 510704-D01 不存在" in capsys.readouterr().err
    assert kept_of_fucheng() == before


def kept_of_fucheng():
    """Every target and volume of the demo's region."""
    return [
        list(model.objects.filter(region_code=REGION).order_by("id").values())
        for model in (Target, BaseVolume)
    ]


def test_it_loads_the_targets_of_fucheng(tmp_path):
    for number in range(4, 30):
        make_organisation(code=f"510703-D{number:02d}", sequence=number)
    files = write_files(tmp_path)
    assert load(files.targets, "--volumes", files.volumes) == 0
    found = targets_in(region_code=REGION, period=month("2018-02"))
    assert len(found) == 29
    assert sum(target.number for target in found) == 245_388
    assert volumes_of(region_code=REGION, years=[2017])[0].number == 120_000
