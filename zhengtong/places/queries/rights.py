"""Where a right is asked: at the body itself, or at its region's service centre (在何处有权)."""

from enum import StrEnum

from zhengtong.foundation.actors import ActorKind
from zhengtong.foundation.permissions import may, require
from zhengtong.foundation.requests import Request
from zhengtong.places.queries.organisations import centre_code_of, service_centre_of


def require_at_body_or_centre(
    request: Request, permission: StrEnum, *, organisation_code: str, region_code: str
) -> None:
    """Let a body's own administrator do it, or the service centre's (本部门或中心办理).

    Raises:
        PermissionRefused: the actor administers neither.
    """
    by, today = request.by, request.today
    centre = "" if by.kind is ActorKind.SYSTEM else centre_code_of(region_code)
    if centre and may(by, permission, organisation_code=centre, today=today):
        return
    require(by, permission, organisation_code=organisation_code, today=today)


def require_at_centre(request: Request, permission: StrEnum, *, region_code: str) -> None:
    """Let only the service centre of a region do it, and the operator (由中心办理).

    Raises:
        PermissionRefused: the actor does not hold the right at the centre.
        NoServiceCentre: the region has none yet; the operator's loaders need none.
    """
    is_staff = request.by.kind is ActorKind.STAFF
    centre = service_centre_of(region_code).code if is_staff else ""
    require(request.by, permission, organisation_code=centre, today=request.today)
