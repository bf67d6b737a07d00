"""Changes of many items before one reviewer (批量变更申请)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.catalogue.rules.bulk import (
    BULK_SOURCE_LABELS,
    BULK_STATE_LABELS,
    OUTCOME_LABELS,
    BulkState,
    Outcome,
)
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingModel, GrowingReference

SOURCE_CHOICES = [(source.value, label) for source, label in BULK_SOURCE_LABELS.items()]
STATE_CHOICES = [(state.value, label) for state, label in BULK_STATE_LABELS.items()]
OUTCOME_CHOICES = [(outcome.value, label) for outcome, label in OUTCOME_LABELS.items()]


class BulkRequest(LedgerSubject):
    """Changes of many items that are submitted and decided together (批量变更申请).

    `number` carries the region. `digest` is over what was asked for, so that the same command
    goes on where it was interrupted.
    """

    number = models.CharField("批量申请号", max_length=16)
    serial = models.PositiveIntegerField("序号")
    source = models.CharField("来由", max_length=16, choices=SOURCE_CHOICES)
    state = models.CharField("状态", max_length=16, choices=STATE_CHOICES)
    digest = models.CharField("内容摘要", max_length=64)
    item_count = models.PositiveIntegerField("事项数", default=0)
    submitted_by = models.CharField("上报人", max_length=64)
    submitted_at = models.DateTimeField("上报时间", null=True, blank=True)
    decided_by = models.CharField("审核人", max_length=64, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量变更申请"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "number"], name="bulk_request_unique"),
            models.UniqueConstraint(
                fields=["region_code", "digest", "submitted_by"],
                condition=Q(state=BulkState.GATHERING.value),
                name="bulk_request_one_gathering",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("submitted_by")),
                name="bulk_request_approver_is_not_submitter",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"bulk:{self.number}"


class BulkRequestItem(GrowingModel):
    """One item of a bulk request: what changes, and what became of it (批量申请事项).

    `changes` has element, before and after of each. `submit_no` is the number of the act that
    submitted the item: where the item has moved on since, the request does not decide it.
    """

    request_id = models.UUIDField("批量申请标识")
    request = GrowingReference("catalogue.BulkRequest", id_field="request_id")
    item_id = models.UUIDField("事项标识")
    item = GrowingReference("catalogue.LocalItem", id_field="item_id")
    implementation_code = models.CharField("事项实施编码", max_length=64)
    organisation_code = models.CharField("实施机构编码", max_length=32)
    item_name = models.CharField("事项名称", max_length=200)
    base_version = models.PositiveIntegerField("目录版本", default=0)
    changes = models.JSONField("变化", default=list, blank=True)
    submit_no = models.PositiveIntegerField("上报序号")
    outcome = models.CharField("结果", max_length=16, choices=OUTCOME_CHOICES)
    remark = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量申请事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "request_id", "item_id"], name="bulk_request_item_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "item_id", "submit_no"], name="bulk_request_item_submitted"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "request_id", "outcome"], name="bulk_item_by_outcome"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has decided it yet (是否待审核)."""
        return self.outcome == Outcome.PENDING


class BulkAct(LedgerAct):
    """One act on a bulk request and why (批量申请办理记录)."""

    request_id = models.UUIDField("批量申请标识")
    request = GrowingReference("catalogue.BulkRequest", id_field="request_id")
    reason = models.TextField("事由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量申请办理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "request_id", "act_no"], name="bulk_act_in_order"
            )
        ]
