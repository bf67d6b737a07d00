"""Who may look at which cases: his own bodies', or all of the region (查看范围)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from zhengtong.cases.models import Case, Step
from zhengtong.cases.permissions import SUPERVISOR, CasePermission
from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.worklist import Scope
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import declared_permissions
from zhengtong.people.queries import holdings_by_organisation
from zhengtong.places.queries import OrganisationInfo, organisation, organisations
from zhengtong.places.rules.organisations import OrganisationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A person and the bodies whose cases he may see (查看人).

    Args:
        bodies: in his own region, in printing order.
        sees_region: he serves at the region's service centre, or supervises: every case there.
    """

    region_code: str
    bodies: tuple[OrganisationInfo, ...]
    sees_region: bool

    @property
    def organisation_codes(self) -> frozenset[str]:
        """Return the codes of the bodies (机构编码)."""
        return frozenset(body.code for body in self.bodies)

    @property
    def scope(self) -> Scope:
        """Return whose cases his list shows (列表范围)."""
        codes = None if self.sees_region else self.organisation_codes
        return Scope(region_code=self.region_code, organisation_codes=codes)

    def may_see(self, record: CaseRecord) -> bool:
        """Tell whether a case is his body's, or passes through it for countersigning."""
        head = record.head
        if head.region_code != self.region_code:
            return False
        working = {head.organisation_code, *(step.organisation_code for step in record.steps)}
        return self.sees_region or bool(working & self.organisation_codes)


def viewer_of(actor: Actor, *, today: dt.date) -> Viewer:
    """Return what a staff member may see (查看人).

    Raises:
        UnknownOrganisation: his own body is not there.

    Source:
        Design 1: the service centre patrols, ranks and publishes; supervisors watch. Both look at
        the whole region, everybody else at the bodies where he has a duty.
    """
    own = organisation(actor.organisation_code)
    held = holdings_by_organisation(actor.code, today)
    enough = _viewing_holdings()
    found = organisations([code for code, holdings in held.items() if holdings & enough])
    bodies = [body for body in found.values() if body.region_code == own.region_code]
    return Viewer(
        region_code=own.region_code,
        bodies=tuple(sorted(bodies, key=lambda body: (body.level, body.sequence, body.code))),
        sees_region=any(_is_centre(body) or SUPERVISOR in held[body.code] for body in bodies),
    )


def visible_numbers(
    *, viewer: Viewer, region_code: str, numbers: Collection[str]
) -> frozenset[str]:
    """Return those of some cases that a person may open, in at most two queries (可查看的办件)."""
    if viewer.region_code != region_code:
        return frozenset()
    rows = Case.objects.filter(region_code=region_code, number__in=sorted(set(numbers)))
    found = {
        case_id: (number, body)
        for case_id, number, body in rows.values_list("id", "number", "organisation_code")
    }
    if viewer.sees_region:
        return frozenset(number for number, _ in found.values())
    codes = viewer.organisation_codes
    worked = Step.objects.filter(
        region_code=region_code, case_id__in=sorted(found), organisation_code__in=sorted(codes)
    )
    through = set(worked.values_list("case_id", flat=True))
    return frozenset(
        number for case_id, (number, body) in found.items() if body in codes or case_id in through
    )


def _is_centre(body: OrganisationInfo) -> bool:
    return body.level is OrganisationLevel.SERVICE_CENTRE and not body.township_code


def _viewing_holdings() -> frozenset[str]:
    """Return the duties of which any one lets a person look at cases of a body."""
    return next(
        grant.holdings
        for grant in declared_permissions()
        if grant.permission == CasePermission.VIEW.value
    )
