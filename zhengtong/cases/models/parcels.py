"""Papers of a case that came or went by express (快递)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.cases.rules.parcels import Direction
from zhengtong.foundation.models import GrowingModel, GrowingReference

DIRECTION_CHOICES = [(direction.value, direction.label) for direction in Direction]


class Parcel(GrowingModel):
    """One parcel, known by its waybill (快递件). Names of persons are shown masked.

    The waybill of a case that was voided or deleted is released, for the right entry to bear.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    direction = models.CharField("方向", max_length=8, choices=DIRECTION_CHOICES)
    waybill = models.CharField("运单号", max_length=30)
    carrier = models.CharField("承运单位", max_length=50, blank=True)
    contents = models.CharField("内件", max_length=500)
    receiver = models.CharField("收件人", max_length=100)
    proof = models.CharField("凭证", max_length=200)
    handled_at = models.DateTimeField("收寄时间")
    is_released = models.BooleanField("运单号已释放", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "快递件"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "waybill"],
                name="parcel_waybill_unique",
                condition=Q(is_released=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "case_id", "handled_at"], name="parcel_by_case"),
        ]
