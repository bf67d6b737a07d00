"""Which cases a staff member may look at (查看范围)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from zhengtong.cases.permissions import ADMINISTRATOR, HANDLER, SUPERVISOR
from zhengtong.kernel.errors import DomainError
from zhengtong.people.queries import holdings_by_organisation
from zhengtong.places.queries import service_centre_of

_LOOKING = frozenset({HANDLER, ADMINISTRATOR, SUPERVISOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewScope:
    """What one person may look at on a day (查看范围).

    Args:
        organisation_codes: bodies whose cases he may see.
        centre_regions: regions all of whose cases he may see, for staff of a service centre.
    """

    organisation_codes: frozenset[str]
    centre_regions: frozenset[str]

    def covers(self, *, region_code: str, organisation_codes: Collection[str]) -> bool:
        """Tell whether a case of these bodies may be looked at (是否可看)."""
        return region_code in self.centre_regions or not self.organisation_codes.isdisjoint(
            organisation_codes
        )


def view_scope(*, staff_code: str, region_code: str, on: date) -> ViewScope:
    """Return what a staff member may look at: bodies where he holds a duty (查看范围).

    Args:
        region_code: of the body he works for.
    """
    held = holdings_by_organisation(staff_code, on)
    codes = frozenset(code for code, names in held.items() if names & _LOOKING)
    try:
        centre = service_centre_of(region_code).code
    except DomainError:
        centre = ""
    regions = frozenset({region_code} if centre and centre in codes else ())
    return ViewScope(organisation_codes=codes, centre_regions=regions)
