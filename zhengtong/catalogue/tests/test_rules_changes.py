"""Comparing versions, following upper items, and claiming."""

from dataclasses import replace

import pytest

from zhengtong.catalogue.rules.changes import (
    FOLLOW_UP_LABELS,
    TODO_WORKDAYS,
    FollowUpAction,
    compare_elements,
    follow_up,
)
from zhengtong.catalogue.rules.claims import (
    ApproverIsSubmitter,
    ClaimRefused,
    Listing,
    check_approver,
    check_claim,
    concerns_region,
    exercise_level_of,
    possible_claimers,
)
from zhengtong.catalogue.rules.states import CatalogueState, LocalItemState, RevisionKind
from zhengtong.places.rules.organisations import OrganisationLevel

LISTED = Listing(
    is_named=True,
    is_passed_down=False,
    cited="《行政许可清单》（2018 年版，1号）",
    wanted="行政许可清单",
    is_taken_over=False,
)
UNLISTED = replace(LISTED, is_named=False)
LAW = {"law": "《城乡规划法》", "clause": "第三十七条"}


@pytest.mark.parametrize(
    ("before", "after", "summaries"),
    [
        pytest.param({"quota": "一百件"}, {"quota": "一百件"}, [], id="the same"),
        pytest.param({"quota": ""}, {}, [], id="empty and missing are the same"),
        pytest.param({"special_procedures": []}, {}, [], id="also an empty list"),
        pytest.param({}, {"quota": "一百件"}, ["新增“数量限制”"], id="came"),
        pytest.param({"quota": "一百件"}, {"quota": None}, ["取消“数量限制”"], id="went"),
        pytest.param({"quota": "一百件"}, {"quota": "五十件"}, ["变更“数量限制”"], id="changed"),
        pytest.param(
            {"visit_count": 1}, {"visit_count": 0}, ["变更“到办事现场次数”"], id="to zero"
        ),
        pytest.param(
            {"service_target": ["natural_person", "enterprise"]},
            {"service_target": ["enterprise", "other"]},
            ["变更“服务对象”：新增“其他”；取消“自然人”"],
            id="codes came and went",
        ),
        pytest.param(
            {"natural_topic": ["住房保障"]},
            {"natural_topic": ["住房保障", "婚姻登记"]},
            ["变更“面向自然人主题分类”：新增“婚姻登记”"],
            id="texts came",
        ),
        pytest.param(
            {"legal_basis": [LAW, {"law": "《土地管理法》"}]},
            {"legal_basis": [{"law": "《建筑法》"}, {**LAW, "clause": "第三十八条"}]},
            [
                "变更“设定依据”：新增“《建筑法》”；变更“《城乡规划法》”（条款号）；取消“《土地管理法》”"
            ],
            id="rows came, changed and went",
        ),
        pytest.param(
            {"legal_basis": [LAW]},
            {"legal_basis": [LAW, {**LAW, "clause": "第三十八条"}]},
            ["变更“设定依据”：新增“《城乡规划法》”"],
            id="a second clause of the same law",
        ),
        pytest.param(
            {"legal_basis": "《城乡规划法》"},
            {"legal_basis": [LAW]},
            ["变更“设定依据”"],
            id="text became a list",
        ),
        pytest.param(
            {"statutory_limit": {"count": 20, "unit": "workday"}, "zeta": 1},
            {"statutory_limit": {"count": 15, "unit": "workday"}, "alpha": 1},
            ["变更“法定办结时限”", "新增“alpha”", "取消“zeta”"],
            id="what the table does not know comes last",
        ),
        pytest.param({"zeta": [1]}, {"zeta": [2]}, ["变更“zeta”"], id="an unknown list"),
    ],
)
def test_tells_what_came_went_and_changed(before, after, summaries: list[str]) -> None:
    changes = compare_elements(before=before, after=after)
    assert [change.summary for change in changes] == summaries


def test_keeps_both_values_of_a_change() -> None:
    (change,) = compare_elements(before={"quota": "一百件"}, after={"quota": "五十件"})
    assert (change.element, change.before, change.after) == ("quota", "一百件", "五十件")


