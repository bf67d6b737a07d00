"""The limit is lengthened once, by the head whom the law names, with reasons told (延长期限)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import transaction

from zhengtong.cases.events import CaseExtended
from zhengtong.cases.models import Case
from zhengtong.cases.models import Extension as ExtensionRow
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.projections import CLOCK_FIELDS, day_of, project_clocks
from zhengtong.cases.operations.recording import ActText, lock_case, record_act
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.clocks import clock_records, clocks_of
from zhengtong.cases.queries.items import terms_of
from zhengtong.cases.rules.deadlines import Approver, Extension
from zhengtong.cases.rules.guards.handling import check_extension_request
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.cases.rules.terms import ExtensionTerms
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.limits import LimitUnit
from zhengtong.kernel.texts import checked_text
from zhengtong.people.queries import organ_head_of


class NothingToExtend(DomainError):
    """The item has no limit, so there is nothing to lengthen (没有可延长的期限)."""

    code: ClassVar[str] = "nothing_to_extend"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequest:
    """A lengthening as it was approved (延长申请).

    Args:
        count: in the unit of the limit.
        approver: which head approved; None if nobody has.
        approved_by: his staff code or name.
        basis: clause of another law where art. 42 does not carry it.
        extends_promise: lengthen the promise too; the platform's default.
    """

    count: int
    reason: str
    approver: Approver | None
    approved_by: str
    is_applicant_told: bool
    basis: str = ""
    extends_promise: bool = True


@transaction.atomic
def extend_case(*, case_number: str, request: ExtensionRequest, by: Actor, at: ActTime) -> Case:
    """Lengthen the limit of a case (延长期限).

    Raises:
        ExtensionUnexplained, ExtensionUnapproved: no reasons told, or not by the right head.
        ExtensionRefused: no ground in law, too long, too late, or the second.
        ActionNotAllowed: the case is not in review.

    Source:
        《行政许可法》（2019年修正）第四十二条; other kinds by the rule of their own item.
    """
    case = lock_case(case_number)
    require(by, CasePermission.EXTEND, organisation_code=case.organisation_code, today=at.today)
    next_state(CaseState(case.state), CaseAction.EXTEND)
    terms = terms_of(case)
    records = clock_records(case)
    clocks = clocks_of(case, records=records)
    clock = (clocks.statutory or clocks.promised) if clocks else None
    if clock is None:
        raise NothingToExtend("该事项没有办结时限，无从延长")
    extension = Extension(request.count, _basis(request, terms.extension))
    check_extension_request(
        extension=extension,
        terms=terms.clock_terms(extends_promise=request.extends_promise),
        clock=clock,
        today=at.day,
        is_already_extended=records.extension is not None,
        approver=request.approver,
        reason=request.reason,
        is_applicant_told=request.is_applicant_told,
        item_approver=terms.extension.approver if terms.extension else None,
        approved_by=request.approved_by,
        organ_head=_organ_head(case.organisation_code),
    )
    row = _keep(case, request, extension, unit=clock.limit.unit, on=at.day)
    project_clocks(case, records=clock_records(case))
    record_act(
        case,
        action=CaseAction.EXTEND,
        event=_extended(case, row),
        by=by,
        at=at,
        changed=CLOCK_FIELDS,
        text=ActText(opinion=request.reason),
    )
    return case


def _organ_head(organisation_code: str) -> str:
    head = organ_head_of(organisation_code)
    return head.staff_code if head else ""


def _keep(
    case: Case, request: ExtensionRequest, extension: Extension, *, unit: LimitUnit, on: date
) -> ExtensionRow:
    """Save the approved extension beside the case."""
    assert request.approver is not None
    row = ExtensionRow(
        region_code=case.region_code,
        case_id=case.id,
        count=extension.count,
        unit=unit.value,
        basis=checked_text(extension.basis, limit=500, name="延长依据"),
        reason=request.reason,
        approver=request.approver.value,
        approved_by=checked_text(request.approved_by, limit=64, name="批准人"),
        extends_promise=request.extends_promise,
        extended_on=on,
    )
    row.save()
    return row


def _extended(case: Case, row: ExtensionRow) -> CaseExtended:
    return CaseExtended(
        case_number=case.number,
        implementation_code=case.implementation_code,
        count=row.count,
        unit=row.unit,
        approver=row.approver,
        statutory_due_on=day_of(case.statutory_due_at),
        promised_due_on=day_of(case.promised_due_at),
    )


def _basis(request: ExtensionRequest, rule: ExtensionTerms | None) -> str:
    """Return the clause that carries the extension: the one cited, else the item's own rule."""
    if request.basis.strip() or rule is None or request.count > rule.max_count:
        return request.basis
    return rule.basis
