"""What a case begun by the organ itself keeps beside the case (立案信息)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.cases.rules.ex_officio import ClueSource, DropGround, HearingEnd, Outcome
from zhengtong.foundation.models import GrowingModel, GrowingReference

CLUE_CHOICES = [(source.value, source.label) for source in ClueSource]
OUTCOME_CHOICES = [(outcome.value, outcome.label) for outcome in Outcome]
HEARING_END_CHOICES = [(ground.value, ground.label) for ground in HearingEnd]
GROUND_CHOICES = [(ground.value, ground.label) for ground in DropGround]


class Filing(GrowingModel):
    """The filing of a case without application, and what was done about it since (立案).

    One a case; what people wrote stands in the acts. `investigators` are all staff codes that
    investigated, whom the decision, the legal review and the chair are kept apart from.
    `clue_source` is empty for what another system filed. `is_removed` says that the case is void
    or deleted: its clue may be filed upon again.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    clue_source = models.CharField("线索来源", max_length=16, blank=True, choices=CLUE_CHOICES)
    implementation_code = models.CharField("事项实施编码", max_length=64)
    clue_number = models.CharField("线索编号", max_length=64, blank=True)
    investigators = models.JSONField("办案人员", default=list, blank=True)
    handled_at = models.DateTimeField("查办时间", null=True, blank=True)
    proposed = models.CharField("处理意见", max_length=16, blank=True, choices=OUTCOME_CHOICES)
    proposer = models.CharField("提出人", max_length=64, blank=True)
    outcome = models.CharField("处理结论", max_length=16, blank=True, choices=OUTCOME_CHOICES)
    is_legality_due = models.BooleanField("须法制审核", default=False)
    legality_passed = models.BooleanField("法制审核通过", null=True, blank=True)
    legality_reviewer = models.CharField("法制审核人", max_length=64, blank=True)
    is_hearing_due = models.BooleanField("可要求听证", default=False)
    hearing_told_on = models.DateField("告知听证权利日", null=True, blank=True)
    hearing_request_due_on = models.DateField("要求听证届满日", null=True, blank=True)
    hearing_requested_on = models.DateField("要求听证日", null=True, blank=True)
    hearing_held_on = models.DateField("听证日", null=True, blank=True)
    hearing_chair = models.CharField("听证主持人", max_length=64, blank=True)
    hearing_ended_on = models.DateField("终止听证日", null=True, blank=True)
    hearing_end_ground = models.CharField(
        "终止听证事由", max_length=16, blank=True, choices=HEARING_END_CHOICES
    )
    remedies_told = models.BooleanField("已告知救济途径", default=False)
    drop_ground = models.CharField("撤案事由", max_length=16, blank=True, choices=GROUND_CHOICES)
    drop_basis = models.CharField("撤案依据", max_length=500, blank=True)
    is_removed = models.BooleanField("已作废或删除", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "立案"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "case_id"], name="filing_one_a_case"),
            models.UniqueConstraint(
                fields=["region_code", "implementation_code", "clue_source", "clue_number"],
                name="filing_one_a_clue",
                condition=~Q(clue_number="") & Q(is_removed=False),
            ),
            models.CheckConstraint(
                name="filing_hearing_in_order",
                condition=(Q(hearing_requested_on__isnull=True) | Q(hearing_told_on__isnull=False))
                & (Q(hearing_held_on__isnull=True) | Q(hearing_requested_on__isnull=False))
                & (Q(hearing_ended_on__isnull=True) | Q(hearing_requested_on__isnull=False))
                & (Q(hearing_ended_on__isnull=True) | Q(hearing_held_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="filing_hearing_end_has_ground",
                condition=Q(hearing_ended_on__isnull=True, hearing_end_ground="")
                | Q(hearing_ended_on__isnull=False) & ~Q(hearing_end_ground=""),
            ),
            models.CheckConstraint(
                name="filing_drop_has_basis",
                condition=Q(drop_ground="") | ~Q(drop_basis=""),
            ),
        ]
