"""Undertakings, fees and parcels of a case, in a terminal and as JSON (窗口日常)."""

from collections.abc import Iterator
from typing import Any

from zhengtong.cases.queries.counter_parts import (
    CounterRecord,
    FeeRecord,
    ParcelRecord,
    UndertakingRecord,
)
from zhengtong.cases.queries.record_parts import MaterialRecord
from zhengtong.cases.rules.undertakings import UndertakingKind
from zhengtong.kernel.local_time import local, local_day
from zhengtong.kernel.money import format_yuan, yuan


def counter_lines(record: CounterRecord) -> Iterator[str]:
    """Yield a line for each undertaking, fee and parcel (承诺、收费、快递)."""
    for undertaking in record.undertakings:
        yield _undertaking_line(undertaking)
    for fee in record.fees:
        yield _fee_line(fee)
    for parcel in record.parcels:
        yield (
            f"快递　{parcel.direction.label} {parcel.waybill}　{parcel.contents}　"
            f"收件人 {parcel.receiver}　凭证 {parcel.proof}　{local_day(parcel.handled_at)}"
        )


def counter_json(record: CounterRecord) -> dict[str, Any]:
    """Return undertakings, fees and parcels for programs (承诺、收费、快递)."""
    return {
        "undertakings": [_undertaking_json(one) for one in record.undertakings],
        "fees": [_fee_json(one) for one in record.fees],
        "parcels": [_parcel_json(one) for one in record.parcels],
    }


def collected_words(material: MaterialRecord) -> str:
    """Return how a material stands (材料情况)."""
    if material.is_collected:
        return "容缺后补，已收" if material.supply_due_on else "已收"
    if material.supply_due_on:
        return f"容缺，{material.supply_due_on} 前补齐"
    return "承诺替代" if material.is_pledged else "未收"


def material_json(material: MaterialRecord) -> dict[str, Any]:
    """Return a material for programs (材料)."""
    return {
        "name": material.name,
        "required": material.is_required,
        "collected": material.is_collected,
        "supply_due": material.supply_due_on,
        "pledged": material.is_pledged,
    }


def _undertaking_line(one: UndertakingRecord) -> str:
    is_tolerance = one.kind is UndertakingKind.TOLERANCE
    due = "补齐期限" if is_tolerance else "核查期限"
    day = f"　{due} {one.due_on}" if one.due_on else ""
    end = ""
    if one.result and one.settled_at:
        end = f"　{local_day(one.settled_at)} {one.result.label}"
    return f"{one.kind.label}　{one.reference}{day}{end}"


def _fee_line(fee: FeeRecord) -> str:
    parts = [f"收费　{fee.name} {format_yuan(fee.amount_fen)} 元（{fee.bill_number}）"]
    parts.append(f"依据 {fee.basis}")
    if fee.exempt_fen:
        parts.append(f"减免 {format_yuan(fee.exempt_fen)} 元，依据 {fee.exemption_basis}")
    if fee.paid_at:
        parts.append(f"已缴 {format_yuan(fee.paid_fen)} 元，票据号 {fee.receipt_number}")
    elif fee.due_fen:
        parts.append(f"待缴 {format_yuan(fee.due_fen)} 元")
    return "　".join(parts)


def _undertaking_json(one: UndertakingRecord) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "reference": one.reference,
        "undertaken_at": one.undertaken_at,
        "due": one.due_on,
        "settled_at": one.settled_at,
        "result": one.result.value if one.result else None,
        "finding": one.finding,
    }


def _fee_json(fee: FeeRecord) -> dict[str, Any]:
    return {
        "bill_number": fee.bill_number,
        "name": fee.name,
        "basis": fee.basis,
        "standard": fee.standard,
        "quantity": fee.quantity,
        "amount": yuan(fee.amount_fen),
        "exempt": yuan(fee.exempt_fen),
        "exemption_basis": fee.exemption_basis,
        "paid": yuan(fee.paid_fen),
        "receipt_number": fee.receipt_number,
        "due": yuan(fee.due_fen),
        "noticed_at": fee.noticed_at,
        "paid_at": fee.paid_at,
    }


def _parcel_json(parcel: ParcelRecord) -> dict[str, Any]:
    return {
        "direction": parcel.direction.value,
        "waybill": parcel.waybill,
        "carrier": parcel.carrier,
        "contents": parcel.contents,
        "receiver": parcel.receiver,
        "proof": parcel.proof,
        "handled_at": local(parcel.handled_at),
    }
