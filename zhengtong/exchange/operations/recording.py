"""What a source told of its cases is kept for the next time (留存来源办件记录)."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from zhengtong.exchange.models import ImportedRecord
from zhengtong.exchange.queries.records import KnownRecord
from zhengtong.foundation.bulk_rows import insert_rows, new_row, update_rows

CHANGED = ("data_version", "content_hash", "stated", "imported_at", "batch_id")


def keep_records(
    records: Mapping[str, KnownRecord],
    *,
    there: Collection[str],
    region_code: str,
    source_name: str,
    batch_id: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Write the newest version of each number (留存).

    The caller holds the source locked, so nobody else adds records of it meanwhile.

    Args:
        records: what is on record now, by source number.
        there: the numbers that were on record before.
    """
    rows = [
        new_row(
            ImportedRecord,
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
        for source_number, known in records.items()
    ]
    insert_rows([row for row in rows if row.source_number not in there])
    update_rows([row for row in rows if row.source_number in there], names=CHANGED)
