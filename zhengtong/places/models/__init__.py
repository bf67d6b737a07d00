from zhengtong.places.models.calendar import CalendarDay, CalendarNotice
from zhengtong.places.models.organisation import (
    Organisation,
    OrganisationCreditCode,
    OrganisationExclusion,
)
from zhengtong.places.models.region import FormerRegion, Region

__all__ = [
    "CalendarDay",
    "CalendarNotice",
    "FormerRegion",
    "Organisation",
    "OrganisationCreditCode",
    "OrganisationExclusion",
    "Region",
]
