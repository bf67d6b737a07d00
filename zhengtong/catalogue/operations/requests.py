"""Who wants a change of the catalogue, when and why (申请)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.permissions import require
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local_day
from zhengtong.kernel.origins import Origin
from zhengtong.places.queries import service_centre_of

# Who runs the platform's commands: takes over what was decided elsewhere.
OPERATOR = Actor(kind=ActorKind.SYSTEM, code="operator")


class ReasonMissing(DomainError):
    """This act needs a reason (缺事由)."""

    code: ClassVar[str] = "reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants an act, when and why (办理请求).

    Args:
        reason: free text for the act; never in the ledger.
        origin: other than live only for the operator's loaders.
    """

    by: Actor
    now: datetime
    reason: str = ""
    origin: Origin = Origin.LIVE

    def __post_init__(self) -> None:
        if self.origin is not Origin.LIVE and self.by.kind is not ActorKind.SYSTEM:
            raise ValueError("only the operator takes over what was done elsewhere")

    @property
    def today(self) -> date:
        """Return the local day of the request (当日)."""
        return local_day(self.now)

    @property
    def is_taken_over(self) -> bool:
        """Tell whether a loader takes over what was decided in another system (承接已有结果)."""
        return self.origin is not Origin.LIVE


def require_at_body(
    request: Request, permission: CataloguePermission, *, organisation_code: str
) -> None:
    """Let only those act who hold the duty at the body (本机构办理).

    Raises:
        PermissionRefused: the actor does not.
    """
    require(request.by, permission, organisation_code=organisation_code, today=request.today)


def require_at_centre(
    request: Request, permission: CataloguePermission, *, region_code: str
) -> None:
    """Let only the service centre of a region act, and the operator (政务服务中心办理).

    Raises:
        NoServiceCentre: the region has none yet.
        PermissionRefused: the actor does not hold the duty there.
    """
    is_staff = request.by.kind is ActorKind.STAFF
    centre = service_centre_of(region_code).code if is_staff else ""
    require(request.by, permission, organisation_code=centre, today=request.today)


def require_reason(request: Request, *, act: str) -> None:
    """Refuse an act without its reason (须写事由).

    Raises:
        ReasonMissing: the reason is blank.
    """
    if not request.reason.strip():
        raise ReasonMissing(f"{act}须写明事由")
