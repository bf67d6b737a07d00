"""`revision`: drafting from a file, two reviews, publication, and what it refuses."""

import json

import pytest
from django.core.management import call_command

from zhengtong.catalogue.models import CatalogueItem, CatalogueRevision, RevisionAct
from zhengtong.catalogue.tests.offices import PROVINCE
from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.rules.duties import Duty
from zhengtong.people.tests.factories import give_duty, make_staff
from zhengtong.places.tests.factories import make_region, make_service_centre

pytestmark = pytest.mark.django_db
CODE = "510101901000"
CENTRE = "510000-C01"
HEADER = (
    "base_code,item_name,item_type,legal_basis,exercise_levels,statutory_limit,"
    "statutory_limit_unit,service_target,effective_date,变更类型,变更原因"
)
ROW = (
    "510101901000,{name},license,《道路运输条例》第二十四条,county,20,"
    "workday,enterprise,2018-01-01,{kind},{reason}"
)
AT = ("--region", PROVINCE)


@pytest.fixture
def run(capsys):
    """Run a command and return exit code and what was printed."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = 0
        try:
            call_command(*map(str, arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def file(tmp_path):
    """Write a catalogue file of one row and return its path."""

    def write(*, name: str = "货运经营许可", kind: str = "新增", reason: str = "") -> object:
        path = tmp_path / "目录.csv"
        row = ROW.format(name=name, kind=kind, reason=reason)
        path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def office() -> None:
    """Make the province's centre with its item manager and its administrator."""
    make_region(code=PROVINCE, name="四川省")
    make_service_centre(code=CENTRE, region_code=PROVINCE)
    for code, duty in (("P01", Duty.ITEM_MANAGER), ("P02", Duty.DEPARTMENT_ADMINISTRATOR)):
        make_staff(staff_code=code, organisation_code=CENTRE)
        give_duty(staff_code=code, duty=duty, organisation_code=CENTRE)


def kept() -> list[list[dict[str, object]]]:
    """Return all that a refusal must leave as it is."""
    models = (CatalogueItem, CatalogueRevision, RevisionAct, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_it_brings_a_new_item_from_a_file_through_both_reviews(run, file) -> None:
    assert run("revision", "draft", file(), *AT, "--staff", "P01") == (
        0,
        "按 UTF-8 读取。起草 1 项\n",
        "",
    )
    for action, staff, shown in (
        ("submit", "P01", "机构编制部门审核中"),
        ("approve", "P02", "法制部门审核中"),
        ("publish", "P02", "已发布"),
    ):
        code, out, _ = run("revision", action, CODE, *AT, "--staff", staff)
        assert (code, out) == (0, f"货运经营许可（{CODE}）修订 1 新增：{shown}\n")
    assert CatalogueItem.objects.get().version == 1
    code, out, _ = run("revision", "show", CODE, *AT)
    assert code == 0
    assert "状态 已发布，第 1 版\n修订 1 新增：已发布，成为第 1 版\n" in out
    assert "送审（演示员P01）\n" in out
    assert "法制部门审核通过并发布（演示员P02）" in out


def test_it_rewrites_a_draft_that_was_sent_back_and_drops_it(run, file) -> None:
    run("revision", "draft", file(), *AT)
    run("revision", "submit", CODE, *AT)
    sent_back = ("--reason", "名称不规范", "--staff", "P02")
    assert run("revision", "send-back", CODE, *AT, *sent_back)[0] == 0
    code, out, _ = run("revision", "redraft", file(name="道路货运经营许可"), *AT, "--json")
    assert (code, json.loads(out)) == (
        0,
        {"written": [{"region_code": PROVINCE, "base_code": CODE}], "bad_rows": 0},
    )
    assert CatalogueRevision.objects.get().elements["item_name"] == "道路货运经营许可"
    code, out, _ = run("revision", "drop", CODE, *AT, "--reason", "重复", "--json")
    assert code == 0
    (revision,) = json.loads(out)["revisions"]
    assert revision["state"] == "dropped"
    assert [(act["action"], act["actor_name"]) for act in revision["acts"]] == [
        ("起草", "运维人员"),
        ("送审", "运维人员"),
        ("退回修改", "演示员P02"),
        ("修改草案", "运维人员"),
        ("放弃", "运维人员"),
    ]


def test_it_prints_a_template_that_it_accepts(run, tmp_path) -> None:
    code, out, _ = run("revision", "draft", "--template")
    assert code == 0
    path = tmp_path / "template.csv"
    path.write_text(out, encoding="utf-8")
    assert run("revision", "draft", path, *AT)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("approve",), "不能审核自己上报的事项", id="the sender may not review"),
        pytest.param(("publish", "--staff", "P02"), "不能法制部门审核通过", id="one review left"),
        pytest.param(("approve", "--staff", "P01"), "权限", id="no reviewer"),
        pytest.param(("drop", "--reason", "重复"), "不能放弃", id="it is under review"),
        pytest.param(
            ("send-back", "--reason", " ", "--staff", "P02"), "须写明事由", id="a blank reason"
        ),
    ],
)
def test_a_refusal_changes_nothing(run, file, arguments, message) -> None:
    run("revision", "draft", file(), *AT)
    run("revision", "submit", CODE, *AT)
    before = kept()
    action, *more = arguments
    code, out, err = run("revision", action, CODE, *AT, *more)
    assert (code, out, message in err) == (1, "", True), err
    assert kept() == before


@pytest.mark.parametrize(
    ("action", "kind", "message"),
    [
        pytest.param("draft", "变更", "目录事项“草拟”，不能变更", id="nothing to change yet"),
        pytest.param("redraft", "新增", "没有在办的修订", id="nothing in hand"),
    ],
)
def test_it_puts_a_row_that_is_refused_into_the_error_file(
    run, file, tmp_path, action, kind, message
) -> None:
    errors = tmp_path / "错误.csv"
    before = kept()
    code, _, err = run("revision", action, file(kind=kind, reason="新规"), *AT, "--errors", errors)
    assert code == 1
    assert err == f"1 行有误，未写入，见 {errors}\n"
    assert message in errors.read_text(encoding="utf-8-sig")
    assert kept() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "缺少参数：子命令", id="no action"),
        pytest.param(("draft",), "缺少参数：FILE", id="no file"),
        pytest.param(("draft", "nowhere.csv"), "找不到文件", id="a file that is not there"),
        pytest.param(("submit", CODE), "缺少参数：--region", id="no region"),
        pytest.param(("drop", CODE, *AT), "缺少参数：--reason", id="no reason"),
        pytest.param(
            ("submit", CODE, *AT), f"目录中没有基本编码 {CODE}", id="an item that is not there"
        ),
        pytest.param(
            ("draft", "x.csv", "--staff", "nobody"), "没有工号为 nobody", id="unknown staff"
        ),
    ],
)
def test_it_refuses_wrong_usage(run, arguments, message) -> None:
    before = kept()
    code, _, err = run("revision", *arguments)
    assert (code, message in err) == (2, True), err
    assert kept() == before
