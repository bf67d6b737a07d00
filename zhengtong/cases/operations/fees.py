"""A fee is asked for, paid or waived; no decision waits for it (收费)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from zhengtong.cases.events import CaseEvent, FeeExempted, FeeNoticed, FeePaid
from zhengtong.cases.models import Case, Fee
from zhengtong.cases.operations.act_times import ActTime
from zhengtong.cases.operations.recording import ActText, lock_case, record_note
from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.items import published_terms
from zhengtong.cases.rules.counter_acts import CounterAct, check_may_stand
from zhengtong.cases.rules.fees import (
    ReceiptRefused,
    check_amount,
    check_exemption,
    check_fees_settled,
    check_receipt,
    fee_of,
)
from zhengtong.cases.rules.states import CaseState
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.money import format_yuan
from zhengtong.kernel.texts import checked_text


class FeeUnknown(DomainError):
    """The case has no such fee notice (没有这份缴费通知)."""

    code = "fee_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRequest:
    """What is asked for (缴费通知内容).

    Args:
        name: of the fee, as the item publishes it.
        quantity: of its units, such as one certificate or 12.50 square metres.
    """

    name: str
    amount_fen: int
    quantity: Decimal = Decimal(1)


@transaction.atomic
def notify_fee(*, case_number: str, request: FeeRequest, by: Actor, at: ActTime) -> Fee:
    """Ask for a fee by the item's own standard (缴费通知).

    Raises:
        FeeRefused: the item does not charge this, or not so much.
        ActionNotAllowed: the case is not under way.

    Source:
        《行政许可法》（2019年修正）第五十八条、第五十九条.
    """
    case = lock_case(case_number)
    _check(case, CounterAct.NOTIFY_FEE, CasePermission.NOTIFY_FEE, by=by, at=at)
    terms = published_terms(case)
    fee = fee_of(fees=terms.fees if terms else (), name=request.name)
    check_amount(fee=fee, quantity=request.quantity, amount_fen=request.amount_fen)
    ordinal = _fees(case).count() + 1
    row = Fee(
        region_code=case.region_code,
        case_id=case.id,
        ordinal=ordinal,
        bill_number=f"{case.number}-{ordinal:02d}",
        name=fee.name,
        standard=fee.standard,
        basis=fee.basis,
        payee=case.organisation_code,
        quantity=request.quantity,
        amount_fen=request.amount_fen,
        noticed_at=at.occurred_at,
    )
    event = FeeNoticed(
        case_number=case.number,
        implementation_code=case.implementation_code,
        bill_number=row.bill_number,
        amount_fen=row.amount_fen,
    )
    words = f"{fee.name} {format_yuan(row.amount_fen)} 元（{row.bill_number}），依据{fee.basis}"
    _record(case, CounterAct.NOTIFY_FEE, event, words, by=by, at=at)
    row.save()
    return row


@transaction.atomic
def receive_fee(
    *,
    case_number: str,
    bill_number: str,
    receipt_number: str,
    paid_fen: int,
    by: Actor,
    at: ActTime,
) -> Fee:
    """Record that a fee was paid, against its receipt (缴费登记).

    Raises:
        FeeUnknown: no such notice in the case.
        ReceiptRefused: no number, one used before, another sum, or settled already.
        TextRefused: the number is too long or cannot be shown.
        ActionNotAllowed: the case is closed.
    """
    case = lock_case(case_number)
    _check(case, CounterAct.RECEIVE_FEE, CasePermission.RECEIVE_FEE, by=by, at=at)
    row = _fee(case, bill_number)
    check_receipt(
        receipt_number=receipt_number,
        paid_fen=paid_fen,
        due_fen=row.due_fen,
        is_settled=row.due_fen == 0,
    )
    receipt_number = checked_text(receipt_number.strip(), limit=50, name="票据号")
    _check_unused(case, receipt_number)
    event = FeePaid(
        case_number=case.number,
        implementation_code=case.implementation_code,
        bill_number=row.bill_number,
        amount_fen=paid_fen,
    )
    words = f"{row.name} {format_yuan(paid_fen)} 元，票据号 {receipt_number}"
    _record(case, CounterAct.RECEIVE_FEE, event, words, by=by, at=at)
    row.paid_fen, row.receipt_number, row.paid_at = paid_fen, receipt_number, at.occurred_at
    try:
        with transaction.atomic():
            row.save(update_fields=["paid_fen", "receipt_number", "paid_at"])
    except IntegrityError as clash:  # entered at another window in the same moment
        raise ReceiptRefused(f"票据号 {receipt_number} 刚刚已被登记，请核对") from clash
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """How much is waived, by which rule, and why the applicant falls under it (减免).

    Raises:
        TextRefused: the basis is too long or cannot be shown.
    """

    exempt_fen: int
    basis: str
    reason: str

    def __post_init__(self) -> None:
        checked_text(self.basis, limit=500, name="减免依据")


@transaction.atomic
def exempt_fee(
    *, case_number: str, bill_number: str, exemption: Exemption, by: Actor, at: ActTime
) -> Fee:
    """Lower or waive a fee that was asked for, by a rule (费用减免).

    Raises:
        FeeUnknown: no such notice in the case.
        ExemptionRefused: no basis or reason, more than was asked, or settled already.
        ActionNotAllowed: the case is closed.
    """
    case = lock_case(case_number)
    _check(case, CounterAct.EXEMPT_FEE, CasePermission.EXEMPT_FEE, by=by, at=at)
    row = _fee(case, bill_number)
    check_exemption(
        exempt_fen=exemption.exempt_fen,
        amount_fen=row.amount_fen,
        basis=exemption.basis,
        reason=exemption.reason,
        is_settled=row.paid_at is not None or row.exempted_at is not None,
    )
    event = FeeExempted(
        case_number=case.number,
        implementation_code=case.implementation_code,
        bill_number=row.bill_number,
        exempt_fen=exemption.exempt_fen,
    )
    words = (
        f"{row.name}减免 {format_yuan(exemption.exempt_fen)} 元，"
        f"依据{exemption.basis.strip()}；{exemption.reason.strip()}"
    )
    _record(case, CounterAct.EXEMPT_FEE, event, words, by=by, at=at)
    row.exempt_fen, row.exempted_at = exemption.exempt_fen, at.occurred_at
    row.exemption_basis = exemption.basis.strip()
    row.save(update_fields=["exempt_fen", "exemption_basis", "exempted_at"])
    return row


def check_fees_before_delivery(case: Case) -> None:
    """Refuse to hand a grant over before its fees are settled, where the item says so (检查缴费).

    Raises:
        FeeUnsettled: see the guard.
    """
    terms = published_terms(case)
    if terms is None or not (terms.is_paid_before_delivery and terms.fees):
        return
    rows = list(_fees(case))
    check_fees_settled(
        is_paid_first=True,
        notices=len(rows),
        unsettled=sum(row.due_fen > 0 for row in rows),
    )


def _check(
    case: Case, action: CounterAct, permission: CasePermission, *, by: Actor, at: ActTime
) -> None:
    require(by, permission, organisation_code=case.organisation_code, today=at.today)
    check_may_stand(state=CaseState(case.state), action=action)


def _record(
    case: Case, action: CounterAct, event: CaseEvent, words: str, *, by: Actor, at: ActTime
) -> None:
    record_note(case, action=action, event=event, by=by, at=at, text=ActText(opinion=words))


def _check_unused(case: Case, receipt_number: str) -> None:
    used = Fee.objects.filter(
        region_code=case.region_code, receipt_number=receipt_number, is_released=False
    )
    if used.exists():
        raise ReceiptRefused(f"票据号 {receipt_number} 已经登记过，请核对")


def _fee(case: Case, bill_number: str) -> Fee:
    row = _fees(case).filter(bill_number=bill_number.strip()).first()
    if row is None:
        raise FeeUnknown(f"本件没有编号为 {bill_number} 的缴费通知")
    return row


def _fees(case: Case) -> QuerySet[Fee]:
    return Fee.objects.filter(region_code=case.region_code, case_id=case.id).order_by("ordinal")
