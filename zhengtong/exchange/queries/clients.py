"""Which client a token was given to (令牌对应的客户端)."""

import datetime as dt
import hashlib

from oauth2_provider.models import AccessToken

from zhengtong.foundation.api.clients import Client

_FIELDS = (
    "expires",
    "scope",
    "application__name",
    "application__region_code",
    "application__organisation_code",
    "application__switched_off_at",
)


def client_of_token(token: str, *, now: dt.datetime) -> Client | None:
    """Return the client of a token; None where the token is unknown, over or off (验证令牌)."""
    checksum = hashlib.sha256(token.encode()).hexdigest()
    found = AccessToken.objects.filter(token_checksum=checksum).values(*_FIELDS).first()
    if found is None or found["expires"] <= now or found["application__switched_off_at"]:
        return None
    return Client(
        code=found["application__name"],
        region_code=found["application__region_code"],
        organisation_code=found["application__organisation_code"],
        scopes=frozenset(found["scope"].split()),
    )
