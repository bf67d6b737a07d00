"""A department's system gets access to the open interface, and loses it (登记接口客户端)."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from oauth2_provider.models import AccessToken

from zhengtong.exchange.models import Client
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.foundation.api.clients import Scope
from zhengtong.foundation.requests import Request
from zhengtong.kernel.errors import DomainError
from zhengtong.places.queries import organisation, require_at_centre

LONGEST_NAME = 64


class ClientRefused(DomainError):
    """A client cannot be registered like this (接口客户端不能登记)."""

    code: ClassVar[str] = "client_refused"


class ClientUnknown(DomainError):
    """The region has no such client (没有这个接口客户端)."""

    code: ClassVar[str] = "client_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the client signs in with; the secret is shown this once (客户端凭据)."""

    client_id: str
    client_secret: str


@transaction.atomic
def register_client(
    *, name: str, organisation_code: str, scopes: Collection[Scope], request: Request
) -> Credentials:
    """Let a system call for an organisation, within some scopes (登记接口客户端).

    Raises:
        PermissionRefused: the actor does not keep the region's sources.
        UnknownOrganisation: there is no such body.
        ClientRefused: no name or no scope, or the name is taken in the region.
    """
    body = organisation(organisation_code)
    require_at_centre(request, ExchangePermission.REGISTER_SOURCE, region_code=body.region_code)
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ClientRefused(f"接口客户端的名称应有 1—{LONGEST_NAME} 个字")
    if not scopes:
        raise ClientRefused("请至少给一项授权范围")
    if Client.objects.filter(region_code=body.region_code, name=name).exists():
        raise ClientRefused(f"{body.region_code} 已有名为“{name}”的接口客户端；换密钥请用 --renew")
    secret = secrets.token_urlsafe(48)
    row = Client.objects.create(
        name=name,
        region_code=body.region_code,
        organisation_code=body.code,
        allowed_scopes=sorted(scope.value for scope in scopes),
        client_type=Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    return Credentials(client_id=row.client_id, client_secret=secret)


@transaction.atomic
def renew_secret(*, region_code: str, name: str, request: Request) -> Credentials:
    """Give a client a new secret; the old one and its tokens end at once (更换密钥).

    Raises:
        PermissionRefused: the actor does not keep the region's sources.
        ClientUnknown: the region has no such client.
    """
    row = _lock(region_code=region_code, name=name, request=request)
    secret = secrets.token_urlsafe(48)
    row.client_secret, row.switched_off_at = secret, None
    row.save()
    AccessToken.objects.filter(application=row).delete()
    return Credentials(client_id=row.client_id, client_secret=secret)


@transaction.atomic
def switch_off_client(*, region_code: str, name: str, request: Request) -> None:
    """End a client's access at once (停用接口客户端).

    Raises:
        PermissionRefused: the actor does not keep the region's sources.
        ClientUnknown: the region has no such client.
    """
    row = _lock(region_code=region_code, name=name, request=request)
    row.switched_off_at = request.now
    row.save(update_fields=["switched_off_at"])
    AccessToken.objects.filter(application=row).delete()


def forget_tokens(now: dt.datetime) -> None:
    """Delete tokens whose hour is over (清理过期令牌)."""
    AccessToken.objects.filter(expires__lt=now).delete()


def _lock(*, region_code: str, name: str, request: Request) -> Client:
    require_at_centre(request, ExchangePermission.REGISTER_SOURCE, region_code=region_code)
    rows = Client.objects.select_for_update().filter(region_code=region_code, name=name)
    row: Client | None = rows.first()
    if row is None:
        raise ClientUnknown(f"{region_code} 没有名为“{name}”的接口客户端")
    return row
