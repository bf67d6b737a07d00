"""Browser policy, and the rule that every address is private unless it says otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
ViewT = TypeVar("ViewT", bound=Callable[..., Any])
GetResponse = Callable[[HttpRequest], HttpResponse]


def public(view: ViewT) -> ViewT:
    """Mark a view as open to visitors who have not signed in (公开页面)."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Say whether a view, or the class behind it, is marked `@public`."""
    behind = getattr(view, "view_class", None)
    return getattr(view, "is_public", False) or getattr(behind, "is_public", False)


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Send the content-security policy: own files only, nothing inline, no frames."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return respond


class PrivateByDefault:
    """Send visitors who have not signed in to the sign-in page, except on public pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if is_public(view) or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path())