LOCKED = {"statutory_limit": {"count": 15, "unit": "workday"}}
OPEN = {"central_guiding_body": "自然资源部"}


@pytest.mark.parametrize(
    ("kind", "state", "after", "action", "reasons"),
    [
        pytest.param("add", None, LOCKED, "claim", ("新增“法定办结时限”",), id="new, not held"),
        pytest.param("add", "to_claim", {}, "claim", (), id="new, waiting"),
        pytest.param("add", "claimed", {}, "none", (), id="new, claimed at once"),
        pytest.param(
            "change", None, OPEN, "claim", ("新增“业务指导部门”",), id="changed, not held"
        ),
        pytest.param("change", "cancelled", {}, "claim", (), id="changed, given up before"),
        pytest.param("change", "running", LOCKED, "change", ("新增“法定办结时限”",), id="locked"),
        pytest.param(
            "change", "submitted", LOCKED, "change", ("新增“法定办结时限”",), id="sent up"
        ),
        pytest.param("change", "running", OPEN, "none", (), id="nothing that is taken from above"),
        pytest.param("split", "running", {}, "claim_successors", (), id="split"),
        pytest.param("merge", "claimed", {}, "claim_successors", (), id="merged"),
        pytest.param("split", None, {}, "none", (), id="split, not held"),
        pytest.param("suspend", "running", {}, "suspend", (), id="suspended"),
        pytest.param("suspend", "change_submitted", {}, "suspend", (), id="suspended in change"),
        pytest.param("suspend", "suspended", {}, "none", (), id="suspended already"),
        pytest.param("suspend", "filled", {}, "none", (), id="suspended before it ran"),
        pytest.param("resume", "suspended", {}, "resume", (), id="resumed"),
        pytest.param("resume", "running", {}, "none", (), id="resumed, never stopped"),
        pytest.param("cancel", "running", {}, "cancel", (), id="cancelled"),
        pytest.param("cancel", "claimed", {}, "cancel", (), id="cancelled before it ran"),
        pytest.param("cancel", None, {}, "none", (), id="cancelled, not held"),
    ],
)
def test_says_what_a_body_must_do(kind, state, after, action, reasons) -> None:
    todo = follow_up(
        kind=RevisionKind(kind),
        changes=compare_elements(before={}, after=after),
        local_state=None if state is None else LocalItemState(state),
    )
    assert (todo.action, todo.reasons) == (action, reasons)
    assert todo.is_required is (action != "none")


def test_flags_a_todo_after_five_working_days() -> None:
    assert TODO_WORKDAYS == 5


def test_names_every_thing_to_do() -> None:
    assert set(FOLLOW_UP_LABELS) == set(FollowUpAction)


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param([], id="the upper item does not say"),
        pytest.param(["city", "county"], id="among its levels"),
        pytest.param(["split"], id="split between levels"),
    ],
)
def test_lets_a_body_claim_only_what_is_listed(levels: list[str]) -> None:
    asked = {
        "upper_state": CatalogueState.PUBLISHED,
        "exercise_levels": levels,
        "level": "county",
    }
    check_claim(**asked, listing=LISTED)
    with pytest.raises(ClaimRefused) as refusal:
        check_claim(**asked, listing=UNLISTED)
    assert refusal.value.message == (
        "《行政许可清单》（2018 年版，1号）没有把这一事项列给本机构，不能超出清单认领"
    )


def test_lets_a_township_claim_what_is_passed_down_whatever_the_levels() -> None:
    asked = {
        "upper_state": CatalogueState.PUBLISHED,
        "exercise_levels": ["county"],
        "level": "township",
    }
    check_claim(**asked, listing=replace(LISTED, is_passed_down=True))
    with pytest.raises(ClaimRefused) as refusal:
        check_claim(**asked, listing=LISTED)
    assert refusal.value.message == "目录事项的行使层级不含本级，不能认领"


