"""Express: papers in, results out, one waybill for one parcel of a region."""

import pytest
from django.db import IntegrityError, transaction

from zhengtong.cases.models import CaseMaterial, Parcel
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.delivery import deliver_case
from zhengtong.cases.operations.intake import receive_case
from zhengtong.cases.operations.parcels import ParcelSlip, send_parcel, take_in_parcel
from zhengtong.cases.operations.removal import void_case
from zhengtong.cases.queries.record import case_record
from zhengtong.cases.rules.guards.delivery import DeliveryWay
from zhengtong.cases.rules.parcels import ParcelRefused, WaybillUsed
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.counter_offices import TOLERATED, make_counter_office, taken_in
from zhengtong.cases.tests.factories import (
    Journey,
    accepted,
    application,
    completed,
    make_office,
    moment,
    next_number,
    received,
    trace,
)
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused

pytestmark = pytest.mark.django_db
REGION = "510703"


def slip(**changes) -> ParcelSlip:
    fields = {
        "waybill": "EA 1234567-89CN",
        "contents": "营业执照复印件",
        "receiver": "张演示",
        "proof": "签收单第1号",
        "carrier": "邮政",
    }
    return ParcelSlip(**{**fields, **changes})


def take(journey, **changes):
    given = {"slip": slip(), "by": journey.office.clerk, "at": journey.tick(), **changes}
    return take_in_parcel(case_number=journey.number, **given)


def send(journey, **changes):
    given = {"slip": slip(), "by": journey.office.deliverer, "at": journey.tick(), **changes}
    return send_parcel(case_number=journey.number, **given)


def test_it_takes_in_papers_and_ticks_them_off(db) -> None:
    office = make_counter_office()
    journey = taken_in(office, TOLERATED)
    parcel = take(journey, materials=[TOLERATED])
    assert (parcel.waybill, parcel.direction, parcel.receiver) == ("EA123456789CN", "in", "张演示")
    assert CaseMaterial.objects.get(region_code=REGION, name=TOLERATED).is_collected
    assert accept_case(case_number=journey.number, by=office.clerk, at=journey.tick()).state == (
        "accepted"
    )
    left = trace(journey.number)
    assert left.kinds[1] == "cases.parcel_handled"
    body = Entry.objects.get(region_code=REGION, kind="cases.parcel_handled").body
    assert '"direction":"in"' in body
    assert "EA123456789CN" not in body
    assert "张演示" not in body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"waybill": "123"}, "快递单号应为 8 至 30 位字母或数字"),
        ({"waybill": "快递一二三四五六七八"}, "快递单号应为"),
        ({"contents": " "}, "什么材料"),
        ({"receiver": ""}, "收件人"),
        ({"proof": ""}, "凭证"),
    ],
)
def test_it_refuses_a_parcel_that_cannot_be_proved(office, changes, words) -> None:
    journey = received(office)
    before = trace(journey.number)
    with pytest.raises(ParcelRefused, match=words):
        take(journey, slip=slip(**changes))
    assert trace(journey.number) == before
    assert not Parcel.objects.filter(region_code=REGION).exists()


def test_it_refuses_a_waybill_used_twice(office) -> None:
    first, second = received(office), received(office)
    take(first)
    before = trace(second.number)
    with pytest.raises(WaybillUsed, match="运单号 EA123456789CN 已登记为收到的快递"):
        take(second, slip=slip(waybill="ea123456789cn"))
    with pytest.raises(WaybillUsed):
        send(second)
    with pytest.raises(WaybillUsed):
        take(first)
    assert trace(second.number) == before


def test_it_holds_a_waybill_unique_in_the_database(office) -> None:
    journey = received(office)
    parcel = take(journey)
    with pytest.raises(IntegrityError), transaction.atomic():
        Parcel(
            region_code=REGION,
            case_id=parcel.case_id,
            direction="out",
            waybill=parcel.waybill,
            contents="x",
            receiver="x",
            proof="x",
            handled_at=parcel.handled_at,
        ).save()


def deliver(journey, proof):
    return deliver_case(
        case_number=journey.number,
        way=DeliveryWay.EXPRESS,
        proof=proof,
        by=journey.office.deliverer,
        at=journey.tick(),
    )


def test_it_sends_a_result_and_delivers_by_the_same_waybill(office) -> None:
    journey = completed(office)
    send(journey, slip=slip(contents="批复"))
    assert deliver(journey, "EA123456789CN").state == "delivered"
    assert Parcel.objects.filter(region_code=REGION).count() == 1


def test_it_keeps_the_waybill_of_a_delivery_and_refuses_it_for_another(office) -> None:
    first, second = completed(office), completed(office)
    deliver(first, "EA123456789CN")
    parcel = Parcel.objects.get(region_code=REGION)
    assert (parcel.direction, parcel.contents) == ("out", "办理结果")
    before = trace(second.number)
    with pytest.raises(WaybillUsed):
        deliver(second, "EA123456789CN")
    assert trace(second.number) == before


def test_it_delivers_by_no_waybill_that_came_in(office) -> None:
    journey = completed(office)
    take(journey)
    with pytest.raises(WaybillUsed):
        deliver(journey, "EA123456789CN")


def test_it_ticks_off_nothing_strange_and_nothing_after_acceptance(office) -> None:
    journey = received(office)
    with pytest.raises(ParcelRefused, match="没有要求：户口簿"):
        take(journey, materials=["户口簿"])
    later = accepted(office)
    with pytest.raises(ParcelRefused, match="已经受理"):
        take(later, materials=["营业执照"])


def test_it_handles_no_parcel_of_a_removed_record_or_without_the_post(office) -> None:
    journey = accepted(office)
    with pytest.raises(PermissionRefused):
        take(journey, by=office.reviewer)
    void_case(case_number=journey.number, reason="重复", by=office.administrator, at=journey.tick())
    with pytest.raises(ActionNotAllowed):
        send(journey)


def test_it_shows_the_receiver_masked(office) -> None:
    journey = received(office)
    take(journey)
    (parcel,) = case_record(case_number=journey.number, now=journey.now).counter.parcels
    assert parcel.receiver == "张某某"


def test_it_may_be_the_same_number_in_another_region(office) -> None:
    other = make_office(
        organisation_code="510704-D01",
        region_code="510704",
        prefix="Y",
        item="510704-D01-510101901000",
    )
    take(received(office))
    journey = Journey(
        office=other, number=next_number(region_code="510704"), now=moment("2018-02-26 10:00")
    )
    receive_case(
        case_number=journey.number,
        application=application(item=other.item),
        collected=[],
        by=other.clerk,
        at=journey.tick(),
    )
    assert take(journey).waybill == "EA123456789CN"


def test_a_waybill_is_free_again_once_its_case_was_voided(office) -> None:
    wrong = accepted(office)
    take(wrong)
    void_case(case_number=wrong.number, reason="录错", by=office.administrator, at=wrong.tick())
    right, other = accepted(office), accepted(office)
    assert take(right).waybill == "EA123456789CN"
    with pytest.raises(WaybillUsed):
        take(other)
