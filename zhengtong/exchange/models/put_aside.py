"""Contradictions that wait for a person (搁置的矛盾)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.models import GrowingModel, GrowingReference


class PutAside(GrowingModel):
    """A version that is at odds with what is on record (搁置的矛盾).

    It changed nothing. `reason` names the fields and shows nothing personal; `content_sealed` is
    the whole row, sealed. The same content of the same version is put aside once against the same
    record, however often it is fed. `resolution` is what a person decided, and why.
    """

    number = models.CharField("搁置编号", max_length=32)
    source_name = models.CharField("来源系统", max_length=64)
    source_number = models.CharField("来源编号", max_length=64)
    data_version = models.PositiveIntegerField("数据版本")
    known_version = models.PositiveIntegerField("已有版本")
    content_hash = models.CharField("内容摘要", max_length=64)
    known_hash = models.CharField("已有内容摘要", max_length=64)
    content_sealed = models.TextField("内容（加密）")
    case_number = models.CharField("办件编号", max_length=18)
    reason = models.TextField("搁置原因")
    file_name = models.CharField("文件名", max_length=255)
    row_number = models.PositiveIntegerField("行号")
    put_aside_at = models.DateTimeField("搁置时间")
    batch_id = models.UUIDField("导入批次标识")
    batch = GrowingReference("exchange.ImportBatch", id_field="batch_id")
    resolution = models.TextField("处理意见", blank=True)
    resolved_by = models.CharField("处理人", max_length=64, blank=True)
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "搁置的矛盾"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "number"], name="put_aside_number_unique"
            ),
            models.UniqueConstraint(
                fields=[
                    "region_code",
                    "source_name",
                    "source_number",
                    "data_version",
                    "content_hash",
                    "known_hash",
                ],
                name="put_aside_once",
            ),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by="")
                | ~Q(resolution="") & ~Q(resolved_by="") & Q(resolved_at__isnull=False),
                name="put_aside_resolved_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "put_aside_at"],
                name="put_aside_waiting",
                condition=Q(resolution=""),
            ),
        ]