def test_asks_for_a_list_where_none_is_in_force_unless_the_claim_is_taken_over() -> None:
    asked = {"upper_state": CatalogueState.PUBLISHED, "exercise_levels": [], "level": "county"}
    without = replace(UNLISTED, cited="")
    with pytest.raises(ClaimRefused) as refusal:
        check_claim(**asked, listing=without)
    assert refusal.value.message == (
        "当日没有现行的行政许可清单，不能认领，请先由政务服务中心用 import-list 导入"
    )
    check_claim(**asked, listing=replace(without, is_taken_over=True))
    with pytest.raises(ClaimRefused):
        check_claim(**asked, listing=replace(UNLISTED, is_taken_over=True))


@pytest.mark.parametrize(
    ("state", "levels", "message"),
    [
        pytest.param("draft", [], "目录事项“草拟”，不能认领", id="not yet published"),
        pytest.param("suspended", ["county"], "目录事项“已暂停”，不能认领", id="suspended"),
        pytest.param(
            "published",
            ["provincial"],
            "目录事项的行使层级不含本级，不能认领",
            id="beyond its level",
        ),
    ],
)
def test_refuses_a_claim(state: str, levels: list[str], message: str) -> None:
    with pytest.raises(ClaimRefused) as refusal:
        check_claim(
            upper_state=CatalogueState(state),
            exercise_levels=levels,
            level="county",
            listing=LISTED,
        )
    assert refusal.value.message == message


def test_refuses_an_approver_who_submitted() -> None:
    with pytest.raises(ApproverIsSubmitter) as refusal:
        check_approver(submitted_by="P1", approved_by="P1")
    assert refusal.value.message == "上报人不能审核自己上报的事项，请由其他人员审核"


def test_lets_another_person_approve() -> None:
    refused = []
    for approved_by in ("P2", "P1"):
        try:
            check_approver(submitted_by="P1", approved_by=approved_by)
        except ApproverIsSubmitter:
            refused.append(approved_by)
    assert refused == ["P1"]


@pytest.mark.parametrize(
    ("level", "region_code", "expected"),
    [
        ("district_department", "510703", "county"),
        ("district_department", "510700", "city"),
        ("service_centre", "510000", "provincial"),
        ("township", "510703", "township"),
        ("village_station", "510703", "village"),
    ],
)
def test_knows_at_which_level_a_body_exercises_power(level, region_code, expected) -> None:
    found = exercise_level_of(level=OrganisationLevel(level), region_code=region_code)
    assert found == expected


@pytest.mark.parametrize(
    ("levels", "region_code", "concerns"),
    [
        pytest.param([], "510703", True, id="the item does not say"),
        pytest.param(["township"], "510703", True, id="townships lie in the county"),
        pytest.param(["township"], "510700", False, id="but not in the city's own region"),
        pytest.param(["provincial"], "510703", False, id="not of this level"),
    ],
)
def test_knows_which_regions_an_item_concerns(levels, region_code, concerns) -> None:
    assert concerns_region(exercise_levels=levels, region_code=region_code) is concerns


@pytest.mark.parametrize(
    ("listed", "same_line", "centre", "is_held", "asked"),
    [
        pytest.param({"B", "A"}, {"C"}, "Z", False, ("A", "B"), id="whom the list names"),
        pytest.param(set(), {"C"}, "Z", False, ("C",), id="else the same line"),
        pytest.param(set(), set(), "Z", False, ("Z",), id="else the centre"),
        pytest.param(set(), set(), "Z", True, (), id="unless somebody holds it"),
        pytest.param(set(), set(), "", False, (), id="or there is no centre"),
    ],
)
def test_asks_those_who_could_claim(listed, same_line, centre, is_held, asked) -> None:
    found = possible_claimers(
        listed=listed, same_line=same_line, centre_code=centre, is_held=is_held
    )
    assert found == asked


def test_refuses_a_claim_that_is_not_on_the_list() -> None:
    with pytest.raises(ClaimRefused) as refusal:
        check_claim(
            upper_state=CatalogueState.PUBLISHED,
            exercise_levels=["county"],
            level="county",
            listing=UNLISTED,
        )
    assert refusal.value.message == (
        "《行政许可清单》（2018 年版，1号）没有把这一事项列给本机构，不能超出清单认领"
    )
