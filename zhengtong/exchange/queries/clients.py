"""Which client a token was given to (令牌对应的客户端)."""

import datetime as dt
import hashlib

from oauth2_provider.models import AccessToken

from zhengtong.foundation.api.clients import Client
from zhengtong.foundation.statements import Statement

_GIVEN = Statement(
    lambda checksum: AccessToken.objects.filter(token_checksum=checksum).values_list(
        "expires",
        "scope",
        "application__name",
        "application__region_code",
        "application__organisation_code",
        "application__switched_off_at",
    ),
    checksum=str,
)


def client_of_token(token: str, *, now: dt.datetime) -> Client | None:
    """Return the client of a token; None where the token is unknown, over or off (验证令牌)."""
    found = _GIVEN.first(checksum=hashlib.sha256(token.encode()).hexdigest())
    if found is None:
        return None
    expires, scope, name, region_code, organisation_code, switched_off_at = found
    if expires <= now or switched_off_at is not None:
        return None
    return Client(
        code=name,
        region_code=region_code,
        organisation_code=organisation_code,
        scopes=frozenset(scope.split()),
    )
