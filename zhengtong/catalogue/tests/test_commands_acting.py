"""Acts on items by `item`, and `claim-todos --decline`."""

import json
from uuid import uuid4

import pytest
from django.core.management import call_command

from zhengtong.catalogue.models import ClaimTodo, ItemAct, LocalItem
from zhengtong.catalogue.tests.offices import CODE, NOW, PROVINCE, REGION, item, open_office
from zhengtong.catalogue.tests.steps import bring_to
from zhengtong.foundation.ledger.delivery import deliver_pending
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.ledger.numbering import number_pending
from zhengtong.places.tests.factories import make_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]


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
def todo() -> ClaimTodo:
    """Make the department's to-do to claim the upper item."""
    make_calendar(years=(2018,))
    open_office()
    number_pending(region_code=PROVINCE)
    deliver_pending(region_code=PROVINCE, now=NOW)
    return ClaimTodo.objects.get(region_code=REGION)


def kept() -> tuple[list[dict[str, object]], ...]:
    """Return all that a refusal must leave as it is."""
    models = (LocalItem, ItemAct, ClaimTodo, Entry)
    return tuple(list(model.objects.order_by("id").values()) for model in models)


@pytest.mark.parametrize(
    ("action", "before", "after", "shown"),
    [
        ("return", "submitted", "returned", "已退回"),
        ("suspend", "running", "suspended", "已暂停"),
        ("cancel", "running", "cancelled", "已取消"),
    ],
)
def test_it_acts_on_an_item(run, manager, administrator, action, before, after, shown) -> None:
    bring_to(before, manager, administrator)
    code, out, _ = run("item", action, CODE, "--region", REGION, "--reason", "上级通知")
    assert (code, out) == (0, f"道路货物运输经营许可（{CODE}）：{shown}\n")
    assert item().state == after
    act = ItemAct.objects.filter(region_code=REGION).latest("act_no")
    assert (act.action, act.actor_code, act.reason) == (action, "operator", "上级通知")


def test_it_acts_for_a_member_of_staff_and_resumes(run, manager, administrator) -> None:
    bring_to("running", manager, administrator)
    asked = ("--reason", "系统停机", "--staff", "M01")
    assert run("item", "suspend", CODE, *asked)[0] == 0
    assert ItemAct.objects.filter(region_code=REGION).latest("act_no").actor_code == "M01"
    assert "暂停（演示员M01，实时办理）：系统停机" in run("item", "show", CODE)[1]
    code, out, _ = run("item", "resume", CODE, "--json")
    assert code == 0
    assert json.loads(out) == {
        "region_code": REGION,
        "implementation_code": CODE,
        "state": "running",
    }
    assert item().state == "running"


def test_it_walks_an_item_from_filling_to_operation_and_through_a_change(
    run, manager, administrator
) -> None:
    bring_to("filled", manager, administrator)
    manager_acts = ("--staff", "M01")
    for action, who, state in (
        ("submit", manager_acts, "submitted"),
        ("take-back", manager_acts, "filled"),
        ("submit", manager_acts, "submitted"),
        ("approve", ("--staff", "C01"), "approved"),
        ("publish", manager_acts, "published"),
        ("run", manager_acts, "running"),
        ("change", manager_acts, "changing"),
        ("drop-change", manager_acts, "running"),
    ):
        code, _, err = run("item", action, CODE, *who)
        assert (code, err, item().state) == (0, "", state)


def test_it_releases_a_claim(run, manager, administrator) -> None:
    bring_to("claimed", manager, administrator)
    assert run("item", "release", CODE) == (
        0,
        f"道路货物运输经营许可（{CODE}）：待认领\n",
        "",
    )


@pytest.mark.parametrize(
    ("action", "asked", "message"),
    [
        pytest.param("submit", (), "事项“运行中”，不能上报", id="not filled"),
        pytest.param("approve", (), "事项“运行中”，不能审核通过", id="nothing to approve"),
        pytest.param("run", ("--staff", "C01"), "权限", id="the centre runs no items"),
        pytest.param("return", ("--reason", "有误"), "退回", id="not submitted"),
        pytest.param("resume", (), "恢复", id="not suspended"),
        pytest.param("suspend", ("--reason", " "), "暂停事项须写明事由", id="a blank reason"),
        pytest.param(
            "cancel", ("--reason", "不办了", "--staff", "C01"), "权限", id="somebody without right"
        ),
    ],
)
def test_a_refusal_changes_nothing(run, manager, administrator, action, asked, message) -> None:
    bring_to("running", manager, administrator)
    before = kept()
    code, out, err = run("item", action, CODE, *asked)
    assert (code, out, message in err) == (1, "", True), err
    assert kept() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("item",), "缺少参数：子命令", id="no action"),
        pytest.param(("item", "cancel"), "缺少参数：CODE", id="no item"),
        pytest.param(("item", "cancel", CODE), "缺少参数：--reason", id="no reason"),
        pytest.param(
            ("item", "cancel", "nothing", "--reason", "x"),
            "没有实施编码为 nothing 的事项",
            id="an unknown item",
        ),
        pytest.param(
            ("item", "cancel", CODE, "--reason", "x", "--staff", "nobody"),
            "没有工号为 nobody 的工作人员",
            id="unknown staff",
        ),
        pytest.param(
            ("item", "show", CODE, "--reason", "x"), "不认识的参数", id="a reason to look at it"
        ),
        pytest.param(
            ("claim_todos", "--region", REGION, "--decline", str(uuid4())),
            "缺少参数：--reason",
            id="declined without a reason",
        ),
        pytest.param(
            ("claim_todos", "--region", REGION, "--decline", "7", "--reason", "x"),
            "参数 --decline：“7”不是编号",
            id="no number of a to-do",
        ),
        pytest.param(
            ("claim_todos", "--region", REGION, "--reason", "x"),
            "只与 --decline 同用",
            id="a reason to list",
        ),
    ],
)
def test_it_refuses_wrong_usage(run, manager, administrator, arguments, message) -> None:
    bring_to("running", manager, administrator)
    before = kept()
    code, _, err = run(*arguments)
    assert (code, message in err) == (2, True), err
    assert kept() == before


def test_it_declines_a_todo(run, todo) -> None:
    _, out, _ = run("claim_todos", "--region", REGION, "--json")
    (listed,) = json.loads(out)
    asked = ("--decline", listed["todo_id"], "--reason", "职能已划出")
    code, out, _ = run("claim_todos", "--region", REGION, *asked)
    assert (code, out) == (0, f"已答复不承接 {todo.id}\n")
    todo.refresh_from_db()
    assert (todo.answer, todo.answer_reason, todo.answered_by) == (
        "declined",
        "职能已划出",
        "operator",
    )


def test_it_refuses_to_decline_what_is_not_there_or_not_ones_own(run, todo) -> None:
    before = kept()
    for asked, message in (
        ((str(uuid4()),), "没有这项待办，或者已经答复"),
        ((str(todo.id), "--staff", "C01"), "权限"),
    ):
        code, _, err = run("claim_todos", "--region", REGION, "--reason", "x", "--decline", *asked)
        assert (code, message in err) == (1, True), err
    assert kept() == before
