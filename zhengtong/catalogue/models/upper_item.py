"""Items of the upper-level catalogue and their published versions (基本目录)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.catalogue.rules.states import (
    CATALOGUE_STATE_LABELS,
    REVISION_KIND_LABELS,
    CatalogueState,
)
from zhengtong.foundation.models import SmallModel
from zhengtong.kernel.item_types import ItemType

ITEM_TYPE_CHOICES = [(kind.value, kind.label) for kind in ItemType]
CATALOGUE_STATE_CHOICES = [(state.value, label) for state, label in CATALOGUE_STATE_LABELS.items()]
REVISION_KIND_CHOICES = [(kind.value, label) for kind, label in REVISION_KIND_LABELS.items()]
LEVEL_KIND_CHOICES = [("main", "主项"), ("sub", "子项")]


class CatalogueItem(SmallModel):
    """One item of the catalogue that a region keeps for those below it (目录事项).

    Its columns are those of the newest published version. `is_derived` says that no catalogue
    was loaded yet and the item is known only by the code in an imported list.
    """

    region_code = models.CharField("目录所属区划", max_length=6)
    base_code = models.CharField("基本编码", max_length=64)
    name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    level_kind = models.CharField("主项或子项", max_length=8, choices=LEVEL_KIND_CHOICES)
    parent_code = models.CharField("主项编码", max_length=64, blank=True)
    parent_name = models.CharField("主项名称", max_length=200, blank=True)
    guiding_body = models.CharField("业务指导部门", max_length=100, blank=True)
    exercise_levels = models.JSONField("可行使层级", default=list, blank=True)
    state = models.CharField("状态", max_length=32, choices=CATALOGUE_STATE_CHOICES)
    version = models.PositiveIntegerField("版本", default=0)
    is_derived = models.BooleanField("由编码推得", default=False)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "目录事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "base_code"], name="catalogue_item_unique"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1) | Q(state=CatalogueState.DRAFT.value),
                name="catalogue_item_in_force_has_version",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "guiding_body"], name="catalogue_item_by_guide"),
        ]


class CatalogueItemVersion(SmallModel):
    """What one published revision made of an item; never changed (目录事项版本).

    `elements` are those of the item from then on; `successor_codes` are what a split or merged
    item became.
    """

    item = models.ForeignKey(
        "catalogue.CatalogueItem",
        verbose_name="目录事项",
        on_delete=models.PROTECT,
        related_name="versions",
    )
    version = models.PositiveIntegerField("版本")
    kind = models.CharField("变更类型", max_length=16, choices=REVISION_KIND_CHOICES)
    elements = models.JSONField("要素", default=dict)
    reason = models.CharField("变更原因", max_length=500, blank=True)
    basis_document = models.CharField("变更依据文件", max_length=200, blank=True)
    successor_codes = models.JSONField("承接事项编码", default=list, blank=True)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "目录事项版本"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "version"], name="catalogue_item_version_unique"
            ),
        ]
