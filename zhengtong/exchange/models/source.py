"""Registered sources: departments' own systems that hand over their cases (来源系统)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.models import SmallModel


class Source(SmallModel):
    """A department's system, and what was agreed with it (来源系统).

    `organisation_code` owns it; `contact_post` is the post there that answers for it, never a
    person. `lag_days` is within how many days it enters what happened; `every_days` is how often
    it delivers, where that is agreed; `switched_off_on` is its last day. `result_codes` is what
    its own result codes mean until a mapped list holds (`MappingEdition`). `last_put_aside_no`
    and `last_difference_no` number its contradictions and differences; the row is locked for the
    length of a page of an import and of a reconciliation.
    """

    region_code = models.CharField("行政区划代码", max_length=6)
    name = models.CharField("名称", max_length=64)
    organisation_code = models.CharField("所属机构编码", max_length=32, blank=True)
    lag_days = models.PositiveSmallIntegerField("约定登记时限（日）")
    contact_post = models.CharField("联系岗位", max_length=64, blank=True)
    every_days = models.PositiveSmallIntegerField("约定送数间隔（日）", null=True, blank=True)
    switched_off_on = models.DateField("停用日期", null=True, blank=True)
    result_codes = models.JSONField("结果代码对照", default=dict, blank=True)
    registered_at = models.DateTimeField("登记时间")
    last_seen_at = models.DateTimeField("最近送数时间", null=True, blank=True)
    last_seen_file = models.CharField("最近送数文件", max_length=255, blank=True)
    last_put_aside_no = models.PositiveIntegerField("最后搁置序号", default=0)
    last_difference_no = models.PositiveIntegerField("最后差异序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "来源系统"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "name"], name="source_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_name"),
        ]
