"""Organisations and their credit codes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.foundation.models import SmallModel
from zhengtong.places.rules.organisations import BodyKind, OrganisationLevel

LEVEL_CHOICES = [(level.value, level.label) for level in OrganisationLevel]
KIND_CHOICES = [(kind.value, kind.label) for kind in BodyKind]


class Organisation(SmallModel):
    """Any body: department, township, village station, service centre, upper level (机构).

    Keyed by a code of its own. Leaders and liaison are staff codes of `people`; the liaison is
    empty while the department's administrator is it. `sequence` is the printing order.
    """

    code = models.CharField("机构编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=200)
    short_name = models.CharField("简称", max_length=100, blank=True)
    level = models.CharField("层级", max_length=32, choices=LEVEL_CHOICES)
    kind = models.CharField("性质", max_length=32, choices=KIND_CHOICES)
    region_code = models.CharField("区划代码", max_length=6)
    township_code = models.CharField("乡级区划代码", max_length=9, blank=True)
    village_code = models.CharField("村级区划代码", max_length=12, blank=True)
    parent_code = models.CharField("上级机构编码", max_length=32, blank=True)
    sequence = models.PositiveIntegerField("排序", default=1)
    in_hall = models.BooleanField("进驻大厅", default=False)
    on_platform_from = models.DateField("上平台日期", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)
    leader_in_charge_code = models.CharField("分管领导工号", max_length=32, blank=True)
    organ_head_code = models.CharField("机关负责人工号", max_length=32, blank=True)
    liaison_code = models.CharField("联络员工号", max_length=32, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code"],
                condition=Q(level=OrganisationLevel.SERVICE_CENTRE.value, township_code=""),
                name="organisation_one_service_centre",
                violation_error_message="一个区划只有一个政务服务中心",
            ),
            models.UniqueConstraint(
                fields=["region_code", "level", "township_code", "village_code", "name"],
                name="organisation_named_once",
                violation_error_message="同一区划、同一层级已有同名机构",
            ),
            models.CheckConstraint(
                condition=~Q(level=OrganisationLevel.TOWNSHIP.value) | ~Q(township_code=""),
                name="organisation_township_has_code",
            ),
            models.CheckConstraint(
                condition=~Q(level=OrganisationLevel.VILLAGE_STATION.value) | ~Q(village_code=""),
                name="organisation_village_has_code",
            ),
            models.CheckConstraint(
                condition=~Q(parent_code=F("code")), name="organisation_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(leader_in_charge_code="")
                | ~Q(leader_in_charge_code=F("organ_head_code")),
                name="organisation_leader_is_not_head",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "level", "sequence"], name="organisation_in_region"
            ),
            *(
                models.Index(
                    fields=[field], condition=~Q(**{field: ""}), name=f"organisation_by_{short}"
                )
                for field, short in (
                    ("leader_in_charge_code", "leader"),
                    ("organ_head_code", "head"),
                    ("liaison_code", "liaison"),
                )
            ),
        ]


class OrganisationCreditCode(SmallModel):
    """One of a body's unified social credit codes; some early ones fail the check (信用代码)."""

    organisation_code = models.CharField("机构编码", max_length=32)
    credit_code = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    checks = models.BooleanField("校验位相符")

    class Meta:
        verbose_name = verbose_name_plural = "机构信用代码"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation_code", "credit_code"], name="organisation_credit_code_unique"
            ),
        ]
