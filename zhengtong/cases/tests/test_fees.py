"""Fees: asked by the item's own standard, paid against a receipt, waived by a rule."""

from decimal import Decimal

import pytest

from zhengtong.cases.models import Fee
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.decision import Proposal
from zhengtong.cases.operations.fees import (
    Exemption,
    FeeRequest,
    FeeUnknown,
    exempt_fee,
    notify_fee,
    receive_fee,
)
from zhengtong.cases.operations.removal import delete_case, void_case
from zhengtong.cases.rules.fees import (
    ExemptionRefused,
    FeeRefused,
    FeeTerms,
    FeeUnsettled,
    ReceiptRefused,
    check_amount,
)
from zhengtong.cases.rules.states import ActionNotAllowed
from zhengtong.cases.tests.counter_offices import FEE, make_counter_office, taken_in
from zhengtong.cases.tests.factories import Journey, accepted, make_office, trace
from zhengtong.cases.tests.test_tolerance import decided, deliver
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.kernel.texts import TextRefused

REGION = "510703"


@pytest.fixture
def office(db):
    return make_counter_office()


@pytest.fixture
def journey(office) -> Journey:
    return whole(office)


def whole(office) -> Journey:
    journey = taken_in(office)
    accept_case(case_number=journey.number, by=office.clerk, at=journey.tick())
    return journey


def ask(journey: Journey, amount_fen: int = 1000, quantity: str = "1", name="工本费") -> Fee:
    return notify_fee(
        case_number=journey.number,
        request=FeeRequest(name=name, amount_fen=amount_fen, quantity=Decimal(quantity)),
        by=journey.office.clerk,
        at=journey.tick(),
    )


def pay(journey: Journey, bill: str, paid_fen: int = 1000, receipt: str = "川0001") -> Fee:
    return receive_fee(
        case_number=journey.number,
        bill_number=bill,
        receipt_number=receipt,
        paid_fen=paid_fen,
        by=journey.office.clerk,
        at=journey.tick(),
    )


def exempt(journey: Journey, bill: str, exempt_fen: int = 1000, **changes) -> Fee:
    fields = {"basis": "川财综〔2017〕2号", "reason": "残疾人", **changes}
    return exempt_fee(
        case_number=journey.number,
        bill_number=bill,
        exemption=Exemption(exempt_fen=exempt_fen, **fields),
        by=journey.office.decider,
        at=journey.tick(),
    )


@pytest.mark.django_db
def test_it_asks_and_takes_a_fee_with_basis_and_receipt(journey) -> None:
    fee = ask(journey)
    assert fee.bill_number == f"{journey.number}-01"
    assert (fee.amount_fen, fee.basis, fee.standard, fee.payee) == (
        1000,
        "川发改价格〔2017〕1号",
        "每证10元",
        "510703-D01",
    )
    pay(journey, fee.bill_number)
    row = Fee.objects.get(region_code=REGION)
    assert (row.paid_fen, row.receipt_number, row.due_fen) == (1000, "川0001", 0)
    left = trace(journey.number)
    assert left.kinds[-2:] == ("cases.fee_noticed", "cases.fee_paid")
    assert left.state == "accepted"
    body = Entry.objects.get(region_code=REGION, kind="cases.fee_paid").body
    assert f'"bill_number":"{journey.number}-01"' in body
    assert ask(journey, 2000, "2").bill_number == f"{journey.number}-02"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount_fen", "quantity", "name", "words"),
    [
        pytest.param(-1000, "1", "工本费", "收费金额应大于 0", id="negative"),
        pytest.param(0, "1", "工本费", "收费金额应大于 0", id="nothing"),
        pytest.param(1001, "1", "工本费", "应收 10.00 元，不能收 10.01 元", id="not the standard"),
        pytest.param(1000, "2", "工本费", "应收 20.00 元", id="another quantity"),
        pytest.param(1000, "-1", "工本费", "数量应大于 0", id="negative quantity"),
        pytest.param(1000, "0.001", "工本费", "最多两位小数", id="too exact"),
        pytest.param(1000, "NaN", "工本费", "数量应大于 0", id="no number"),
        pytest.param(1000, "1", "手续费", "没有“手续费”这项收费", id="another fee"),
    ],
)
def test_it_refuses_what_the_standard_does_not_give(
    journey, amount_fen, quantity, name, words
) -> None:
    before = trace(journey.number)
    with pytest.raises(FeeRefused, match=words) as refusal:
        ask(journey, amount_fen, quantity, name)
    assert refusal.value.clause == "《行政许可法》第五十八条"
    assert trace(journey.number) == before
    assert not Fee.objects.filter(region_code=REGION).exists()


