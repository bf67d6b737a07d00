"""A client exchanges its credentials for a token of one hour (换取令牌).

Source: RFC 6749, 4.4 client credentials; RFC 7009 revocation.
"""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Form, Router, Schema
from ninja.throttling import AnonRateThrottle
from oauth2_provider.views import RevokeTokenView, TokenView
from pydantic import Field

router = Router(tags=["令牌"])
# RFC 6749, appendix A: what credentials, scopes and tokens are written with.
VISIBLE = r"^[\x20-\x7E]*$"
_issue = TokenView.as_view()
_revoke = RevokeTokenView.as_view()


class TokenOut(Schema):
    """A token (令牌)."""

    access_token: str
    expires_in: int = Field(description="有效秒数")
    token_type: str
    scope: str


class TokenError(Schema):
    """Why no token was given (RFC 6749, 5.2)."""

    error: str


@router.post(
    "/oauth/token",
    auth=None,
    throttle=AnonRateThrottle("30/m"),
    response={200: TokenOut, frozenset({400, 401}): TokenError},
    operation_id="issue_token",
)
def issue(
    request: HttpRequest,
    grant_type: Annotated[Literal["client_credentials"], Form()],
    client_id: Annotated[str, Form(max_length=100, pattern=VISIBLE)],
    client_secret: Annotated[str, Form(max_length=255, pattern=VISIBLE)],
    scope: Annotated[str, Form(max_length=200, pattern=VISIBLE)] = "",
) -> HttpResponse:
    """用客户端编号和密钥换取访问令牌。"""
    _ask_the_form_alone(request)
    return _issue(request)  # type: ignore[no-any-return]


@router.post(
    "/oauth/revocation",
    auth=None,
    throttle=AnonRateThrottle("30/m"),
    response={200: None, frozenset({400, 401}): TokenError},
    operation_id="revoke_token",
)
def revoke(
    request: HttpRequest,
    token: Annotated[str, Form(max_length=255, pattern=VISIBLE)],
    client_id: Annotated[str, Form(max_length=100, pattern=VISIBLE)],
    client_secret: Annotated[str, Form(max_length=255, pattern=VISIBLE)],
) -> HttpResponse:
    """撤销令牌，立即失效。"""
    _ask_the_form_alone(request)
    return _revoke(request)  # type: ignore[no-any-return]


def _ask_the_form_alone(request: HttpRequest) -> None:
    """Let credentials come in the form, whose characters are checked, and in no header besides."""
    request.META.pop("HTTP_AUTHORIZATION", None)
