"""Every act without application as one call, and which states it may start from.

`office` is a `LifeOffice`; an office of the other kind has nobody called handler, so its clerk
tries, and is refused.
"""

from zhengtong.cases.models import Filing
from zhengtong.cases.operations.hearing import (
    HearingRecord,
    end_hearing,
    hold_hearing,
    request_hearing,
    review_legality,
    tell_hearing,
)
from zhengtong.cases.operations.investigation import (
    propose_outcome,
    record_handling,
    send_back_outcome,
)
from zhengtong.cases.operations.outcome import close_case, decide_outcome, drop_case
from zhengtong.cases.rules.ex_officio import DropGround, HearingEnd, Outcome
from zhengtong.cases.tests.ex_officio import decision

EX_OFFICIO_STATES = {
    "filed",
    "handled",
    "proposed",
    "decided",
    "decided_against",
    "closed",
    "dropped",
}
# Written down from the law and the rules of the house, not taken from the code.
EX_OFFICIO_LEGAL = {
    "handle": ({"filed", "handled"}, "handled"),
    "propose_outcome": ({"handled"}, "proposed"),
    "send_back_outcome": ({"proposed"}, "filed"),
    "review_legality": ({"proposed"}, "proposed"),
    "tell_hearing": ({"proposed"}, "proposed"),
    "request_hearing": ({"proposed"}, "proposed"),
    "hold_hearing": ({"proposed"}, "proposed"),
    "end_hearing": ({"proposed"}, "proposed"),
    "decide": ({"proposed"}, "decided"),
    "decide_against": ({"proposed"}, "decided_against"),
    "close": ({"decided", "decided_against"}, "closed"),
    "drop": ({"filed", "handled", "proposed"}, "dropped"),
}
EX_OFFICIO_USUAL = {
    "filed": ("handle", "handle", "handle", "drop"),
    "handled": ("propose_outcome",),
    "proposed": (
        "hold_hearing",
        "request_hearing",
        "tell_hearing",
        "request_hearing",
        "hold_hearing",
        "end_hearing",
        "tell_hearing",
        "review_legality",
        "decide",
        "decide_against",
        "send_back_outcome",
    ),
    "decided": ("close",),
    "decided_against": ("close",),
}


def handler_of(office):
    return getattr(office.office, "handler", office.office.clerk)


def do_handle(office, number, at):
    second = getattr(office.office, "second", office.office.reviewer)
    record_handling(
        case_number=number,
        result="查实",
        investigators=[second.code],
        by=handler_of(office),
        at=at,
    )


def do_hold_hearing(office, number, at):
    # Any case may be drawn, also one that was never filed.
    filed = Filing.objects.filter(region_code=number[:6], case__number=number).first()
    hearing = HearingRecord(
        chair=office.office.reviewer.code,
        noticed_on=(filed and filed.hearing_requested_on) or at.day,
        record="听证笔录",
    )
    hold_hearing(case_number=number, hearing=hearing, result="维持", by=handler_of(office), at=at)


def do_decide(outcome):
    return lambda office, number, at: decide_outcome(
        case_number=number, decision=decision(outcome), by=office.office.decider, at=at
    )


EX_OFFICIO_ACTS = {
    "handle": do_handle,
    "propose_outcome": lambda office, number, at: propose_outcome(
        case_number=number,
        outcome=Outcome.PUNISH,
        opinion="拟处罚",
        by=handler_of(office),
        at=at,
    ),
    "send_back_outcome": lambda office, number, at: send_back_outcome(
        case_number=number, reason="补充证据", by=office.office.decider, at=at
    ),
    "review_legality": lambda office, number, at: review_legality(
        case_number=number, is_passed=True, opinion="合法", by=office.office.reviewer, at=at
    ),
    "tell_hearing": lambda office, number, at: tell_hearing(
        case_number=number, notice="听告1号", by=handler_of(office), at=at
    ),
    "request_hearing": lambda office, number, at: request_hearing(
        case_number=number, request="申请书", by=handler_of(office), at=at
    ),
    "hold_hearing": do_hold_hearing,
    "end_hearing": lambda office, number, at: end_hearing(
        case_number=number, ground=HearingEnd.WITHDRAWN, by=handler_of(office), at=at
    ),
    "decide": do_decide(Outcome.PUNISH),
    "decide_against": do_decide(Outcome.NO_PUNISHMENT),
    "close": lambda office, number, at: close_case(
        case_number=number, execution="已执行", by=handler_of(office), at=at
    ),
    "drop": lambda office, number, at: drop_case(
        case_number=number,
        ground=DropGround.NO_FACTS,
        reason="查无实据",
        basis="第五十七条",
        by=office.office.decider,
        at=at,
    ),
}
