"""Guards of the whole life of a case: order of time, separation of duties, other ends."""

import datetime as dt

import pytest

from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards import (
    acceptance,
    chronology,
    closing,
    decision,
    delivery,
    entering,
    handling,
    holding,
    separation,
)
from zhengtong.kernel.errors import DomainError

NINE, TEN, ELEVEN = (dt.datetime(2018, 2, 1, hour, tzinfo=dt.UTC) for hour in (9, 10, 11))

ALLOWED = [
    (chronology.check_act_time, {"occurred_at": TEN, "previous_at": TEN, "now": TEN}),
    (chronology.check_act_time, {"occurred_at": TEN, "previous_at": None, "now": ELEVEN}),
    (chronology.check_completion_time, {"accepted_at": TEN, "completed_at": TEN}),
    (
        separation.check_decider,
        {"decider": "甲", "reviewers": ["乙"], "is_contract_worker": False},
    ),
    (
        separation.check_decider,
        {
            "decider": "甲",
            "reviewers": ["甲"],
            "is_contract_worker": False,
            "one_person_allowed": True,
        },
    ),
    (separation.check_reviewer, {"reviewer": "甲", "deciders": ["甲", "乙"]}),
    (separation.check_reviewer, {"reviewer": "甲", "deciders": ["乙"]}),
    (
        separation.check_handler,
        {"handler": "甲", "intake_person": "甲", "is_intake_apart": False},
    ),
    (
        separation.check_handler,
        {"handler": "乙", "intake_person": "甲", "is_intake_apart": True},
    ),
    (closing.check_withdrawal, {"written_request": "撤回申请书.pdf"}),
    (closing.check_removal, {"reason": "重复录入", "accepted_at": TEN}),
    (closing.check_close_reason, {"result": CloseResult.GRANTED, "reason": ""}),
    (closing.check_close_reason, {"result": CloseResult.DENIED, "reason": "不符合条件"}),
]

REFUSED = [
    pytest.param(
        chronology.check_act_time,
        {"occurred_at": ELEVEN, "previous_at": None, "now": TEN},
        "act_in_future",
        "不能晚于当前时间",
        "",
        id="an act in the future",
    ),
    pytest.param(
        chronology.check_act_time,
        {"occurred_at": NINE, "previous_at": TEN, "now": ELEVEN},
        "act_out_of_order",
        "不能早于上一步",
        "",
        id="an act before the one that it follows",
    ),
    pytest.param(
        chronology.check_completion_time,
        {"accepted_at": None, "completed_at": TEN},
        "completion_before_acceptance",
        "没有受理时间",
        "",
        id="completion without acceptance",
    ),
    pytest.param(
        chronology.check_completion_time,
        {"accepted_at": ELEVEN, "completed_at": TEN},
        "completion_before_acceptance",
        "早于受理时间",
        "",
        id="completion before acceptance",
    ),
    pytest.param(
        separation.check_decider,
        {"decider": "甲", "reviewers": ["乙", "甲"], "is_contract_worker": False},
        "reviewer_decides",
        "其他人员",
        "",
        id="the reviewer decides",
    ),
    pytest.param(
        separation.check_decider,
        {"decider": "甲", "reviewers": [], "is_contract_worker": True},
        "contract_worker_decides",
        "编外聘用人员",
        "",
        id="a contract worker decides",
    ),
    pytest.param(
        separation.check_reviewer,
        {"reviewer": "甲", "deciders": ["甲"]},
        "last_decider_reviews",
        "唯一的决定人",
        "",
        id="the only decider reviews",
    ),
    pytest.param(
        separation.check_handler,
        {"handler": "甲", "intake_person": "甲", "is_intake_apart": True},
        "intake_handles",
        "受办分离",
        "",
        id="intake handles",
    ),
    pytest.param(
        closing.check_withdrawal,
        {"written_request": ""},
        "withdrawal_unwritten",
        "书面请求",
        "",
        id="withdrawn on hearsay",
    ),
    pytest.param(
        closing.check_removal,
        {"reason": "", "accepted_at": TEN},
        "removal_refused",
        "理由",
        "",
        id="removed without reason",
    ),
    pytest.param(
        closing.check_removal,
        {"reason": "重复录入", "accepted_at": None},
        "removal_refused",
        "未曾受理",
        "",
        id="removed though never accepted",
    ),
    pytest.param(
        closing.check_close_reason,
        {"result": CloseResult.RETURNED, "reason": ""},
        "close_reason_missing",
        "退件办结应写明原因",
        "",
        id="closed without reason",
    ),
]


@pytest.mark.parametrize(("guard", "facts"), ALLOWED)
def test_it_lets_a_proper_act_pass(guard, facts):
    assert guard(**facts) is None


@pytest.mark.parametrize(("guard", "facts", "code", "said", "clause"), REFUSED)
def test_it_refuses(guard, facts, code, said, clause):
    with pytest.raises(DomainError) as refusal:
        guard(**facts)
    assert refusal.value.code == code
    assert said in refusal.value.message
    assert clause in refusal.value.clause


def test_it_uses_a_code_for_one_refusal_alone():
    modules = (
        acceptance,
        chronology,
        closing,
        decision,
        delivery,
        entering,
        handling,
        holding,
        separation,
    )
    errors = [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, DomainError)
        if thing.__module__ == module.__name__
    ]
    codes = [error.code for error in errors]
    assert len(codes) == 49
    assert len(set(codes)) == len(codes)
