"""check-flow, publish-flow and move-cases as an operator types them."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command

from zhengtong.flows import ports
from zhengtong.flows.models import Flow, FlowVersion
from zhengtong.flows.queries import flow, published_flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.rules.formats import template_text, write_text
from zhengtong.flows.rules.moving import MoveRefused
from zhengtong.flows.tests.factories import make_holders, make_published_flow
from zhengtong.people.rules.duties import Post
from zhengtong.places.tests.factories import (
    DEPARTMENT,
    REGION,
    make_organisation,
    make_region,
)

pytestmark = pytest.mark.django_db
AT = ("--region", REGION, "--organisation", DEPARTMENT)
SOUND = write_text(default_graph(FlowShape.PROMISED_WITH_CERTIFICATE))
OTHER = write_text(default_graph(FlowShape.PROMISED))


@pytest.fixture(autouse=True)
def _regions():
    make_region()
    make_region(code="510704", name="游仙区")


@pytest.fixture
def run(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        code = 0
        try:
            call_command(*map(str, arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def write(tmp_path):
    def write(text: str, *, name: str = "xk-01.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_it_prints_a_template_that_it_accepts(run, write):
    code, out, err = run("check_flow", "--template")
    assert (code, err) == (0, "")
    assert out == "\ufeff" + template_text()
    code, out, err = run("check_flow", write(out))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "按 UTF-8（带 BOM） 读取，6 个环节",
        "流程检查通过",
        "没有检查在岗人员和证照；请用 --region 和 --organisation 指定承办机构",
    ]


def test_it_reads_gbk(run, write):
    code, out, _ = run("check_flow", write(SOUND, encoding="gb18030"))
    assert code == 0
    assert out.startswith("按 GBK/GB18030 读取，6 个环节")


def test_it_reads_a_worksheet(run, tmp_path):
    path = tmp_path / "流程.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("流程")
        for number, line in enumerate(SOUND.splitlines()):
            sheet.write_row(number, 0, line.split(","))
        sheet.write_number(2, 5, 5)  # the limit of the review, as a number
    code, out, err = run("check_flow", path)
    assert (code, err) == (0, "")
    assert "6 个环节\n流程检查通过" in out


def test_it_names_each_fault_and_its_node(run, write):
    text = SOUND.replace("[决定结果=准予]", "").replace("[其他]", "")
    code, out, err = run("check_flow", write(text))
    assert code == 1
    assert "✗ 环节 decision：环节“决定”有多个流向，到“制证”的没有写条件，也没有写“其他”" in out
    assert err.startswith("流程有 ")
    assert "不能发布" in err


def test_it_names_each_fault_for_a_program(run, write):
    text = SOUND.replace("delivery,送达,送达,", "delivery,送达,审查,")
    code, out, _ = run("check_flow", write(text), "--json")
    assert code == 1
    found = json.loads(out)
    assert found["sound"] is False
    assert {
        "code": "delivery_missing",
        "node": "",
        "node_name": "",
        "message": "有的走法不经过送达环节，决定必须送达申请人",
    } in found["faults"]
    assert {fault["node_name"] for fault in found["faults"]} >= {"送达"}


def test_it_names_the_line_and_column_of_what_it_cannot_read(run, write):
    text = SOUND.replace("review,审查,审查,", "review,审查,审核,")
    code, out, err = run("check_flow", write(text))
    assert code == 1
    assert out.startswith("✗ 第 3 行“环节类型”：环节“review”的类型“审核”不存在")
    assert err == "流程文件有 1 处看不懂，请改正后再试\n"
    code, out, _ = run("check_flow", write(text), "--json")
    assert code == 1
    assert [(found["line"], found["column"]) for found in json.loads(out)["problems"]] == [
        (3, "环节类型")
    ]


def test_it_names_a_row_that_is_too_long(run, write):
    lines = SOUND.splitlines()
    lines[2] += ",多了"
    code, out, _ = run("check_flow", write("\n".join(lines) + "\n"))
    assert code == 1
    assert "✗ 第 3 行“整行”：有 10 列，应为 9 列" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "文件是空的", id="empty"),
        pytest.param(
            "环节编码,环节名称\n", "缺少必填的列：环节类型、下一环节", id="columns missing"
        ),
        pytest.param(
            SOUND.replace("岗位,", "职位,"), "有不认识的列：职位", id="a column it does not know"
        ),
        pytest.param(SOUND[:180], "文件可能在中间被截断", id="cut off"),
        pytest.param(SOUND + 'x,"', "引号没有配对", id="a quote left open"),
    ],
)
def test_it_refuses_a_file_that_is_not_whole(run, write, text, message):
    code, out, err = run("check_flow", write(text))
    assert (code, out) == (2, "")
    assert message in err


def test_it_refuses_a_file_that_is_not_there(run):
    code, _, err = run("check_flow", "nowhere.csv")
    assert code == 2
    assert err == "找不到文件“nowhere.csv”\n"


def test_it_refuses_a_bomb(run, tmp_path):
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    code, _, err = run("check_flow", path)
    assert code == 2
    assert err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "缺少参数：FILE"),
        (("FILE", "--region", REGION), "--region 和 --organisation 要同时给出"),
        (("FILE", "--organisation", DEPARTMENT), "--region 和 --organisation 要同时给出"),
        (("FILE", "--region", REGION, "--organisation", "X"), "机构 X 不存在"),
        (
            ("FILE", "--region", "510704", "--organisation", DEPARTMENT),
            "机构 510703-D01 属于区划 510703，不是 510704",
        ),
    ],
)
def test_it_refuses_wrong_usage(run, write, arguments, message):
    make_organisation()
    path = write(SOUND)
    code, _, err = run("check_flow", *(path if word == "FILE" else word for word in arguments))
    assert code == 2
    assert message in err


def test_it_refuses_a_region_that_is_none(run, write):
    code, _, err = run("check_flow", write(SOUND), "--region", "51")
    assert code == 2
    assert "参数 --region：“51”不是区划代码，应为 6 位数字" in err


def test_it_checks_the_people_of_an_organisation(run, write):
    make_organisation()
    make_holders(posts=(Post.INTAKE, Post.REVIEWER, Post.CERTIFICATE_MAKER, Post.DELIVERER))
    code, out, _ = run("check_flow", write(SOUND), *AT)
    assert code == 1
    assert "✗ 环节 decision：环节“决定”的决定岗（机构 510703-D01）没有在岗人员，请先安排" in out
    make_holders(posts=(Post.DECIDER,))
    code, out, _ = run("check_flow", write(SOUND), *AT, "--json")
    assert code == 0
    assert json.loads(out) == {
        "sound": True,
        "people_checked": True,
        "faults": [],
        "encoding": "UTF-8",
    }


def test_it_publishes_a_file_once(run, write):
    make_organisation()
    make_holders()
    code, out, err = run("publish_flow", write(SOUND), *AT)
    assert (code, out, err) == (0, "已发布流程“xk-01”（xk-01）第 1 版\n", "")
    code, out, _ = run("publish_flow", write(SOUND), *AT)
    assert (code, out) == (0, "流程“xk-01”（xk-01）与现行第 1 版相同，没有发布新版\n")
    assert FlowVersion.objects.filter(region_code=REGION).count() == 1
    assert not flow(region_code=REGION, flow_code="xk-01").has_draft


def test_it_publishes_the_next_version_under_code_and_name(run, write):
    make_organisation()
    make_holders()
    named = ("--code", "LICENCE", "--name", "公共场所卫生许可")
    run("publish_flow", write(SOUND, name="许可.csv"), *AT, *named)
    code, out, _ = run("publish_flow", write(OTHER), *AT, "--code", "LICENCE", "--json")
    assert code == 0
    assert json.loads(out) == {
        "region": REGION,
        "code": "LICENCE",
        "name": "公共场所卫生许可",
        "version": 2,
        "published": True,
    }
    assert published_flow(region_code=REGION, flow_code="LICENCE").graph == default_graph(
        FlowShape.PROMISED
    )


def test_it_leaves_nothing_of_a_flow_that_it_refuses(run, write):
    make_organisation()
    code, _, err = run("publish_flow", write(SOUND), *AT)
    assert code == 1
    assert err.startswith("流程“xk-01”未通过检查，不能发布：环节“受理”的")
    assert not Flow.objects.filter(region_code=REGION).exists()


def test_it_asks_for_a_code_where_the_file_name_is_none(run, write):
    make_organisation()
    code, _, err = run("publish_flow", write(SOUND, name="许可.csv"), *AT)
    assert code == 2
    assert "文件名不能作流程编码，请用 --code 指定" in err


def test_it_publishes_no_file_that_it_cannot_read(run, write):
    make_organisation()
    code, _, err = run("publish_flow", write(SOUND.replace(",审查,审查,", ",审查,审核,")), *AT)
    assert code == 1
    assert "流程文件有误：第 3 行“环节类型”" in err


class Cases:
    def numbers(self, *, region_code, flow_code, version):
        return iter(["510703180226000018", "510703180226000026"])

    def move(self, *, case_number, to_version, by, now):
        if case_number.endswith("26"):
            raise MoveRefused("新版没有办件所在的环节“审查”")


def test_it_moves_cases_and_says_which_stay(run, monkeypatch):
    monkeypatch.setattr(ports, "_cases", [Cases()])
    make_published_flow(code="XK")
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code="XK")
    at = ("--region", REGION, "--flow", "XK", "--from", "1")
    code, out, _ = run("move_cases", *at)
    assert code == 1
    assert out.splitlines() == [
        "510703180226000018　已移动",
        "510703180226000026　未移动：新版没有办件所在的环节“审查”",
        "移动 1 件，不能移动 1 件",
    ]
    code, out, _ = run("move_cases", *at, "--json")
    assert json.loads(out)[0] == {"case": "510703180226000018", "moved": True, "reason": ""}


def test_it_says_that_nobody_moves_cases_yet(run, monkeypatch):
    monkeypatch.setattr(ports, "_cases", [])
    make_published_flow(code="XK")
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code="XK")
    code, _, err = run("move_cases", "--region", REGION, "--flow", "XK", "--from", "1")
    assert (code, err) == (1, "办件模块尚未启用，不能移动办理中的办件\n")
