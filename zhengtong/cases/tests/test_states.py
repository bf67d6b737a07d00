"""The state table of a case, act by act and as a whole."""

import pytest

from zhengtong.cases.rules.close_results import CLOSE_RESULT_LABELS, CloseResult
from zhengtong.cases.rules.states import (
    ACTION_LABELS,
    BEFORE_ACCEPTANCE,
    BEGINNINGS,
    CLOCK_STOPPED,
    CLOSED,
    EX_OFFICIO_STATES,
    ON_THE_CLOCK,
    OPEN,
    OUT_OF_FIGURES,
    REMOVABLE,
    RESULT_READY,
    RETURNABLE,
    STATE_LABELS,
    TRANSITIONS,
    WITHDRAWABLE,
    ActionNotAllowed,
    CaseAction,
    CaseState,
    actions_in,
    close_result_of,
    first_state,
    next_state,
)

# Written out by hand, line by line from the rules; a pair that is not here is refused.
LEGAL: dict[str, dict[str, str]] = {
    "draft": {"submit": "submitted"},
    "submitted": {
        "start_pre_review": "pre_review",
        "pass_pre_review": "received",
        "fail_pre_review": "draft",
        "withdraw": "withdrawn",
    },
    "pre_review": {
        "pass_pre_review": "received",
        "fail_pre_review": "draft",
        "withdraw": "withdrawn",
    },
    "received": {
        "state_not_required": "not_required",
        "refuse_acceptance": "acceptance_refused",
        "fix_on_the_spot": "received",
        "notify_correction": "correction_noticed",
        "deem_accepted": "accepted",
        "accept": "accepted",
        "withdraw": "withdrawn",
    },
    "correction_noticed": {
        "supply_correction": "correction_noticed",
        "accept": "accepted",
        "deem_accepted": "accepted",
        "return_uncorrected": "returned",
        "withdraw": "withdrawn",
    },
    "accepted": {
        "start_review": "in_review",
        "grant_on_the_spot": "granted",
        "return_accepted": "returned",
        "withdraw": "withdrawn",
        "void": "voided",
        "delete": "deleted",
    },
    "in_review": {
        "pass_node": "in_review",
        "send_back_node": "in_review",
        "suspend": "suspended",
        "extend": "in_review",
        "relay": "relayed",
        "propose_decision": "decision_drafted",
        "grant_on_the_spot": "granted",
        "return_accepted": "returned",
        "withdraw": "withdrawn",
        "void": "voided",
        "delete": "deleted",
    },
    "suspended": {
        "resume": "in_review",
        "return_accepted": "returned",
        "withdraw": "withdrawn",
        "void": "voided",
        "delete": "deleted",
    },
    "relayed": {"void": "voided", "delete": "deleted"},
    "decision_drafted": {
        "grant": "granted",
        "deny": "denied",
        "send_back": "in_review",
        "return_accepted": "returned",
        "withdraw": "withdrawn",
        "void": "voided",
        "delete": "deleted",
    },
    "granted": {
        "start_certificate": "cert_making",
        "complete": "to_deliver",
        "void": "voided",
        "delete": "deleted",
    },
    "denied": {"complete": "to_deliver", "void": "voided", "delete": "deleted"},
    "cert_making": {"complete": "to_deliver", "void": "voided", "delete": "deleted"},
    "to_deliver": {
        "deliver": "delivered",
        "void": "voided",
        "delete": "deleted",
        "annul": "annulled",
    },
    "delivered": {"void": "voided", "delete": "deleted", "annul": "annulled"},
    "not_required": {},
    "acceptance_refused": {},
    "returned": {"void": "voided", "delete": "deleted"},
    "withdrawn": {"void": "voided", "delete": "deleted"},
    "voided": {},
    "deleted": {},
    "filed": {
        "extend": "filed",
        "record_handling": "handled",
        "drop": "dropped",
        "void": "voided",
        "delete": "deleted",
    },
    "handled": {
        "extend": "handled",
        "record_handling": "handled",
        "propose_outcome": "proposed",
        "drop": "dropped",
        "void": "voided",
        "delete": "deleted",
    },
    "proposed": {
        "extend": "proposed",
        "send_back_outcome": "filed",
        "review_legality": "proposed",
        "tell_hearing": "proposed",
        "request_hearing": "proposed",
        "hold_hearing": "proposed",
        "end_hearing": "proposed",
        "decide": "decided",
        "decide_against": "decided_against",
        "drop": "dropped",
        "void": "voided",
        "delete": "deleted",
    },
    "decided": {"close": "closed", "void": "voided", "delete": "deleted"},
    "decided_against": {"close": "closed", "void": "voided", "delete": "deleted"},
    "closed": {"void": "voided", "delete": "deleted"},
    "dropped": {"void": "voided", "delete": "deleted"},
    "annulled": {"void": "voided", "delete": "deleted"},
}
ADMIN_ACTS = {"void", "delete"}
# What ends a case that had ended already: its decision is annulled.
AFTER_THE_END = {"annul"}


