"""The place in a list at which a page ended, as addresses carry it (翻页位置)."""

import uuid
from typing import ClassVar

from zhengtong.cases.queries.worklist import Place, Stretch
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.local_time import local, read_moment


class PlaceUnreadable(DomainError):
    """The place was not written by this list (翻页位置有误)."""

    code: ClassVar[str] = "place_unreadable"


def place_text(place: Place) -> str:
    """Return a place as an address carries it (写出位置)."""
    first = local(place.due_at).isoformat() if place.due_at else place.stretch.value
    return f"{first}~{place.id}"


def read_place(text: str) -> Place | None:
    """Return the place that an address names; None for the beginning (读出位置).

    Raises:
        PlaceUnreadable: it was not written by `place_text`.
    """
    if not text:
        return None
    first, _, key = text.partition("~")
    try:
        row_id = uuid.UUID(key)
        if first in (Stretch.PAUSED, Stretch.OTHER):
            return Place(stretch=Stretch(first), id=row_id)
        return Place(stretch=Stretch.DUE, id=row_id, due_at=read_moment(first))
    except ValueError as fault:
        raise PlaceUnreadable("翻页的位置认不出来，请回到列表开头") from fault
