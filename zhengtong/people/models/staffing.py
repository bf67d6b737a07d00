"""The ledger subject of staff changes, one row a body, and its acts."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference


class OrganisationStaffing(LedgerSubject):
    """The staffing of one body (机构人员配置).

    Each change of its duties and posts is one act; the lock on this row puts them in line, so
    two sessions cannot each take one of the last two holders.
    """

    organisation_code = models.CharField("机构编码", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "机构人员配置"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "organisation_code"], name="staffing_unique"
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"staffing:{self.organisation_code}"


class StaffingAct(LedgerAct):
    """One change of a body's staffing and why (人员变动)."""

    staffing_id = models.UUIDField("机构人员配置")
    staffing = GrowingReference("people.OrganisationStaffing", id_field="staffing_id")
    staff_code = models.CharField("工号", max_length=32, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人员变动"
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "staffing_id", "act_no"], name="staffing_act_in_order"
            )
        ]
