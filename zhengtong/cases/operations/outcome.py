"""An outcome is decided by who did not investigate; then the case is closed (处理、结案、撤案)."""

from dataclasses import dataclass

from django.db import transaction

from zhengtong.cases.events.ex_officio import CaseClosed, CaseDropped, OutcomeDecided
from zhengtong.cases.models import Case, Filing
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.filing import filing_of, put_filing
from zhengtong.cases.operations.hearing import hearing_facts
from zhengtong.cases.operations.projections import CLOCK_FIELDS, project_clocks
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.suspension import end_open_procedure
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import clock_records
from zhengtong.cases.queries.staffing import is_contract_worker
from zhengtong.cases.rules.ex_officio import DropGround, Outcome
from zhengtong.cases.rules.guards.closing import check_close_reason
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.guards.ex_officio import (
    HearingFacts,
    check_closing,
    check_drop,
    check_hearing,
    check_legality,
    check_outcome,
    check_outcome_fits,
)
from zhengtong.cases.rules.guards.separation import check_decider
from zhengtong.cases.rules.states import CaseAction, CaseState, close_result_of, next_state
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.texts import checked_text


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDecision:
    """What is decided and told (处理决定).

    Args:
        reasons: facts, reasons and grounds.
        remedies: what the party may do against it; None for what an inspection found.
        is_party_heard: the party was told beforehand and its statement heard.
    """

    outcome: Outcome
    reasons: str
    remedies: Remedies | None = None
    is_party_heard: bool = False


@transaction.atomic
def decide_outcome(*, case_number: str, decision: OutcomeDecision, by: Actor, at: ActTime) -> Case:
    """Decide a case that was filed; its statutory clock ends (作出处理决定).

    A hearing is the right of who is to be punished: not to act needs none, and ends one awaited.

    Raises:
        OutcomeRefused, OutcomeIncomplete, PartyNotHeard: the decision cannot stand so.
        LegalityNotReviewed, HearingOutstanding: what must come before it is not done.
        ReviewerDecides, ContractWorkerDecides: duties are to be kept apart.
        ActionNotAllowed: nothing is proposed.

    Source:
        《行政处罚法》（2021年修订）第五十七条至第五十九条; 《行政强制法》第十八条第一项.
    """
    case = lock_case(case_number)
    outcome = decision.outcome
    next_state(CaseState(case.state), outcome.action)
    filing = filing_of(case)
    require(
        by, CasePermission.DECIDE_OUTCOME, organisation_code=case.organisation_code, today=at.today
    )
    _check_apart(filing, case, by=by)
    check_outcome_fits(outcome=outcome, item_type=ItemType(case.item_type))
    check_outcome(
        outcome=outcome,
        proposed=Outcome(filing.proposed),
        reasons=decision.reasons,
        remedies=decision.remedies,
        is_party_heard=decision.is_party_heard,
    )
    hearing = _check_before(filing, case, outcome=outcome, at=at)
    case.decided_at = at.occurred_at
    case.decider = by.code
    if outcome.action is CaseAction.DECIDE_AGAINST:
        case.close_reason = f"{outcome.label}：{decision.reasons.strip()}"
    if hearing.is_awaited:
        end_open_procedure(case, result=outcome.label, at=at)
        project_clocks(case, records=clock_records(case))
    record_act(
        case,
        action=outcome.action,
        event=OutcomeDecided(
            case_number=case.number,
            implementation_code=case.implementation_code,
            outcome=outcome.value,
        ),
        by=by,
        at=at,
        changed=("decided_at", "decider", "close_reason", *CLOCK_FIELDS),
        text=ActText(opinion=_told(decision)),
    )
    put_filing(filing, outcome=outcome.value, remedies_told=decision.remedies is not None)
    return case


@transaction.atomic
def close_case(*, case_number: str, execution: str, by: Actor, at: ActTime) -> Case:
    """Close a decided case: the decision was carried out, or needs nothing more (结案).

    Raises:
        ClosingIncomplete: nothing is said of how it was carried out.
        ActionNotAllowed: the case is not decided, or closed already.
    """
    case = lock_case(case_number)
    require(by, CasePermission.CLOSE, organisation_code=case.organisation_code, today=at.today)
    result = close_result_of(CaseState(case.state), CaseAction.CLOSE)
    assert result is not None
    check_closing(execution=execution)
    check_close_reason(result=result, reason=case.close_reason)
    case.completed_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.CLOSE,
        event=CaseClosed(
            case_number=case.number,
            implementation_code=case.implementation_code,
            close_result=result.value,
            outcome=filing_of(case).outcome,
        ),
        by=by,
        at=at,
        changed=("completed_at",),
        text=ActText(opinion=execution),
    )
    return case


@transaction.atomic
def drop_case(
    *, case_number: str, ground: DropGround, reason: str, basis: str, by: Actor, at: ActTime
) -> Case:
    """Approve that a filed case is dropped undecided; it counts as completed (撤案).

    The act is the decider's, who approves it; who investigated does not.

    Args:
        basis: the clause of the law that lets it be dropped.

    Raises:
        DropUnfounded: no reason or clause.
        TextRefused: the clause is too long or cannot be shown.
        ReviewerDecides, ContractWorkerDecides: duties are to be kept apart.
        ActionNotAllowed: the case is decided, or ended already.
    """
    case = lock_case(case_number)
    require(by, CasePermission.DROP, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.DROP)
    filing = filing_of(case)
    _check_apart(filing, case, by=by)
    check_drop(ground=ground, reason=reason, basis=basis)
    checked_text(basis, limit=500, name="撤案依据")
    case.close_reason = f"{ground.label}：{reason.strip()}"
    case.completed_at = at.occurred_at
    case.decider = by.code
    record_act(
        case,
        action=CaseAction.DROP,
        event=CaseDropped(
            case_number=case.number,
            implementation_code=case.implementation_code,
            ground=ground.value,
        ),
        by=by,
        at=at,
        changed=("close_reason", "completed_at", "decider"),
        text=ActText(opinion=f"{case.close_reason}（{basis.strip()}）"),
    )
    end_open_procedure(case, result=CaseAction.DROP.label, at=at)
    put_filing(filing, drop_ground=ground.value, drop_basis=basis.strip())
    return case


def apart_from_deciding(filing: Filing, case: Case) -> frozenset[str]:
    """Return who filed, investigated, proposed or reviewed: they do not decide (不得决定人员)."""
    return frozenset(
        {*filing.investigators, filing.proposer, filing.legality_reviewer, case.acceptor} - {""}
    )


def _check_before(filing: Filing, case: Case, *, outcome: Outcome, at: ActTime) -> HearingFacts:
    """Refuse before hearing and legal review are done; return how far the hearing has come."""
    hearing = hearing_facts(filing, item_type=case.item_type)
    if outcome.action is CaseAction.DECIDE:
        check_hearing(hearing=hearing, today=at.day)
    check_legality(
        is_due=filing.is_legality_due,
        is_passed=filing.legality_passed,
        item_type=ItemType(case.item_type),
    )
    return hearing


def _check_apart(filing: Filing, case: Case, *, by: Actor) -> None:
    check_decider(
        decider=by.code,
        reviewers=apart_from_deciding(filing, case),
        is_contract_worker=is_contract_worker(by.code),
    )


def _told(decision: OutcomeDecision) -> str:
    told = f"{decision.outcome.label}：{decision.reasons.strip()}"
    remedies = decision.remedies
    if remedies is None:
        return told
    return f"{told}；行政复议：{remedies.reconsideration}；行政诉讼：{remedies.suit}"
