"""Permissions: declared by each domain, decided in its operations (权限).

A permission names what it takes: `duty:<duty>` or `post:<post>` held at the organisation
concerned. Who holds what is asked of `people` through a port, because the foundation
stands above it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.kernel.errors import DomainError


class PermissionRefused(DomainError):
    """The actor does not hold what the permission takes."""

    code: ClassVar[str] = "permission_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one permission takes and what it is, in Chinese."""

    permission: str
    description: str
    holdings: frozenset[str]
    kinds: frozenset[ActorKind]


class GrantSource(Protocol):
    """Answers which holdings a staff member has at an organisation on a day."""

    def __call__(
        self, *, staff_code: str, organisation_code: str, today: date
    ) -> frozenset[str]: ...


_GRANTS: dict[str, Grant] = {}
_SOURCES: list[GrantSource] = []


def declare_permission(
    permission: StrEnum,
    description: str,
    *,
    holdings: Iterable[str] = (),
    kinds: Iterable[ActorKind] = (),
) -> None:
    """Declare a permission, `<domain>:<resource>:<verb>`.

    Args:
        holdings: any one of these suffices for a staff member, such as `post:intake`.
        kinds: other kinds of actor that may do it (system, source, applicant); the
            operation checks that an applicant acts in his own matter.
    """
    _GRANTS[permission.value] = Grant(
        permission=permission.value,
        description=description,
        holdings=frozenset(holdings),
        kinds=frozenset(kinds),
    )


def register_grant_source(source: GrantSource) -> None:
    """Register the domain that knows who holds what; there is one."""
    _SOURCES[:] = [source]


def declared_permissions() -> list[Grant]:
    """Return every declared permission, by name."""
    return [_GRANTS[name] for name in sorted(_GRANTS)]


def require(actor: Actor, permission: StrEnum, *, organisation_code: str, today: date) -> None:
    """Let the operation go on only if the actor may do this for the organisation.

    Raises:
        PermissionRefused: he may not; the message says what it takes.
    """
    grant = _GRANTS[permission.value]
    if actor.kind in grant.kinds:
        return
    if actor.kind is ActorKind.STAFF and grant.holdings & holdings_of(
        actor, organisation_code=organisation_code, today=today
    ):
        return
    raise PermissionRefused(f"没有“{grant.description}”的权限（机构 {organisation_code}）")


def may(actor: Actor, permission: StrEnum, *, organisation_code: str, today: date) -> bool:
    """Say whether `require` would let the actor pass; for pages that hide what is refused."""
    try:
        require(actor, permission, organisation_code=organisation_code, today=today)
    except PermissionRefused:
        return False
    return True


def holdings_of(actor: Actor, *, organisation_code: str, today: date) -> frozenset[str]:
    """Return the duties and posts of a staff member at an organisation on a day."""
    if not _SOURCES:
        return frozenset()
    return _SOURCES[0](staff_code=actor.code, organisation_code=organisation_code, today=today)
