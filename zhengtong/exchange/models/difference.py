"""Reconciliations with a source, and the differences they found (对账与差异)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.exchange.rules.reconciliation import KIND_LABELS, DifferenceState
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

KIND_CHOICES = [(kind.value, label) for kind, label in KIND_LABELS.items()]
STATE_CHOICES = [(state.value, state.label) for state in DifferenceState]


class Reconciliation(LedgerSubject):
    """A run that told something new: files of a source held against our book (对账).

    `content_hash` is over what the files say, so that the same files are known again.
    """

    number = models.CharField("对账编号", max_length=32)
    source_name = models.CharField("来源系统", max_length=64)
    file_name = models.CharField("文件名", max_length=255)
    content_hash = models.CharField("内容摘要", max_length=64)
    first_day = models.DateField("首日")
    last_day = models.DateField("末日")
    has_counts = models.BooleanField("对件数")
    has_cases = models.BooleanField("对办件")
    found = models.PositiveIntegerField("新差异", default=0)
    gone = models.PositiveIntegerField("已消除", default=0)
    standing = models.PositiveIntegerField("现存差异", default=0)
    run_by = models.CharField("办理人", max_length=64)
    run_at = models.DateTimeField("对账时间")

    class Meta:
        verbose_name = verbose_name_plural = "对账"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "number"], name="reconciliation_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="reconciliation_days"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "source_name", "content_hash"],
                name="reconciliation_by_content",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"reconciliation:{self.number}"


class Difference(LedgerSubject):
    """One point on which a source's book and ours are at odds (对账差异).

    Kept until a person explains it, and after that until a later run finds it gone. One that
    comes back, or whose numbers change, is a new one.
    """

    number = models.CharField("差异编号", max_length=32)
    source_name = models.CharField("来源系统", max_length=64)
    kind = models.CharField("差异类别", max_length=16, choices=KIND_CHOICES)
    key = models.CharField("同一差异", max_length=255)
    day = models.DateField("日期")
    other_day = models.DateField("另一日期", null=True, blank=True)
    implementation_code = models.CharField("事项实施编码", max_length=64)
    organisation_code = models.CharField("实施机构", max_length=32)
    measure = models.CharField("口径", max_length=16, blank=True)
    source_number = models.CharField("来源编号", max_length=64, blank=True)
    case_number = models.CharField("办件编号", max_length=18, blank=True)
    theirs = models.CharField("来源所记", max_length=200)
    ours = models.CharField("平台所记", max_length=200)
    owner_code = models.CharField("负责机构", max_length=32)
    state = models.CharField("状态", max_length=16, choices=STATE_CHOICES)
    file_name = models.CharField("文件名", max_length=255)
    found_at = models.DateTimeField("发现时间")
    explanation = models.CharField("说明", max_length=500, blank=True)
    explained_by = models.CharField("说明人", max_length=64, blank=True)
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)
    gone_at = models.DateTimeField("消除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账差异"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "number"], name="difference_number_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "source_name", "key"],
                condition=Q(gone_at__isnull=True),
                name="difference_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_by="", explained_at__isnull=True)
                | ~Q(explanation="") & ~Q(explained_by="") & Q(explained_at__isnull=False),
                name="difference_explained_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="gone", gone_at__isnull=False)
                | Q(state="explained", gone_at__isnull=True) & ~Q(explanation="")
                | Q(state="open", gone_at__isnull=True, explanation=""),
                name="difference_state_by_facts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "source_name", "day"],
                name="difference_standing",
                condition=Q(gone_at__isnull=True),
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"difference:{self.number}"

    @property
    def ledger_organisation(self) -> str:
        return self.owner_code


class DifferenceAct(LedgerAct):
    """That a person explained a difference, and how (差异说明记录)."""

    difference_id = models.UUIDField("差异标识")
    difference = GrowingReference("exchange.Difference", id_field="difference_id")
    reason = models.CharField("说明", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "差异说明记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "difference_id", "act_no"], name="difference_act_in_order"
            ),
        ]
