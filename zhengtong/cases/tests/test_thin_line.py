"""One case from the first paper to the signed receipt."""

import pytest

from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.tests.factories import completed, received_online, trace

pytestmark = pytest.mark.django_db


def test_it_goes_from_receipt_to_delivery(office) -> None:
    journey = completed(office)
    deliver_case(
        case_number=journey.number,
        way=DeliveryWay.SIGNED,
        proof="张演示",
        by=office.deliverer,
        at=journey.tick(),
    )
    left = trace(journey.number)
    assert left.state == "delivered"
    assert left.acts == (
        "receive",
        "accept",
        "start_review",
        "pass_node",
        "propose_decision",
        "grant",
        "complete",
        "deliver",
    )
    assert left.kinds == (
        "cases.received",
        "cases.accepted",
        "cases.review_started",
        "cases.step_passed",
        "cases.decision_proposed",
        "cases.granted",
        "cases.completed",
        "cases.delivered",
    )


def test_it_takes_an_online_application_in(office) -> None:
    journey = received_online(office)
    assert trace(journey.number).kinds == ("cases.drafted", "cases.submitted", "cases.received")
