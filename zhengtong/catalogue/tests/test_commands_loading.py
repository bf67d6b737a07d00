"""`load-catalogue`, `load-items`, `item show`, `claim-todos`."""

import csv
import json

import pytest
import xlsxwriter
from django.core.management import call_command

from zhengtong.catalogue.models import (
    CatalogueItem,
    CatalogueRevision,
    ItemAct,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.ports import FlowAnswer
from zhengtong.catalogue.queries import item_for_case
from zhengtong.catalogue.tests.factories import make_published_item
from zhengtong.catalogue.tests.offices import open_office, release, take_list
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.work import work_once
from zhengtong.people.tests.factories import NOW
from zhengtong.places.tests.factories import (
    make_calendar,
    make_organisation,
    make_region,
    make_service_centre,
)

pytestmark = pytest.mark.django_db
CODE = "510703-D01-510101001000"
CATALOGUE = """base_code,item_name,item_type,legal_basis,exercise_levels,statutory_limit,\
statutory_limit_unit,service_target,effective_date
510101001000,公共场所卫生许可,license,《公共场所卫生管理条例》第四条,3|4,20,workday,2|1,2018-01-01
"""


@pytest.fixture
def run(capsys):
    """Run a command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command(*arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def put(content: str, *, name: str = "文件.csv", encoding: str = "utf-8") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return str(path)

    return put


@pytest.fixture
def office(run, write) -> None:
    make_region()
    make_service_centre()
    make_organisation()
    run("load_catalogue", write(CATALOGUE, name="目录.csv"))


@pytest.fixture
def templates(run, write) -> tuple[str, str]:
    """Return the templates of items and materials as files."""
    _, items, _ = run("load_items", "--template")
    _, materials, _ = run("load_items", "--template", "materials")
    return write(items, name="实施清单.csv"), write(materials, name="材料.csv")


def test_it_loads_an_upper_catalogue_and_nothing_twice(run, write) -> None:
    file = write(CATALOGUE)
    code, out, _ = run("load_catalogue", file)
    assert (code, "目录事项：新增 1，变更 0，未变 0" in out) == (0, True)
    item = CatalogueItem.objects.get()
    assert (item.region_code, item.version, item.exercise_levels) == (
        "510000",
        1,
        ["city", "county"],
    )
    version = item.versions.get()
    assert version.elements["statutory_limit"] == {"count": 20, "unit": "workday"}
    assert version.elements["service_target"] == ["enterprise", "natural_person"]
    code, out, _ = run("load_catalogue", file, "--json")
    assert json.loads(out) == {
        "created": 0,
        "changed": 0,
        "unchanged": 1,
        "bad_rows": 0,
        "encoding": "UTF-8",
    }
    changed = write(CATALOGUE.replace(",20,", ",15,"))
    code, out, _ = run("load_catalogue", changed)
    assert "新增 0，变更 1，未变 0" in out


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param("X,甲,license,,,,,,", "看不出目录属于哪个省", id="whose catalogue"),
        pytest.param("510101001000,,license,,,,,,", "不能为空", id="no name"),
        pytest.param("510101001000,甲,weather,,,,,,", "没有“weather”这种事项类型", id="type"),
        pytest.param("510101001000,甲,license,,8,,,,", "不在可选范围内", id="level"),
        pytest.param("510101001000,甲,license,,,0,workday,,", "时限应为 1 至 9999", id="limit"),
        pytest.param("510101001000,甲,license,,,,workday,,", "有单位而没有数量", id="unit alone"),
        pytest.param("510101001000,甲,license,,,,,,2018-02-30", "不是存在的日期", id="date"),
    ],
)
def test_it_refuses_a_bad_row_of_a_catalogue_and_loads_the_rest(run, write, row, message) -> None:
    good = CATALOGUE.replace("510101001000", "510101002000")
    code, out, _ = run("load_catalogue", write(good + row + "\n"))
    assert (code, "新增 1" in out) == (1, True)
    assert list(CatalogueItem.objects.values_list("base_code", flat=True)) == ["510101002000"]


def test_it_says_why_a_row_was_refused(run, write, tmp_path) -> None:
    run("load_catalogue", write(CATALOGUE.splitlines()[0] + "\nX,甲,license,,,,,,\n"))
    rows = csv.DictReader((tmp_path / "文件.错误.csv").read_text("utf-8-sig").splitlines())
    assert [row["错误原因"] for row in rows] == [
        "基本编码：从基本编码 X 看不出目录属于哪个省，请填“目录所属区划”列或用 --region 指定"
    ]


def test_it_suspends_and_cancels_upper_items_by_file(run, write) -> None:
    run("load_catalogue", write(CATALOGUE))
    header, row = CATALOGUE.splitlines()
    run("load_catalogue", write(f"{header},operation,reason\n{row},暂停,机构改革\n"))
    item = CatalogueItem.objects.get()
    assert (item.state, item.versions.get(version=2).reason) == ("suspended", "机构改革")
    run("load_catalogue", write(f"{header},operation\n{row},cancel\n"))
    item.refresh_from_db()
    assert item.state == "cancelled"


@pytest.mark.usefixtures("office", "readiness")
def test_it_loads_complete_items_and_carries_them_to_operation(run, templates) -> None:
    items, materials = templates
    code, out, err = run("load_items", items, "--materials", materials, "--publish")
    assert (code, err) == (0, "")
    assert "事项：新增 1，变更 0，未变 0" in out
    found = item_for_case(region_code="510703", implementation_code=CODE)
    assert found.item_name == "公共场所卫生许可"
    assert [material.name for material in found.materials] == ["卫生许可证申请表"]
    assert [each.kind.value for each in found.special_procedures] == ["inspection"]
    assert found.needs_certificate is True
    acts = ItemAct.objects.filter(region_code="510703").order_by("act_no")
    assert list(acts.values_list("action", "actor_code", "origin")) == [
        (action, "operator", "import")
        for action in ("claim", "fill", "submit", "approve", "publish", "run")
    ]


@pytest.mark.usefixtures("office", "readiness")
def test_it_changes_nothing_on_a_second_run_and_changes_what_differs(
    run, templates, tmp_path
) -> None:
    items, materials = templates
    run("load_items", items, "--materials", materials, "--publish")
    entries = Entry.objects.count()
    code, out, _ = run("load_items", items, "--materials", materials, "--publish", "--json")
    said = json.loads(out)
    assert (code, said["unchanged"], said["changed"]) == (0, 1, 0)
    assert Entry.objects.count() == entries
    path = tmp_path / "实施清单.csv"
    path.write_text(path.read_text("utf-8").replace("1号窗口", "2号窗口"), "utf-8")
    code, out, _ = run("load_items", items, "--materials", materials, "--publish")
    assert (code, "变更 1" in out) == (0, True)
    item = LocalItem.objects.get(region_code="510703")
    assert (item.state, item.version) == ("running", 2)
    assert ItemVersion.objects.filter(region_code="510703").count() == 2


@pytest.mark.usefixtures("office", "readiness")
def test_it_goes_on_from_where_a_run_without_publish_stopped(run, templates) -> None:
    items, materials = templates
    run("load_items", items, "--materials", materials)
    assert LocalItem.objects.get(region_code="510703").state == "filled"
    run("load_items", items, "--materials", materials, "--publish")
    assert LocalItem.objects.get(region_code="510703").state == "running"


@pytest.mark.usefixtures("office")
def test_it_writes_nothing_of_an_item_that_cannot_be_published(
    run, templates, readiness, tmp_path
) -> None:
    readiness.flow = FlowAnswer(reasons=("决定岗无人在岗",))
    items, materials = templates
    code, _, err = run("load_items", items, "--materials", materials, "--publish")
    assert (code, "1 行有误" in err) == (1, True)
    assert not LocalItem.objects.filter(region_code="510703").exists()
    reason = (tmp_path / "实施清单.错误.csv").read_text("utf-8-sig")
    assert "办理流程未就绪：决定岗无人在岗" in reason


@pytest.mark.usefixtures("office", "readiness")
def test_it_keeps_an_item_out_whose_materials_are_not_whole(run, templates, write) -> None:
    items, _ = templates
    bad = write("implementation_code,material_name,necessity\n" + f"{CODE},申请表,也许\n")
    code, _, err = run("load_items", items, "--materials", bad)
    assert code == 1
    assert "文件.申请材料.错误.csv" in err
    assert not LocalItem.objects.filter(region_code="510703").exists()


@pytest.mark.usefixtures("office", "readiness")
def test_it_reads_items_and_materials_from_one_workbook(run, templates, tmp_path) -> None:
    target = tmp_path / "全部.xlsx"
    workbook = xlsxwriter.Workbook(str(target))
    for name, source in zip(("实施清单", "申请材料"), templates, strict=True):
        sheet = workbook.add_worksheet(name)
        with open(source, encoding="utf-8-sig", newline="") as file:
            for at, row in enumerate(csv.reader(file)):
                sheet.write_row(at, 0, row)
    workbook.close()
    code, out, _ = run("load_items", str(target), "--publish")
    assert (code, "新增 1" in out) == (0, True)
    found = item_for_case(region_code="510703", implementation_code=CODE)
    assert len(found.materials) == 1


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        pytest.param("510703-D01,", "510703-D09,", "机构 510703-D09 不存在", id="body"),
        pytest.param("510101001000,", "510101009000,", "目录中没有基本编码", id="upper item"),
        pytest.param(",20,工作日", ",30,工作日", "以上级目录为准，不能自行修改", id="locked"),
        pytest.param("检验/", "检验", "特别程序应写作", id="procedure"),
    ],
)
def test_it_refuses_a_bad_row_of_items(run, templates, tmp_path, before, after, message) -> None:
    items, materials = templates
    path = tmp_path / "实施清单.csv"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    code, _, _ = run("load_items", items, "--materials", materials)
    assert code == 1
    assert message in (tmp_path / "实施清单.错误.csv").read_text("utf-8-sig")
    assert not LocalItem.objects.filter(region_code="510703").exists()


@pytest.mark.usefixtures("office", "readiness")
def test_it_does_not_write_into_an_item_that_is_out_of_hand(run, templates, tmp_path) -> None:
    items, materials = templates
    run("load_items", items, "--materials", materials, "--publish")
    LocalItem.objects.filter(region_code="510703").update(state="suspended")
    path = tmp_path / "实施清单.csv"
    errors = tmp_path / "实施清单.错误.csv"
    path.write_text(path.read_text("utf-8").replace("1号窗口", "2号窗口"), "utf-8")
    assert run("load_items", items)[0] == 1
    assert "不在填报中，与本行不同" in errors.read_text("utf-8-sig")
    make_organisation(code="510703-D02")
    path.write_text(path.read_text("utf-8").replace("510703-D01,", "510703-D02,"), "utf-8")
    assert run("load_items", items)[0] == 1
    assert "属于另一机构，不能改由本机构承接" in errors.read_text("utf-8-sig")


@pytest.mark.usefixtures("office")
def test_it_asks_for_the_region_where_two_use_a_code(run) -> None:
    for region in ("510703", "511602"):
        make_region(code=region)
        make_published_item(region_code=region, implementation_code="X")
    make_organisation(code="511602-D01", region_code="511602")
    code, _, err = run("item", "show", "X")
    assert (code, "510703、511602 都有实施编码 X，请用 --region 指定" in err) == (2, True)
    assert run("item", "show", "X", "--region", "511602")[0] == 0


@pytest.mark.usefixtures("office")
def test_it_marks_a_flow_whose_posts_it_assumed_as_provisional(run, write) -> None:
    content = (
        "implementation_code,organisation_code,base_code,item_name,flow\n"
        f"{CODE},510703-D01,510101001000,公共场所卫生许可,受理|审查|决定|办结|送达\n"
    )
    run("load_items", write(content))
    item = LocalItem.objects.get(region_code="510703")
    assert item.provisional == ["flow"]
    assert [step["role"] for step in item.elements["flow"]] == [
        "收件岗",
        "审查岗",
        "决定岗",
        "决定岗",
        "送达岗",
    ]


@pytest.mark.usefixtures("office", "readiness")
def test_it_shows_an_item_with_state_versions_completeness_and_acts(run, templates) -> None:
    items, materials = templates
    run("load_items", items, "--materials", materials, "--publish")
    code, out, _ = run("item", "show", CODE)
    assert code == 0
    assert "公共场所卫生许可（行政许可）" in out
    assert "状态 运行中，第 1 版" in out
    assert "要素完整率 " in out
    assert "提示：要素“行政复议地址”未填写" in out
    assert "承诺 7 个工作日，流程 F1 第1版" in out
    assert "审核通过（运维人员，历史导入）" in out
    code, out, _ = run("item", "show", CODE, "--region", "510703", "--json")
    said = json.loads(out)
    assert (said["state"], said["version"], said["refusals"]) == ("running", 1, [])
    assert said["completeness"]["missing_key"] == []
    assert [act["action"] for act in said["acts"]][-1] == "投入运行"


@pytest.mark.usefixtures("office")
def test_it_shows_what_keeps_an_item_from_being_submitted(run, templates) -> None:
    items, _ = templates
    run("load_items", items)
    _, out, _ = run("item", "show", CODE)
    assert "须改：关键要素“申请材料”未填写" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["item", "show", "nothing"], "没有实施编码为 nothing 的事项"),
        (["item", "delete", "x"], "参数 子命令 不能是"),
        (["claim_todos"], "缺少参数：--region"),
        (["claim_todos", "--region", "999999"], "区划代码 999999 不存在"),
        (["load_catalogue"], "缺少参数：FILE"),
        (["load_items", "nothing.csv"], "找不到文件"),
    ],
)
def test_it_refuses_wrong_usage(run, arguments, message) -> None:
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True)


@pytest.mark.usefixtures("office")
def test_it_gives_the_bodies_the_days_that_the_catalogue_says(run, write) -> None:
    header, row = CATALOGUE.splitlines()
    run("load_catalogue", write(f"{header},answer_workdays\n{row.replace(',20,', ',15,')},0\n"))
    assert not CatalogueItem.objects.filter(version=2).exists()
    run("load_catalogue", write(f"{header},answer_workdays\n{row.replace(',20,', ',15,')},10\n"))
    revision = CatalogueRevision.objects.get(region_code="510000", version=2)
    assert revision.answer_workdays == 10


def test_it_lists_todos_and_what_is_overdue(run) -> None:
    make_calendar(years=(2018,))
    open_office()
    work_once(now=NOW)
    code, out, _ = run("claim_todos", "--region", "510703", "--today", "2018-03-08")
    assert code == 0
    assert out.splitlines() == [
        "2018-03-07（逾期） 机构510703-D01 认领 510101901000 道路货物运输经营许可",
        "待办 1 项，逾期 1 项",
    ]
    _, out, _ = run("claim_todos", "--region", "510703", "--today", "2018-03-07", "--json")
    (todo,) = json.loads(out)
    assert (todo["action"], todo["due_on"], todo["is_overdue"]) == ("认领", "2018-03-07", False)


@pytest.mark.usefixtures("office", "readiness")
def test_it_refuses_a_complete_item_beyond_the_list_of_the_day(run, templates, tmp_path) -> None:
    items, materials = templates
    release(base_code="510101901000")
    take_list(("510703-C01", "510101901000"))
    code, _, _ = run("load_items", items, "--materials", materials, "--publish")
    assert (code, LocalItem.objects.filter(region_code="510703").count()) == (1, 0)
    text = (tmp_path / "实施清单.错误.csv").read_text("utf-8-sig")
    assert "《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号）没有把这一事项列给本机构" in text
