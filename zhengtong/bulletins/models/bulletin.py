"""Frozen bulletins and what was done to them (冻结的通报)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.bulletins.rules.levels import BulletinLevel
from zhengtong.bulletins.rules.states import STATE_LABELS, BulletinState
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

LEVEL_CHOICES = [(level.value, level.label) for level in BulletinLevel]
STATE_CHOICES = [(state.value, label) for state, label in STATE_LABELS.items()]


class Bulletin(LedgerSubject):
    """A bulletin as it was frozen: figures, cut-off and all it was made of (通报).

    `inputs` and `figures` are canonical JSON, kept as written: the hash is over the latter.
    Nothing but the state changes after freezing; `bulletin verify` recomputes the rest.
    """

    number = models.CharField("编号", max_length=48)
    organisation_code = models.CharField("发布机构编码", max_length=32)
    first_day = models.DateField("统计期首日")
    last_day = models.DateField("统计期末日")
    level = models.CharField(
        "层级", max_length=32, choices=LEVEL_CHOICES, default=BulletinLevel.DEPARTMENT.value
    )
    sequence = models.PositiveSmallIntegerField("同期第几次")
    state = models.CharField("状态", max_length=32, choices=STATE_CHOICES)
    position = models.PositiveBigIntegerField("截止位置")
    chain = models.CharField("截止链值", max_length=64)
    inputs = models.TextField("依据")
    figures = models.TextField("数字")
    figures_hash = models.CharField("数字摘要", max_length=64)
    frozen_at = models.DateTimeField("冻结时间")
    author_kind = models.CharField("冻结人类别", max_length=16)
    author_code = models.CharField("冻结人", max_length=64)
    seal_id = models.UUIDField("封印")
    seal = GrowingReference("foundation.Seal", id_field="seal_id")

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "number"], name="bulletin_number_unique"
            ),
            models.UniqueConstraint(
                fields=["region_code", "first_day", "last_day", "level"],
                condition=Q(state=BulletinState.FROZEN.value),
                name="bulletin_one_frozen_a_period",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="bulletin_period_in_order"
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"bulletin:{self.number}"


class BulletinAct(LedgerAct):
    """What was done to a bulletin: frozen, corrected, withdrawn (通报行为).

    Errata fill the columns from `row_key` on: the figure that was frozen stays, the corrected
    one and the ledger position it was counted at stand here.
    """

    bulletin_id = models.UUIDField("通报")
    bulletin = GrowingReference("bulletins.Bulletin", id_field="bulletin_id")
    reason = models.TextField("理由", blank=True)
    row_key = models.CharField("行", max_length=32, blank=True)
    column = models.CharField("列", max_length=48, blank=True)
    printed = models.BigIntegerField("原数", null=True, blank=True)
    corrected = models.BigIntegerField("更正为", null=True, blank=True)
    position = models.PositiveBigIntegerField("更正数的位置", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报行为"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "bulletin_id", "act_no"], name="bulletin_act_no_unique"
            ),
        ]
