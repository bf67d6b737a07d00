"""An application is accepted, by the organ or by its silence (受理)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events import CaseAccepted, CaseDeemedAccepted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.correction import outstanding_corrections
from zhengtong.cases.operations.freezing import put_terms
from zhengtong.cases.operations.materials import lacking_materials
from zhengtong.cases.operations.projections import (
    CLOCK_FIELDS,
    complete_since,
    day_of,
    project_clocks,
)
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.operations.undertakings import (
    NOTHING_UNDERTAKEN,
    Undertakings,
    check_undertakings,
    put_undertakings,
    write_undertakings,
)
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import ClockRecords
from zhengtong.cases.queries.items import current_terms, terms_of
from zhengtong.cases.rules.deadlines import is_deemed_accepted
from zhengtong.cases.rules.guards.acceptance import (
    ONE_TIME_NOTICE,
    check_acceptance,
    check_deemed_acceptance,
)
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.calendars import WorkCalendar
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import work_calendar


class SilenceIsOver(DomainError):
    """The law has accepted the application already, as of its receipt (已视为受理)."""

    code: ClassVar[str] = "silence_is_over"
    clause: ClassVar[str] = ONE_TIME_NOTICE


@transaction.atomic
def accept_case(
    *,
    case_number: str,
    by: Actor,
    at: ActTime,
    undertakings: Undertakings = NOTHING_UNDERTAKEN,
) -> Case:
    """Accept a complete application; its item version is fixed and the clocks start (受理).

    After a correction it is dated to the moment at which the full set came in.

    Args:
        undertakings: what the applicant undertook in the place of materials (容缺、告知承诺).

    Raises:
        MaterialsLacking: required materials or told corrections are not there.
        MaterialNotTolerable, SupplyTooLate, PledgeNotAllowed, UndertakingIncomplete: the item
            does not take what was undertaken.
        SilenceIsOver: five working days have passed since the full set was there.
        ActionNotAllowed: the case is not waiting for acceptance.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第五项.
    """
    case = lock_case(case_number)
    require(by, CasePermission.ACCEPT, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.ACCEPT)
    calendar = work_calendar(case.region_code)
    check_silence(case, at=at, calendar=calendar)
    lacking = [name for name in lacking_materials(case) if name not in undertakings.materials]
    check_acceptance(lacking=[*lacking, *outstanding_corrections(case)])
    terms = _current_terms(case)
    check_undertakings(case, undertakings, terms=terms)
    taking_effect = at if case.corrected_at is None else at.dated_back(case.corrected_at)
    changed = _start_clocks(case, terms=terms, at=taking_effect, calendar=calendar)
    changed += put_undertakings(
        case, undertakings, terms=terms, at=taking_effect, calendar=calendar
    )
    case.acceptor = by.code
    record_act(
        case,
        action=CaseAction.ACCEPT,
        event=CaseAccepted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            item_version=case.item_version,
            statutory_due_on=day_of(case.statutory_due_at),
            promised_due_on=day_of(case.promised_due_at),
            supply_due_on=case.supply_due_on,
            is_on_pledge=case.is_on_pledge,
        ),
        by=by,
        at=taking_effect,
        changed=(*changed, "acceptor"),
        text=ActText(opinion=undertakings.words(supply_by=case.supply_due_on)),
    )
    write_undertakings(case, undertakings, at=taking_effect)
    return case


@transaction.atomic
def deem_accepted(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Record that five working days of silence have made the application accepted (视为受理).

    Acceptance is dated to the receipt, after a correction to the full supply. An item that was
    cancelled meanwhile changes nothing: the law has already accepted the application, on the terms
    under which it was taken in.

    Raises:
        CorrectionAwaited: the applicant has yet to supply what he was told.
        SilenceNotOver: the five days still run.
        ActionNotAllowed: the case is not waiting for acceptance.

    Source:
        《行政许可法》（2019年修正）第三十二条第一款第四项: 逾期不告知的,
        自收到申请材料之日起即为受理.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.DEEM_ACCEPTED,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    next_state(CaseState(case.state), CaseAction.DEEM_ACCEPTED)
    complete_at = complete_since(case)
    calendar = work_calendar(case.region_code)
    check_deemed_acceptance(complete_on=day_of(complete_at), today=at.day, calendar=calendar)
    assert complete_at is not None
    taking_effect = at.dated_back(complete_at)
    try:
        terms = _current_terms(case)
    except DomainError:
        terms = terms_of(case)
    changed = _start_clocks(case, terms=terms, at=taking_effect, calendar=calendar)
    case.deemed_accepted = True
    record_act(
        case,
        action=CaseAction.DEEM_ACCEPTED,
        event=CaseDeemedAccepted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            item_version=case.item_version,
            statutory_due_on=day_of(case.statutory_due_at),
            promised_due_on=day_of(case.promised_due_at),
        ),
        by=by,
        at=taking_effect,
        changed=(*changed, "deemed_accepted"),
    )
    return case


def check_silence(case: Case, *, at: ActTime, calendar: WorkCalendar) -> None:
    """Refuse to deal at the counter with what silence has accepted (检查是否已视为受理).

    Raises:
        SilenceIsOver: five working days have passed since the full set was there, without a word.
    """
    complete_on = day_of(complete_since(case))
    if complete_on is None:
        return
    if is_deemed_accepted(received_on=complete_on, today=at.day, calendar=calendar):
        raise SilenceIsOver(
            "收件（补齐）已超过五个工作日没有答复，依法自收到全部材料之日起即为受理；"
            "系统会登记视为受理，请稍后办理"
        )


def _current_terms(case: Case) -> ItemTerms:
    return current_terms(region_code=case.region_code, implementation_code=case.implementation_code)


def _start_clocks(
    case: Case, *, terms: ItemTerms, at: ActTime, calendar: WorkCalendar
) -> tuple[str, ...]:
    """Fix the item version and start both clocks; return the changed fields."""
    changed = put_terms(case, terms)
    case.accepted_at = at.occurred_at
    project_clocks(case, records=ClockRecords(), calendar=calendar)
    return ("accepted_at", *changed, *CLOCK_FIELDS)
