"""The lives of upper items, revisions and local items."""

import pytest

from zhengtong.catalogue.rules.states import (
    ACCEPTING_STATES,
    APPROVED_STATES,
    CATALOGUE_STATE_LABELS,
    CATALOGUE_TRANSITIONS,
    EDITABLE_STATES,
    LOCAL_ACTION_LABELS,
    LOCAL_STATE_LABELS,
    LOCAL_TRANSITIONS,
    REVISION_ACTION_LABELS,
    REVISION_KIND_LABELS,
    REVISION_STATE_LABELS,
    REVISION_TRANSITIONS,
    CatalogueState,
    ItemActionNotAllowed,
    LocalItemAction,
    LocalItemState,
    RevisionAction,
    RevisionKind,
    RevisionState,
    next_catalogue_state,
    next_revision_state,
    next_state,
)

LOCAL_PATH = [
    pytest.param("to_claim", "claim", "claimed", id="a body claims"),
    pytest.param("claimed", "release", "to_claim", id="a wrong claim is given back"),
    pytest.param("claimed", "fill", "filled", id="elements are filled"),
    pytest.param("filled", "fill", "filled", id="filling goes on"),
    pytest.param("filled", "release", "to_claim", id="a filled claim is given back"),
    pytest.param("filled", "submit", "submitted", id="the claim is sent up"),
    pytest.param("submitted", "take_back", "filled", id="the sender takes it back"),
    pytest.param("submitted", "approve", "approved", id="the upper level approves"),
    pytest.param("submitted", "return", "returned", id="the upper level returns"),
    pytest.param("returned", "fill", "filled", id="a returned item is mended"),
    pytest.param("returned", "release", "to_claim", id="a returned item is given back"),
    pytest.param("approved", "publish", "published", id="an approved item is published"),
    pytest.param("published", "run", "running", id="a published item takes cases"),
    pytest.param("running", "change", "changing", id="a running item is changed"),
    pytest.param("changing", "fill", "changing", id="the change is filled"),
    pytest.param("changing", "drop_change", "running", id="the change is dropped"),
    pytest.param("changing", "submit", "change_submitted", id="the change is sent up"),
    pytest.param("change_submitted", "take_back", "changing", id="the change is taken back"),
    pytest.param("change_submitted", "return", "changing", id="the change is returned"),
    pytest.param("change_submitted", "approve", "change_approved", id="the change is approved"),
    pytest.param("change_approved", "publish", "running", id="the new version runs"),
    pytest.param("running", "suspend", "suspended", id="a running item is suspended"),
    pytest.param("changing", "suspend", "suspended", id="suspending drops a change in hand"),
    pytest.param("change_submitted", "suspend", "suspended", id="also one that was sent up"),
    pytest.param("change_approved", "suspend", "suspended", id="also one that was approved"),
    pytest.param("suspended", "resume", "running", id="a suspended item runs again"),
    pytest.param("to_claim", "cancel", "cancelled", id="cancelled before the claim"),
    pytest.param("claimed", "cancel", "cancelled", id="cancelled once claimed"),
    pytest.param("filled", "cancel", "cancelled", id="cancelled once filled"),
    pytest.param("submitted", "cancel", "cancelled", id="cancelled once submitted"),
    pytest.param("returned", "cancel", "cancelled", id="cancelled once returned"),
    pytest.param("approved", "cancel", "cancelled", id="cancelled once approved"),
    pytest.param("published", "cancel", "cancelled", id="cancelled once published"),
    pytest.param("running", "cancel", "cancelled", id="cancelled while running"),
    pytest.param("changing", "cancel", "cancelled", id="cancelled while changing"),
    pytest.param("change_submitted", "cancel", "cancelled", id="cancelled with a change sent"),
    pytest.param("change_approved", "cancel", "cancelled", id="cancelled with a change approved"),
    pytest.param("suspended", "cancel", "cancelled", id="cancelled while suspended"),
    pytest.param("claimed", "inherit", "claimed", id="new upper text while claimed"),
    pytest.param("filled", "inherit", "filled", id="new upper text while filled"),
    pytest.param("returned", "inherit", "returned", id="new upper text while returned"),
    pytest.param("changing", "inherit", "changing", id="new upper text in a change"),
    pytest.param("running", "inherit", "running", id="runs on with the new upper text"),
]

REVISION_PATH = [
    pytest.param("draft", "submit", "establishment_review", id="sent to the establishment office"),
    pytest.param("draft", "drop", "dropped", id="a draft is dropped"),
    pytest.param(
        "establishment_review",
        "approve_establishment",
        "legal_review",
        id="the establishment office passes it on",
    ),
    pytest.param(
        "establishment_review", "send_back", "draft", id="the establishment office returns"
    ),
    pytest.param(
        "legal_review", "publish", "published", id="the legal office lets it be published"
    ),
    pytest.param("legal_review", "send_back", "draft", id="the legal office returns"),
]

CATALOGUE_PATH = [
    pytest.param("draft", "add", "published", id="version 1"),
    pytest.param("published", "change", "published", id="version n"),
    pytest.param("published", "split", "split", id="split"),
    pytest.param("published", "merge", "merged", id="merged"),
    pytest.param("published", "suspend", "suspended", id="suspended"),
    pytest.param("published", "cancel", "cancelled", id="cancelled"),
    pytest.param("suspended", "resume", "published", id="resumed"),
    pytest.param("suspended", "cancel", "cancelled", id="cancelled while suspended"),
]


@pytest.mark.parametrize(("state", "action", "reached"), LOCAL_PATH)
def test_leads_a_local_item_on(state: str, action: str, reached: str) -> None:
    assert next_state(LocalItemState(state), LocalItemAction(action)) == reached


