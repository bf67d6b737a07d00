"""A new upper edition over many items: by rule, one by one, ex-officio by inheriting."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengtong.catalogue.models import (
    BulkRequest,
    ClaimTodo,
    ItemAct,
    ItemVersion,
    LocalItem,
)
from zhengtong.catalogue.rules.states import RevisionKind
from zhengtong.catalogue.tests.bulk_scene import make_running
from zhengtong.catalogue.tests.offices import BASE_CODE, REGION, release
from zhengtong.foundation.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness", "office")]
AT = ("--region", REGION)
OTHER, PUNISHMENT, FEWER = "510101902000", "510200601000", "510101903000"
NEW_LAW = [{"law": "《中华人民共和国道路运输条例》（2019年修正）", "clause": "第二十四条"}]
RANGE = "处二万元以上五万元以下罚款"


@pytest.fixture
def run(capsys):
    """Run `items take-over` or another part of it, and return what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command("items", *arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def edition() -> dict[str, str]:
    """Four items, each with a newer upper version of another kind."""
    for base_code in (OTHER, FEWER):
        release(base_code=base_code)
    release(base_code=PUNISHMENT, item_type="punishment", punishment_range="原文")
    items = {
        "locked": make_running(1),
        "wider": make_running(2, base_code=OTHER),
        "breaks": make_running(3, base_code=FEWER),
        "punishment": make_running(
            4, base_code=PUNISHMENT, item_type="punishment", punishment_range="原文"
        ),
    }
    change(BASE_CODE, legal_basis=NEW_LAW)
    change(OTHER, legal_basis=NEW_LAW, exercise_levels=["county", "township"])
    change(FEWER, statutory_limit={"count": 3, "unit": "workday"})
    change(PUNISHMENT, item_type="punishment", punishment_range=RANGE)
    return items


def change(base_code: str, **changes: object) -> None:
    release(base_code=base_code, kind=RevisionKind.CHANGE, **changes)


def row(code: str) -> LocalItem:
    return LocalItem.objects.get(region_code=REGION, implementation_code=code)


def kept() -> list[object]:
    models = (LocalItem, ItemAct, ItemVersion, BulkRequest, Entry)
    return [
        list(model.objects.filter(region_code=REGION).order_by("id").values()) for model in models
    ]


def test_it_lists_each_item_that_is_behind_with_its_differences(run, edition):
    before = kept()
    code, out, err = run("take-over", *AT)
    assert (code, err) == (0, "")
    assert "目录第 1 版 → 第 2 版" in out
    assert "  设定依据：《中华人民共和国道路运输条例》 →" in out
    assert "  上级另改（不随事项承接）：可行使层级" in out
    assert "可承接 0 项，未承接 4 项" in out
    assert kept() == before


def test_the_rule_takes_over_what_only_changes_locked_elements(run, edition):
    code, out, _ = run("take-over", *AT, "--rule", "locked", "--staff", "M01", "--json")
    said = json.loads(out)
    assert code == 1
    assert said["number"] == f"{REGION}-P0001"
    assert said["changed"] == [edition["locked"]]
    assert said["inherited"] == [edition["punishment"]]
    reasons = {each["implementation_code"]: each["reason"] for each in said["listed"]}
    assert set(reasons) == {edition["wider"], edition["breaks"]}
    assert "上级还改了“可行使层级”" in reasons[edition["wider"]]
    assert "法定" in reasons[edition["breaks"]]
    assert row(edition["locked"]).state == "change_submitted"
    assert row(edition["breaks"]).base_version == 1
    inherited = row(edition["punishment"])
    assert (inherited.state, inherited.version, inherited.base_version) == ("running", 2, 2)
    run("approve-bulk", said["number"], "--staff", "C01")
    taken = row(edition["locked"])
    assert (taken.state, taken.version, taken.base_version) == ("running", 2, 2)
    assert taken.elements["legal_basis"] == NEW_LAW


def test_all_takes_over_whatever_passes_the_checks(run, edition):
    _, out, _ = run("take-over", *AT, "--rule", "all", "--json")
    said = json.loads(out)
    assert set(said["changed"]) == {edition["locked"], edition["wider"]}
    assert BulkRequest.objects.get(region_code=REGION).item_count == 2


def test_one_by_one(run, edition):
    code, out, _ = run("take-over", *AT, "--item", edition["wider"])
    assert code == 0
    assert "变更上报 1 项" in out
    assert row(edition["wider"]).state == "change_submitted"
    assert row(edition["locked"]).state == "running"


def test_it_may_be_run_again(run, edition):
    run("take-over", *AT, "--rule", "all")
    before = kept()
    _, out, _ = run("take-over", *AT, "--rule", "all")
    assert "变更上报 0 项" in out
    assert kept() == before


def test_a_preview_writes_nothing(run, edition):
    before = kept()
    _, out, _ = run("take-over", *AT, "--rule", "all", "--preview")
    assert "可承接 3 项，未承接 1 项" in out
    assert kept() == before


def test_an_edition_that_is_not_in_force_yet_waits(run, edition):
    change(BASE_CODE, legal_basis=NEW_LAW, effective_date="2099-01-01")
    _, out, _ = run("take-over", *AT, "--item", edition["locked"])
    assert "自 2099-01-01 起生效" in out
    assert row(edition["locked"]).state == "running"


def test_nobody_but_the_item_manager_takes_over(run, edition):
    before = kept()
    code, out, _ = run("take-over", *AT, "--rule", "all", "--staff", "C01")
    assert (code, "权限" in out) == (1, True)
    assert kept() == before


def test_the_bulk_set_leaves_inherited_elements_alone(run, edition):
    given = (*AT, "--organisation", row(edition["punishment"]).organisation_code)
    before = kept()
    code, _, err = run(
        "set", *given, "--item", edition["punishment"], "处罚的行为、种类、幅度=罚款一亿元"
    )
    assert (code, "以上级目录为准" in err) == (1, True), err
    assert kept() == before


def test_inheriting_answers_the_to_do_of_the_item(run, edition):
    item = row(edition["punishment"])
    ClaimTodo.objects.create(
        region_code=REGION, organisation_code=item.organisation_code,
        catalogue_region_code=item.catalogue_region_code, base_code=PUNISHMENT,
        catalogue_version=2, item_name="处罚", item_type="punishment", kind="change",
        action="change", implementation_code=item.implementation_code,
        raised_on="2018-02-01", due_on="2018-02-08",
    )  # fmt: skip
    run("take-over", *AT, "--rule", "locked")
    assert ClaimTodo.objects.get(region_code=REGION).answer == "done"


def test_the_number_of_queries_does_not_grow_with_the_items(run, edition):
    asked = []
    for numbers in (range(10, 12), range(20, 50)):
        named = [
            *(make_running(number) for number in numbers),
            *(
                make_running(
                    500 + number,
                    base_code=PUNISHMENT,
                    item_type="punishment",
                    punishment_range="原文",
                )
                for number in numbers
            ),
        ]
        options = [word for code in named for word in ("--item", code)]
        with CaptureQueriesContext(connection) as queries:
            _, out, _ = run("take-over", *AT, *options, "--json")
        said = json.loads(out)
        assert (len(said["changed"]), len(said["inherited"])) == (len(numbers), len(numbers))
        asked.append(len(queries))
    assert asked[0] == asked[1]
