"""Editions of a source's lists: what its columns and codes are here (代码对照)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.exchange.rules.mapping import LIST_LABELS
from zhengtong.foundation.ledger.models import LedgerSubject

LIST_CHOICES = [(name.value, label) for name, label in LIST_LABELS.items()]


class MappingEdition(LedgerSubject):
    """One list of a source, whole, as it holds from a day on (对照表版本).

    Never changed: what was wrong is put right by the next edition.
    """

    number = models.CharField("编号", max_length=64)
    source_name = models.CharField("来源系统", max_length=64)
    mapped_list = models.CharField("对照表", max_length=32, choices=LIST_CHOICES)
    version = models.PositiveIntegerField("版本")
    holds_from = models.DateField("生效日期")
    pairs = models.JSONField("对照")
    pairs_hash = models.CharField("内容摘要", max_length=64)
    file_name = models.CharField("文件名", max_length=255)
    set_by = models.CharField("办理人", max_length=64)
    set_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "来源代码对照"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "source_name", "mapped_list", "version"],
                name="mapping_edition_unique",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="mapping_edition_counted"),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"source_mapping:{self.number}"
