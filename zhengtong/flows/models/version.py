"""Published versions of a flow, which nothing ever changes, and the posts they need (流程版本)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.foundation.models import GrowingModel, GrowingReference
from zhengtong.people.rules.duties import POST_LABELS

POST_CHOICES = [(post.value, label) for post, label in POST_LABELS.items()]


class FlowVersion(GrowingModel):
    """One published version: an immutable graph (流程版本).

    The table is append-only. `definition` is the canonical text, `digest` its SHA-256;
    `post_regions` are the regions of the organisations whose posts it needs.
    """

    flow_id = models.UUIDField("流程标识")
    flow = GrowingReference("flows.Flow", id_field="flow_id")
    flow_code = models.CharField("流程编码", max_length=64)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("流程名称", max_length=100)
    organisation_code = models.CharField("机构编码", max_length=32)
    definition = models.TextField("流程定义")
    digest = models.CharField("摘要", max_length=64)
    post_regions = models.JSONField("岗位所在区划")
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "流程版本"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "flow_code", "version"], name="flow_version_unique"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="flow_version_from_one"),
        ]


class FlowPost(GrowingModel):
    """A post that one version of a flow needs at one organisation (流程所需岗位).

    `region_code` is that of the organisation whose post it is: a flow may be countersigned in
    another region, and who would be stranded there is asked there. Rows are a projection of
    the versions; `is_in_force` follows the flow (current version of one that is not withdrawn).
    """

    organisation_code = models.CharField("机构编码", max_length=32)
    post = models.CharField("岗位", max_length=32, choices=POST_CHOICES)
    flow_region_code = models.CharField("流程所属区划", max_length=6)
    flow_code = models.CharField("流程编码", max_length=64)
    flow_version = models.PositiveIntegerField("流程版本")
    is_in_force = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "流程所需岗位"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "region_code",
                    "organisation_code",
                    "post",
                    "flow_region_code",
                    "flow_code",
                    "flow_version",
                ],
                name="flow_post_unique",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "flow_region_code", "flow_code"], name="flow_post_of_flow"
            ),
        ]
