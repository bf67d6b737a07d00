"""What may be done with a flow in which state."""

import pytest

from zhengtong.flows.rules.states import (
    TRANSITIONS,
    FlowAction,
    FlowActionRefused,
    FlowState,
    next_state,
)


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [
        pytest.param("draft", "draft", "draft", id="a draft may be replaced"),
        pytest.param("draft", "publish", "published", id="a draft is published"),
        pytest.param("published", "draft", "published", id="a new version is drafted beside"),
        pytest.param("published", "publish", "published", id="a new version is published"),
        pytest.param("published", "discard_draft", "published", id="a draft is dropped"),
        pytest.param("published", "withdraw", "withdrawn", id="it is withdrawn"),
        pytest.param("withdrawn", "draft", "withdrawn", id="drafting does not bring it back"),
        pytest.param("withdrawn", "publish", "published", id="publishing brings it back"),
    ],
)
def test_it_leads_to_the_next_state(state, action, after):
    assert next_state(FlowState(state), FlowAction(action)) == after


@pytest.mark.parametrize(
    ("state", "action", "message"),
    [
        ("draft", "withdraw", "流程起草中，不能停用"),
        ("draft", "discard_draft", "流程起草中，不能放弃草稿"),
        ("withdrawn", "withdraw", "流程已停用，不能停用"),
    ],
)
def test_it_refuses_every_other_step(state, action, message):
    with pytest.raises(FlowActionRefused) as refused:
        next_state(FlowState(state), FlowAction(action))
    assert refused.value.message == message


def test_it_has_nine_steps():
    assert len(TRANSITIONS) == 9
