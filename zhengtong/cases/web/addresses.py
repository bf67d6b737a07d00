"""Addresses of the case pages, and what they say (办件的地址)."""

import datetime as dt
import uuid
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.urls import reverse

from zhengtong.cases.queries.worklist import CaseGroup, Place, Stretch
from zhengtong.kernel.local_time import local

_UNREADABLE = "翻页的位置认不出来，请回到列表开头"


def case_url(number: str) -> str:
    """Return the address of a case (办件页)."""
    return reverse("case-detail", args=[number])


def list_url(*, group: CaseGroup = CaseGroup.OPEN, after: Place | None = None) -> str:
    """Return the address of a list, or of the page behind a place in it (办件列表)."""
    asked = {} if group is CaseGroup.OPEN else {"group": group.value}
    if after is not None:
        asked["after"] = _written(after)
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
    if not text:
        return None
    first, _, key = text.partition("~")
    try:
        row_id = uuid.UUID(key)
        if first in (Stretch.PAUSED, Stretch.OTHER):
            return Place(stretch=Stretch(first), id=row_id)
        due_at = dt.datetime.fromisoformat(first)
    except ValueError:
        raise BadRequest(_UNREADABLE) from None
    if due_at.tzinfo is None:
        raise BadRequest(_UNREADABLE)
    return Place(stretch=Stretch.DUE, id=row_id, due_at=due_at)


def _written(place: Place) -> str:
    first = local(place.due_at).isoformat() if place.due_at else place.stretch.value
    return f"{first}~{place.id}"
