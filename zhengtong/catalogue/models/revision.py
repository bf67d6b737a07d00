"""Revisions of the upper catalogue on their way to publication (目录修订)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.catalogue.models.upper_item import ITEM_TYPE_CHOICES, REVISION_KIND_CHOICES
from zhengtong.catalogue.rules.changes import TODO_WORKDAYS
from zhengtong.catalogue.rules.states import REVISION_STATE_LABELS, RevisionState
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

REVISION_STATE_CHOICES = [(state.value, label) for state, label in REVISION_STATE_LABELS.items()]
OPEN_REVISIONS = [
    RevisionState.DRAFT.value,
    RevisionState.ESTABLISHMENT_REVIEW.value,
    RevisionState.LEGAL_REVIEW.value,
]


class CatalogueRevision(LedgerSubject):
    """One change of an upper item, from draft to publication (目录修订).

    `region_code` is that of the catalogue. `number` counts the item's revisions, also dropped
    ones; `version` is what its publication made, 0 before. `answer_workdays` is how long the
    bodies below have to follow it.
    """

    base_code = models.CharField("基本编码", max_length=64)
    number = models.PositiveIntegerField("修订序号")
    kind = models.CharField("变更类型", max_length=16, choices=REVISION_KIND_CHOICES)
    state = models.CharField("状态", max_length=32, choices=REVISION_STATE_CHOICES)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    organisation_code = models.CharField("修订机构", max_length=32, blank=True)
    elements = models.JSONField("要素", default=dict)
    reason = models.CharField("变更原因", max_length=500, blank=True)
    basis_document = models.CharField("变更依据文件", max_length=200, blank=True)
    successor_codes = models.JSONField("承接事项编码", default=list, blank=True)
    answer_workdays = models.PositiveSmallIntegerField("跟进时限（工作日）", default=TODO_WORKDAYS)
    submitted_by = models.CharField("送审人", max_length=64, blank=True)
    version = models.PositiveIntegerField("发布的版本", default=0)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "目录修订"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "base_code", "number"], name="catalogue_revision_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "base_code"],
                condition=Q(state__in=OPEN_REVISIONS),
                name="catalogue_revision_one_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.PUBLISHED.value, version__gte=1)
                | ~Q(state=RevisionState.PUBLISHED.value) & Q(version=0),
                name="catalogue_revision_published_has_version",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"catalogue:{self.base_code}/{self.number}"


class RevisionAct(LedgerAct):
    """One act on a revision and why (目录修订记录)."""

    revision_id = models.UUIDField("目录修订标识")
    revision = GrowingReference("catalogue.CatalogueRevision", id_field="revision_id")
    reason = models.TextField("事由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目录修订记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "revision_id", "act_no"], name="revision_act_in_order"
            )
        ]
