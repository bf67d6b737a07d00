"""A body's own edition of an item, and what was done with it (实施清单事项)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.catalogue.models.upper_item import ITEM_TYPE_CHOICES
from zhengtong.catalogue.rules.states import LOCAL_STATE_LABELS, LocalItemState
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

STATE_CHOICES = [(state.value, label) for state, label in LOCAL_STATE_LABELS.items()]
NEVER_PUBLISHED = [
    LocalItemState.TO_CLAIM.value,
    LocalItemState.CLAIMED.value,
    LocalItemState.FILLED.value,
    LocalItemState.SUBMITTED.value,
    LocalItemState.RETURNED.value,
    LocalItemState.APPROVED.value,
    LocalItemState.CANCELLED.value,
]


class LocalItem(LedgerSubject):
    """One item as one body has claimed it (实施清单事项).

    `elements` is the draft in hand, with `provisional` naming what is not final; what is in force
    is the `ItemVersion` number `version` (0 before the first). An item whose source gives no
    implementation code has one made by the platform (`is_code_assigned`) and is known in
    imports by `import_key`. New cases run on `flow_version` of `flow_code`: the chosen flow
    or, where none was chosen, the default of the item's shape.
    """

    implementation_code = models.CharField("事项实施编码", max_length=64)
    is_code_assigned = models.BooleanField("平台自编编码", default=False)
    import_key = models.CharField("导入识别键", max_length=320, blank=True)
    organisation_code = models.CharField("实施机构编码", max_length=32)
    catalogue_region_code = models.CharField("目录所属区划", max_length=6, blank=True)
    base_code = models.CharField("基本编码", max_length=64, blank=True)
    base_version = models.PositiveIntegerField("目录版本", default=0)
    name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    state = models.CharField("状态", max_length=32, choices=STATE_CHOICES)
    version = models.PositiveIntegerField("事项版本", default=0)
    elements = models.JSONField("要素", default=dict, blank=True)
    provisional = models.JSONField("暂定要素", default=list, blank=True)
    chosen_flow_code = models.CharField("选定流程", max_length=64, blank=True)
    flow_code = models.CharField("流程编码", max_length=64, blank=True)
    flow_version = models.PositiveIntegerField("流程版本", default=0)
    claimed_by = models.CharField("认领人", max_length=64, blank=True)
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    submitted_by = models.CharField("上报人", max_length=64, blank=True)
    approved_by = models.CharField("审核人", max_length=64, blank=True)
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "实施清单事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "implementation_code"], name="local_item_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "import_key"],
                condition=~Q(import_key=""),
                name="local_item_import_key_unique",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1) | Q(state__in=NEVER_PUBLISHED),
                name="local_item_in_force_has_version",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("submitted_by")),
                name="local_item_approver_is_not_submitter",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "organisation_code", "state", "item_type"],
                name="local_item_of_body",
            ),
            models.Index(fields=["region_code", "base_code"], name="local_item_by_base_code"),
            models.Index(
                fields=["region_code", "state", "item_type"], name="local_item_by_state_and_type"
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"item:{self.implementation_code}"


class ItemAct(LedgerAct):
    """One act on a local item and why (事项办理记录)."""

    item_id = models.UUIDField("事项标识")
    item = GrowingReference("catalogue.LocalItem", id_field="item_id")
    reason = models.TextField("事由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项办理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "item_id", "act_no"], name="item_act_in_order"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "action", "occurred_at"], name="item_act_by_action"
            ),
        ]
