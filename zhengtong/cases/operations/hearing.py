"""Legal review and hearing before an outcome is decided (法制审核、听证)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.cases.events.ex_officio import HearingMoved, LegalityReviewed
from zhengtong.cases.models import Case, Filing, Suspension
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.filing import check_not_last_decider, filing_of, put_filing
from zhengtong.cases.operations.projections import CLOCK_FIELDS, project_clocks
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import clock_records
from zhengtong.cases.rules.deadlines import LawClock, hearing_notice_due_on, law_due_on
from zhengtong.cases.rules.ex_officio import HearingEnd, HearingStep
from zhengtong.cases.rules.guards.ex_officio import (
    HearingFacts,
    check_hearing_end,
    check_hearing_held,
    check_hearing_request,
    check_hearing_telling,
)
from zhengtong.cases.rules.guards.handling import check_step_opinion
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.deadlines import due_on
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import working_days
from zhengtong.kernel.special_procedures import SpecialProcedure
from zhengtong.people.queries import in_service
from zhengtong.places.queries import work_calendar

# How long a hearing is planned to take where nobody says; it is shown, no limit hangs on it.
PLANNED_DAYS = 20


class ReviewsOwnCase(DomainError):
    """Who investigated or proposed does not review the legality (不得审核自己办理的案件)."""

    code: ClassVar[str] = "reviews_own_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingRecord:
    """How a hearing was held (听证情况).

    Args:
        chair: staff code.
        noticed_on: when the party was told time and place.
        record: number of the written record.
    """

    chair: str
    noticed_on: date
    record: str


@transaction.atomic
def review_legality(
    *, case_number: str, is_passed: bool, opinion: str, by: Actor, at: ActTime
) -> Case:
    """Review whether what is proposed is lawful; also voluntarily (法制审核).

    Raises:
        ReviewsOwnCase: the reviewer investigated or proposed.
        LastDeciderReviews: the reviewer is the only person who could decide.
        OpinionMissing: the opinion is empty.
        ActionNotAllowed: nothing is proposed.
    """
    case, filing = _locked(
        case_number, CaseAction.REVIEW_LEGALITY, CasePermission.REVIEW_LEGALITY, by=by, at=at
    )
    if by.code in {*filing.investigators, filing.proposer}:
        raise ReviewsOwnCase("法制审核由没有参与本案调查、没有提出处理意见的人员进行")
    check_step_opinion(opinion=opinion)
    check_not_last_decider(case, staff_code=by.code, at=at)
    case.reviewer = by.code
    verdict = "通过" if is_passed else "不通过"
    record_act(
        case,
        action=CaseAction.REVIEW_LEGALITY,
        event=LegalityReviewed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            is_passed=is_passed,
        ),
        by=by,
        at=at,
        changed=("reviewer",),
        text=ActText(opinion=f"{verdict}：{opinion.strip()}"),
    )
    put_filing(filing, legality_passed=is_passed, legality_reviewer=by.code)
    return case


@transaction.atomic
def tell_hearing(*, case_number: str, notice: str, by: Actor, at: ActTime) -> Case:
    """Tell the party of its right to a hearing; five working days to ask (告知听证权利).

    Args:
        notice: number of the written notice.

    Raises:
        OpinionMissing: no notice is named.
        HearingOutstanding: told already.
        ActionNotAllowed: nothing is proposed.

    Source:
        《行政处罚法》（2021年修订）第六十三条、第六十四条第一项、第八十五条.
    """
    case, filing = _locked(
        case_number, CaseAction.TELL_HEARING, CasePermission.HANDLE, by=by, at=at
    )
    check_step_opinion(opinion=notice)
    check_hearing_telling(hearing=hearing_facts(filing, item_type=case.item_type))
    last_day = law_due_on(
        clock=LawClock.HEARING_REQUEST,
        started_on=at.day,
        calendar=work_calendar(case.region_code),
    )
    opinion = f"{notice.strip()}；可在 {last_day} 以前要求听证"
    _record(case, CaseAction.TELL_HEARING, HearingStep.TOLD, opinion, by=by, at=at)
    put_filing(
        filing,
        is_hearing_due=True,
        hearing_told_on=at.day,
        hearing_request_due_on=last_day,
    )
    return case


@transaction.atomic
def request_hearing(
    *, case_number: str, request: str, planned_days: int = PLANNED_DAYS, by: Actor, at: ActTime
) -> Case:
    """Record that the party asks for the hearing (要求听证).

    Whether the time of the hearing stops the clock, the item says: it names the procedure that
    its own law leaves uncounted, or the days go on counting.

    Args:
        request: number of the party's request.

    Raises:
        HearingOutstanding: not told, asked for already, or too late.
        OpinionMissing: no request is named.
        ActionNotAllowed: nothing is proposed.
    """
    case, filing = _locked(
        case_number, CaseAction.REQUEST_HEARING, CasePermission.HANDLE, by=by, at=at
    )
    check_step_opinion(opinion=request)
    check_hearing_request(hearing=hearing_facts(filing, item_type=case.item_type), today=at.day)
    calendar = work_calendar(case.region_code)
    Suspension(
        region_code=case.region_code,
        case_id=case.id,
        kind=SpecialProcedure.HEARING.value,
        reason=f"当事人要求听证（{request.strip()}）",
        planned_days=planned_days,
        planned_until=due_on(
            started_on=at.day, limit=working_days(planned_days), calendar=calendar
        ),
        started_on=at.day,
        started_by=by.code,
    ).save()
    project_clocks(case, records=clock_records(case), calendar=calendar)
    _record(case, CaseAction.REQUEST_HEARING, HearingStep.REQUESTED, request, by=by, at=at)
    put_filing(filing, hearing_requested_on=at.day)
    return case


@transaction.atomic
def hold_hearing(
    *, case_number: str, hearing: HearingRecord, result: str, by: Actor, at: ActTime
) -> Case:
    """Record that the hearing was held; a decision after it needs legal review (举行听证).

    Raises:
        HearingOutstanding: not asked for, over already, noticed too late or before anybody asked,
            or without record.
        ChairInvestigated: the chair investigated the case, or was not in service that day.
        OpinionMissing: no result.
        ActionNotAllowed: nothing is proposed.
    """
    case, filing = _locked(
        case_number, CaseAction.HOLD_HEARING, CasePermission.HANDLE, by=by, at=at
    )
    check_step_opinion(opinion=result)
    calendar = work_calendar(case.region_code)
    is_there = hearing.chair in in_service([hearing.chair], on=at.day)
    check_hearing_held(
        hearing=hearing_facts(filing, item_type=case.item_type),
        chair=hearing.chair if is_there else "",
        investigators={*filing.investigators, filing.proposer},
        noticed_on=hearing.noticed_on,
        notice_due_on=hearing_notice_due_on(hearing_on=at.day, calendar=calendar),
        record=hearing.record,
    )
    end_open_procedure(case, result=result, at=at)
    project_clocks(case, records=clock_records(case), calendar=calendar)
    opinion = f"{result.strip()}（听证笔录 {hearing.record.strip()}）"
    _record(case, CaseAction.HOLD_HEARING, HearingStep.HELD, opinion, by=by, at=at)
    # The review is of the case as the hearing left it: one made before does not count.
    put_filing(
        filing,
        hearing_held_on=at.day,
        hearing_chair=hearing.chair,
        is_legality_due=True,
        legality_passed=None,
    )
    return case


@transaction.atomic
def end_hearing(
    *,
    case_number: str,
    ground: HearingEnd,
    noticed_on: date | None = None,
    by: Actor,
    at: ActTime,
) -> Case:
    """Record that the party gave the hearing up after asking for it; days count again (终止听证).

    Who left it halfway has had a hearing: legal review is due as after one that was held.

    Args:
        noticed_on: when the party was told time and place; needed unless he gave it up himself.

    Raises:
        HearingOutstanding: not asked for, over already, or not noticed in time.
        ActionNotAllowed: nothing is proposed.

    Source:
        《行政处罚法》（2021年修订）第六十四条第六项: 无正当理由拒不出席听证或者未经许可中途退出听证
        的, 视为放弃听证权利, 行政机关终止听证; 第五十八条第一款第二项（经过听证程序的）.
    """
    case, filing = _locked(case_number, CaseAction.END_HEARING, CasePermission.HANDLE, by=by, at=at)
    calendar = work_calendar(case.region_code)
    check_hearing_end(
        hearing=hearing_facts(filing, item_type=case.item_type),
        ground=ground,
        noticed_on=noticed_on,
        notice_due_on=hearing_notice_due_on(hearing_on=at.day, calendar=calendar),
    )
    end_open_procedure(case, result=ground.label, at=at)
    project_clocks(case, records=clock_records(case), calendar=calendar)
    told = f"；{noticed_on} 通知时间、地点" if noticed_on else ""
    _record(case, CaseAction.END_HEARING, HearingStep.ENDED, f"{ground.label}{told}", by=by, at=at)
    ended = {"hearing_ended_on": at.day, "hearing_end_ground": ground.value}
    if ground is HearingEnd.LEFT:
        put_filing(filing, **ended, is_legality_due=True, legality_passed=None)
    else:
        put_filing(filing, **ended)
    return case


def hearing_facts(filing: Filing, *, item_type: str) -> HearingFacts:
    """Return how far the hearing of a filing has come (听证情况)."""
    return HearingFacts(
        is_due=filing.is_hearing_due,
        item_type=ItemType(item_type),
        request_due_on=filing.hearing_request_due_on,
        requested_on=filing.hearing_requested_on,
        is_held=filing.hearing_held_on is not None,
        is_ended=filing.hearing_ended_on is not None,
    )


def _locked(
    case_number: str, action: CaseAction, permission: CasePermission, *, by: Actor, at: ActTime
) -> tuple[Case, Filing]:
    case = lock_case(case_number)
    require(by, permission, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), action)
    return case, filing_of(case)


def _record(case: Case, action: CaseAction, step: HearingStep, opinion: str, **who: Any) -> None:
    record_act(
        case,
        action=action,
        event=HearingMoved(
            case_number=case.number,
            implementation_code=case.implementation_code,
            step=step.value,
        ),
        changed=CLOCK_FIELDS,
        text=ActText(opinion=opinion),
        **who,
    )
