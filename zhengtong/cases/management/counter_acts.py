"""What each action of `zhengtong counter` does: one operation, and words about it (窗口日常)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhengtong.cases.models import Case
from zhengtong.cases.operations.acceptance import accept_case
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.applying_again import apply_again
from zhengtong.cases.operations.fees import (
    Exemption,
    FeeRequest,
    exempt_fee,
    notify_fee,
    receive_fee,
)
from zhengtong.cases.operations.parcels import ParcelSlip, send_parcel, take_in_parcel
from zhengtong.cases.operations.pledges import AnnulmentRequest, annul_decision, check_pledge
from zhengtong.cases.operations.undertakings import Undertakings, supply_tolerated
from zhengtong.cases.queries.lookup import find_case
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.guards.decision import Remedies
from zhengtong.cases.rules.undertakings import Pledge, Tolerance, UndertakingResult
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.commands import UnusableInput
from zhengtong.foundation.serials import reserve_case_numbers
from zhengtong.kernel.case_numbers import parse_case_number
from zhengtong.kernel.money import format_yuan

Done = tuple[Case, str]


def accept(
    *,
    number: str,
    lacking: list[str],
    undertaking: str,
    supply_by: date | None,
    pledge: str,
    pledged: list[str],
    told: bool,
    by: Actor,
    at: ActTime,
    **_: Any,
) -> Done:
    """Accept on what the applicant undertook (容缺受理、告知承诺)."""
    undertakings = Undertakings(
        tolerance=Tolerance(
            materials=tuple(lacking),
            reference=undertaking,
            is_applicant_told=told,
            supply_by=supply_by,
        )
        if lacking or undertaking
        else None,
        pledge=Pledge(reference=pledge, is_applicant_told=told, materials=tuple(pledged))
        if pledge or pledged
        else None,
    )
    case = accept_case(case_number=number, undertakings=undertakings, by=by, at=at)
    return case, undertakings.words(supply_by=case.supply_due_on) or "已受理"


def supply(*, number: str, materials: list[str], by: Actor, at: ActTime, **_: Any) -> Done:
    """Take in tolerated materials (容缺材料补齐)."""
    case = supply_tolerated(case_number=number, materials=materials, by=by, at=at)
    return case, "还有材料未补齐" if case.supply_due_on else "容缺材料已补齐"


def check(*, number: str, result: str, finding: str, by: Actor, at: ActTime, **_: Any) -> Done:
    """Record the later check of a pledge (承诺事后核查)."""
    found = UndertakingResult(result)
    case = check_pledge(case_number=number, result=found, finding=finding, by=by, at=at)
    is_false = found is UndertakingResult.FALSE
    return case, found.label + ("，应由决定岗撤销决定（counter annul）" if is_false else "")


def annul(
    *,
    number: str,
    reason: str,
    reconsideration: str,
    suit: str,
    heard: bool,
    harms_public: bool,
    by: Actor,
    at: ActTime,
    **_: Any,
) -> Done:
    """Annul a decision that rests on a false pledge (撤销决定)."""
    request = AnnulmentRequest(
        reasons=reason,
        remedies=Remedies(reconsideration=reconsideration, suit=suit),
        is_holder_heard=heard,
        harms_public=harms_public,
    )
    return annul_decision(case_number=number, request=request, by=by, at=at), "已撤销决定"


def fee(
    *, number: str, fee: str, amount: int, quantity: str, by: Actor, at: ActTime, **_: Any
) -> Done:
    """Ask for a fee (缴费通知)."""
    request = FeeRequest(name=fee, amount_fen=amount, quantity=_quantity(quantity))
    row = notify_fee(case_number=number, request=request, by=by, at=at)
    words = f"缴费通知 {row.bill_number}：{row.name} {format_yuan(row.amount_fen)} 元"
    return find_case(number), words


def pay(
    *, number: str, bill: str, receipt: str, amount: int, by: Actor, at: ActTime, **_: Any
) -> Done:
    """Record a payment (缴费登记)."""
    row = receive_fee(
        case_number=number,
        bill_number=bill,
        receipt_number=receipt,
        paid_fen=amount,
        by=by,
        at=at,
    )
    return find_case(number), f"已缴 {format_yuan(row.paid_fen)} 元，票据号 {row.receipt_number}"


def exempt(
    *,
    number: str,
    bill: str,
    amount: int,
    basis: str,
    reason: str,
    by: Actor,
    at: ActTime,
    **_: Any,
) -> Done:
    """Lower or waive a fee (费用减免)."""
    exemption = Exemption(exempt_fen=amount, basis=basis, reason=reason)
    row = exempt_fee(case_number=number, bill_number=bill, exemption=exemption, by=by, at=at)
    words = f"减免 {format_yuan(row.exempt_fen)} 元，尚应缴 {format_yuan(row.due_fen)} 元"
    return find_case(number), words


def parcel_in(*, number: str, materials: list[str], by: Actor, at: ActTime, **slip: Any) -> Done:
    """Record a parcel that came (收到快递)."""
    parcel = take_in_parcel(case_number=number, slip=_slip(slip), materials=materials, by=by, at=at)
    return find_case(number), f"收到快递 {parcel.waybill}"


def parcel_out(*, number: str, by: Actor, at: ActTime, **slip: Any) -> Done:
    """Record a parcel that went (寄出快递)."""
    parcel = send_parcel(case_number=number, slip=_slip(slip), by=by, at=at)
    return find_case(number), f"寄出快递 {parcel.waybill}"


def apply_anew(*, number: str, channel: Channel, by: Actor, at: ActTime, **_: Any) -> Done:
    """Begin a new application from an earlier one (再次申请)."""
    region_code = parse_case_number(number).region_code
    (fresh,) = reserve_case_numbers(region_code=region_code, day=at.day, count=1)
    case = apply_again(earlier_number=number, case_number=fresh, channel=channel, by=by, at=at)
    return case, f"再次申请自 {number}"


ACTS: Mapping[str, Callable[..., Done]] = {
    "accept": accept,
    "supply": supply,
    "check-pledge": check,
    "annul": annul,
    "fee": fee,
    "pay": pay,
    "exempt": exempt,
    "parcel-in": parcel_in,
    "parcel-out": parcel_out,
    "again": apply_anew,
}


def _slip(given: Mapping[str, Any]) -> ParcelSlip:
    return ParcelSlip(
        waybill=given["waybill"],
        contents=given["contents"],
        receiver=given["receiver"],
        proof=given["proof"],
        carrier=given["carrier"],
    )


def _quantity(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as fault:
        raise UnusableInput(f"数量“{text}”不是数") from fault
