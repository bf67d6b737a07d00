"""A flow, from its first draft on, and what was done with it (流程)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhengtong.flows.rules.states import FLOW_ACTION_LABELS, FLOW_STATE_LABELS, FlowState
from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference

STATE_CHOICES = [(state.value, label) for state, label in FLOW_STATE_LABELS.items()]
ACTION_CHOICES = [(action.value, label) for action, label in FLOW_ACTION_LABELS.items()]


class Flow(LedgerSubject):
    """One flow of an organisation, which its items may share (流程).

    What cases run on are its versions; `draft` is the canonical text of the one in hand, empty
    where there is none. `latest_version` is the version in force, 0 before the first.
    """

    code = models.CharField("流程编码", max_length=64)
    organisation_code = models.CharField("机构编码", max_length=32)
    name = models.CharField("流程名称", max_length=100)
    state = models.CharField("状态", max_length=16, choices=STATE_CHOICES)
    latest_version = models.PositiveIntegerField("现行版本", default=0)
    draft = models.TextField("草稿", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "流程"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "code"], name="flow_code_unique"),
            models.CheckConstraint(
                condition=Q(state=FlowState.DRAFT.value, latest_version=0) & ~Q(draft="")
                | ~Q(state=FlowState.DRAFT.value) & Q(latest_version__gte=1),
                name="flow_published_has_version",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region_code", "organisation_code"], name="flow_of_organisation"),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"flow:{self.code}"


class FlowAct(LedgerAct):
    """One act on a flow (流程操作记录).

    Args:
        version: the version published or withdrawn; 0 for acts on a draft.
    """

    flow_id = models.UUIDField("流程标识")
    flow = GrowingReference("flows.Flow", id_field="flow_id")
    version = models.PositiveIntegerField("版本", default=0)
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "流程操作记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "flow_id", "act_no"], name="flow_act_in_order"
            ),
            models.CheckConstraint(
                condition=Q(action__in=[value for value, _ in ACTION_CHOICES]),
                name="flow_act_action_known",
            ),
        ]
