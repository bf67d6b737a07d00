"""Materials of a case and the one correction notice (材料与补正)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.models import GrowingModel, GrowingReference


class CollectWay(models.TextChoices):
    """How a material came in (收取方式)."""

    UPLOAD = "upload", "上传"
    PAPER = "paper", "纸质"
    CERTIFICATE = "certificate", "证照复用"
    EXCHANGE = "exchange", "数据共享"


class CaseMaterial(GrowingModel):
    """One material that the item asks for, or that was handed in besides (办件材料).

    `supply_due_on` stays when it was supplied: it says that it was tolerated, and until when.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("材料名称", max_length=200)
    is_required = models.BooleanField("必要", default=True)
    is_collected = models.BooleanField("已收取", default=False)
    way = models.CharField("收取方式", max_length=16, blank=True, choices=CollectWay.choices)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    collected_at = models.DateTimeField("收取时间", null=True, blank=True)
    supply_due_on = models.DateField("容缺补齐期限", null=True, blank=True)
    is_pledged = models.BooleanField("承诺替代", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "办件材料"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "ordinal"], name="case_material_unique"
            ),
            models.CheckConstraint(
                name="case_material_collected_has_time",
                condition=Q(is_collected=False, collected_at__isnull=True)
                | Q(is_collected=True, collected_at__isnull=False) & ~Q(way=""),
            ),
        ]


class CorrectionNotice(GrowingModel):
    """The one notice that lists everything to be corrected (补正告知). A case has at most one."""

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    noticed_at = models.DateTimeField("告知时间")
    due_on = models.DateField("补正期限")
    document_number = models.CharField("文书编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正告知"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id"], name="correction_notice_only_once"
            ),
        ]


class CorrectionPoint(GrowingModel):
    """One thing that the notice asks for, and its ground in law (补正内容)."""

    notice_id = models.UUIDField("告知标识")
    notice = GrowingReference("cases.CorrectionNotice", id_field="notice_id")
    ordinal = models.PositiveSmallIntegerField("序号")
    what = models.CharField("补正内容", max_length=500)
    ground = models.CharField("依据", max_length=500, blank=True)
    material = models.CharField("对应材料", max_length=200, blank=True)
    supplied_at = models.DateTimeField("补齐时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正内容"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "notice_id", "ordinal"], name="correction_point_unique"
            ),
        ]
