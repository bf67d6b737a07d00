"""Acts: who did what to a case, when, why; the time line of the case (办理经过)."""

from typing import ClassVar

from django.db import models

from zhengtong.cases.models.case import STATE_CHOICES
from zhengtong.cases.rules.counter_acts import CounterAct
from zhengtong.cases.rules.flow_moves import MOVE_FLOW, MOVE_FLOW_LABEL
from zhengtong.cases.rules.side_acts import SideAct
from zhengtong.cases.rules.states import CaseAction
from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.ledger.models import LedgerAct
from zhengtong.foundation.models import GrowingReference
from zhengtong.kernel.origins import Origin

ACTION_CHOICES = [
    *((action.value, action.label) for action in CaseAction),
    (MOVE_FLOW, MOVE_FLOW_LABEL),
    *((action.value, action.label) for action in SideAct),
    *((action.value, action.label) for action in CounterAct),
]


class CaseAct(LedgerAct):
    """One act, one row, one ledger entry (办理行为).

    People's free text stands here and never in the ledger. `entry_reason` says why somebody
    entered late what was done earlier. `document_number` stays empty until papers are built.
    """

    case_id = models.UUIDField("办件标识")
    case = GrowingReference("cases.Case", id_field="case_id")
    from_state = models.CharField("原状态", max_length=32, blank=True, choices=STATE_CHOICES)
    to_state = models.CharField("新状态", max_length=32, choices=STATE_CHOICES)
    node = models.CharField("环节", max_length=64, blank=True)
    opinion = models.TextField("意见", blank=True)
    entry_reason = models.TextField("补录理由", blank=True)
    document_number = models.CharField("文书编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理行为"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "case_id", "act_no"], name="case_act_no_unique"
            ),
            models.CheckConstraint(
                name="case_act_action_known",
                condition=models.Q(action__in=[code for code, _ in ACTION_CHOICES]),
            ),
            models.CheckConstraint(
                name="case_act_late_entry_has_reason",
                condition=~models.Q(
                    origin=Origin.BACK_ENTRY.value, actor_kind=ActorKind.STAFF.value
                )
                | ~models.Q(entry_reason=""),
            ),
        ]
