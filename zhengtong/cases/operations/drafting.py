"""An application is begun, on line or with help at the counter (新建申请)."""

import secrets

from django.db import transaction

from zhengtong.cases.events import CaseDrafted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.freezing import put_terms
from zhengtong.cases.operations.people import put_application
from zhengtong.cases.operations.recording import begin_case
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.rules.applications import Application, check_application
from zhengtong.cases.rules.states import CaseAction
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.bulk_rows import new_row
from zhengtong.foundation.permissions import require
from zhengtong.kernel.case_numbers import parse_case_number


@transaction.atomic
def start_draft(*, case_number: str, application: Application, by: Actor, at: ActTime) -> Case:
    """Begin an application (新建申请).

    Args:
        case_number: reserved beforehand by the edge; its region is that of the item.

    Raises:
        ApplicantRefused, CodeRefused: the people of the application cannot be right.
        PermissionRefused: not granted at the organisation of the item.
    """
    check_application(application=application)
    region_code = parse_case_number(case_number).region_code
    terms = current_terms(
        region_code=region_code, implementation_code=application.implementation_code
    )
    require(by, CasePermission.DRAFT, organisation_code=terms.organisation_code, today=at.today)
    case = new_case(case_number=case_number, application=application, terms=terms)
    event = CaseDrafted(case_number=case.number, implementation_code=case.implementation_code)
    begin_case(case, action=CaseAction.START_DRAFT, event=event, by=by, at=at)
    return case


def new_case(*, case_number: str, application: Application, terms: ItemTerms) -> Case:
    """Return an unsaved case filled from an application and its item (组装办件)."""
    case = unfilled_case(case_number=case_number, terms=terms)
    put_application(case, application)
    return case


def unfilled_case(*, case_number: str, terms: ItemTerms) -> Case:
    """Return an unsaved case of an item, without its people (空办件)."""
    case = new_row(
        Case,
        region_code=case_number[:6],
        number=case_number,
        query_code=f"{secrets.randbelow(1_000_000):06d}",
        organisation_code=terms.organisation_code,
    )
    put_terms(case, terms)
    return case
