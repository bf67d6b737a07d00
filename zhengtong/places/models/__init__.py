from zhengtong.places.models.calendar import CalendarDay, CalendarNotice
from zhengtong.places.models.organisation import Organisation, OrganisationCreditCode
from zhengtong.places.models.region import FormerRegion, Region
from zhengtong.places.models.registration import (
    CalendarAct,
    OrganisationAct,
    OrganisationRegistration,
    RegionCalendar,
)

__all__ = [
    "CalendarAct",
    "CalendarDay",
    "CalendarNotice",
    "FormerRegion",
    "Organisation",
    "OrganisationAct",
    "OrganisationCreditCode",
    "OrganisationRegistration",
    "Region",
    "RegionCalendar",
]
