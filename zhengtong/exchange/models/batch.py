"""Runs of an import, and how far each has come (导入批次)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.foundation.models import GrowingModel

COUNTED = ("created", "advanced", "unchanged", "older", "put_aside", "synced", "back_entries")


class ImportBatch(GrowingModel):
    """One file on its way in (导入批次).

    Written in the transaction of every page, so that the counts are those of what is in. A run
    that was killed is taken up again when the same file comes once more: `next_row` is the first
    row, in the order of the run, whose outcome is not in the counts yet.
    """

    source_name = models.CharField("来源系统", max_length=64)
    file_name = models.CharField("文件名", max_length=255)
    file_hash = models.CharField("文件摘要", max_length=64)
    is_history = models.BooleanField("历史数据", default=False)
    lag_days = models.PositiveSmallIntegerField("约定登记时限（日）")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    row_count = models.PositiveIntegerField("行数")
    next_row = models.PositiveIntegerField("下一行", default=0)
    created = models.PositiveIntegerField("新建", default=0)
    advanced = models.PositiveIntegerField("推进", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    older = models.PositiveIntegerField("旧版本", default=0)
    put_aside = models.PositiveIntegerField("搁置", default=0)
    synced = models.PositiveIntegerField("同步", default=0)
    back_entries = models.PositiveIntegerField("补录", default=0)
    refused = models.PositiveIntegerField("有误", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_row__lte=F("row_count")), name="import_batch_within_file"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "source_name", "file_hash"],
                name="import_batch_unfinished",
                condition=Q(finished_at__isnull=True),
            ),
            models.Index(fields=["region_code", "started_at"], name="import_batch_by_start"),
        ]
