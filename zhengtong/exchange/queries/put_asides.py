"""Reads of contradictions (搁置的矛盾)."""

import datetime as dt
from dataclasses import dataclass

from zhengtong.exchange.models import PutAside

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAsideInfo:
    """One contradiction, without anything personal (搁置的矛盾).

    Args:
        resolution: empty while it waits for a person.
    """

    number: str
    source_name: str
    source_number: str
    data_version: int
    known_version: int
    case_number: str
    reason: str
    file_name: str
    row_number: int
    put_aside_at: dt.datetime
    resolution: str
    resolved_by: str
    resolved_at: dt.datetime | None


_FIELDS = tuple(PutAsideInfo.__dataclass_fields__)


def put_asides(
    *, region_code: str, source_name: str = "", with_resolved: bool = False
) -> tuple[PutAsideInfo, ...]:
    """Return the oldest contradictions of a region that wait, at most 200 (待处理的矛盾).

    Args:
        with_resolved: also those that a person has settled.
    """
    rows = PutAside.objects.filter(region_code=region_code)
    if source_name:
        rows = rows.filter(source_name=source_name)
    if not with_resolved:
        rows = rows.filter(resolution="")
    found = rows.order_by("put_aside_at", "id").values(*_FIELDS)[:MOST_SHOWN]
    return tuple(PutAsideInfo(**row) for row in found)


def count_waiting(*, region_code: str, source_name: str = "") -> int:
    """Return how many contradictions of a region wait for a person (待处理数)."""
    rows = PutAside.objects.filter(region_code=region_code, resolution="")
    return (rows.filter(source_name=source_name) if source_name else rows).count()