@pytest.mark.django_db
def test_it_asks_nothing_for_an_item_without_fees(office) -> None:
    free = make_office(
        organisation_code="510703-D05", prefix="T", item="510703-D05-510101901000", calendar=False
    )
    journey = accepted(free)
    with pytest.raises(FeeRefused, match="本事项不收费"):
        ask(journey)
    # What an item left in its list while it no longer charges is no fee either.
    stopped = make_office(
        organisation_code="510703-D06",
        prefix="U",
        item="510703-D06-510101901000",
        calendar=False,
        is_fee=False,
        fees=[FEE],
        fee_before_delivery=True,
    )
    journey = accepted(stopped)
    with pytest.raises(FeeRefused, match="本事项不收费"):
        ask(journey)
    assert deliver(decided(journey)).state == "delivered"


@pytest.mark.django_db
def test_it_refuses_a_standard_that_is_words_alone(db) -> None:
    office = make_counter_office(fees=[{**FEE, "unit_amount_fen": None}])
    with pytest.raises(FeeRefused, match="没有写明单价（每证10元）"):
        ask(whole(office))


@pytest.mark.parametrize(
    ("unit", "highest", "quantity", "amount", "fits"),
    [
        pytest.param(1000, None, "1", 1000, True, id="the price"),
        pytest.param(80, None, "12.55", 1004, True, id="price by quantity"),
        pytest.param(50, None, "0.01", 1, True, id="half a fen goes up"),
        pytest.param(1000, 2000, "2", 2000, True, id="lowest"),
        pytest.param(1000, 2000, "2", 4000, True, id="highest"),
        pytest.param(1000, 2000, "2", 1999, False, id="below the range"),
        pytest.param(1000, 2000, "2", 4001, False, id="above the range"),
    ],
)
def test_it_reckons_the_amount_by_the_standard(unit, highest, quantity, amount, fits) -> None:
    fee = FeeTerms(
        name="费",
        standard="标准",
        basis="依据",
        unit_amount_fen=unit,
        highest_amount_fen=highest,
        reduction="",
    )
    if fits:
        check_amount(fee=fee, quantity=Decimal(quantity), amount_fen=amount)
        return
    with pytest.raises(FeeRefused, match="至"):
        check_amount(fee=fee, quantity=Decimal(quantity), amount_fen=amount)


@pytest.mark.django_db
def test_it_refuses_a_receipt_that_does_not_fit(journey) -> None:
    bill = ask(journey).bill_number
    before = trace(journey.number)
    with pytest.raises(ReceiptRefused, match=r"应缴 10\.00 元，登记的是 9\.00 元"):
        pay(journey, bill, 900)
    with pytest.raises(ReceiptRefused, match="请填写票据号"):
        pay(journey, bill, receipt=" ")
    with pytest.raises(FeeUnknown, match="没有编号为 X-9 的缴费通知"):
        pay(journey, "X-9")
    assert trace(journey.number) == before
    pay(journey, bill)
    with pytest.raises(ReceiptRefused, match="已经缴清"):
        pay(journey, bill, receipt="川0002")
    second = ask(journey).bill_number
    with pytest.raises(ReceiptRefused, match="票据号 川0001 已经登记过"):
        pay(journey, second)


