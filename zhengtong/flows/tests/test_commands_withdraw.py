"""`withdraw-flow` as an operator types it."""

import json

import pytest
from django.core.management import call_command

from zhengtong.flows.models import FlowAct, ItemFlow
from zhengtong.flows.queries import flow
from zhengtong.flows.tests.acting import written
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.people.tests.factories import make_administrator
from zhengtong.places.tests.factories import REGION, make_organisation, make_region

pytestmark = pytest.mark.django_db
ASKED = ("XK", "--region", REGION, "--reason", "改用新流程")


@pytest.fixture(autouse=True)
def published() -> None:
    """Publish the flow that the tests withdraw."""
    make_region()
    make_published_flow(code="XK")


@pytest.fixture
def run(capsys):
    """Run a command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("withdraw_flow", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_it_withdraws_a_flow(run) -> None:
    assert run(*ASKED) == (0, "流程“承诺件流程（出证）”（XK）：已停用\n", "")
    act = FlowAct.objects.get(region_code=REGION)
    assert (act.action, act.actor_code, act.reason) == ("withdraw", "operator", "改用新流程")


def test_it_withdraws_for_a_member_of_staff(run) -> None:
    make_administrator()
    code, out, _ = run(*ASKED, "--staff", "A01", "--json")
    assert (code, json.loads(out)) == (
        0,
        {"region": REGION, "code": "XK", "state": "withdrawn"},
    )
    assert FlowAct.objects.get(region_code=REGION).actor_code == "A01"


def test_it_does_not_withdraw_what_items_use(run) -> None:
    ItemFlow.objects.create(
        region_code=REGION,
        implementation_code="ITEM-1",
        item_type="license",
        flow_code="XK",
        flow_version=1,
    )
    before = written()
    code, out, err = run(*ASKED)
    assert (code, out) == (1, "")
    assert "仍有事项在用：ITEM-1" in err
    assert (written(), flow(region_code=REGION, flow_code="XK").state) == (before, "published")


def test_it_does_not_withdraw_twice_or_for_anybody(run) -> None:
    make_organisation(code="510703-D02")
    make_administrator(staff_code="A02", organisation_code="510703-D02")
    code, _, err = run(*ASKED, "--staff", "A02")
    assert (code, "没有“停用流程”的权限" in err) == (1, True)
    run(*ASKED)
    before = written()
    code, _, err = run(*ASKED)
    assert (code, err) == (1, "流程已停用，不能停用\n")
    assert written() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "缺少参数：CODE, --region, --reason", id="nothing"),
        pytest.param(("XK", "--region", REGION), "缺少参数：--reason", id="no reason"),
        pytest.param((*ASKED[:3], "--reason", " "), "须写明事由", id="a blank reason"),
        pytest.param(
            ("NO", *ASKED[1:]), "510703 没有编码为 NO 的流程", id="a flow that is not there"
        ),
        pytest.param((*ASKED, "--staff", "nobody"), "没有工号为 nobody", id="unknown staff"),
    ],
)
def test_it_refuses_wrong_usage(run, arguments, message) -> None:
    before = written()
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True), err
    assert written() == before


def test_it_refuses_a_reason_that_its_act_cannot_keep(run) -> None:
    before = written()
    code, _, err = run(*ASKED[:3], "--reason", "字" * 201)
    assert (code, err) == (1, "事由最多 200 字，现有 201 字，请缩短\n")
    assert written() == before