def test_it_knows_every_state_of_the_table_and_no_other():
    assert [state.value for state in CaseState] == list(LEGAL)


@pytest.mark.parametrize("state", CaseState, ids=lambda state: state.value)
def test_it_allows_exactly_the_acts_of_the_table(state):
    allowed = {action.value: next_state(state, action).value for action in actions_in(state)}
    assert allowed == LEGAL[state.value]


@pytest.mark.parametrize("state", CaseState, ids=lambda state: state.value)
def test_it_refuses_every_other_act_by_name(state):
    for action in CaseAction:
        if action.value in LEGAL[state.value]:
            continue
        with pytest.raises(ActionNotAllowed) as refusal:
            next_state(state, action)
        assert state.label in refusal.value.message
        assert action.label in refusal.value.message
        assert refusal.value.code == "action_not_allowed"


def test_it_reaches_every_state_from_a_beginning():
    reached = set(BEGINNINGS.values())
    while True:
        ahead = {after for (state, _), after in TRANSITIONS.items() if state in reached}
        if ahead <= reached:
            break
        reached |= ahead
    assert reached == set(CaseState)


def test_it_leaves_every_open_state_a_way_to_an_end():
    ending = set(CLOSED)
    while True:
        before = {state for (state, _), after in TRANSITIONS.items() if after in ending}
        if before <= ending:
            break
        ending |= before
    assert ending == set(CaseState)


def test_it_lets_a_closed_case_only_be_voided_or_deleted():
    for state in CLOSED:
        assert set(LEGAL[state.value]) <= ADMIN_ACTS | AFTER_THE_END


def test_it_leaves_no_act_at_all_in_the_last_states():
    last = {"not_required", "acceptance_refused", "voided", "deleted"}
    assert {state for state, acts in LEGAL.items() if not acts} == last


def test_it_finds_a_way_on_from_every_open_state_beside_the_admin_acts():
    for state in OPEN:
        assert set(LEGAL[state.value]) - ADMIN_ACTS - {"withdraw", "annul"}


def test_no_state_belongs_to_both_kinds_of_life():
    for (state, action), after in TRANSITIONS.items():
        if action.value not in ADMIN_ACTS:
            assert (state in EX_OFFICIO_STATES) == (after in EX_OFFICIO_STATES)


def test_it_begins_as_a_draft_at_the_window_or_by_a_filing():
    assert first_state(CaseAction.START_DRAFT) == "draft"
    assert first_state(CaseAction.RECEIVE) == "received"
    assert first_state(CaseAction.FILE) == "filed"


def test_it_begins_with_no_other_act():
    for action in set(CaseAction) - set(BEGINNINGS):
        with pytest.raises(ActionNotAllowed, match="不能从"):
            first_state(action)


def test_it_uses_every_act_somewhere():
    used = {action for _, action in TRANSITIONS} | set(BEGINNINGS)
    assert used == set(CaseAction)


def test_it_lists_the_acts_of_a_state_in_the_order_of_a_case():
    assert [action.value for action in actions_in(CaseState.RECEIVED)] == [
        "state_not_required",
        "refuse_acceptance",
        "fix_on_the_spot",
        "notify_correction",
        "accept",
        "deem_accepted",
        "withdraw",
    ]
    assert actions_in(CaseState.VOIDED) == ()


