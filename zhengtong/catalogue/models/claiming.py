"""To-dos that a revision, or a list that passes items down, gives rise to (认领待办)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.catalogue.models.upper_item import REVISION_KIND_CHOICES
from zhengtong.catalogue.rules.changes import FOLLOW_UP_LABELS, HANDED_DOWN
from zhengtong.foundation.ledger.models import LedgerSubject

ACTION_CHOICES = [(action.value, label) for action, label in FOLLOW_UP_LABELS.items()]
TODO_KIND_CHOICES = [*REVISION_KIND_CHOICES, (HANDED_DOWN, "下放乡镇")]
ANSWER_CHOICES = [("done", "已办"), ("declined", "不承接"), ("withdrawn", "清单已撤回")]


class ClaimTodo(LedgerSubject):
    """What a body has to do because of a published revision or a list that passes down (认领待办).

    It arises from the ledger entry of the revision or list and can be made again from it;
    answering it by declining is an act of its own. Overdue is `due_on` gone by without an answer.
    `implementation_code` names the body's item where it has one; `list_number` is that of the list
    that passed the item down, 0 for a revision.
    """

    organisation_code = models.CharField("机构编码", max_length=32)
    catalogue_region_code = models.CharField("目录所属区划", max_length=6)
    base_code = models.CharField("基本编码", max_length=64)
    catalogue_version = models.PositiveIntegerField("目录版本")
    item_name = models.CharField("事项名称", max_length=200)
    item_type = models.CharField("事项类型", max_length=32)
    kind = models.CharField("变更类型", max_length=16, choices=TODO_KIND_CHOICES)
    list_number = models.PositiveIntegerField("下放清单序号", default=0)
    action = models.CharField("应办", max_length=32, choices=ACTION_CHOICES)
    reasons = models.JSONField("缘由", default=list, blank=True)
    implementation_code = models.CharField("事项实施编码", max_length=64, blank=True)
    raised_on = models.DateField("产生日期")
    due_on = models.DateField("应办日期")
    answer = models.CharField("答复", max_length=16, blank=True, choices=ANSWER_CHOICES)
    answer_reason = models.CharField("答复事由", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=64, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "认领待办"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "region_code",
                    "catalogue_region_code",
                    "base_code",
                    "catalogue_version",
                    "organisation_code",
                    "implementation_code",
                    "list_number",
                ],
                name="claim_todo_unique",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="claim_todo_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(answer_reason=""),
                name="claim_todo_declined_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "due_on"],
                condition=Q(answer=""),
                name="claim_todo_open",
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"claim_todo:{self.id}"
