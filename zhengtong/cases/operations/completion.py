"""The result is ready: the act that every figure of completed cases counts (办结)."""

from django.db import transaction

from zhengtong.cases.events import CaseCompleted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import lock_case, record_act
from zhengtong.cases.operations.step_holders import check_claim
from zhengtong.cases.operations.steps import pass_node, route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.guards.chronology import check_completion_time
from zhengtong.cases.rules.guards.closing import check_close_reason
from zhengtong.cases.rules.guards.decision import CertificateNotMade, check_result_ready
from zhengtong.cases.rules.states import CaseAction, CaseState, close_result_of
from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.texts import checked_text


@transaction.atomic
def complete_case(
    *, case_number: str, by: Actor, at: ActTime, certificate_number: str = ""
) -> Case:
    """Make the result of a decision ready; delivery is an act of its own (办结).

    Args:
        certificate_number: of the certificate that was made; needed after the certificate step.

    Raises:
        CertificateNotMade: the grant yields a certificate and it is not made.
        CompletionBeforeAcceptance: the times cannot be.
        CloseReasonMissing: a denial without its reasons.
        ActionNotAllowed: the case is not decided, or already complete.
    """
    case = lock_case(case_number)
    before = CaseState(case.state)
    result = close_result_of(before, CaseAction.COMPLETE)
    assert result is not None
    is_making = before is CaseState.CERT_MAKING
    route = route_of(case) if is_making and case.flow_code else None
    makers = route.at_kind(NodeKind.CERTIFICATE) if route else []
    body = makers[0].organisation_code if makers else case.organisation_code
    require(by, CasePermission.COMPLETE, organisation_code=body, today=at.today)
    for row in makers:
        check_claim(row, by=by, at=at)
    check_completion_time(accepted_at=case.accepted_at, completed_at=at.occurred_at)
    check_result_ready(
        needs_certificate=before is not CaseState.DENIED and case.needs_certificate,
        is_certificate_made=is_making,
    )
    if is_making and not certificate_number.strip():
        raise CertificateNotMade("请填写已制作证照的编号")
    check_close_reason(result=result, reason=case.close_reason)
    for row in makers:
        assert route is not None
        pass_node(route, node=row.node, by_code=by.code, at=at)
    case.completed_at = at.occurred_at
    case.certificate_number = checked_text(certificate_number.strip(), limit=64, name="证照编号")
    record_act(
        case,
        action=CaseAction.COMPLETE,
        event=CaseCompleted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            close_result=result.value,
        ),
        by=by,
        at=at,
        changed=("completed_at", "certificate_number"),
    )
    return case
