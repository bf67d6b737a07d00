"""Who holds which duty and post, where and when; grants and delegations in one table.

That a supervisor holds nothing else in the same period, and that nothing is held twice, is
kept by `zhengtong.people.models.guards`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhengtong.foundation.models import SmallModel
from zhengtong.people.rules.duties import Duty, HoldingKind, Post

DUTY_CHOICES = [(duty.value, duty.label) for duty in Duty]
POST_CHOICES = [(post.value, post.label) for post in Post]
HOLDING_KIND_CHOICES = [(kind.value, kind.label) for kind in HoldingKind]


class DutyPeriod(SmallModel):
    """A duty held by a person at a body in a period (职责任期).

    `ends_on` is the last day; empty while it is open. `successor_code` is who shall follow.
    """

    staff = models.ForeignKey(
        "people.Staff",
        verbose_name="工号",
        on_delete=models.PROTECT,
        to_field="staff_code",
        db_column="staff_code",
        related_name="+",
    )
    organisation_code = models.CharField("机构编码", max_length=32)
    duty = models.CharField("职责", max_length=32, choices=DUTY_CHOICES)
    kind = models.CharField("取得方式", max_length=16, choices=HOLDING_KIND_CHOICES)
    starts_on = models.DateField("起始日")
    ends_on = models.DateField("终止日", null=True, blank=True)
    delegated_from = models.CharField("委托人工号", max_length=32, blank=True)
    successor_code = models.CharField("接任人工号", max_length=32, blank=True)
    proof = models.CharField("纪检监察岗位证明", max_length=200, blank=True)
    granted_by = models.CharField("授予人", max_length=64)
    recorded_by = models.CharField("中心备案人", max_length=64, blank=True)
    recorded_at = models.DateTimeField("中心备案时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责任期"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="duty_period_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(duty=Duty.SUPERVISOR.value) | ~Q(proof=""),
                name="duty_supervisor_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(kind=HoldingKind.GRANT.value, delegated_from="")
                | Q(kind=HoldingKind.DELEGATION.value, ends_on__isnull=False)
                & ~Q(delegated_from="")
                & ~Q(delegated_from=F("staff")),
                name="duty_delegation_from_another",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by="", recorded_at__isnull=True)
                | ~Q(recorded_by="") & Q(recorded_at__isnull=False),
                name="duty_recorded_by_and_at",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_code", "duty"], name="duty_at_organisation"),
            models.Index(fields=["staff", "organisation_code"], name="duty_of_staff"),
        ]


class PostPeriod(SmallModel):
    """A post held by a case handler at a body in a period (岗位任期)."""

    staff = models.ForeignKey(
        "people.Staff",
        verbose_name="工号",
        on_delete=models.PROTECT,
        to_field="staff_code",
        db_column="staff_code",
        related_name="+",
    )
    organisation_code = models.CharField("机构编码", max_length=32)
    post = models.CharField("岗位", max_length=32, choices=POST_CHOICES)
    starts_on = models.DateField("起始日")
    ends_on = models.DateField("终止日", null=True, blank=True)
    successor_code = models.CharField("接任人工号", max_length=32, blank=True)
    assigned_by = models.CharField("指派人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "岗位任期"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_period_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_code", "post"], name="post_at_organisation"),
            models.Index(fields=["staff", "organisation_code"], name="post_of_staff"),
        ]
