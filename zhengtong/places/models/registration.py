"""The ledger subjects of this domain: a body's registration, a region's calendar; their acts."""

from typing import ClassVar

from django.db import models

from zhengtong.foundation.ledger.models import LedgerAct, LedgerSubject
from zhengtong.foundation.models import GrowingReference


class OrganisationRegistration(LedgerSubject):
    """The registration of one body, whose changes are its acts (机构登记)."""

    organisation_code = models.CharField("机构编码", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "机构登记"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region_code", "organisation_code"], name="registration_unique"
            ),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"organisation:{self.organisation_code}"


class OrganisationAct(LedgerAct):
    """One change of a body's registration and why (机构变动)."""

    registration_id = models.UUIDField("机构登记")
    registration = GrowingReference("places.OrganisationRegistration", id_field="registration_id")
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构变动"
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "registration_id", "act_no"],
                name="organisation_act_in_order",
            )
        ]


class RegionCalendar(LedgerSubject):
    """The calendar that one region decrees, of which each notice is an act (区划日历).

    The nation's stands at 000000: it is decreed for all and belongs to no region's chain.
    """

    class Meta:
        verbose_name = verbose_name_plural = "区划日历"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_code"], name="region_calendar_unique"),
        ]

    @property
    def ledger_subject(self) -> str:
        return f"calendar:{self.region_code}"


class CalendarAct(LedgerAct):
    """One notice that was put in force and why (放假通知载入)."""

    calendar_id = models.UUIDField("区划日历")
    calendar = GrowingReference("places.RegionCalendar", id_field="calendar_id")
    edition = models.UUIDField("版本")
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假通知载入"
        indexes: ClassVar = [
            models.Index(
                fields=["region_code", "calendar_id", "act_no"], name="calendar_act_in_order"
            )
        ]
