"""The marks of the foundation's pages say what the states of a case are called."""

from zhengtong.cases.rules.states import STATE_LABELS, CaseState
from zhengtong.cases.web.words import BLOCKED
from zhengtong.foundation.web.marks import STATE_MARKS

# A mark is read at a glance, beside its colour; the acts on the time line use the full name.
SHORT = {
    CaseState.SUSPENDED: "已暂停",
    CaseState.GRANTED: "准予",
    CaseState.DENIED: "不予许可",
    CaseState.NOT_REQUIRED: "不需办理",
    CaseState.RETURNED: "退件",
    CaseState.DECIDED_AGAINST: "不予处理",
}


def test_every_state_has_a_mark_with_its_own_word() -> None:
    expected = {state.value: SHORT.get(state, label) for state, label in STATE_LABELS.items()}
    assert {code: STATE_MARKS[code].word for code in expected} == expected
    assert set(CaseState) == set(STATE_LABELS)


def test_no_mark_stands_for_a_state_that_is_not_there() -> None:
    states = {state.value for state in CaseState}
    # What is blocked is granted, and what the ledger calls completed has no row any more.
    assert set(STATE_MARKS) - states == {BLOCKED, "completed"}


def test_two_states_never_share_a_word() -> None:
    words = [STATE_MARKS[state.value].word for state in CaseState]
    assert len(set(words)) == len(words)
