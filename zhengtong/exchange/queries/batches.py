"""Reads of runs of imports (导入批次)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from zhengtong.exchange.models import ImportBatch

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchInfo:
    """One run of an import with its counts (导入批次).

    Args:
        finished_at: None while it runs, or after it was killed.
    """

    id: uuid.UUID
    source_name: str
    file_name: str
    file_hash: str
    is_history: bool
    lag_days: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    row_count: int
    next_row: int
    created: int
    advanced: int
    unchanged: int
    older: int
    put_aside: int
    synced: int
    back_entries: int
    refused: int


_FIELDS = tuple(BatchInfo.__dataclass_fields__)


def batches_of(*, region_code: str, source_name: str = "") -> tuple[BatchInfo, ...]:
    """Return the newest runs of a region, at most 50 (导入批次)."""
    rows = ImportBatch.objects.filter(region_code=region_code)
    if source_name:
        rows = rows.filter(source_name=source_name)
    found = rows.order_by("-started_at", "-id").values(*_FIELDS)[:MOST_SHOWN]
    return tuple(BatchInfo(**row) for row in found)