@pytest.mark.django_db
def test_it_waives_a_fee_by_a_rule(journey) -> None:
    bill = ask(journey).bill_number
    assert exempt(journey, bill, 400).due_fen == 600
    with pytest.raises(ReceiptRefused, match=r"应缴 6\.00 元"):
        pay(journey, bill, 1000)
    assert pay(journey, bill, 600).due_fen == 0
    assert trace(journey.number).kinds[-2:] == ("cases.fee_exempted", "cases.fee_paid")
    whole_bill = ask(journey).bill_number
    assert exempt(journey, whole_bill).due_fen == 0
    with pytest.raises(ReceiptRefused, match="全部减免"):
        pay(journey, whole_bill, 1000, "川0009")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exempt_fen": 1001}, "不超过应收的 10.00 元"),
        ({"exempt_fen": -1}, "减免金额应大于 0"),
        ({"basis": ""}, "写明依据"),
        ({"reason": " "}, "符合哪一条"),
    ],
)
def test_it_refuses_an_exemption(journey, changes, words) -> None:
    bill = ask(journey).bill_number
    before = trace(journey.number)
    with pytest.raises(ExemptionRefused, match=words):
        exempt(journey, bill, **changes)
    assert trace(journey.number) == before


@pytest.mark.django_db
def test_it_waives_once_and_only_by_who_decides(journey) -> None:
    bill = ask(journey).bill_number
    with pytest.raises(PermissionRefused):
        exempt_fee(
            case_number=journey.number,
            bill_number=bill,
            exemption=Exemption(exempt_fen=1, basis="依据", reason="理由"),
            by=journey.office.clerk,
            at=journey.tick(),
        )
    exempt(journey, bill, 100)
    with pytest.raises(ExemptionRefused, match="减免过"):
        exempt(journey, bill, 100)


@pytest.mark.django_db
def test_it_lets_delivery_wait_only_where_the_item_says_so(office) -> None:
    open_fee = whole(office)
    ask(open_fee)
    assert deliver(decided(open_fee)).state == "delivered"


@pytest.mark.django_db
def test_it_delivers_a_grant_once_paid_where_the_item_says_so(db) -> None:
    office = make_counter_office(fee_before_delivery=True)
    journey = decided(whole(office))  # no decision waits for a fee
    before = trace(journey.number)
    with pytest.raises(FeeUnsettled, match="还没有开具缴费通知"):
        deliver(journey)
    assert trace(journey.number) == before
    bill = ask(journey).bill_number
    with pytest.raises(FeeUnsettled, match="还有 1 笔费用没有缴清"):
        deliver(journey)
    pay(journey, bill)
    assert deliver(journey).state == "delivered"
    denied = decided(whole(office), proposal=Proposal.DENY)
    assert deliver(denied).state == "delivered"


@pytest.mark.django_db
def test_it_asks_nothing_before_acceptance(office) -> None:
    with pytest.raises(ActionNotAllowed, match="不能“缴费通知”"):
        ask(taken_in(office))


@pytest.mark.django_db
def test_it_refuses_a_receipt_number_that_no_column_keeps(journey) -> None:
    bill = ask(journey).bill_number
    before = trace(journey.number)
    with pytest.raises(TextRefused, match="票据号最多 50 字"):
        pay(journey, bill, receipt="R" * 51)
    assert trace(journey.number) == before


@pytest.mark.django_db
@pytest.mark.parametrize("remove", [void_case, delete_case])
def test_a_receipt_is_free_again_once_its_case_was_taken_out(office, journey, remove) -> None:
    pay(journey, ask(journey).bill_number)
    remove(case_number=journey.number, reason="录错", by=office.administrator, at=journey.tick())
    right, other = whole(office), whole(office)
    assert pay(right, ask(right).bill_number).receipt_number == "川0001"
    with pytest.raises(ReceiptRefused, match="已经登记过"):
        pay(other, ask(other).bill_number)
