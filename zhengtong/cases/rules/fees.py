"""What may be charged in a case, by the item's own standard (收费)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.money import format_yuan

FREE_OF_CHARGE = "《行政许可法》第五十八条"
MOST_UNITS = Decimal("99999999.99")


class FeeRefused(DomainError):
    """The item does not charge this, or not so much (不能收费)."""

    code: ClassVar[str] = "fee_refused"
    clause: ClassVar[str] = FREE_OF_CHARGE


class ReceiptRefused(DomainError):
    """A receipt that does not fit its notice (不能登记缴费)."""

    code: ClassVar[str] = "receipt_refused"


class ExemptionRefused(DomainError):
    """An exemption without basis, or of more than is asked (不能减免)."""

    code: ClassVar[str] = "exemption_refused"


class FeeUnsettled(DomainError):
    """The item hands its result over once its fees are settled (费用未缴)."""

    code: ClassVar[str] = "fee_unsettled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """A fee that the item charges (收费项目); amounts as in `catalogue.rules.case_terms`."""

    name: str
    standard: str
    basis: str
    unit_amount_fen: int | None
    highest_amount_fen: int | None
    reduction: str


def fee_of(*, fees: Sequence[FeeTerms], name: str) -> FeeTerms:
    """Return the fee of the item with this name (取收费项目).

    Raises:
        FeeRefused: the item charges nothing, or nothing of this name.

    Source:
        《行政许可法》（2019年修正）第五十八条: 不得收取任何费用, 法律、行政法规另有规定的除外;
        第五十九条: 按照公布的法定项目和标准收费.
    """
    if not fees:
        raise FeeRefused("本事项不收费，不能开具缴费通知")
    for fee in fees:
        if fee.name == name:
            return fee
    known = "、".join(fee.name for fee in fees)
    raise FeeRefused(f"本事项没有“{name}”这项收费，公布的收费项目：{known}")


def check_amount(*, fee: FeeTerms, quantity: Decimal, amount_fen: int) -> None:
    """Refuse an amount that is not what the published standard gives (检查收费金额).

    The price times the quantity is rounded once, to the nearest fen, a half upwards.

    Raises:
        FeeRefused: the amount or quantity is not positive, or lies outside the standard, or the
            standard is words alone.

    Source:
        《行政许可法》（2019年修正）第五十九条: 应当按照公布的法定项目和标准收费.
    """
    if amount_fen <= 0:
        raise FeeRefused("收费金额应大于 0；不收的请登记减免")
    if not (quantity.is_finite() and 0 < quantity <= MOST_UNITS):
        raise FeeRefused("收费数量应大于 0")
    if quantity != round(quantity, 2):
        raise FeeRefused("收费数量最多两位小数")
    if fee.unit_amount_fen is None:
        raise FeeRefused(
            f"“{fee.name}”的收费标准没有写明单价（{fee.standard}），"
            "请事项管理员先在收费项目里填写单价"
        )
    lowest = _times(fee.unit_amount_fen, quantity)
    highest = _times(fee.highest_amount_fen or fee.unit_amount_fen, quantity)
    if not lowest <= amount_fen <= highest:
        asked = format_yuan(lowest)
        if highest > lowest:
            asked += f" 至 {format_yuan(highest)}"
        raise FeeRefused(
            f"“{fee.name}”按公布的标准（{fee.standard}）{quantity} 份应收 {asked} 元，"
            f"不能收 {format_yuan(amount_fen)} 元"
        )


def check_receipt(*, receipt_number: str, paid_fen: int, due_fen: int, is_settled: bool) -> None:
    """Refuse a receipt that is not of the whole sum still due (检查缴费).

    Raises:
        ReceiptRefused: no number, another sum, or settled already.
    """
    if is_settled:
        raise ReceiptRefused("这笔费用已经缴清或全部减免")
    if not receipt_number.strip():
        raise ReceiptRefused("请填写票据号")
    if paid_fen != due_fen:
        raise ReceiptRefused(f"应缴 {format_yuan(due_fen)} 元，登记的是 {format_yuan(paid_fen)} 元")


def check_exemption(
    *, exempt_fen: int, amount_fen: int, basis: str, reason: str, is_settled: bool
) -> None:
    """Refuse an exemption without its rule, or of more than was asked (检查减免).

    Raises:
        ExemptionRefused: one of these, or settled already.
    """
    if is_settled:
        raise ExemptionRefused("这笔费用已经缴清或减免过")
    if not 0 < exempt_fen <= amount_fen:
        raise ExemptionRefused(f"减免金额应大于 0，不超过应收的 {format_yuan(amount_fen)} 元")
    if not basis.strip():
        raise ExemptionRefused("减免应写明依据")
    if not reason.strip():
        raise ExemptionRefused("减免应写明申请人符合哪一条")


def check_fees_settled(*, is_paid_first: bool, notices: int, unsettled: int) -> None:
    """Refuse to hand a grant over before its fees are settled, where the item says so (检查缴费).

    Args:
        is_paid_first: the item says so, and it charges.
        notices: fee notices of the case.

    Raises:
        FeeUnsettled: nothing was asked yet, or something is open.
    """
    if not is_paid_first:
        return
    if not notices:
        raise FeeUnsettled("本事项缴费后送达，还没有开具缴费通知")
    if unsettled:
        raise FeeUnsettled(f"本事项缴费后送达，还有 {unsettled} 笔费用没有缴清")


def _times(unit_amount_fen: int, quantity: Decimal) -> int:
    return int((unit_amount_fen * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
