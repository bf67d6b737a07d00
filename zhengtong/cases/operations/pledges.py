"""A pledge is checked after the decision, and a false one annuls it (承诺核查与撤销)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from zhengtong.cases.events import DecisionAnnulled, PledgeChecked
from zhengtong.cases.models import Case, Undertaking
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_act, record_note
from zhengtong.cases.operations.steps import stop_steps
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import published_terms
from zhengtong.cases.queries.staffing import is_contract_worker
from zhengtong.cases.rules.counter_acts import CounterAct, check_may_stand
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.guards.separation import ContractWorkerDecides
from zhengtong.cases.rules.guards.undertakings import check_annulment, check_pledge_finding
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.cases.rules.undertakings import UndertakingKind, UndertakingResult
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.deadlines import due_on
from zhengtong.places.queries import work_calendar

FALSE_PLEDGE = "false_pledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulmentRequest:
    """Why a decision is annulled, and what can be done against it (撤销决定).

    Args:
        is_holder_heard: he could state his case before.
        harms_public: annulling might gravely harm the public; then it is not done.
    """

    reasons: str
    remedies: Remedies
    is_holder_heard: bool
    harms_public: bool = False


def start_pledge_check(case: Case, *, at: ActTime) -> None:
    """Set the day of the later check once a case is granted on a pledge (核查期限)."""
    terms = published_terms(case)
    assert terms is not None
    assert terms.pledge_check_limit is not None
    day = due_on(
        started_on=at.day,
        limit=terms.pledge_check_limit,
        calendar=work_calendar(case.region_code),
    )
    _pledge(case).update(due_on=day)


@transaction.atomic
def check_pledge(
    *, case_number: str, result: UndertakingResult, finding: str, by: Actor, at: ActTime
) -> Case:
    """Record what the later check of a pledge found (承诺事后核查).

    A false pledge calls for `annul_decision`, which only who decides may do.

    Raises:
        PledgeCheckRefused: no pledge was decided on, it was checked, or nothing is found.
        ActionNotAllowed: the result is not ready yet, or the case ended otherwise.
    """
    case = lock_case(case_number)
    require(
        by, CasePermission.CHECK_PLEDGE, organisation_code=case.organisation_code, today=at.today
    )
    check_may_stand(state=CaseState(case.state), action=CounterAct.CHECK_PLEDGE)
    pledge = _pledge(case).first()
    check_pledge_finding(
        result=result,
        finding=finding,
        is_due=pledge is not None and pledge.due_on is not None,
        is_settled=pledge is not None and pledge.settled_at is not None,
    )
    record_note(
        case,
        action=CounterAct.CHECK_PLEDGE,
        event=PledgeChecked(
            case_number=case.number,
            implementation_code=case.implementation_code,
            result=result.value,
        ),
        by=by,
        at=at,
        text=ActText(opinion=f"{result.label}：{finding.strip()}"),
        not_before=case.decided_at,
    )
    _pledge(case).update(
        settled_at=at.occurred_at,
        result=result.value,
        finding=finding.strip(),
        checker=by.code,
    )
    return case


@transaction.atomic
def annul_decision(*, case_number: str, request: AnnulmentRequest, by: Actor, at: ActTime) -> Case:
    """Annul a decision that rests on a false pledge (撤销决定).

    All that was done stays, and so does what it counted: the case was accepted and completed on
    its days. Void and delete alone take back.

    Raises:
        AnnulmentRefused: the pledge was not found false, or reasons, remedies or hearing lack.
        ContractWorkerDecides: the decider is a contract worker.
        ActionNotAllowed: there is no result to annul.

    Source:
        《行政许可法》（2019年修正）第六十九条第二款; domain rules 3.3.
    """
    case = lock_case(case_number)
    require(by, CasePermission.ANNUL, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.ANNUL)
    if is_contract_worker(by.code):
        raise ContractWorkerDecides("编外聘用人员不能作出决定")
    check_annulment(
        is_pledge_false=_pledge(case).filter(result=UndertakingResult.FALSE.value).exists(),
        reasons=request.reasons,
        remedies=request.remedies,
        is_holder_heard=request.is_holder_heard,
        harms_public=request.harms_public,
    )
    remedies = request.remedies
    record_act(
        case,
        action=CaseAction.ANNUL,
        event=DecisionAnnulled(
            case_number=case.number,
            implementation_code=case.implementation_code,
            ground=FALSE_PLEDGE,
        ),
        by=by,
        at=at,
        text=ActText(
            opinion=f"{request.reasons.strip()}；行政复议：{remedies.reconsideration}；"
            f"行政诉讼：{remedies.suit}"
        ),
    )
    stop_steps(case, at=at)
    return case


def _pledge(case: Case) -> QuerySet[Undertaking]:
    return Undertaking.objects.filter(
        region_code=case.region_code, case_id=case.id, kind=UndertakingKind.PLEDGE.value
    )
