"""Named lists of a region, their rows and what was done with them (清单)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.catalogue.models.upper_item import ITEM_TYPE_CHOICES, LEVEL_KIND_CHOICES
from zhengtong.catalogue.rules.lists import LIST_LABELS
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingModel, GrowingReference

LIST_KIND_CHOICES = [(kind.value, label) for kind, label in LIST_LABELS.items()]


class NamedList(LedgerSubject):
    """One edition or batch of a list that a region keeps (清单).

    Its rows never change. `number` counts the region's lists of one kind. It counts from
    `counts_from` to `counts_to`, which is open while it is in force; a withdrawn list that never
    counted has the day before `counts_from` there. `digest` is over its rows and stands in the
    ledger too.
    """

    kind = models.CharField("种类", max_length=32, choices=LIST_KIND_CHOICES)
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=200)
    edition = models.CharField("年度或版次", max_length=32, blank=True)
    batch = models.CharField("批次", max_length=32, blank=True)
    document_number = models.CharField("文号", max_length=64)
    in_force_on = models.DateField("施行日期")
    counts_from = models.DateField("起算日")
    counts_to = models.DateField("止日", null=True, blank=True)
    imported_on = models.DateField("导入日期")
    is_withdrawn = models.BooleanField("已撤回", default=False)
    row_count = models.PositiveIntegerField("条目数")
    digest = models.CharField("内容摘要", max_length=64)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "清单"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "kind", "number"], name="named_list_number_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "kind", "edition", "batch"],
                condition=Q(is_withdrawn=False),
                name="named_list_unique",
            ),
            models.UniqueConstraint(
                fields=["region_code", "kind", "in_force_on"],
                condition=Q(is_withdrawn=False, batch=""),
                name="named_list_one_edition_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(edition="") | ~Q(batch=""), name="named_list_has_edition_or_batch"
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=True, counts_to__isnull=False)
                | Q(is_withdrawn=False, counts_to__isnull=True),
                name="named_list_withdrawn_has_end",
            ),
            models.CheckConstraint(
                condition=Q(counts_from__gte=models.F("in_force_on")),
                name="named_list_counts_once_in_force",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"list:{self.kind}/{self.number}"


class ListEntry(GrowingModel):
    """One row of a list; append-only in the database (清单条目).

    Names, level and type are those of the day it came in: an old list stays as it was.
    """

    list_id = models.UUIDField("清单标识")
    named_list = GrowingReference("catalogue.NamedList", id_field="list_id")
    organisation_code = models.CharField("机构编码", max_length=32)
    organisation_name = models.CharField("机构名称", max_length=200)
    organisation_level = models.CharField("机构层级", max_length=32)
    base_code = models.CharField("基本编码", max_length=64)
    item_name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("事项类型", max_length=32, choices=ITEM_TYPE_CHOICES)
    level_kind = models.CharField("主项或子项", max_length=8, choices=LEVEL_KIND_CHOICES)
    main_code = models.CharField("主项编码", max_length=64)
    joint_body = models.CharField("联办机构", max_length=200, blank=True)
    passed_by = models.CharField("下放部门", max_length=32, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单条目"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "list_id", "base_code", "organisation_code"],
                name="list_entry_unique",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "base_code"], name="list_entry_by_base_code"),
        ]


class ListAct(LedgerAct):
    """One act on a list and why (清单办理记录)."""

    list_id = models.UUIDField("清单标识")
    named_list = GrowingReference("catalogue.NamedList", id_field="list_id")
    reason = models.TextField("事由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清单办理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "list_id", "act_no"], name="list_act_in_order"
            )
        ]
