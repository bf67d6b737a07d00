"""Who looks at cases, and which of them he may see (查看范围)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from zhengtong.cases.permissions import CasePermission
from zhengtong.cases.queries.record import CaseRecord
from zhengtong.cases.queries.worklist import Scope
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.permissions import declared_permissions
from zhengtong.kernel.errors import DomainError
from zhengtong.people.queries import actor_of_user, holdings_by_organisation
from zhengtong.places.queries import OrganisationInfo, organisation, organisations
from zhengtong.places.rules.organisations import OrganisationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The signed-in person and the bodies whose cases he may see (查看人).

    Args:
        bodies: in his own region, in printing order.
        sees_region: he serves at the region's service centre and sees every case there.
    """

    actor: Actor
    region_code: str
    bodies: tuple[OrganisationInfo, ...]
    sees_region: bool

    @property
    def scope(self) -> Scope:
        """Return whose cases his list shows (列表范围)."""
        codes = None if self.sees_region else frozenset(body.code for body in self.bodies)
        return Scope(region_code=self.region_code, organisation_codes=codes)

    def may_see(self, record: CaseRecord) -> bool:
        """Tell whether a case is his body's, or passes through it for countersigning."""
        head = record.head
        if head.region_code != self.region_code:
            return False
        if self.sees_region:
            return True
        working = {head.organisation_code, *(step.organisation_code for step in record.steps)}
        return any(body.code in working for body in self.bodies)


def reader_of(request: HttpRequest) -> Reader:
    """Return who looks (查看人).

    Raises:
        PermissionDenied: nobody in active service stands behind the account.
    """
    try:
        actor = actor_of_user(request.user)
        own = organisation(actor.organisation_code)
    except DomainError as refusal:
        raise PermissionDenied(refusal.message) from refusal
    held = holdings_by_organisation(actor.code, timezone.localdate())
    enough = _viewing_holdings()
    found = organisations([code for code, holdings in held.items() if holdings & enough])
    bodies = [body for body in found.values() if body.region_code == own.region_code]
    return Reader(
        actor=actor,
        region_code=own.region_code,
        bodies=tuple(sorted(bodies, key=lambda body: (body.level, body.sequence, body.code))),
        sees_region=any(_is_centre(body) for body in bodies),
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
