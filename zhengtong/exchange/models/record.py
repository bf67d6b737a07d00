"""What each source has told of each of its cases (来源办件记录)."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models import GrowingModel, GrowingReference


class ImportedRecord(GrowingModel):
    """The newest version that came in of one case of one source (来源办件记录).

    `stated` is what the source said, by field, for holding a newer version against it; what is
    personal or people's own words stands there as a keyed hash. `content_hash` is over all of it.
    """

    source_name = models.CharField("来源系统", max_length=64)
    source_number = models.CharField("来源编号", max_length=64)
    data_version = models.PositiveIntegerField("数据版本")
    content_hash = models.CharField("内容摘要", max_length=64)
    stated = models.JSONField("已述内容")
    case_number = models.CharField("办件编号", max_length=18)
    imported_at = models.DateTimeField("导入时间")
    batch_id = models.UUIDField("导入批次标识")
    batch = GrowingReference("exchange.ImportBatch", id_field="batch_id")

    class Meta:
        verbose_name = verbose_name_plural = "来源办件记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "source_name", "source_number"],
                name="imported_record_unique",
            ),
        ]
