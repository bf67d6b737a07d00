"""An application is handed in on line (提交申请)."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction

from zhengtong.cases.events import CaseSubmitted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.materials import list_materials
from zhengtong.cases.operations.people import APPLICATION_FIELDS, put_application
from zhengtong.cases.operations.recording import check_own_matter, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.rules.applications import Application, check_application
from zhengtong.cases.rules.guards.acceptance import check_submission
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What is known of an application when it is handed in (提交情况).

    Args:
        missing_fields: Chinese names of required form fields that are empty.
        files: material name → file name of what was uploaded.
        amended: the application as it is now; None leaves it as drafted.
    """

    is_identity_verified: bool
    missing_fields: Collection[str] = ()
    files: dict[str, str] = field(default_factory=dict)
    amended: Application | None = None


@transaction.atomic
def submit_case(
    *, case_number: str, submission: Submission, by: Actor, at: ActTime, query_code: str = ""
) -> Case:
    """Hand in an application (提交申请).

    Args:
        query_code: an applicant proves by it that the draft is his.

    Raises:
        SubmissionIncomplete, FileKindRefused: it cannot be handed in.
        ActionNotAllowed: the case is no draft.
    """
    case = lock_case(case_number)
    require(by, CasePermission.SUBMIT, organisation_code=case.organisation_code, today=at.today)
    check_own_matter(case, by=by, query_code=query_code)
    check_submission(
        is_identity_verified=submission.is_identity_verified,
        missing_fields=submission.missing_fields,
        file_names=list(submission.files.values()),
    )
    changed: tuple[str, ...] = ("submitted_at",)
    if submission.amended is not None:
        check_application(application=submission.amended)
        put_application(case, submission.amended)
        changed += APPLICATION_FIELDS
    case.submitted_at = at.occurred_at
    record_act(
        case,
        action=CaseAction.SUBMIT,
        event=CaseSubmitted(case_number=case.number, implementation_code=case.implementation_code),
        by=by,
        at=at,
        changed=changed,
    )
    terms = current_terms(
        region_code=case.region_code, implementation_code=case.implementation_code
    )
    list_materials(case, terms=terms, uploaded=submission.files, at=at)
    return case
