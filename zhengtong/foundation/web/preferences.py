"""Large type and high contrast, kept in a cookie and set by the server (显示设置)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from zhengtong.foundation.web.middleware import public
from zhengtong.foundation.web.parts import Note
from zhengtong.kernel.errors import DomainError

COOKIE = "zhengtong_display"
COOKIE_AGE_SECONDS = 365 * 24 * 3600
LARGE, HIGH = "large", "high"
# The values of a field stand in the order in which the page shows them.
CHOICES = MappingProxyType({"type": ("standard", LARGE), "contrast": ("standard", HIGH)})


class UnknownPreference(DomainError):
    """The form named a way of display that does not exist (没有这种显示方式)."""

    code = "unknown_preference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a person wants pages to look (显示设置)."""

    large_type: bool = False
    high_contrast: bool = False

    @classmethod
    def from_cookie(cls, text: str) -> Self:
        """Read the cookie; what it does not understand it leaves at the standard (读取)."""
        words = text.split(".")
        return cls(large_type=LARGE in words, high_contrast=HIGH in words)

    def as_cookie(self) -> str:
        """Return the text that `from_cookie` reads (写出)."""
        words = [(LARGE, self.large_type), (HIGH, self.high_contrast)]
        return ".".join(word for word, is_on in words if is_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesPage:
    """The page of display settings (显示设置页).

    Args:
        back_url: where to return after saving; empty stays here.
    """

    back_url: str
    notes: tuple[Note, ...] = ()


def preferences_of(request: HttpRequest) -> Preferences:
    """Return the preferences that came with a request (当前显示设置)."""
    return Preferences.from_cookie(request.COOKIES.get(COOKIE, ""))


@public
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show or keep the display settings (显示设置); a field left out stays as it is."""
    if request.method == "GET":
        return _page(request, back_url=_safe(request, request.GET.get("next", "")))
    back_url = _safe(request, request.POST.get("next", ""))
    try:
        wanted = _changed(
            preferences_of(request),
            type_size=request.POST.get("type"),
            contrast=request.POST.get("contrast"),
        )
    except UnknownPreference as refusal:
        note = Note(text=refusal.message, tone="bad")
        return _page(request, back_url=back_url, notes=(note,), status=400)
    response = HttpResponseRedirect(back_url or reverse("preferences"))
    response.set_cookie(
        COOKIE,
        wanted.as_cookie(),
        max_age=COOKIE_AGE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _page(
    request: HttpRequest, *, back_url: str, notes: tuple[Note, ...] = (), status: int = 200
) -> HttpResponse:
    page = PreferencesPage(back_url=back_url, notes=notes)
    return render(request, "foundation/preferences.html", {"page": page}, status=status)


def _changed(present: Preferences, *, type_size: str | None, contrast: str | None) -> Preferences:
    for field, value in (("type", type_size), ("contrast", contrast)):
        if value is not None and value not in CHOICES[field]:
            raise UnknownPreference("没有这一种显示方式，设置没有改动。请在下面选一种再保存。")
    return Preferences(
        large_type=present.large_type if type_size is None else type_size == LARGE,
        high_contrast=present.high_contrast if contrast is None else contrast == HIGH,
    )


def _safe(request: HttpRequest, url: str) -> str:
    """Return the address if it is our own, else nothing: a form cannot send people elsewhere."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""
