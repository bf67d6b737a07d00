"""Who wants a change of the catalogue, when and why (申请)."""

from typing import ClassVar

from zhengtong.catalogue.permissions import CataloguePermission
from zhengtong.foundation.permissions import require
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError


class ReasonMissing(DomainError):
    """This act needs a reason (缺事由)."""

    code: ClassVar[str] = "reason_missing"


def require_at_body(
    request: Request, permission: CataloguePermission, *, organisation_code: str
) -> None:
    """Let only those act who hold the duty at the body (本机构办理).

    Raises:
        PermissionRefused: the actor does not.
    """
    require(request.by, permission, organisation_code=organisation_code, today=request.today)


def require_reason(request: Request, *, act: str) -> None:
    """Refuse an act without its reason (须写事由).

    Raises:
        ReasonMissing: the reason is blank.
    """
    if not request.reason.strip():
        raise ReasonMissing(f"{act}须写明事由")
