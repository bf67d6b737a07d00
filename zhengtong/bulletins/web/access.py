"""Who looks at a bulletin, and which regions he may look at (查看范围)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from zhengtong.bulletins.rules.levels import Edition, parse_edition
from zhengtong.foundation.actors import Actor
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.periods import PeriodRefused
from zhengtong.people.queries import actor_of_user
from zhengtong.places.queries import organisation
from zhengtong.places.rules.regions import RegionCodeRefused, with_ancestors


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The signed-in person and the region of his body (查看人)."""

    actor: Actor
    region_code: str

    def may_see(self, region_code: str) -> bool:
        """Tell whether a region is his own or lies below it (是否在查看范围内)."""
        try:
            return self.region_code in with_ancestors(region_code)
        except RegionCodeRefused:
            return False


def reader_of(request: HttpRequest) -> Reader:
    """Return who looks (查看人).

    Raises:
        PermissionDenied: nobody in active service stands behind the account.
    """
    try:
        actor = actor_of_user(request.user)
        body = organisation(actor.organisation_code)
    except DomainError as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return Reader(actor=actor, region_code=body.region_code)


def asked_edition(*, reader: Reader, region_code: str, period: str) -> Edition:
    """Return the edition that an address names, if the reader may see the region (所问期次).

    Raises:
        Http404: it names no period, or a region beyond his own.
    """
    if not reader.may_see(region_code):
        raise Http404("no such region for this reader")
    try:
        return parse_edition(period)
    except PeriodRefused as refusal:
        raise Http404(refusal.message) from refusal
