"""Published editions of a local item: written once, append-only in the database (事项版本)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.catalogue.models.upper_item import ITEM_TYPE_CHOICES
from zhengtong.foundation.models import GrowingModel, GrowingReference
from zhengtong.kernel.limits import LimitUnit

UNIT_CHOICES = [(unit.value, unit.label) for unit in LimitUnit]


def _limit_has_unit(name: str) -> models.CheckConstraint:
    none = {f"{name}__isnull": True, f"{name}_unit": ""}
    return models.CheckConstraint(
        condition=Q(**none) | Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}_unit": ""}),
        name=f"item_version_{name}_has_unit",
    )


class ItemVersion(GrowingModel):
    """One published version of a local item (事项版本).

    `elements` is the whole guide as it was published; the columns beside it are what cases and
    lists ask for. Running cases keep the version they were accepted under.
    """

    item_id = models.UUIDField("事项标识")
    item = GrowingReference("catalogue.LocalItem", id_field="item_id")
    implementation_code = models.CharField("事项实施编码", max_length=64)
    version = models.PositiveIntegerField("事项版本")
    base_code = models.CharField("基本编码", max_length=64, blank=True)
    base_version = models.PositiveIntegerField("目录版本", default=0)
    organisation_code = models.CharField("实施机构编码", max_length=32)
    item_name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    case_kind = models.CharField("办件类型", max_length=16, blank=True)
    is_on_the_spot = models.BooleanField("即办件", default=False)
    is_joint = models.BooleanField("联合办理", default=False)
    is_one_window = models.BooleanField("纳入一窗", default=False)
    statutory_limit = models.PositiveSmallIntegerField("法定时限", null=True, blank=True)
    statutory_limit_unit = models.CharField(
        "法定时限单位", max_length=16, blank=True, choices=UNIT_CHOICES
    )
    promised_limit = models.PositiveSmallIntegerField("承诺时限", null=True, blank=True)
    promised_limit_unit = models.CharField(
        "承诺时限单位", max_length=16, blank=True, choices=UNIT_CHOICES
    )
    result_type = models.CharField("审批结果类型", max_length=16, blank=True)
    certificate_type_code = models.CharField("证照类型", max_length=21, blank=True)
    flow_code = models.CharField("流程编码", max_length=64, blank=True)
    flow_version = models.PositiveIntegerField("流程版本", default=0)
    elements = models.JSONField("要素")
    provisional = models.JSONField("暂定要素", default=list)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=64)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "implementation_code", "version"],
                name="item_version_unique",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="item_version_from_one"),
            _limit_has_unit("statutory_limit"),
            _limit_has_unit("promised_limit"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "item_id"], name="item_version_of_item"),
        ]
