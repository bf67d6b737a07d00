"""Regions from province to village, one row a code, and what earlier editions called them."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models import SmallModel
from zhengtong.places.rules.regions import RegionLevel

LEVEL_CHOICES = [(level.value, level.label) for level in RegionLevel]


class Region(SmallModel):
    """A region as the newest edition that lists its code has it (行政区划).

    `as_of` is the date of that edition: a code that was abolished keeps the last edition in
    which it stood.
    """

    code = models.CharField("区划代码", max_length=12, unique=True)
    level = models.CharField("级别", max_length=32, choices=LEVEL_CHOICES)
    name = models.CharField("名称", max_length=100)
    full_name = models.CharField("全称", max_length=200)
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    source = models.CharField("来源", max_length=16)
    as_of = models.DateField("版本截止日")

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        indexes: ClassVar = [models.Index(fields=["parent_code", "code"], name="region_by_parent")]


class FormerRegion(SmallModel):
    """A code as an earlier edition listed it, where a newer one lists it too (历史区划)."""

    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=100)
    full_name = models.CharField("全称", max_length=200)
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    source = models.CharField("来源", max_length=16)
    as_of = models.DateField("版本截止日")

    class Meta:
        verbose_name = verbose_name_plural = "历史区划"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "as_of"], name="former_region_unique"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["parent_code", "as_of"], name="former_region_by_parent"),
        ]
