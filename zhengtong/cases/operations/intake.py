"""Materials are taken in at the window (收件)."""

from collections.abc import Collection

from django.db import transaction

from zhengtong.cases.events import CaseReceived, FixedOnTheSpot
from zhengtong.cases.models import Case, CollectWay
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.drafting import new_case
from zhengtong.cases.operations.materials import collect_materials, list_materials
from zhengtong.cases.operations.recording import ActText, begin_case, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.rules.applications import Application, check_application
from zhengtong.cases.rules.guards.acceptance import check_fix_on_the_spot
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.case_numbers import parse_case_number


@transaction.atomic
def receive_case(
    *,
    case_number: str,
    application: Application,
    collected: Collection[str],
    by: Actor,
    at: ActTime,
) -> Case:
    """Take an application in at the window; the five days run from here (窗口收件).

    Args:
        case_number: reserved beforehand by the edge; its region is that of the item.
        collected: names of the materials handed in on paper.

    Raises:
        ApplicantRefused, CodeRefused: the people of the application cannot be right.
        PermissionRefused: not granted at the organisation of the item.
    """
    check_application(application=application)
    terms = current_terms(
        region_code=parse_case_number(case_number).region_code,
        implementation_code=application.implementation_code,
    )
    require(by, CasePermission.RECEIVE, organisation_code=terms.organisation_code, today=at.today)
    case = new_case(case_number=case_number, application=application, terms=terms)
    case.submitted_at = at.occurred_at
    case.received_at = at.occurred_at
    case.intake_staff = by.code
    event = CaseReceived(case_number=case.number, implementation_code=case.implementation_code)
    begin_case(case, action=CaseAction.RECEIVE, event=event, by=by, at=at)
    list_materials(case, terms=terms, uploaded={}, at=at)
    collect_materials(case, names=collected, way=CollectWay.PAPER, at=at)
    return case


@transaction.atomic
def fix_on_the_spot(
    *, case_number: str, fixed: str, collected: Collection[str] = (), by: Actor, at: ActTime
) -> Case:
    """Let an error be corrected at the counter, without a notice (当场更正).

    Args:
        fixed: what was corrected.
        collected: names of materials that were handed in with it.

    Raises:
        FixNotDescribed: it does not say what was corrected.
        ActionNotAllowed: the case is not waiting for acceptance.
    """
    case = lock_case(case_number)
    require(
        by,
        CasePermission.NOTIFY_CORRECTION,
        organisation_code=case.organisation_code,
        today=at.today,
    )
    check_fix_on_the_spot(fixed=fixed)
    event = FixedOnTheSpot(case_number=case.number, implementation_code=case.implementation_code)
    record_act(
        case,
        action=CaseAction.FIX_ON_THE_SPOT,
        event=event,
        by=by,
        at=at,
        text=ActText(opinion=fixed),
    )
    collect_materials(case, names=collected, way=CollectWay.PAPER, at=at)
    return case
