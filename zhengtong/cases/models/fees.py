"""Fees of a case: asked by a notice, paid against a receipt, or exempted (收费)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.foundation.models import GrowingModel, GrowingReference


class Fee(GrowingModel):
    """One fee notice with what became of it (缴费通知).

    The price, standard and basis are those published then. `bill_number` is the case number and
    the fee's number in the case. Amounts are whole fen. The receipt of a case that was voided or
    deleted is released, so that the right entry may bear its number.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    ordinal = models.PositiveSmallIntegerField("序号")
    bill_number = models.CharField("缴费通知编号", max_length=32)
    name = models.CharField("收费项目", max_length=200)
    standard = models.CharField("收费标准", max_length=500)
    basis = models.CharField("收费依据", max_length=1000)
    payee = models.CharField("收款机构", max_length=32)
    quantity = models.DecimalField("数量", max_digits=10, decimal_places=2)
    amount_fen = models.BigIntegerField("应收（分）")
    noticed_at = models.DateTimeField("通知时间")
    exempt_fen = models.BigIntegerField("减免（分）", default=0)
    exemption_basis = models.CharField("减免依据", max_length=500, blank=True)
    exempted_at = models.DateTimeField("减免时间", null=True, blank=True)
    paid_fen = models.BigIntegerField("实收（分）", default=0)
    receipt_number = models.CharField("票据号", max_length=50, blank=True)
    paid_at = models.DateTimeField("缴费时间", null=True, blank=True)
    is_released = models.BooleanField("票据号已释放", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "收费"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "ordinal"], name="fee_ordinal_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "bill_number"], name="fee_bill_number_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "receipt_number"],
                name="fee_receipt_number_unique",
                condition=~Q(receipt_number="") & Q(is_released=False),
            ),
            models.CheckConstraint(
                name="fee_amounts_fit",
                condition=Q(amount_fen__gt=0, exempt_fen__gte=0)
                & Q(exempt_fen__lte=F("amount_fen"))
                & (
                    Q(paid_at__isnull=True, paid_fen=0, receipt_number="")
                    | Q(paid_at__isnull=False, paid_fen=F("amount_fen") - F("exempt_fen"))
                    & ~Q(receipt_number="")
                ),
            ),
            models.CheckConstraint(
                name="fee_exemption_has_basis",
                condition=Q(exempt_fen=0, exempted_at__isnull=True)
                | Q(exempt_fen__gt=0, exempted_at__isnull=False) & ~Q(exemption_basis=""),
            ),
        ]

    @property
    def due_fen(self) -> int:
        """Return what is still to be paid (尚欠)."""
        return 0 if self.paid_at else self.amount_fen - self.exempt_fen
