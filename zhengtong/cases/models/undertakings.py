"""What the applicant undertook: to supply what is lacking, or that he meets the conditions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.cases.rules.undertakings import UndertakingKind, UndertakingResult
from zhengtong.foundation.models import GrowingModel, GrowingReference

KIND_CHOICES = [(kind.value, kind.label) for kind in UndertakingKind]
RESULT_CHOICES = [(result.value, result.label) for result in UndertakingResult]


class Undertaking(GrowingModel):
    """An undertaking of the applicant and what became of it (承诺). One a kind and case.

    `due_on` is the last day for supplying, of a pledge the day of its check, which is known once
    it was decided on. `reference` names the signed paper and `told_at` says when he was told of
    day and consequence in writing: what the notices are made of. What is open when its case ends
    lapses with it; a pledge outlives the delivery.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    kind = models.CharField("种类", max_length=16, choices=KIND_CHOICES)
    organisation_code = models.CharField("承办机构", max_length=32)
    reference = models.CharField("承诺书", max_length=200)
    undertaken_at = models.DateTimeField("承诺时间")
    told_at = models.DateTimeField("告知时间")
    due_on = models.DateField("期限", null=True, blank=True)
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    result = models.CharField("结果", max_length=16, blank=True, choices=RESULT_CHOICES)
    finding = models.TextField("核查情况", blank=True)
    checker = models.CharField("核查人", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "kind"], name="undertaking_once_a_kind"
            ),
            models.CheckConstraint(
                name="undertaking_settled_has_result",
                condition=Q(settled_at__isnull=True, result="")
                | Q(settled_at__isnull=False) & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="undertaking_tolerance_has_day",
                condition=~Q(kind=UndertakingKind.TOLERANCE.value) | Q(due_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "kind", "due_on", "id"],
                name="undertaking_due",
                condition=Q(settled_at__isnull=True, due_on__isnull=False),
            ),
        ]
