"""Who is looking at a page (当前人员)."""

from django.http import HttpRequest

from zhengtong.foundation.web.shell import Viewer
from zhengtong.kernel.errors import DomainError
from zhengtong.people.queries import staff_of_user
from zhengtong.places.queries import UnknownRegion, organisation, region


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Return the signed-in person with his body and region, none for a visitor.

    None also where the account has lost its staff member or body: the page then shows the
    visitor's frame, and operations refuse.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        person = staff_of_user(user)
        body = organisation(person.organisation_code)
    except DomainError:
        return None
    return Viewer(
        region_code=body.region_code,
        region_name=_region_name(body.region_code),
        organisation_name=body.short_name or body.name,
        person_name=person.name,
    )


def _region_name(code: str) -> str:
    try:
        return region(code).name
    except UnknownRegion:
        return code
