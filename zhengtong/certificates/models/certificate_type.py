"""Types of certificates, before certificates themselves are built (证照目录)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.certificates.rules.types import HolderKind, TypeState, ValidityRule
from zhengtong.foundation.models import SmallModel

HOLDER_CHOICES = [(kind.value, kind.label) for kind in HolderKind]
STATE_CHOICES = [(state.value, state.label) for state in TypeState]
VALIDITY_CHOICES = [(rule.value, rule.label) for rule in ValidityRule]


class CertificateType(SmallModel):
    """A type of certificate (证照类型).

    Whether it is ready is derived by `rules.types.readiness_of`, never stored. `face_fields`
    is a list of `{name, key, type, is_required}`.
    """

    type_code = models.CharField("证照类型代码", max_length=21, unique=True)
    name = models.CharField("类型名称", max_length=200)
    owner_code = models.CharField("定义机构代码", max_length=18, blank=True)
    owner_name = models.CharField("定义机构", max_length=100, blank=True)
    holder_kind = models.CharField("持证主体类别", max_length=16, choices=HOLDER_CHOICES)
    validity_rule = models.CharField(
        "有效期类型", max_length=16, blank=True, choices=VALIDITY_CHOICES
    )
    validity_months = models.PositiveSmallIntegerField("有效月数", null=True, blank=True)
    face_fields = models.JSONField("照面项", default=list, blank=True)
    template_name = models.CharField("证照模板", max_length=200, blank=True)
    security_level = models.CharField("安全等级", max_length=16, blank=True)
    legal_basis = models.TextField("设定依据", blank=True)
    state = models.CharField("状态", max_length=16, choices=STATE_CHOICES)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "证照类型"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="certificate_type_fixed_has_months",
                condition=Q(validity_rule=ValidityRule.FIXED.value, validity_months__gte=1)
                | ~Q(validity_rule=ValidityRule.FIXED.value) & Q(validity_months__isnull=True),
            ),
        ]
