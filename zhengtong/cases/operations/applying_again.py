"""A new application starts from an earlier one of the same applicant (再次申请)."""

from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events import CaseDrafted
from zhengtong.cases.models import Case, CaseLink, CaseMaterial, CollectWay, LinkRole
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.drafting import unfilled_case
from zhengtong.cases.operations.people import copy_people
from zhengtong.cases.operations.recording import begin_case, check_own_matter, lock_case
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import current_terms
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.states import (
    CLOSED,
    OUT_OF_FIGURES,
    RESULT_READY,
    CaseAction,
    CaseState,
)
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.case_numbers import parse_case_number
from zhengtong.kernel.errors import DomainError

# Paper went into the file of the earlier case; what is kept as data may serve again.
REUSABLE_WAYS = (CollectWay.UPLOAD, CollectWay.CERTIFICATE, CollectWay.EXCHANGE)
REPEATABLE = (CLOSED | RESULT_READY) - OUT_OF_FIGURES


class RepeatRefused(DomainError):
    """The earlier case cannot be applied for again (不能再次申请)."""

    code: ClassVar[str] = "repeat_refused"


@transaction.atomic
def apply_again(
    *,
    earlier_number: str,
    case_number: str,
    channel: Channel,
    by: Actor,
    at: ActTime,
    query_code: str = "",
) -> Case:
    """Begin a new application with form, people and reusable materials of an earlier (再次申请).

    Personal data is sealed anew for the new row. The item is the one that runs now; materials
    that it no longer asks for stay behind.

    Args:
        earlier_number: of a case that has ended or whose result is ready.
        case_number: reserved beforehand by the edge, in the same region.
        query_code: an applicant proves by it that the earlier case was his.

    Raises:
        RepeatRefused: the earlier case goes on, was voided, or is of another region.
        ApplicantUnproved: the code is another.
        ItemNotRunning: the item takes no cases now.
        PermissionRefused: not granted at the organisation of the item.
    """
    earlier = lock_case(earlier_number)
    region_code = parse_case_number(case_number).region_code
    if region_code != earlier.region_code:
        raise RepeatRefused("再次申请应在原办件所在的区划办理")
    terms = current_terms(region_code=region_code, implementation_code=earlier.implementation_code)
    require(by, CasePermission.DRAFT, organisation_code=terms.organisation_code, today=at.today)
    check_own_matter(earlier, by=by, query_code=query_code)
    state = CaseState(earlier.state)
    if state not in REPEATABLE:
        raise RepeatRefused(f"原办件当前“{state.label}”，不能据以再次申请")
    case = unfilled_case(case_number=case_number, terms=terms)
    copy_people(source=earlier, target=case)
    case.channel = channel.value
    event = CaseDrafted(
        case_number=case.number,
        implementation_code=case.implementation_code,
        again_from=earlier.number,
    )
    begin_case(case, action=CaseAction.START_DRAFT, event=event, by=by, at=at)
    _reuse_materials(earlier, case, terms=terms, at=at)
    for one, role, other in (
        (case, LinkRole.APPLIED_AGAIN_FROM, earlier),
        (earlier, LinkRole.APPLIED_AGAIN_AS, case),
    ):
        CaseLink(
            region_code=one.region_code, case_id=one.id, role=role, other_number=other.number
        ).save()
    return case


def _reuse_materials(earlier: Case, case: Case, *, terms: ItemTerms, at: ActTime) -> None:
    asked = {material.name: material.is_required for material in terms.materials}
    rows = CaseMaterial.objects.filter(
        region_code=earlier.region_code,
        case_id=earlier.id,
        is_collected=True,
        way__in=REUSABLE_WAYS,
        name__in=list(asked),
    )
    CaseMaterial.objects.bulk_create(
        [
            CaseMaterial(
                region_code=case.region_code,
                case_id=case.id,
                ordinal=ordinal,
                name=row.name,
                is_required=asked[row.name],
                is_collected=True,
                way=row.way,
                copies=row.copies,
                file_name=row.file_name,
                collected_at=at.occurred_at,
            )
            for ordinal, row in enumerate(rows.order_by("ordinal"), start=1)
        ]
    )