def test_lists_every_way_of_a_local_item() -> None:
    assert {(row.values[0], row.values[1]) for row in LOCAL_PATH} == set(LOCAL_TRANSITIONS)


@pytest.mark.parametrize(
    ("state", "action", "message"),
    [
        pytest.param(
            "claimed", "submit", "事项“已认领”，不能上报", id="nothing is sent up unfilled"
        ),
        pytest.param(
            "submitted", "publish", "事项“已上报”，不能发布", id="nothing is published unapproved"
        ),
        pytest.param("submitted", "fill", "事项“已上报”，不能填报", id="a sent claim is locked"),
        pytest.param("published", "change", "事项“已发布”，不能变更", id="only what runs changes"),
        pytest.param("suspended", "change", "事项“已暂停”，不能变更", id="resume first"),
        pytest.param("cancelled", "cancel", "事项“已取消”，不能取消", id="cancelled is the end"),
        pytest.param("cancelled", "claim", "事项“已取消”，不能认领", id="claim anew instead"),
    ],
)
def test_refuses_a_local_act_out_of_turn(state: str, action: str, message: str) -> None:
    with pytest.raises(ItemActionNotAllowed) as refusal:
        next_state(LocalItemState(state), LocalItemAction(action))
    assert refusal.value.message == message
    assert refusal.value.code == "item_action_not_allowed"


@pytest.mark.parametrize(("state", "action", "reached"), REVISION_PATH)
def test_leads_a_revision_on(state: str, action: str, reached: str) -> None:
    assert next_revision_state(RevisionState(state), RevisionAction(action)) == reached


def test_lists_every_way_of_a_revision() -> None:
    assert {(row.values[0], row.values[1]) for row in REVISION_PATH} == set(REVISION_TRANSITIONS)


@pytest.mark.parametrize(
    ("state", "action", "message"),
    [
        pytest.param(
            "draft",
            "publish",
            "目录修订“草拟”，不能法制部门审核通过并发布",
            id="no publication without review",
        ),
        pytest.param(
            "establishment_review",
            "publish",
            "目录修订“机构编制部门审核中”，不能法制部门审核通过并发布",
            id="no publication without the legal office",
        ),
        pytest.param("published", "drop", "目录修订“已发布”，不能放弃", id="published stays"),
        pytest.param("dropped", "submit", "目录修订“已放弃”，不能送审", id="dropped stays"),
    ],
)
def test_refuses_a_revision_out_of_turn(state: str, action: str, message: str) -> None:
    with pytest.raises(ItemActionNotAllowed) as refusal:
        next_revision_state(RevisionState(state), RevisionAction(action))
    assert refusal.value.message == message


@pytest.mark.parametrize(("state", "kind", "reached"), CATALOGUE_PATH)
def test_gives_the_upper_item_what_its_revision_says(state: str, kind: str, reached: str) -> None:
    assert next_catalogue_state(CatalogueState(state), RevisionKind(kind)) == reached


def test_lists_every_way_of_an_upper_item() -> None:
    assert {(row.values[0], row.values[1]) for row in CATALOGUE_PATH} == set(CATALOGUE_TRANSITIONS)


@pytest.mark.parametrize(
    ("state", "kind", "message"),
    [
        pytest.param("draft", "change", "目录事项“草拟”，不能变更", id="not yet there"),
        pytest.param("published", "add", "目录事项“已发布”，不能新增", id="there already"),
        pytest.param("published", "resume", "目录事项“已发布”，不能恢复", id="not suspended"),
        pytest.param("suspended", "change", "目录事项“已暂停”，不能变更", id="resume first"),
        pytest.param(
            "cancelled", "resume", "目录事项“已取消”，不能恢复", id="cancelled is the end"
        ),
        pytest.param("split", "cancel", "目录事项“已拆分”，不能取消", id="split is the end"),
        pytest.param("merged", "change", "目录事项“已合并”，不能变更", id="merged is the end"),
    ],
)
def test_refuses_a_revision_the_item_cannot_take(state: str, kind: str, message: str) -> None:
    with pytest.raises(ItemActionNotAllowed) as refusal:
        next_catalogue_state(CatalogueState(state), RevisionKind(kind))
    assert refusal.value.message == message


def test_counts_as_claimed_and_approved_what_was_approved_and_is_not_cancelled() -> None:
    assert {state.value for state in APPROVED_STATES} == {
        "approved",
        "published",
        "running",
        "changing",
        "change_submitted",
        "change_approved",
        "suspended",
    }


def test_keeps_taking_cases_while_a_change_is_under_way() -> None:
    assert {state.value for state in ACCEPTING_STATES} == {
        "running",
        "changing",
        "change_submitted",
        "change_approved",
    }


def test_lets_elements_be_written_only_where_they_are_being_filled() -> None:
    assert {state.value for state in EDITABLE_STATES} == {
        "claimed",
        "filled",
        "returned",
        "changing",
    }


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (CATALOGUE_STATE_LABELS, CatalogueState),
        (REVISION_KIND_LABELS, RevisionKind),
        (REVISION_STATE_LABELS, RevisionState),
        (REVISION_ACTION_LABELS, RevisionAction),
        (LOCAL_STATE_LABELS, LocalItemState),
        (LOCAL_ACTION_LABELS, LocalItemAction),
    ],
)
def test_has_a_chinese_label_for_every_name_that_fits_its_column(labels, names) -> None:
    assert set(labels) == set(names)
    assert all(label for label in labels.values())
    assert max(len(name.value) for name in names) <= 32
