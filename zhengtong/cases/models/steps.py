"""Where a case rests in its flow, and where it rested before (办理环节)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.models import GrowingModel, GrowingReference


class StepResult(models.TextChoices):
    """How a step ended (环节结果)."""

    PASSED = "passed", "通过"
    SENT_BACK = "sent_back", "退回"
    ARRIVED = "arrived", "已汇总"
    STOPPED = "stopped", "终止"


class Step(GrowingModel):
    """One stay of a case at a node; open while `closed_at` is empty (环节).

    A branch that waits at a join has an open row without a post. `claimed_by` is who took the step
    up or was handed it; empty: whoever holds the post may act. `is_elsewhere` marks what another
    body works than the case's own, such as a countersignature. `is_redone` marks what a later
    send-back made void: it no longer counts as a review.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    ordinal = models.PositiveIntegerField("序号")
    node = models.CharField("环节", max_length=64)
    node_name = models.CharField("环节名称", max_length=100)
    kind = models.CharField("环节类型", max_length=16)
    branch = models.CharField("分支", max_length=32, blank=True)
    post = models.CharField("岗位", max_length=32, blank=True)
    organisation_code = models.CharField("办理机构", max_length=32, blank=True)
    is_elsewhere = models.BooleanField("他单位办理", default=False)
    limit_working_days = models.PositiveSmallIntegerField("环节时限", null=True, blank=True)
    due_on = models.DateField("环节到期", null=True, blank=True)
    opened_at = models.DateTimeField("开始时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    claimed_by = models.CharField("认领人", max_length=64, blank=True)
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    handler = models.CharField("办理人", max_length=64, blank=True)
    result = models.CharField("结果", max_length=16, blank=True, choices=StepResult.choices)
    is_redone = models.BooleanField("已重做", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "办理环节"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "ordinal"], name="step_ordinal_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "case_id", "node", "branch"],
                condition=Q(closed_at__isnull=True),
                name="step_open_once",
            ),
            models.CheckConstraint(
                name="step_closed_has_result",
                condition=Q(closed_at__isnull=True, result="")
                | Q(closed_at__isnull=False) & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="step_claim_has_time",
                condition=Q(claimed_by="", claimed_at__isnull=True)
                | ~Q(claimed_by="") & Q(claimed_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "organisation_code", "post", "due_on", "id"],
                name="step_open_by_post",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["region_code", "organisation_code", "case_id"],
                name="step_open_elsewhere",
                condition=Q(closed_at__isnull=True, is_elsewhere=True),
            ),
        ]
