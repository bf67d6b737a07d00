"""What every page shows around its own content (页面外壳).

The foundation stands above people and places, so who is looking and what day it is are asked of
sources that those domains register in their `apps.py`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from zhengtong.foundation.web.navigation import NavigationGroup, navigation
from zhengtong.foundation.web.preferences import Preferences, preferences_of
from zhengtong.foundation.web.today import Today


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person who is signed in, as the page names him (当前人员)."""

    region_code: str
    region_name: str
    organisation_name: str
    person_name: str


class TodaySource(Protocol):
    """Answers what today is in a region; none where its calendar is not loaded."""

    def __call__(self, *, today: dt.date, region_code: str) -> Today | None: ...


ViewerSource = Callable[[HttpRequest], Viewer | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame of a page (页面外壳).

    Args:
        here: the address of this page with its query, to come back to.
        home_url: where the name of the platform leads.
        today: for people who are signed in, where the calendar is loaded.
    """

    preferences: Preferences
    here: str
    home_url: str
    preferences_url: str
    sign_in_url: str
    sign_out_url: str
    viewer: Viewer | None = None
    groups: tuple[NavigationGroup, ...] = ()
    today: Today | None = None


_viewer_sources: list[ViewerSource] = []
_today_sources: list[TodaySource] = []


def register_viewer_source(source: ViewerSource) -> None:
    """Let a domain say who is looking; there is one such source (登记人员来源)."""
    _viewer_sources[:] = [source]


def register_today_source(source: TodaySource) -> None:
    """Let a domain say what today is; there is one such source (登记日历来源)."""
    _today_sources[:] = [source]


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template its frame (模板上下文)."""
    return {"shell": shell_of(request)}


def shell_of(request: HttpRequest) -> Shell:
    """Return the frame of the page that answers `request` (页面外壳)."""
    viewer = _viewer_sources[0](request) if _viewer_sources else None
    today = None
    if viewer is not None and _today_sources:
        today = _today_sources[0](today=timezone.localdate(), region_code=viewer.region_code)
    return _frame(
        request,
        viewer=viewer,
        groups=navigation(here=request.path) if viewer is not None else (),
        today=today,
    )


def bare_shell(request: HttpRequest) -> Shell:
    """Return a frame that asks nobody anything, for a page shown when things are broken."""
    return _frame(request, viewer=None, groups=(), today=None)


def _frame(
    request: HttpRequest,
    *,
    viewer: Viewer | None,
    groups: tuple[NavigationGroup, ...],
    today: Today | None,
) -> Shell:
    return Shell(
        preferences=preferences_of(request),
        here=request.get_full_path(),
        home_url=_url_of("home") or "/",
        preferences_url=_url_of("preferences"),
        sign_in_url=_url_of("sign-in"),
        sign_out_url=_url_of("sign-out"),
        viewer=viewer,
        groups=groups,
        today=today,
    )


def _url_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
