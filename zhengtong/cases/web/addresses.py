"""Addresses of the case pages, and what they say (办件的地址)."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.urls import reverse

from zhengtong.cases.queries.paging import PlaceUnreadable, place_text, read_place
from zhengtong.cases.queries.worklist import CaseGroup, Place


def case_url(number: str) -> str:
    """Return the address of a case (办件页)."""
    return reverse("case-detail", args=[number])


def list_url(*, group: CaseGroup = CaseGroup.OPEN, after: Place | None = None) -> str:
    """Return the address of a list, or of the page behind a place in it (办件列表)."""
    asked = {} if group is CaseGroup.OPEN else {"group": group.value}
    if after is not None:
        asked["after"] = place_text(after)
    return f"{reverse('case-list')}?{urlencode(asked)}" if asked else reverse("case-list")


def asked_group(text: str) -> CaseGroup:
    """Return the group that an address names; cases under way by default (所问分组).

    Raises:
        BadRequest: there is no such group.
    """
    try:
        return CaseGroup(text or CaseGroup.OPEN)
    except ValueError:
        raise BadRequest("没有这样的办件分组") from None


def asked_place(text: str) -> Place | None:
    """Return the place that an address names; none for the beginning (所问位置).

    Raises:
        BadRequest: it was not written by these pages.
    """
    try:
        return read_place(text)
    except PlaceUnreadable as refusal:
        raise BadRequest(refusal.message) from refusal
