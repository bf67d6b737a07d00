"""The case: who applied for what, where it stands, when what happened, when what is due."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.cases.models.frozen_item import FrozenItem
from zhengtong.cases.models.parties import AgentColumns, ApplicantColumns, ContactColumns
from zhengtong.cases.rules.channels import Channel
from zhengtong.cases.rules.close_results import CloseResult
from zhengtong.cases.rules.states import (
    BEFORE_ACCEPTANCE,
    CLOCK_STOPPED,
    CLOSED,
    EX_OFFICIO_STATES,
    ON_THE_CLOCK,
    OPEN,
    RESULT_READY,
    CaseState,
)
from zhengtong.foundation.ledger.models import ORIGIN_CHOICES, LedgerSubject
from zhengtong.foundation.models import GrowingReference
from zhengtong.kernel.item_types import EX_OFFICIO

STATE_CHOICES = [(state.value, state.label) for state in CaseState]
CLOSE_RESULT_CHOICES = [(result.value, result.label) for result in CloseResult]
CHANNEL_CHOICES = [(channel.value, channel.label) for channel in Channel]
WAITING = CLOSED | RESULT_READY
ACCEPTED = ON_THE_CLOCK | CLOCK_STOPPED | RESULT_READY | EX_OFFICIO_STATES


def values_of(states: frozenset[CaseState]) -> list[str]:
    """Return the stored codes of some states, in order."""
    return sorted(state.value for state in states)


class Case(ApplicantColumns, ContactColumns, AgentColumns, FrozenItem, LedgerSubject):
    """One application handled under one item version (办件).

    `state`, `close_result` and the people are projections of the acts; `statutory_due_at`,
    `promised_due_at`, `due_is_provisional`, `correction_due_at` and `due_at` are projections of
    `cases.rules.deadlines`, made again by `rebuild-due-dates`. `due_at` is the moment by which
    the next act is due, whatever that act is: the worklist is ordered by it.
    `form_sealed` holds the form as sealed JSON, since a form may ask for anything;
    `flow_facts` holds the plain codes and numbers of it that a flow may branch on.
    """

    item_version_row = GrowingReference(
        "catalogue.ItemVersion", id_field="item_version_id", null=True
    )
    number = models.CharField("办件编号", max_length=18)
    query_code = models.CharField("查询码", max_length=6)
    national_case_code = models.CharField("国家办件编码", max_length=50, blank=True)
    organisation_code = models.CharField("承办机构", max_length=32)
    township_code = models.CharField("乡镇（街道）", max_length=9, blank=True)
    village_code = models.CharField("村（社区）", max_length=12, blank=True)
    channel = models.CharField("申报来源", max_length=32, choices=CHANNEL_CHOICES)
    origin = models.CharField("来源方式", max_length=16, choices=ORIGIN_CHOICES)
    project_code = models.CharField("投资项目代码", max_length=24, blank=True)
    form_sealed = models.TextField("表单（加密）", blank=True)
    flow_facts = models.JSONField("分支信息", default=dict, blank=True)

    state = models.CharField("状态", max_length=32, choices=STATE_CHOICES)
    close_result = models.CharField(
        "办结结果", max_length=16, blank=True, choices=CLOSE_RESULT_CHOICES
    )
    close_reason = models.TextField("办结原因", blank=True)
    proposal = models.CharField("拟办意见", max_length=8, blank=True)
    deemed_accepted = models.BooleanField("视为受理", default=False)
    came_from_below = models.BooleanField("下级报送", default=False)

    submitted_at = models.DateTimeField("申请时间", null=True, blank=True)
    received_at = models.DateTimeField("收件时间", null=True, blank=True)
    corrected_at = models.DateTimeField("补齐时间", null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    completed_at = models.DateTimeField("办结时间", null=True, blank=True)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)
    last_act_at = models.DateTimeField("最近办理时间")

    statutory_due_at = models.DateTimeField("法定到期", null=True, blank=True)
    promised_due_at = models.DateTimeField("承诺到期", null=True, blank=True)
    due_is_provisional = models.BooleanField("到期暂定", default=False)
    correction_due_at = models.DateTimeField("补正到期", null=True, blank=True)
    due_at = models.DateTimeField("下一到期", null=True, blank=True)

    intake_staff = models.CharField("收件人", max_length=64, blank=True)
    acceptor = models.CharField("受理人", max_length=64, blank=True)
    handler = models.CharField("经办人", max_length=64, blank=True)
    reviewer = models.CharField("审查人", max_length=64, blank=True)
    decider = models.CharField("决定人", max_length=64, blank=True)

    certificate_number = models.CharField("证照编号", max_length=64, blank=True)
    delivery_way = models.CharField("送达方式", max_length=16, blank=True)
    delivery_proof = models.CharField("送达凭证", max_length=100, blank=True)

    # Of the counter: until when tolerated materials must come, empty once nothing is out.
    supply_due_on = models.DateField("容缺补齐期限", null=True, blank=True)
    is_on_pledge = models.BooleanField("告知承诺办理", default=False)

    source = models.CharField("来源系统", max_length=64, blank=True)
    source_number = models.CharField("来源编号", max_length=64, blank=True)
    data_version = models.PositiveIntegerField("数据版本", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code", "number"], name="case_number_unique"),
            models.UniqueConstraint(
                fields=["region_code", "source", "source_number"],
                condition=~Q(source=""),
                name="case_source_number_unique",
            ),
            models.CheckConstraint(
                name="case_after_acceptance_is_accepted",
                condition=Q(accepted_at__isnull=False) | ~Q(state__in=values_of(ACCEPTED)),
            ),
            models.CheckConstraint(
                name="case_before_acceptance_is_not_accepted",
                condition=Q(accepted_at__isnull=True) | ~Q(state__in=values_of(BEFORE_ACCEPTANCE)),
            ),
            models.CheckConstraint(
                name="case_result_ready_is_completed",
                condition=~Q(state__in=values_of(RESULT_READY | {CaseState.ANNULLED}))
                | Q(completed_at__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_delivered_has_time",
                condition=~Q(state=CaseState.DELIVERED.value) | Q(delivered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_ex_officio_life",
                condition=~Q(state__in=values_of(EX_OFFICIO_STATES))
                | Q(item_type__in=sorted(kind.value for kind in EX_OFFICIO)),
            ),
            models.CheckConstraint(
                name="case_closed_is_decided_and_dropped_is_not",
                condition=~Q(state__in=[CaseState.CLOSED.value, CaseState.DROPPED.value])
                | Q(
                    state=CaseState.CLOSED.value,
                    completed_at__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    state=CaseState.DROPPED.value,
                    completed_at__isnull=False,
                    decided_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="case_times_in_order",
                condition=(Q(completed_at__isnull=True) | Q(completed_at__gte=F("accepted_at")))
                & (Q(decided_at__isnull=True) | Q(decided_at__gte=F("accepted_at")))
                & (Q(delivered_at__isnull=True) | Q(delivered_at__gte=F("completed_at"))),
            ),
            models.CheckConstraint(
                name="case_end_has_result",
                condition=Q(state__in=values_of(WAITING)) & ~Q(close_result="")
                | ~Q(state__in=values_of(WAITING)) & Q(close_result=""),
            ),
            models.CheckConstraint(
                name="case_due_while_open",
                condition=Q(due_at__isnull=True) | Q(state__in=values_of(OPEN - {CaseState.DRAFT})),
            ),
            models.CheckConstraint(
                name="case_limits_have_units",
                condition=(
                    Q(statutory_limit__isnull=True, statutory_limit_unit="")
                    | Q(statutory_limit__isnull=False) & ~Q(statutory_limit_unit="")
                )
                & (
                    Q(promised_limit__isnull=True, promised_limit_unit="")
                    | Q(promised_limit__isnull=False) & ~Q(promised_limit_unit="")
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "organisation_code", "due_at", "id"],
                name="case_due_at_organisation",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["region_code", "due_at", "id"],
                name="case_due_in_region",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["region_code", "state", "id"],
                name="case_without_due",
                condition=Q(due_at__isnull=True, delivered_at__isnull=True),
            ),
            models.Index(
                fields=["region_code", "organisation_code", "state", "id"],
                name="case_by_organisation_state",
            ),
            models.Index(
                fields=["region_code", "flow_code", "flow_version", "number"],
                name="case_by_flow",
                condition=Q(close_result=""),
            ),
            models.Index(
                fields=["region_code", "supply_due_on", "id"],
                name="case_supply_due",
                condition=Q(supply_due_on__isnull=False),
            ),
            models.Index(
                fields=["region_code", "applicant_id_hash"],
                name="case_by_applicant_id",
                condition=~Q(applicant_id_hash=""),
            ),
            models.Index(
                fields=["region_code", "applicant_mobile_hash"],
                name="case_by_mobile",
                condition=~Q(applicant_mobile_hash=""),
            ),
            models.Index(
                fields=["region_code", "applicant_id_next_hash"],
                name="case_by_applicant_id_next",
                condition=~Q(applicant_id_next_hash=""),
            ),
            models.Index(
                fields=["region_code", "applicant_mobile_next_hash"],
                name="case_by_mobile_next",
                condition=~Q(applicant_mobile_next_hash=""),
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"case:{self.number}"
