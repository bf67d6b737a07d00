"""Which item runs on which version of a flow, and what it asks of it (事项所用流程)."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.models import GrowingModel
from zhengtong.kernel.item_types import ItemType

ITEM_TYPE_CHOICES = [(kind.value, kind.label) for kind in ItemType]


class ItemFlow(GrowingModel):
    """The flow version that the catalogue last named for an item (事项所用流程).

    Together with the current versions these are what new cases can start on, so the posts of
    both are kept manned. A new version of a flow must suit every item that uses it.
    """

    implementation_code = models.CharField("事项实施编码", max_length=64)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    flow_code = models.CharField("流程编码", max_length=64)
    flow_version = models.PositiveIntegerField("流程版本")
    is_on_the_spot = models.BooleanField("即办件", default=False)
    needs_certificate = models.BooleanField("结果为证照", default=False)
    is_intake_apart = models.BooleanField("受办分离", default=False)
    one_person_allowed = models.BooleanField("可一人办理", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "事项所用流程"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "implementation_code"], name="item_flow_unique"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "flow_code", "flow_version"], name="item_flow_by_flow"
            ),
        ]
