"""The result reaches the applicant, with proof (送达)."""

from django.db import transaction

from zhengtong.cases.events import CaseDelivered
from zhengtong.cases.models import Case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.fees import check_fees_before_delivery
from zhengtong.cases.operations.parcels import put_delivery_parcel
from zhengtong.cases.operations.recording import lock_case, record_act
from zhengtong.cases.operations.step_holders import check_claim
from zhengtong.cases.operations.steps import pass_node, route_of
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.guards.delivery import DeliveryWay, check_delivery
from zhengtong.cases.rules.guards.undertakings import check_supplied
from zhengtong.cases.rules.states import CaseAction, CaseState, next_state
from zhengtong.flows.rules.nodes import NodeKind
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.texts import checked_text


@transaction.atomic
def deliver_case(*, case_number: str, way: DeliveryWay, proof: str, by: Actor, at: ActTime) -> Case:
    """Hand the result over and end the case (送达).

    Args:
        proof: who signed, the express number, or the receipt of the electronic delivery.

    Raises:
        DeliveryUnproved: the proof is lacking, or is no express number.
        SupplyAwaited, FeeUnsettled: a grant waits for tolerated materials, or for its fees where
            the item says so.
        WaybillUsed: the express number belongs to another parcel.
        ActionNotAllowed: no result is ready.

    Source:
        《行政许可法》（2019年修正）第四十四条.
    """
    case = lock_case(case_number)
    next_state(CaseState(case.state), CaseAction.DELIVER)
    route = route_of(case) if case.flow_code else None
    rows = route.at_kind(NodeKind.DELIVERY) if route else []
    body = rows[0].organisation_code if rows else case.organisation_code
    require(by, CasePermission.DELIVER, organisation_code=body, today=at.today)
    for row in rows:
        check_claim(row, by=by, at=at)
    check_delivery(way=way, proof=proof)
    if case.close_result == CloseResult.GRANTED:
        check_supplied(supply_due_on=case.supply_due_on)
        check_fees_before_delivery(case)
    for row in rows:
        assert route is not None
        pass_node(route, node=row.node, by_code=by.code, at=at)
    case.delivered_at = at.occurred_at
    case.delivery_way = way.value
    case.delivery_proof = checked_text(proof.strip(), limit=100, name="送达凭证")
    event = CaseDelivered(
        case_number=case.number, implementation_code=case.implementation_code, way=way.value
    )
    record_act(
        case,
        action=CaseAction.DELIVER,
        event=event,
        by=by,
        at=at,
        changed=("delivered_at", "delivery_way", "delivery_proof"),
    )
    if way is DeliveryWay.EXPRESS:
        put_delivery_parcel(case, waybill=proof, at=at)
    return case
