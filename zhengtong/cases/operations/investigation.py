"""A filed case is investigated and an outcome proposed; it may come back (调查、拟处理)."""

from collections.abc import Collection
from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events.ex_officio import HandlingRecorded, OutcomeProposed, OutcomeSentBack
from zhengtong.cases.models import Case, CaseAct
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.filing import check_not_last_decider, filing_of, put_filing
from zhengtong.cases.operations.projections import CLOCK_FIELDS, project_clocks
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import clock_records
from zhengtong.cases.rules.ex_officio import Outcome
from zhengtong.cases.rules.guards.decision import check_send_back
from zhengtong.cases.rules.guards.ex_officio import check_handling, check_outcome_fits
from zhengtong.cases.rules.guards.handling import check_step_opinion
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.people.queries import in_service

# What the decision waits for; told and reviewed anew after the proposal came back. That a hearing
# is due is not among it: the right is the party's once he was told of it.
_ANEW = {
    "proposed": "",
    "proposer": "",
    "is_legality_due": False,
    "legality_passed": None,
    "hearing_told_on": None,
    "hearing_request_due_on": None,
    "hearing_requested_on": None,
    "hearing_held_on": None,
    "hearing_chair": "",
    "hearing_ended_on": None,
    "hearing_end_ground": "",
}


class UnknownInvestigator(DomainError):
    """An official who investigated is nobody in service (办案人员不存在)."""

    code: ClassVar[str] = "unknown_investigator"


@transaction.atomic
def record_handling(
    *, case_number: str, result: str, investigators: Collection[str], by: Actor, at: ActTime
) -> Case:
    """Record what an investigation or inspection found; at least two officials (登记调查检查结果).

    Args:
        investigators: staff codes of all who took part; who records it is one of them.

    Raises:
        HandlingIncomplete: no result, or fewer than two officials.
        UnknownInvestigator: a code is of nobody who was in service that day.
        LastDeciderReviews: one of them is the only person who could decide.
        ActionNotAllowed: nothing is being investigated.
    """
    case = _locked(case_number, CaseAction.RECORD_HANDLING, by=by, at=at)
    filing = filing_of(case)
    present = {by.code, *(code.strip() for code in investigators)} - {""}
    check_handling(result=result, investigators=present, item_type=ItemType(case.item_type))
    there = in_service(present, on=at.day)
    for code in sorted(present):
        if code not in there:
            raise UnknownInvestigator(f"没有工号为 {code} 的在职人员，执法人员须填工号")
        check_not_last_decider(case, staff_code=code, at=at)
    case.handler = by.code
    record_act(
        case,
        action=CaseAction.RECORD_HANDLING,
        event=HandlingRecorded(
            case_number=case.number, implementation_code=case.implementation_code
        ),
        by=by,
        at=at,
        changed=("handler",),
        text=ActText(opinion=result),
    )
    put_filing(
        filing,
        investigators=sorted({*filing.investigators, *present}),
        handled_at=at.occurred_at,
    )
    return case


@transaction.atomic
def propose_outcome(
    *,
    case_number: str,
    outcome: Outcome,
    opinion: str,
    is_legality_due: bool = False,
    is_hearing_due: bool = False,
    by: Actor,
    at: ActTime,
) -> Case:
    """Propose what to do; from here on the decider has the case (提出处理意见).

    Args:
        is_legality_due: the law asks for a legal review of this decision.
        is_hearing_due: the law gives the party a right to a hearing; with a hearing held, legal
            review is due in any case. Once told of it the party keeps it for every later proposal.

    Raises:
        OutcomeRefused: the outcome does not fit the type of item.
        OpinionMissing: the opinion is empty.
        LastDeciderReviews: the proposer is the only person who could decide.
        ActionNotAllowed: nothing was found yet, or it was proposed already.

    Source:
        《行政处罚法》（2021年修订）第五十八条第一款: 涉及重大公共利益的; 直接关系当事人或者第三人
        重大权益, 经过听证程序的; 案件情况疑难复杂、涉及多个法律关系的, 应当进行法制审核.
    """
    case = _locked(case_number, CaseAction.PROPOSE_OUTCOME, by=by, at=at)
    filing = filing_of(case)
    check_outcome_fits(outcome=outcome, item_type=ItemType(case.item_type))
    check_step_opinion(opinion=opinion)
    check_not_last_decider(case, staff_code=by.code, at=at)
    case.handler = by.code
    record_act(
        case,
        action=CaseAction.PROPOSE_OUTCOME,
        event=OutcomeProposed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            outcome=outcome.value,
        ),
        by=by,
        at=at,
        changed=("handler",),
        text=ActText(opinion=f"{outcome.label}：{opinion.strip()}"),
    )
    put_filing(
        filing,
        proposed=outcome.value,
        proposer=by.code,
        is_legality_due=is_legality_due,
        is_hearing_due=is_hearing_due or filing.is_hearing_due,
    )
    return case


@transaction.atomic
def send_back_outcome(*, case_number: str, reason: str, by: Actor, at: ActTime) -> Case:
    """Send a proposal back to be looked into again; what was told is told anew (退回补充调查).

    Raises:
        SendBackUnexplained: no reason.
        ActionNotAllowed: nothing is proposed.
    """
    case = lock_case(case_number)
    require(
        by, CasePermission.DECIDE_OUTCOME, organisation_code=case.organisation_code, today=at.today
    )
    next_state(CaseState(case.state), CaseAction.SEND_BACK_OUTCOME)
    check_send_back(reason=reason)
    filing = filing_of(case)
    end_open_procedure(case, result=CaseAction.SEND_BACK_OUTCOME.label, at=at)
    project_clocks(case, records=clock_records(case))
    record_act(
        case,
        action=CaseAction.SEND_BACK_OUTCOME,
        event=OutcomeSentBack(
            case_number=case.number, implementation_code=case.implementation_code
        ),
        by=by,
        at=at,
        changed=CLOCK_FIELDS,
        text=ActText(opinion=reason),
    )
    put_filing(filing, **_ANEW, is_hearing_due=_was_told_of_hearing(case))
    return case


def _was_told_of_hearing(case: Case) -> bool:
    """Tell whether the party was ever told of its right, before this proposal or an earlier one."""
    return CaseAct.objects.filter(
        region_code=case.region_code, case_id=case.id, action=CaseAction.TELL_HEARING.value
    ).exists()


def _locked(case_number: str, action: CaseAction, *, by: Actor, at: ActTime) -> Case:
    case = lock_case(case_number)
    require(by, CasePermission.HANDLE, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), action)
    return case
