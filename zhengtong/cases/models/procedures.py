"""What changes the clocks of a case: special procedures and the one extension."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.cases.models.frozen_item import APPROVER_CHOICES, UNIT_CHOICES
from zhengtong.foundation.models import GrowingModel, GrowingReference
from zhengtong.kernel.special_procedures import SpecialProcedure

PROCEDURE_CHOICES = [(kind.value, kind.label) for kind in SpecialProcedure]


class Suspension(GrowingModel):
    """A special procedure during which the clock stands still (特别程序). One at a time."""

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    kind = models.CharField("种类", max_length=32, choices=PROCEDURE_CHOICES)
    reason = models.TextField("理由或依据")
    planned_days = models.PositiveSmallIntegerField("预计工作日")
    planned_until = models.DateField("预计结束日")
    approver = models.CharField("批准人", max_length=64, blank=True)
    started_on = models.DateField("开始日")
    started_by = models.CharField("经办人", max_length=64)
    ended_on = models.DateField("结束日", null=True, blank=True)
    result = models.TextField("结果", blank=True)
    document_number = models.CharField("文书编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "特别程序"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id"],
                condition=Q(ended_on__isnull=True),
                name="suspension_one_open",
            ),
            models.CheckConstraint(
                name="suspension_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="suspension_end_has_result",
                condition=Q(ended_on__isnull=True) | ~Q(result=""),
            ),
            models.CheckConstraint(name="suspension_has_reason", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "case_id"], name="suspension_by_case"),
        ]


class Extension(GrowingModel):
    """The one lengthening of a case's limit (延长期限)."""

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    count = models.PositiveSmallIntegerField("延长")
    unit = models.CharField("单位", max_length=16, choices=UNIT_CHOICES)
    basis = models.CharField("依据条款", max_length=500, blank=True)
    reason = models.TextField("理由")
    approver = models.CharField("批准人类别", max_length=32, choices=APPROVER_CHOICES)
    approved_by = models.CharField("批准人", max_length=64)
    extends_promise = models.BooleanField("承诺期限同时延长", default=True)
    extended_on = models.DateField("延长日")
    document_number = models.CharField("文书编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延长期限"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "case_id"], name="extension_only_once"),
            models.CheckConstraint(name="extension_lengthens", condition=Q(count__gte=1)),
            models.CheckConstraint(name="extension_has_reason", condition=~Q(reason="")),
        ]
