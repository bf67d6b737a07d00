"""Who calls the open interface: a department's system with a token and scopes (接口客户端).

Whoever keeps the clients registers here how a token is read, because the foundation stands
above it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from zhengtong.foundation.actors import Actor, ActorKind
from zhengtong.foundation.permissions import PermissionRefused


class Scope(StrEnum):
    """What a client may be allowed to do (接口授权范围)."""

    READ_CASES = "cases:read"
    SUBMIT_CASES = "cases:submit"
    HANDLE_CASES = "cases:handle"

    @property
    def label(self) -> str:
        """Return the Chinese name (中文名称)."""
        return {
            Scope.READ_CASES: "查询办件",
            Scope.SUBMIT_CASES: "提交办件",
            Scope.HANDLE_CASES: "办理办件",
        }[self]


class ScopeMissing(PermissionRefused):
    """The token does not carry the scope (授权范围不足)."""

    code: ClassVar[str] = "scope_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A system that calls for one organisation (接口客户端).

    Args:
        code: what the client was registered as; plain, never secret.
    """

    code: str
    region_code: str
    organisation_code: str
    scopes: frozenset[str]

    def __str__(self) -> str:
        """Return what calls are counted by (限流依据)."""
        return self.code

    def officer(self, staff_code: str) -> Actor:
        """Return the staff member in whose name the client acts; his posts decide (经办人)."""
        return Actor(
            kind=ActorKind.STAFF, code=staff_code, organisation_code=self.organisation_code
        )


class TokenReader(Protocol):
    """Return the client that a token was given to, or None (读取令牌)."""

    def __call__(self, token: str, *, now: dt.datetime) -> Client | None: ...


_READERS: list[TokenReader] = []


def register_token_reader(reader: TokenReader) -> None:
    """Register the domain that keeps the clients; there is one."""
    _READERS[:] = [reader]


class BearerToken(HttpBearer):
    """Let a request in by its bearer token (RFC 6750)."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return _READERS[0](token, now=timezone.now()) if _READERS else None


def client_of(request: HttpRequest, scope: Scope) -> Client:
    """Return who calls, if the token carries the scope (取客户端).

    Raises:
        ScopeMissing: it does not.
    """
    client: Client = request.auth  # type: ignore[attr-defined]
    if scope.value not in client.scopes:
        raise ScopeMissing(f"令牌没有“{scope.label}”的授权（{scope.value}）")
    return client
