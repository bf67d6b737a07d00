"""The life of a bulk request, and what a wish makes of an item."""

import pytest

from zhengtong.catalogue.rules.bulk import (
    BULK_ACTION_LABELS,
    BULK_SOURCE_LABELS,
    BULK_STATE_LABELS,
    BULK_TRANSITIONS,
    OUTCOME_LABELS,
    BulkAction,
    BulkSource,
    BulkState,
    Outcome,
    Plan,
    Standing,
    Wish,
    changes_beyond_locked,
    next_bulk_state,
    plan_change,
)
from zhengtong.catalogue.rules.states import ItemActionNotAllowed, LocalItemState
from zhengtong.catalogue.tests.factories import complete_elements
from zhengtong.catalogue.tests.offices import upper_elements

S, A = BulkState, BulkAction
WAY = {
    (S.GATHERING, A.SUBMIT): S.SUBMITTED,
    (S.GATHERING, A.RETURN): S.RETURNING,
    (S.SUBMITTED, A.APPROVE): S.APPROVING,
    (S.SUBMITTED, A.RETURN): S.RETURNING,
    (S.RETURNED, A.DROP): S.DROPPING,
    (S.APPROVING, A.FINISH): S.APPROVED,
    (S.RETURNING, A.FINISH): S.RETURNED,
    (S.DROPPING, A.FINISH): S.DROPPED,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_it_moves_by_the_table_and_no_other_way(state, action):
    if (state, action) in WAY:
        assert next_bulk_state(state, action) is WAY[state, action]
        return
    with pytest.raises(ItemActionNotAllowed) as refusal:
        next_bulk_state(state, action)
    assert BULK_STATE_LABELS[state] in refusal.value.message


def test_every_word_has_its_label():
    assert set(BULK_STATE_LABELS) == set(S)
    assert set(BULK_ACTION_LABELS) == set(A)
    assert set(BULK_SOURCE_LABELS) == set(BulkSource)
    assert set(OUTCOME_LABELS) == set(Outcome)
    assert dict(BULK_TRANSITIONS) == WAY


def plan(
    *,
    state: LocalItemState = LocalItemState.RUNNING,
    version: int | None = None,
    takes_over: bool = False,
    provisional: tuple[str, ...] = (),
    upper: dict[str, object] | None = None,
    **elements: object,
) -> Plan:
    standing = Standing(
        state=state,
        version=3,
        elements=complete_elements(),
        provisional=provisional,
        upper=upper_elements(**(upper or {})),
    )
    wish = Wish(elements=elements, version=version, takes_over=takes_over)
    return plan_change(standing=standing, wish=wish)


def test_it_names_what_changes():
    (change,) = plan(place="二楼", version=3).changes
    assert (change.element, change.after) == ("place", "二楼")


@pytest.mark.parametrize("state", [each for each in LocalItemState if each != "running"])
def test_only_a_running_item_changes(state):
    (fault,) = plan(state=state, place="二楼").faults
    assert "不能变更" in fault[1]


@pytest.mark.parametrize(
    ("wanted", "element", "words"),
    [
        pytest.param({"version": 2, "place": "x"}, "version", "第 2 版", id="older version"),
        pytest.param({"service_target": ["other"]}, "service_target", "上级目录", id="locked"),
        pytest.param({"consult_phone": None}, "", "咨询电话", id="key element"),
        pytest.param({"accept_limit": 9}, "", "受理时限", id="beyond its maximum"),
    ],
)
def test_it_says_why_not(wanted, element, words):
    found = plan(**wanted)
    assert found.faults[0][0] == element
    assert words in found.faults[0][1]
    assert not found.is_unchanged


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"place": "涪城区政务服务中心1号窗口"}, id="the same"),
        pytest.param({"quota": None}, id="nothing for nothing"),
        pytest.param({"power_division": ""}, id="blank for nothing"),
        pytest.param({"special_procedures": []}, id="none for none"),
    ],
)
def test_what_says_the_same_changes_nothing(wanted):
    assert plan(**wanted).is_unchanged


def test_nothing_wanted_changes_nothing_whatever_the_item_is_at():
    assert plan(state=LocalItemState.SUSPENDED, version=3).is_unchanged
    assert plan(state=LocalItemState.SUSPENDED, version=2).faults[0][0] == "version"


def test_none_given_differs_from_nothing_said():
    assert not plan(special_procedures=None).is_unchanged
    assert not plan(joint_body=[{"body_name": "甲局"}]).is_unchanged


def test_an_element_nobody_knows_is_a_fault():
    assert "没有“nothing”这个要素" in plan(nothing="x").faults[0][1]
    assert plan(nothing=None).is_unchanged


def test_a_mark_goes_with_its_element():
    assert plan(supplement_basis=None, place="二楼", provisional=("hours",)).provisional == (
        "hours",
    )
    assert plan(hall_name="新大厅", faq=None, provisional=("faq",)).provisional == ()


def test_the_newest_upper_text_comes_with_the_change():
    newer = {"service_target": ["enterprise", "natural_person"]}
    assert [change.element for change in plan(place="二楼", upper=newer).changes] == [
        "service_target",
        "place",
    ]
    assert plan(takes_over=True).changes == ()
    assert not plan(takes_over=True).is_unchanged


def test_beyond_the_locked_elements_counts_all_but_the_dates_of_the_edition():
    before = upper_elements()
    after = upper_elements(legal_basis=[], exercise_levels=["city"], effective_date="2019-01-01")
    assert changes_beyond_locked(before=before, after=after) == ("可行使层级",)
