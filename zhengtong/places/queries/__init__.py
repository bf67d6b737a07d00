"""Reads of regions, organisations and the working calendar; plain values only."""

from zhengtong.places.queries.calendar import calendar_edition, work_calendar
from zhengtong.places.queries.organisations import (
    Exclusion,
    NoServiceCentre,
    OrganisationInfo,
    UnknownOrganisation,
    organisation,
    organisations,
    organisations_in,
    organisations_with_credit_code,
    regions_with_organisations,
    service_centre_of,
)
from zhengtong.places.queries.regions import (
    RegionInfo,
    UnknownRegion,
    children_of,
    has_region,
    known_regions,
    region,
)

__all__ = [
    "Exclusion",
    "NoServiceCentre",
    "OrganisationInfo",
    "RegionInfo",
    "UnknownOrganisation",
    "UnknownRegion",
    "calendar_edition",
    "children_of",
    "has_region",
    "known_regions",
    "organisation",
    "organisations",
    "organisations_in",
    "organisations_with_credit_code",
    "region",
    "regions_with_organisations",
    "service_centre_of",
    "work_calendar",
]
