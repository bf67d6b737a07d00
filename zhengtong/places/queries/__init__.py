"""Reads of regions, organisations and the working calendar; plain values only."""

from zhengtong.places.queries.calendar import calendar_edition, work_calendar
from zhengtong.places.queries.organisations import (
    NoServiceCentre,
    OrganisationInfo,
    UnknownOrganisation,
    centre_code_of,
    organisation,
    organisations,
    organisations_in,
    organisations_led_by,
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
    region_or_nation,
)
from zhengtong.places.queries.rights import require_at_body_or_centre, require_at_centre

__all__ = [
    "NoServiceCentre",
    "OrganisationInfo",
    "RegionInfo",
    "UnknownOrganisation",
    "UnknownRegion",
    "calendar_edition",
    "centre_code_of",
    "children_of",
    "has_region",
    "known_regions",
    "organisation",
    "organisations",
    "organisations_in",
    "organisations_led_by",
    "region",
    "region_or_nation",
    "regions_with_organisations",
    "require_at_body_or_centre",
    "require_at_centre",
    "service_centre_of",
    "work_calendar",
]
