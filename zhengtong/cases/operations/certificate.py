"""The certificate is made, if its type is ready; otherwise the step says why it cannot (制证)."""

from django.db import transaction

from zhengtong.cases.events import CertificateStarted
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import lock_case, record_act
from zhengtong.cases.operations.step_holders import check_claim
from zhengtong.cases.operations.steps import route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.certificates import certificate_readiness, certificate_type_of
from zhengtong.cases.rules.guards.decision import check_certificate_start
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require


@transaction.atomic
def start_certificate(*, case_number: str, by: Actor, at: ActTime) -> Case:
    """Begin to make the certificate of a grant (开始制证).

    Raises:
        CertificateNotNeeded: the result is no certificate.
        CertificateBlocked: its type is not ready; the message says what is lacking.
        ActionNotAllowed: the case is not granted.

    Source:
        《行政许可法》（2019年修正）第三十九条.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.START_CERTIFICATE)
    rows = route_of(case).at_kind(NodeKind.CERTIFICATE) if case.flow_code else []
    body = rows[0].organisation_code if rows else case.organisation_code
    require(by, CasePermission.MAKE_CERTIFICATE, organisation_code=body, today=at.today)
    for row in rows:
        check_claim(row, by=by, at=at)
    found = certificate_readiness(case)
    check_certificate_start(
        certificate_type=certificate_type_of(case),
        is_type_ready=found.ready,
        why_not_ready=found.reason_zh,
    )
    case.handler = by.code
    record_act(
        case,
        action=CaseAction.START_CERTIFICATE,
        event=CertificateStarted(
            case_number=case.number,
            implementation_code=case.implementation_code,
            certificate_type=case.certificate_type,
        ),
        by=by,
        at=at,
        changed=("handler",),
    )
    return case
