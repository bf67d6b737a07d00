"""Declarations that a body or an item does not count, and what was done with them (例外申报)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.catalogue.rules.exceptions import (
    EXCEPTION_LABELS,
    EXCEPTION_STATE_LABELS,
    LONGEST_BASIS,
    ExceptionState,
)
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

EXCEPTION_KIND_CHOICES = [(kind.value, label) for kind, label in EXCEPTION_LABELS.items()]
EXCEPTION_STATE_CHOICES = [(state.value, label) for state, label in EXCEPTION_STATE_LABELS.items()]
_UNDECIDED = Q(counts_from__isnull=True, counts_to__isnull=True)


class ExceptionDeclaration(LedgerSubject):
    """One declaration for a body, or for its item under a base code (例外申报).

    `number` counts the region's declarations. It counts from `counts_from` to `counts_to`, which
    approval sets and an early end shortens; ended on the day it was approved, it never counted and
    has the day before there. The basis is a clause or a document number and nothing secret.
    """

    number = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=32, choices=EXCEPTION_KIND_CHOICES)
    organisation_code = models.CharField("机构编码", max_length=32)
    base_code = models.CharField("基本编码", max_length=64, blank=True)
    item_name = models.CharField("事项名称", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=LONGEST_BASIS)
    starts_on = models.DateField("起始日")
    ends_on = models.DateField("终止日")
    state = models.CharField("状态", max_length=32, choices=EXCEPTION_STATE_CHOICES)
    declared_by = models.CharField("申报人", max_length=64)
    declared_at = models.DateTimeField("申报时间")
    decided_by = models.CharField("审核人", max_length=64, blank=True)
    counts_from = models.DateField("起算日", null=True, blank=True)
    counts_to = models.DateField("止日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "例外申报"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "number"], name="exception_number_unique"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="exception_has_basis"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="exception_in_order"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("declared_by")),
                name="exception_decider_is_not_declarer",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ExceptionState.APPROVED.value,
                    counts_from__isnull=False,
                    counts_to__gte=F("counts_from"),
                )
                | Q(
                    state__in=[ExceptionState.DECLARED.value, ExceptionState.REFUSED.value],
                    counts_from__isnull=True,
                    counts_to__isnull=True,
                )
                | Q(state=ExceptionState.ENDED.value),
                name="exception_counts_once_approved",
            ),
            models.CheckConstraint(
                condition=_UNDECIDED
                | Q(
                    ~Q(decided_by=""),
                    counts_from__gte=F("starts_on"),
                    counts_to__lte=F("ends_on"),
                ),
                name="exception_counts_within_its_days",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "organisation_code", "base_code", "kind"],
                name="exception_of_thing",
            ),
            models.Index(fields=["region_code", "counts_to"], name="exception_by_last_day"),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"exception:{self.number}"


class ExceptionAct(LedgerAct):
    """One act on a declaration and why (例外申报办理记录)."""

    declaration_id = models.UUIDField("例外申报标识")
    declaration = GrowingReference("catalogue.ExceptionDeclaration", id_field="declaration_id")
    reason = models.TextField("事由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "例外申报办理记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "declaration_id", "act_no"], name="exception_act_in_order"
            )
        ]
