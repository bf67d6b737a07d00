"""Publishing a version of an item, and putting it into operation (发布、投入运行)."""

from datetime import date
from typing import Any, ClassVar

from django.db import transaction

from zhengtong.catalogue.events import ItemPublished, ItemStarted
from zhengtong.catalogue.models import CatalogueItem, ItemVersion, LocalItem
from zhengtong.catalogue.operations.acting import act_on, lock_item, require_action
from zhengtong.catalogue.operations.requests import require_at_body
from zhengtong.catalogue.operations.todos import answer_todos
from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.catalogue.ports import FlowAnswer, FlowRequest, ask_certificate, ask_flow
from zhengtong.catalogue.rules.case_terms import CaseTerms, case_terms
from zhengtong.catalogue.rules.changes import FollowUpAction
from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    CatalogueState,
    LocalItemAction,
    LocalItemState,
)
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.item_types import EX_OFFICIO, ItemType
from zhengtong.kernel.limits import TimeLimit
from zhengtong.places.queries import organisation


class NotReady(DomainError):
    """Cases of the item would get stuck, or it is not time yet (尚不能发布或运行)."""

    code: ClassVar[str] = "item_not_ready"


@transaction.atomic
def publish_item(
    *, region_code: str, implementation_code: str, request: Request, flow_code: str = ""
) -> int:
    """Publish an approved item as its next version, which never changes again (发布).

    A changed item runs on at once; a new one waits for `run_item`. Cases that run already keep
    the version they were accepted under.

    Args:
        flow_code: flow to run on; by default the item's, or the default of its shape.

    Returns:
        The version's number.

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
        NotReady: the body has neither credit code nor demo mark, the upper item is not in force,
            flow or certificate type are not ready, or a change is not effective yet.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.PUBLISH, organisation_code=row.organisation_code)
    runs_next = require_action(row, LocalItemAction.PUBLISH)
    require_identity(row.organisation_code)
    require_upper_in_force(row)
    if runs_next is LocalItemState.RUNNING:
        require_effective(row, request.today)
    terms = case_terms(elements=row.elements)
    row.chosen_flow_code = flow_code or row.chosen_flow_code
    flow = require_flow(row, terms, request)
    require_certificate(row, terms)
    _put_in_force(row, terms, flow, request)
    return row.version


@transaction.atomic
def run_item(*, region_code: str, implementation_code: str, request: Request) -> None:
    """Put a published item into operation: windows may open cases (投入运行).

    Raises:
        UnknownItem, PermissionRefused, ItemActionNotAllowed: see there.
        NotReady: before its effective date, or the upper item is not in force.
    """
    row = lock_item(region_code=region_code, implementation_code=implementation_code)
    require_at_body(request, CataloguePermission.RUN, organisation_code=row.organisation_code)
    require_action(row, LocalItemAction.RUN)
    require_upper_in_force(row)
    require_effective(row, request.today)
    act_on(row, LocalItemAction.RUN, event=ItemStarted, request=request)


def require_upper_in_force(row: LocalItem) -> None:
    """Refuse to go on while the upper item is suspended or gone (目录事项须有效).

    Raises:
        NotReady: it is known and not in force.
    """
    state = (
        CatalogueItem.objects.filter(region_code=row.catalogue_region_code, base_code=row.base_code)
        .values_list("state", flat=True)
        .first()
    )
    if state is not None and state != CatalogueState.PUBLISHED:
        label = CATALOGUE_STATE_LABELS[CatalogueState(state)]
        raise NotReady(f"目录事项 {row.base_code} {label}，不能发布或运行")


def require_identity(organisation_code: str) -> None:
    """Refuse to publish for a body without a credit code or the demo mark (机构须有代码).

    Raises:
        NotReady: it has neither.
    """
    body = organisation(organisation_code)
    if not (body.credit_codes or body.is_demo):
        raise NotReady(
            f"{body.name}还没有统一社会信用代码，不能发布事项，请先用 load-organisations 补充"
        )


def require_effective(row: LocalItem, today: date) -> None:
    """Refuse to go on before the draft's effective date (计划生效日期).

    Raises:
        NotReady: it is not reached.
    """
    effective_on = effective_date_of(row)
    if effective_on is not None and today < effective_on:
        raise NotReady(f"计划生效日期是 {effective_on}，未到日期不能运行")


def effective_date_of(row: LocalItem) -> date | None:
    """Return the day from which the draft in hand shall hold (计划生效日期)."""
    text = row.elements.get("effective_date")
    return date.fromisoformat(text) if text else None


def require_flow(row: LocalItem, terms: CaseTerms, request: Request) -> FlowAnswer:
    """Ask for the flow; what an organ starts itself runs on none yet (办理流程).

    Raises:
        NotReady: the reasons of flows.
    """
    item_type = ItemType(row.item_type)
    if item_type in EX_OFFICIO:
        return FlowAnswer()
    answer = ask_flow(
        FlowRequest(
            region_code=row.region_code,
            organisation_code=row.organisation_code,
            implementation_code=row.implementation_code,
            item_type=item_type,
            flow_code=row.chosen_flow_code,
            is_on_the_spot=terms.is_on_the_spot,
            is_joint=terms.is_joint,
            needs_certificate=terms.needs_certificate,
            certificate_type_code=terms.certificate_type_code,
            is_intake_handler_split=terms.is_intake_handler_split,
            one_person_may_decide=terms.one_person_may_decide,
            by=request.by,
            now=request.now,
        )
    )
    if answer.reasons:
        raise NotReady(f"办理流程未就绪：{'；'.join(answer.reasons)}")
    return answer


def require_certificate(row: LocalItem, terms: CaseTerms) -> None:
    """Refuse to publish while the certificate type is not ready (证照类型).

    Raises:
        NotReady: the reasons of certificates.
    """
    if not terms.needs_certificate:
        return
    reasons = ask_certificate(
        region_code=row.region_code, certificate_type_code=terms.certificate_type_code
    )
    if reasons:
        raise NotReady(f"证照未就绪：{'；'.join(reasons)}")


def _put_in_force(row: LocalItem, terms: CaseTerms, flow: FlowAnswer, request: Request) -> None:
    row.version += 1
    row.flow_code, row.flow_version = flow.flow_code, flow.flow_version
    act_on(
        row,
        LocalItemAction.PUBLISH,
        event=ItemPublished,
        request=request,
        changed=("version", "chosen_flow_code", "flow_code", "flow_version"),
        flow_code=flow.flow_code,
        flow_version=flow.flow_version,
    )
    version_row(row, terms, request).save()
    answer_todos(
        row, actions=(FollowUpAction.CHANGE,), request=request, up_to_version=row.base_version
    )


def version_row(row: LocalItem, terms: CaseTerms, request: Request) -> ItemVersion:
    """Return the unsaved version that a published draft becomes (事项版本)."""
    return ItemVersion(
        region_code=row.region_code,
        item_id=row.id,
        implementation_code=row.implementation_code,
        version=row.version,
        base_code=row.base_code,
        base_version=row.base_version,
        organisation_code=row.organisation_code,
        item_name=row.name,
        item_type=row.item_type,
        case_kind=terms.case_kind,
        is_on_the_spot=terms.is_on_the_spot,
        is_joint=terms.is_joint,
        is_one_window=terms.is_one_window,
        **_limit_columns("statutory_limit", terms.statutory_limit),
        **_limit_columns("promised_limit", terms.promised_limit),
        result_type=terms.result_type,
        certificate_type_code=terms.certificate_type_code,
        flow_code=row.flow_code,
        flow_version=row.flow_version,
        elements=row.elements,
        provisional=row.provisional,
        effective_on=effective_date_of(row),
        published_at=request.now,
        published_by=request.by.code,
        is_demo=row.is_demo,
    )


def _limit_columns(name: str, limit: TimeLimit | None) -> dict[str, Any]:
    if limit is None:
        return {}
    return {name: limit.count, f"{name}_unit": limit.unit.value}