def test_it_says_what_could_be_done_instead():
    with pytest.raises(ActionNotAllowed, match="可以：送达、作废、删除"):
        next_state(CaseState.TO_DELIVER, CaseAction.GRANT)
    with pytest.raises(ActionNotAllowed, match="无（已经结束）"):
        next_state(CaseState.DELETED, CaseAction.GRANT)


@pytest.mark.parametrize(
    ("states", "names"),
    [
        pytest.param(
            BEFORE_ACCEPTANCE,
            "draft submitted pre_review received correction_noticed",
            id="before acceptance",
        ),
        pytest.param(
            ON_THE_CLOCK,
            "accepted in_review decision_drafted granted denied cert_making filed handled proposed",
            id="on the clock until completion",
        ),
        pytest.param(CLOCK_STOPPED, "suspended", id="clock stopped"),
        pytest.param(RESULT_READY, "to_deliver delivered", id="result ready"),
        pytest.param(OUT_OF_FIGURES, "voided deleted", id="out of all figures"),
        pytest.param(
            CLOSED,
            "relayed delivered not_required acceptance_refused returned withdrawn voided deleted "
            "closed dropped annulled",
            id="closed",
        ),
        pytest.param(
            WITHDRAWABLE,
            "submitted pre_review received correction_noticed accepted in_review suspended "
            "decision_drafted",
            id="open before decision, once sent",
        ),
        pytest.param(
            REMOVABLE,
            "accepted in_review suspended relayed decision_drafted granted denied cert_making "
            "to_deliver delivered returned withdrawn annulled filed handled proposed decided "
            "decided_against closed dropped",
            id="accepted or later",
        ),
        pytest.param(
            RETURNABLE,
            "accepted in_review suspended decision_drafted",
            id="accepted and not decided",
        ),
        pytest.param(
            OPEN,
            "draft submitted pre_review received correction_noticed accepted in_review suspended "
            "decision_drafted granted denied cert_making to_deliver filed handled proposed decided "
            "decided_against",
            id="open",
        ),
    ],
)
def test_it_names_sets_of_states(states, names):
    assert {state.value for state in states} == set(names.split())


@pytest.mark.parametrize(
    ("state", "action", "result"),
    [
        ("received", "state_not_required", "not_accepted"),
        ("received", "refuse_acceptance", "not_accepted"),
        ("correction_noticed", "return_uncorrected", "returned"),
        ("in_review", "return_accepted", "returned"),
        ("received", "withdraw", "returned"),
        ("in_review", "withdraw", "returned"),
        ("in_review", "relay", "relayed"),
        ("granted", "complete", "granted"),
        ("cert_making", "complete", "granted"),
        ("denied", "complete", "denied"),
        ("delivered", "void", "voided"),
        ("accepted", "delete", "deleted"),
        ("delivered", "annul", "granted"),
        ("decision_drafted", "grant", None),
        ("decision_drafted", "deny", None),
        ("to_deliver", "deliver", None),
        ("received", "accept", None),
        ("filed", "drop", "returned"),
        ("proposed", "drop", "returned"),
        ("proposed", "decide", None),
        ("decided", "close", "granted"),
        ("decided_against", "close", "denied"),
    ],
)
def test_it_tells_how_a_case_closes(state, action, result):
    assert close_result_of(CaseState(state), CaseAction(action)) == result


def test_it_tells_no_result_of_an_illegal_act():
    with pytest.raises(ActionNotAllowed):
        close_result_of(CaseState.DRAFT, CaseAction.COMPLETE)


def test_it_closes_every_way_into_a_closed_state_with_a_result():
    for (state, action), after in TRANSITIONS.items():
        if after in CLOSED - {CaseState.DELIVERED}:
            assert close_result_of(state, action) is not None


def test_it_labels_everything_in_chinese():
    assert set(STATE_LABELS) == set(CaseState)
    assert set(ACTION_LABELS) == set(CaseAction)
    assert set(CLOSE_RESULT_LABELS) == set(CloseResult)
    assert CaseState.ACCEPTED.label == "已受理"
    assert CaseAction.COMPLETE.label == "办结"
    assert CloseResult.RETURNED.label == "退件办结"
    for labels in (STATE_LABELS, ACTION_LABELS, CLOSE_RESULT_LABELS):
        assert len(set(labels.values())) == len(labels)


def test_it_fits_the_column():
    assert max(len(state.value) for state in CaseState) <= 32
