"""What a record of another system amounts to, and what it may not say."""

import datetime as dt
from dataclasses import replace

import pytest

from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards.chronology import (
    ActInFuture,
    ActOutOfOrder,
    CompletionBeforeAcceptance,
)
from zhengtong.cases.rules.guards.closing import CloseReasonMissing
from zhengtong.cases.rules.milestones import (
    Milestone,
    Recorded,
    Statement,
    StatementContradicts,
    StatementRefused,
    check_statement,
    planned_acts,
)
from zhengtong.cases.rules.states import ActionNotAllowed, CaseState
from zhengtong.kernel.local_time import CHINA_TIME


def t(hour: int) -> dt.datetime:
    return dt.datetime(2018, 2, 26, hour, 0, tzinfo=CHINA_TIME)


ONLINE = Statement(
    channel=Channel.PC,
    submitted_at=t(1),
    received_at=t(2),
    accepted_at=t(3),
    decided_at=t(4),
    completed_at=t(5),
    delivered_at=t(6),
    result=CloseResult.GRANTED,
)
OPEN = replace(ONLINE, decided_at=None, completed_at=None, delivered_at=None, result=None)
ENDED = replace(OPEN, ended_at=t(7), close_reason="申请人放弃")


def acts_of(statement: Statement, recorded: Recorded | None = None) -> list[tuple[str, str, str]]:
    return [
        (act.action.value, act.from_state.value if act.from_state else "", act.to_state.value)
        for act in planned_acts(statement=statement, recorded=recorded)
    ]


def test_an_online_record_is_one_act_for_each_time() -> None:
    assert acts_of(ONLINE) == [
        ("submit", "", "submitted"),
        ("pass_pre_review", "submitted", "received"),
        ("accept", "received", "accepted"),
        ("grant", "accepted", "granted"),
        ("complete", "granted", "to_deliver"),
        ("deliver", "to_deliver", "delivered"),
    ]


def test_at_the_window_applying_and_receiving_are_one_act() -> None:
    window = replace(OPEN, channel=Channel.WINDOW)
    assert acts_of(window) == [("receive", "", "received"), ("accept", "received", "accepted")]


def test_a_record_that_knows_acceptance_alone_begins_there() -> None:
    bare = replace(OPEN, channel=Channel.WINDOW, submitted_at=None, received_at=None)
    assert acts_of(bare) == [("accept", "", "accepted")]


def test_a_completion_without_decision_was_decided_then() -> None:
    planned = planned_acts(statement=replace(ONLINE, decided_at=None), recorded=None)
    assert [act.occurred_at for act in planned if act.milestone is Milestone.DECIDED] == [t(5)]


@pytest.mark.parametrize(
    ("result", "last"),
    [
        (CloseResult.RETURNED, ("return_accepted", "accepted", "returned")),
        (CloseResult.RELAYED, ("relay", "accepted", "relayed")),
    ],
)
def test_other_ends_after_acceptance(result, last) -> None:
    assert acts_of(replace(ENDED, result=result))[-1] == last


@pytest.mark.parametrize(
    ("result", "last"),
    [
        (CloseResult.RETURNED, ("return_uncorrected", "received", "returned")),
        (CloseResult.NOT_ACCEPTED, ("refuse_acceptance", "received", "acceptance_refused")),
    ],
)
def test_other_ends_before_acceptance(result, last) -> None:
    assert acts_of(replace(ENDED, accepted_at=None, result=result))[-1] == last


def test_a_relay_needs_an_acceptance() -> None:
    with pytest.raises(ActionNotAllowed):
        acts_of(replace(ENDED, accepted_at=None, result=CloseResult.RELAYED))


