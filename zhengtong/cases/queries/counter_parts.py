"""Undertakings, fees and parcels of a case, as plain values (承诺、收费、快递)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from zhengtong.cases.models import Case, Fee, Parcel, Undertaking
from zhengtong.cases.rules.applicants import ApplicantKind
from zhengtong.cases.rules.parcels import Direction
from zhengtong.cases.rules.undertakings import UndertakingKind, UndertakingResult
from zhengtong.foundation.vault import mask_name


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingRecord:
    """An undertaking and what became of it (承诺).

    Args:
        due_on: last day for supplying, or day of the check; None before the decision.
    """

    kind: UndertakingKind
    reference: str
    undertaken_at: dt.datetime
    due_on: dt.date | None
    settled_at: dt.datetime | None
    result: UndertakingResult | None
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRecord:
    """A fee notice and what became of it (收费)."""

    bill_number: str
    name: str
    basis: str
    standard: str
    quantity: Decimal
    amount_fen: int
    exempt_fen: int
    exemption_basis: str
    paid_fen: int
    receipt_number: str
    due_fen: int
    noticed_at: dt.datetime
    paid_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRecord:
    """A parcel (快递件); a natural person's receiver is masked."""

    direction: Direction
    waybill: str
    carrier: str
    contents: str
    receiver: str
    proof: str
    handled_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRecord:
    """What the counter did beside the procedure (窗口日常), oldest first."""

    undertakings: tuple[UndertakingRecord, ...]
    fees: tuple[FeeRecord, ...]
    parcels: tuple[ParcelRecord, ...]


def counter_record(case: Case) -> CounterRecord:
    """Return undertakings, fees and parcels of a case, one query a table (窗口日常)."""
    own = {"region_code": case.region_code, "case_id": case.id}
    undertakings = Undertaking.objects.filter(**own).order_by("undertaken_at", "kind")
    fees = Fee.objects.filter(**own).order_by("ordinal")
    parcels = Parcel.objects.filter(**own).order_by("handled_at", "id")
    return CounterRecord(
        undertakings=tuple(_undertaking(row) for row in undertakings),
        fees=tuple(_fee(row) for row in fees),
        parcels=tuple(_parcel(row, case) for row in parcels),
    )


def _undertaking(row: Undertaking) -> UndertakingRecord:
    return UndertakingRecord(
        kind=UndertakingKind(row.kind),
        reference=row.reference,
        undertaken_at=row.undertaken_at,
        due_on=row.due_on,
        settled_at=row.settled_at,
        result=UndertakingResult(row.result) if row.result else None,
        finding=row.finding,
    )


def _fee(row: Fee) -> FeeRecord:
    return FeeRecord(
        bill_number=row.bill_number,
        name=row.name,
        basis=row.basis,
        standard=row.standard,
        quantity=row.quantity,
        amount_fen=row.amount_fen,
        exempt_fen=row.exempt_fen,
        exemption_basis=row.exemption_basis,
        paid_fen=row.paid_fen,
        receipt_number=row.receipt_number,
        due_fen=row.due_fen,
        noticed_at=row.noticed_at,
        paid_at=row.paid_at,
    )


def _parcel(row: Parcel, case: Case) -> ParcelRecord:
    # What a window receives, its own staff receives; what goes out goes to a person or a firm.
    is_firm = row.receiver == case.applicant_name and case.applicant_kind != ApplicantKind.NATURAL
    return ParcelRecord(
        direction=Direction(row.direction),
        waybill=row.waybill,
        carrier=row.carrier,
        contents=row.contents,
        receiver=row.receiver if is_firm else mask_name(row.receiver),
        proof=row.proof,
        handled_at=row.handled_at,
    )
