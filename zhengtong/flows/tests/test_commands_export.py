"""`export-flow` as an operator types it."""

import pytest
from django.core.management import call_command

from zhengtong.flows.models import Flow
from zhengtong.flows.rules.defaults import FlowShape, default_graph
from zhengtong.flows.tests.acting import draft
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.places.tests.factories import REGION, make_organisation, make_region

pytestmark = pytest.mark.django_db
AT = ("--region", REGION)


@pytest.fixture(autouse=True)
def _region() -> None:
    make_region()


@pytest.fixture
def run(capsys):
    """Run the command and return exit code and what was printed."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("export_flow", *map(str, arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_it_prints_a_picture_with_the_names_of_the_bodies(run) -> None:
    make_organisation(name="涪城区行政审批局", short_name="审批局")
    make_organisation(code="510703-D02", name="涪城区生态环境局", short_name="生态环境局")
    make_published_flow(shape=FlowShape.JOINT, countersigners=("510703-D02",), code="XK")
    code, out, err = run("XK", *AT)
    assert (code, err) == (0, "")
    assert out.startswith("<svg ")
    assert ">XK　第 1 版　审批局</text>" in out
    assert "（生态环境局，审查岗）" in out


def test_it_writes_bpmn_to_a_file(run, tmp_path) -> None:
    published = make_published_flow(code="XK")
    path = tmp_path / "流程.bpmn"
    assert run("XK", *AT, "--format", "bpmn", "--output", path) == (0, f"已写入 {path}\n", "")
    text = path.read_text(encoding="utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions ')
    assert f"XK　第 1 版；区划 {REGION}；摘要 {published.digest}" in text


def test_it_draws_an_older_version_and_one_that_was_withdrawn(run) -> None:
    make_published_flow(code="XK")
    make_published_flow(graph=default_graph(FlowShape.PROMISED), code="XK")
    assert "第 2 版" in run("XK", *AT)[1]
    Flow.objects.filter(region_code=REGION).update(state="withdrawn")
    code, out, _ = run("XK", *AT, "--version", 1)
    assert (code, "第 1 版" in out) == (0, True)
    code, _, err = run("XK", *AT)
    assert (code, err) == (
        1,
        "流程“承诺件流程（出证）”（XK）已停用，请为事项改选其他流程\n",
    )


def test_it_refuses_what_was_never_published(run) -> None:
    make_organisation()
    draft()
    code, out, err = run("XK-01", *AT)
    assert (code, out, err) == (1, "", "流程“许可流程”（XK-01）还没有发布\n")
    code, _, err = run("XK-01", *AT, "--version", 3)
    assert (code, err) == (1, "流程 XK-01 没有第 3 版，请核对\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "缺少参数：CODE, --region", id="nothing"),
        pytest.param(("NO", *AT), "510703 没有编码为 NO 的流程，请核对", id="unknown flow"),
        pytest.param(
            ("XK", *AT, "--format", "png"), "参数 --format 不能是 'png'", id="unknown format"
        ),
        pytest.param(
            ("XK", *AT, "--output", "/nowhere/x.svg"), "无法写文件“/nowhere/x.svg”", id="no folder"
        ),
    ],
)
def test_it_refuses_wrong_usage(run, arguments, message) -> None:
    make_published_flow(code="XK")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
