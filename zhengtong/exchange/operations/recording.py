"""What a source told of its cases is kept for the next time (留存来源办件记录)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from zhengtong.exchange.models import ImportedRecord
from zhengtong.exchange.queries.records import KnownRecord


def keep_records(
    records: Iterable[tuple[str, KnownRecord]],
    *,
    region_code: str,
    source_name: str,
    batch_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write the newest version of each number in one statement (留存).

    Args:
        records: source number and what is on record of it now, each number once.
    """
    rows = [
        ImportedRecord(
            region_code=region_code,
            id=known.id,
            source_name=source_name,
            source_number=source_number,
            data_version=known.version.data_version,
            content_hash=known.content_hash,
            stated=dict(known.version.stated),
            case_number=known.case_number,
            imported_at=now,
            batch_id=batch_id,
        )
        for source_number, known in records
    ]
    ImportedRecord.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["region_code", "source_name", "source_number"],
        update_fields=["data_version", "content_hash", "stated", "imported_at", "batch_id"],
    )