def test_not_accepted_after_acceptance_cannot_be() -> None:
    with pytest.raises(ActionNotAllowed):
        acts_of(replace(ENDED, result=CloseResult.NOT_ACCEPTED))


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (Statement(channel=Channel.PC), StatementRefused),
        (Statement(channel=Channel.WINDOW, submitted_at=t(1)), StatementRefused),
        (
            Statement(channel=Channel.PC, submitted_at=t(1), result=CloseResult.RETURNED),
            StatementRefused,
        ),
        (replace(ONLINE, result=None), StatementRefused),
        (replace(ONLINE, result=CloseResult.RETURNED), StatementRefused),
        (replace(OPEN, result=CloseResult.GRANTED), StatementRefused),
        (replace(OPEN, delivered_at=t(6)), StatementRefused),
        (replace(OPEN, result=CloseResult.RETURNED, close_reason="放弃"), StatementRefused),
        (replace(ONLINE, accepted_at=None, completed_at=None, delivered_at=None), StatementRefused),
        (replace(ONLINE, accepted_at=None), CompletionBeforeAcceptance),
        (replace(ONLINE, completed_at=t(2), delivered_at=None), CompletionBeforeAcceptance),
        (replace(ONLINE, received_at=t(4)), ActOutOfOrder),
        (replace(ONLINE, delivered_at=t(23)), ActInFuture),
        (replace(ONLINE, result=CloseResult.DENIED), CloseReasonMissing),
        (replace(ENDED, result=CloseResult.RETURNED, close_reason=" "), CloseReasonMissing),
        (replace(ENDED, result=CloseResult.VOIDED), StatementRefused),
        (replace(ONLINE, result=CloseResult.DELETED, ended_at=t(8)), StatementRefused),
    ],
)
def test_it_refuses_a_record_that_cannot_be(statement, refusal) -> None:
    with pytest.raises(refusal):
        check_statement(statement=statement, recorded_at=t(20))


@pytest.mark.parametrize("statement", [ONLINE, OPEN, replace(ENDED, result=CloseResult.RETURNED)])
def test_it_passes_a_record_that_fits_together(statement) -> None:
    check_statement(statement=statement, recorded_at=t(20))


ACCEPTED = Recorded(
    state=CaseState.ACCEPTED,
    times={Milestone.SUBMITTED: t(1), Milestone.RECEIVED: t(2), Milestone.ACCEPTED: t(3)},
    result=None,
)
COMPLETED = Recorded(
    state=CaseState.TO_DELIVER,
    times={**ACCEPTED.times, Milestone.DECIDED: t(4), Milestone.COMPLETED: t(5)},
    result=CloseResult.GRANTED,
)


def test_a_newer_version_brings_a_case_further() -> None:
    assert acts_of(ONLINE, ACCEPTED) == [
        ("grant", "accepted", "granted"),
        ("complete", "granted", "to_deliver"),
        ("deliver", "to_deliver", "delivered"),
    ]
    assert acts_of(ONLINE, COMPLETED) == [("deliver", "to_deliver", "delivered")]
    assert acts_of(OPEN, ACCEPTED) == []


@pytest.mark.parametrize(
    ("statement", "recorded"),
    [
        pytest.param(replace(OPEN, accepted_at=t(4)), ACCEPTED, id="another time"),
        pytest.param(replace(OPEN, accepted_at=None), ACCEPTED, id="a time is gone"),
        pytest.param(
            replace(ONLINE, result=CloseResult.DENIED, close_reason="不符合"),
            COMPLETED,
            id="another result",
        ),
        pytest.param(
            OPEN,
            Recorded(state=CaseState.ACCEPTED, times={Milestone.ACCEPTED: t(3)}, result=None),
            id="an earlier time comes late",
        ),
        pytest.param(
            ONLINE,
            Recorded(state=CaseState.SUSPENDED, times=ACCEPTED.times, result=None),
            id="somebody works on it here",
        ),
    ],
)
def test_a_contradiction_is_put_aside(statement, recorded) -> None:
    with pytest.raises(StatementContradicts):
        planned_acts(statement=statement, recorded=recorded)
