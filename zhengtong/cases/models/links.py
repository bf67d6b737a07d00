"""Cases that belong together across regions (关联办件)."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models import GrowingModel, GrowingReference


class LinkRole(models.TextChoices):
    """What the other case is to this one (关联关系)."""

    RELAYED_TO = "relayed_to", "转报至"
    RELAYED_FROM = "relayed_from", "转报自"
    TRANSFERRED_TO = "transferred_to", "移送至"
    TRANSFERRED_FROM = "transferred_from", "移送自"
    APPLIED_AGAIN_AS = "applied_again_as", "再次申请为"
    APPLIED_AGAIN_FROM = "applied_again_from", "再次申请自"


class CaseLink(GrowingModel):
    """One case's side of a link; the other side has a row in its own region (办件关联)."""

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    role = models.CharField("关系", max_length=24, choices=LinkRole.choices)
    other_number = models.CharField("关联办件编号", max_length=18)

    class Meta:
        verbose_name = verbose_name_plural = "办件关联"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "role", "other_number"], name="case_link_unique"
            ),
        ]
