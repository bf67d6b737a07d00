"""Columns that a case takes over from its item and keeps (冻结的事项规定)."""

from django.db import models

from zhengtong.cases.rules.deadlines import Approver
from zhengtong.kernel.item_types import ItemType
from zhengtong.kernel.limits import LimitUnit

ITEM_TYPE_CHOICES = [(kind.value, kind.label) for kind in ItemType]
UNIT_CHOICES = [(unit.value, unit.label) for unit in LimitUnit]
APPROVER_CHOICES = [(approver.value, approver.label) for approver in Approver]


class FrozenItem(models.Model):
    """The item version of a case; from acceptance on it never changes (事项规定).

    A limit is a number and its unit, both empty where there is none.
    """

    implementation_code = models.CharField("事项实施编码", max_length=64)
    base_code = models.CharField("基本编码", max_length=64, blank=True)
    item_name = models.CharField("事项名称", max_length=500)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    item_version = models.PositiveIntegerField("事项版本", default=0)
    item_version_id = models.UUIDField("事项版本标识", null=True, blank=True)
    is_on_the_spot = models.BooleanField("即办件", default=False)
    is_joint = models.BooleanField("联合办理", default=False)
    statutory_limit = models.PositiveSmallIntegerField("法定时限", null=True, blank=True)
    statutory_limit_unit = models.CharField(
        "法定时限单位", max_length=16, blank=True, choices=UNIT_CHOICES
    )
    promised_limit = models.PositiveSmallIntegerField("承诺时限", null=True, blank=True)
    promised_limit_unit = models.CharField(
        "承诺时限单位", max_length=16, blank=True, choices=UNIT_CHOICES
    )
    listed_procedures = models.CharField("不计时特别程序", max_length=200, blank=True)
    extension_max = models.PositiveSmallIntegerField("可延长时限", null=True, blank=True)
    extension_approver = models.CharField(
        "延长批准人", max_length=32, blank=True, choices=APPROVER_CHOICES
    )
    extension_basis = models.CharField("延长依据", max_length=500, blank=True)
    correction_limit = models.PositiveSmallIntegerField("补正期限")
    correction_limit_unit = models.CharField("补正期限单位", max_length=16, choices=UNIT_CHOICES)
    delivery_limit = models.PositiveSmallIntegerField("送达时限")
    delivery_limit_unit = models.CharField("送达时限单位", max_length=16, choices=UNIT_CHOICES)
    flow_code = models.CharField("流程编码", max_length=64, blank=True)
    flow_version = models.PositiveIntegerField("流程版本", default=0)
    needs_certificate = models.BooleanField("出证", default=False)
    certificate_type = models.CharField("证照类型", max_length=21, blank=True)
    intake_apart = models.BooleanField("受办分离", default=False)
    one_person_allowed = models.BooleanField("可由一人办结", default=False)

    class Meta:
        abstract = True
