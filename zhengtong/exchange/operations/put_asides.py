"""A contradiction is put aside for a person, and settled by one (搁置与处理矛盾)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction

from zhengtong.exchange.models import PutAside, Source
from zhengtong.exchange.operations.statements import content_of
from zhengtong.exchange.permissions import ExchangePermission
from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.foundation.actors import Actor
from zhengtong.foundation.ids import new_id
from zhengtong.foundation.requests import Request
from zhengtong.foundation.vault import seal_value
from zhengtong.kernel.errors import DomainError
from zhengtong.kernel.texts import LONGEST_OPINION, checked_text
from zhengtong.places.queries import require_at_centre

TABLE = "exchange_putaside"


class UnknownPutAside(DomainError):
    """No contradiction has the number (搁置编号不存在)."""

    code: ClassVar[str] = "unknown_put_aside"


class ResolutionRefused(DomainError):
    """The contradiction is settled already, or no reason is given (不能这样处理)."""

    code: ClassVar[str] = "resolution_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A row that is at odds with what is on record (矛盾).

    Args:
        sentences: what is at odds, without anything personal.
    """

    record: CaseRecord
    row_number: int
    content_hash: str
    known_hash: str
    known_version: int
    case_number: str
    sentences: tuple[str, ...]


def put_aside(
    contradictions: Sequence[Contradiction],
    *,
    source: Source,
    batch_id: uuid.UUID,
    file_name: str,
    now: dt.datetime,
) -> dict[int, bool]:
    """Put rows aside that were not before; call it in the page's transaction (搁置).

    Args:
        source: locked by the caller; it numbers its contradictions.

    Returns:
        by row number, whether it waits for a person; False where one has settled it already.
    """
    waits: dict[int, bool] = {}
    there = _there(contradictions, source)
    new: list[PutAside] = []
    for found in contradictions:
        key = _key(found)
        if key not in there:
            new.append(_row(found, source, len(new) + 1, batch_id, file_name, now))
            there[key] = True
        waits[found.row_number] = there[key]
    if new:
        PutAside.objects.bulk_create(new)
        source.last_put_aside_no += len(new)
        source.save(update_fields=["last_put_aside_no"])
    return waits


@transaction.atomic
def resolve_put_aside(*, number: str, reason: str, by: Actor, now: dt.datetime) -> None:
    """Settle a contradiction: what is on record stands, and why (处理矛盾).

    The row never goes in. Where the source is right, the case is put right by acts of its own
    (such as voiding it), or the source sends a version that agrees.

    Raises:
        UnknownPutAside: there is none of that number.
        ResolutionRefused: it is settled already, or no reason is given.
        PermissionRefused: not granted at the service centre.
    """
    region_code = number[:6]
    rows = PutAside.objects.filter(region_code=region_code, number=number)
    found = rows.select_for_update().first()
    if found is None:
        raise UnknownPutAside(f"没有编号为 {number} 的搁置，请用 put-aside --region 查看")
    require_at_centre(Request(by=by, now=now), ExchangePermission.RESOLVE, region_code=region_code)
    if found.resolution:
        raise ResolutionRefused(f"搁置 {number} 已由 {found.resolved_by} 处理")
    if not reason.strip():
        raise ResolutionRefused("处理搁置的矛盾应写明理由")
    checked_text(reason, limit=LONGEST_OPINION, name="处理意见")
    rows.update(resolution=reason.strip(), resolved_by=by.code, resolved_at=now)


_Key = tuple[str, int, str, str]


def _key(found: Contradiction) -> _Key:
    record = found.record
    return record.source_number, record.data_version, found.content_hash, found.known_hash


def _there(contradictions: Sequence[Contradiction], source: Source) -> dict[_Key, bool]:
    """Return those that were put aside before, and whether they still wait."""
    if not contradictions:
        return {}
    rows = PutAside.objects.filter(
        region_code=source.region_code,
        source_name=source.name,
        source_number__in=sorted({found.record.source_number for found in contradictions}),
    )
    return {
        (number, version, content, known): not resolution
        for number, version, content, known, resolution in rows.values_list(
            "source_number", "data_version", "content_hash", "known_hash", "resolution"
        )
    }


def _row(
    found: Contradiction,
    source: Source,
    count: int,
    batch_id: uuid.UUID,
    file_name: str,
    now: dt.datetime,
) -> PutAside:
    row_id = new_id()
    return PutAside(
        region_code=source.region_code,
        id=row_id,
        number=f"{source.region_code}-{source.pk}-{source.last_put_aside_no + count}",
        source_name=source.name,
        source_number=found.record.source_number,
        data_version=found.record.data_version,
        known_version=found.known_version,
        content_hash=found.content_hash,
        known_hash=found.known_hash,
        content_sealed=seal_value(
            content_of(found.record), table=TABLE, column="content_sealed", row_id=row_id
        ),
        case_number=found.case_number,
        reason="；".join(found.sentences),
        file_name=file_name,
        row_number=found.row_number,
        put_aside_at=now,
        batch_id=batch_id,
    )
